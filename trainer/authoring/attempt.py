"""One sentence tried on one turn: what `trainer practice` would say of it, and what kept a taboo word from counting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from trainer import scoring
from trainer.call import Call, Utterance
from trainer.errors import TrainerError
from trainer.rules import class_of
from trainer.rules.banned import Banned
from trainer.rules.evidence import evidence_of
from trainer.rules.interface import Context, Part
from trainer.rules.stages import BANNED
from trainer.rules.suspect import walk
from trainer.rules.unless import excuse
from trainer.rules.wrong import REASON
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.scenario.suggestions import offer, short
from trainer.scorecard import COUNTED, FORMAT, Evidence, Scorecard, Verdict, to_json
from trainer.scoring.judge import Judge


@dataclass(frozen=True, slots=True)
class Rescue:
    """Forbidden words that stand in the sentence and cost nothing."""

    rule: str  # full id
    place: Evidence
    by: str | None  # the template of `unless`; None: told by the words around them (不, 行不行, 业主说 …)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sentence, judged."""

    turn: str | None  # None: a checklist has no turns
    text: str
    heard: bool  # judged as recognised speech
    card: Scorecard
    own: tuple[Verdict, ...]  # of the turn, in file order
    others: tuple[Verdict, ...]  # of the whole call: only what this sentence met, broke or left in doubt
    rescues: tuple[Rescue, ...]
    goes: str | None  # the turn that follows; None: the call ends

    @property
    def points(self) -> Fraction:
        """What the turn's rules could bring, where they could be judged."""
        return sum((v.points for v in self.own if v.outcome in COUNTED), Fraction(0))

    @property
    def earned(self) -> Fraction:
        """What they brought."""
        return sum((v.earned for v in self.own), Fraction(0))

    @property
    def deducted(self) -> Fraction:
        """Points of the 100 that the sentence costs."""
        return sum((v.deducted for v in (*self.own, *self.others)), Fraction(0))


def turn_of(scenario: Scenario, name: str | None) -> str | None:
    """The turn meant; the first where none is named, None where the scenario has none. Raises TrainerError."""
    ids = [turn.id for turn in scenario.file.turns]
    if name in ids or (name is None and not ids):
        return name
    if name is None:
        return ids[0]
    if not ids:
        raise TrainerError(f"情景 {scenario.id} 不分回合，请把 --turn 去掉。")
    raise TrainerError(f"情景 {scenario.id} 里没有回合“{short(name)}”{offer(name, ids)}\n有这些回合：{'、'.join(ids)}")


def variant_of(scenario: Scenario, name: str | None) -> str | None:
    """The variant meant; None: the first. Raises TrainerError that lists those there are."""
    known = scenario.file.variants
    if name is None or name in known:
        return name
    if not known:
        raise TrainerError(f"情景 {scenario.id} 没有分几种情况（variants），请把 --variant 去掉。")
    every = "、".join(f"{one}（{title}）" for one, title in known.items())
    raise TrainerError(f"情景 {scenario.id} 里没有情况“{short(name)}”{offer(name, known)}\n有这些情况：{every}")


def attempt(
    scenario: Scenario, turn: str | None, text: str, *, heard: bool = False, variant: str | None = None
) -> Attempt:
    """The sentence judged as the only reply of that turn; what the rest of the call owes is not asked of it.

    `variant`: of the call; None: the scenario's first.
    """
    said = Utterance("agent", text, turn, recognised=heard)
    path = (turn,) if turn else ()
    call = Call(utterances=(said,), path=path, source="try", mode="practice", variant=variant)
    card = scoring.score(scenario, call)
    own = tuple(verdict for verdict in card.verdicts if turn and verdict.turn == turn)
    others = tuple(verdict for verdict in card.verdicts if verdict.turn is None and _about(verdict))
    goes = scoring.next_turn(scenario, call, turn) if turn else None
    return Attempt(turn, text, heard, card, own, others, tuple(_rescues(scenario, call, card)), goes)


def as_json(tried: Attempt, scenario: Scenario) -> dict[str, Any]:
    """`format: 1`; the verdicts as in the result JSON."""
    card = to_json(tried.card)
    shown = {verdict.id for verdict in (*tried.own, *tried.others)}
    return {
        "format": FORMAT,
        "scenario": card["scenario"],
        "turn": tried.turn,
        "text": tried.text,
        "heard": tried.heard,
        "points": _number(tried.points),
        "earned": _number(tried.earned),
        "deducted": _number(tried.deducted),
        "next": tried.goes,
        "verdicts": [verdict for verdict in card["verdicts"] if verdict["id"] in shown],
        "rescued": [
            {
                "id": one.rule,
                "said": one.place.said,
                "char_start": one.place.char_start,
                "char_end": one.place.char_end,
                "by": one.by,
            }
            for one in tried.rescues
        ],
    }


def _number(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else round(float(value), 3)


def _about(verdict: Verdict) -> bool:
    """A rule of the whole call that this sentence says something about."""
    if verdict.deducted or verdict.outcome == "unclear" or verdict.reason == REASON:
        return True
    if verdict.outcome == "partly" and class_of(verdict.operator).cumulative:
        return False
    found = any(evidence.counted and evidence.utterance is not None for evidence in verdict.evidence)
    return found and verdict.outcome in COUNTED


def asked(scenario: Scenario, call: Call, card: Scorecard) -> Iterator[tuple[BoundRule, Part, Context]]:
    """The rules that judged something in the call, and what each could look at."""
    judge = Judge(scenario, call)
    judge.all()
    silent = {verdict.id for verdict in card.verdicts if verdict.outcome == "not_measured"}
    for bound in scenario.rules:
        part = judge.part(bound) if bound.id not in silent else ""
        if isinstance(part, Part) and part.slices:
            yield bound, part, judge.context(bound.turn)


def _rescues(scenario: Scenario, call: Call, card: Scorecard) -> Iterator[Rescue]:
    """The forbidden words of rules that found nothing wrong."""
    fine = {verdict.id for verdict in card.verdicts if verdict.outcome == "met"}
    for bound, part, context in asked(scenario, call, card):
        if bound.id in fine and isinstance(bound.rule, Banned):
            for suspect in bound.rule.suspects(part, context):
                found = suspect.found
                if found.how == "exact" or (found.how == "sound" and suspect.heard):
                    last = walk(BANNED, suspect).steps[-1][0]
                    by = excuse(suspect) if last.name == "unless" else None
                    yield Rescue(bound.id, evidence_of(found, part), by)
