"""The part of a call that a rule may look at: its turn or the whole call, narrowed by `where` and `speaker`.

`where: nearby` and `where: end` reach beyond the turn (`reach`); what earns there already is cut out (`without`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from trainer.call import Call
from trainer.rules.fields import WHERE
from trainer.rules.interface import Context, Part, Rule, Slice
from trainer.rules.word_times import when
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.scorecard import Span
from trainer.text.normalise import normalise
from trainer.text.thresholds import PASTED_REPLY

REACHING = ("nearby", "end")
LAST = 2  # replies that are the end of a call, a word after the caller's goodbye apart


def reach(bound: BoundRule, scenario: Scenario, call: Call, skipped: Sequence[str] = ()) -> frozenset[str]:
    """The turns besides its own whose replies may hold the rule's words; `skipped`: by hanging up.

    Never into or out of a turn in which the caller has just complained that they were missing.
    """
    path = (*call.path, *skipped)
    own = [place for place, turn in enumerate(path) if turn == bound.turn]
    if bound.rule.where == "end":
        replies = [place for place, turn in enumerate(call.path) if scenario.turn(turn).cue != "hangup"]
        last = {*range(len(call.path))} - {*replies[:-LAST]}
        ways = {(here, there) for there in last for here in own or (there,)}
    else:
        ways = {(here, there) for here in own for there in (here - 1, here + 1) if 0 <= there < len(path)}
    asked = {place for place in range(len(path)) if _asked_for(bound, scenario, path, place)}
    return frozenset(path[there] for here, there in ways if not {here, there} & asked)


def _asked_for(bound: BoundRule, scenario: Scenario, path: Sequence[str], place: int) -> bool:
    """The caller came there because the rule was missed; or it is a second chance, for the rule or made of it."""
    turn = scenario.turn(path[place])
    if turn.recovery and bound.id in (scenario.recovered(turn), *(one.id for one in scenario.rules_of(turn.id))):
        return True
    return place > 0 and bound.id in complaint(scenario, path[place - 1], turn.id)


def complaint(scenario: Scenario, before: str, after: str) -> frozenset[str]:
    """The rules, by full id, whose miss leads from the one turn to the other: `missed`, or `met` leads elsewhere.

    So does a fact said wrong that they ask for.
    """
    ways = scenario.turn(before).next
    named = [c.missed if way.go == after else c.met for way in ways for c in way.when or ()]
    wrong = {name for way in ways if way.go == after for c in way.when or () for name in c.wrong or ()}
    asking = [one.id for one in scenario.rules_of(before) if wrong.intersection(one.rule.facts_named())]
    short = scenario.short_ids(before)
    return frozenset((*asking, *(short.get(name, name) for names in named for name in names or ())))


def without(pieces: Iterable[Slice], taken: Iterable[Span]) -> Iterator[Slice]:
    """What is left of the pieces beside the spans."""
    spans = sorted(taken)
    for piece in pieces:
        at = piece.start
        for _, start, end in (span for span in spans if span[0] == piece.index):
            if at < start:
                yield Slice(piece.index, piece.utterance, at, start)
            at = max(at, end)
        if at < piece.end:
            yield Slice(piece.index, piece.utterance, at, piece.end)


def part_of(rule: Rule, turn: str | None, call: Call, context: Context) -> Part | str:
    """The part, or the reason why it cannot be told: a key of `outcome.NOT_MEASURED`."""
    where = rule.where or ("turn" if turn else "call")
    within = None if where == "call" else turn
    whole = tuple(
        Slice(index, utterance, 0, len(utterance.text))
        for index, utterance in enumerate(call.utterances)
        if utterance.speaker == rule.speaker and (within is None or utterance.turn == within)
    )
    if within and not rule.deducts:
        whole = tuple(piece for piece in whole if not pasted(piece, call))
    if rule.speaker == "caller" and rule.needs_reply and all(one.speaker == "agent" for one in call.utterances):
        return "one_side"
    found = WHERE.fullmatch(where)
    if found is None or where in ("turn", "call", *REACHING) or not whole:
        return Part(call, within, whole)
    if found[1]:
        return _window(whole, call, within, first=found[1] == "first", seconds=float(found[2]))
    return _beside(whole, call, within, context, after=found[3] == "after", anchor=found[4])


def pasted(piece: Slice, call: Call) -> bool:
    """A long reply that says word for word what was said in an earlier turn: it answers nothing a second time."""
    said = normalise(piece.utterance.text).chars
    return len(said) >= PASTED_REPLY and any(
        earlier.speaker == piece.utterance.speaker
        and earlier.turn != piece.utterance.turn
        and normalise(earlier.text).chars == said
        for earlier in call.utterances[: piece.index]
    )


def _window(whole: tuple[Slice, ...], call: Call, turn: str | None, *, first: bool, seconds: float) -> Part | str:
    starts = [piece.utterance.start for piece in whole if piece.utterance.start is not None]
    ends = [piece.utterance.end for piece in whole if piece.utterance.end is not None]
    if len(starts) < len(whole) or len(ends) < len(whole):
        return "keyboard"
    low, high = (starts[0], starts[0] + seconds) if first else (ends[-1] - seconds, ends[-1])
    return Part(call, turn, tuple(cut for piece in whole if (cut := _cut(piece, low, high))))


def _cut(piece: Slice, low: float, high: float) -> Slice | None:
    """The characters of the slice that begin within the window."""
    inside = [
        index
        for index in range(piece.start, piece.end)
        if (start := when(piece.utterance, index, index + 1)[0]) is not None and low <= start <= high
    ]
    return Slice(piece.index, piece.utterance, inside[0], inside[-1] + 1) if inside else None


def _beside(
    whole: tuple[Slice, ...], call: Call, turn: str | None, context: Context, *, after: bool, anchor: str
) -> Part | str:
    judged = context.judgement_of(anchor)
    evidence = next((e for e in judged.evidence if e.counted and e.utterance is not None), None) if judged else None
    if judged is None or judged.outcome not in ("met", "partly") or evidence is None:
        return "no_anchor"
    place = (evidence.utterance, evidence.char_end if after else evidence.char_start)
    pieces = []
    for piece in whole:
        if piece.index == place[0]:
            start, end = (place[1] or 0, piece.end) if after else (piece.start, place[1] or 0)
            pieces.append(Slice(piece.index, piece.utterance, start, end))
        elif (piece.index > (place[0] or 0)) == after:
            pieces.append(piece)
    return Part(call, turn, tuple(piece for piece in pieces if piece.end > piece.start))
