"""The authors' examples: played as calls, scored, compared with what the author expects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from trainer import scoring
from trainer.call import Call, Utterance
from trainer.errors import Problem
from trainer.scenario.load import Loaded
from trainer.scenario.model import Example, Reply
from trainer.scenario.references import FIGURES, PASSED
from trainer.scenario.resolved import Scenario
from trainer.scenario.suggestions import short
from trainer.scenario.yaml_nodes import Document, Loc
from trainer.scorecard import OUTCOME_NAMES, Scorecard, Verdict
from trainer.text.template import fill

TYPING_PACE = 240  # 字 a minute, for the clock between timed replies
USUAL_GAP = 1.0  # s, where an example gives seconds but no gap
MOST_VISITS = 3  # of one turn, so that an example cannot go round for ever
_EXPECTED = re.compile(r"(>=|<=|>|<|=)?\s*(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Played:
    """An example as it went."""

    name: str
    card: Scorecard
    problems: tuple[Problem, ...]


class _Clock:
    """Seconds since the call began, as far as an example gives times."""

    def __init__(self, example: Example | None, pace: int) -> None:
        replies = [reply for several in example.replies.values() for reply in several] if example else []
        self.gaps = any(reply.gap is not None for reply in replies)
        self.pace = pace
        self.now = 0.0

    def caller(self, text: str, turn: str) -> Utterance:
        start, self.now = self.now, self.now + len(text) * 60 / self.pace
        if not self.gaps:
            return Utterance("caller", text, turn)
        return Utterance("caller", text, turn, start=start, end=self.now)

    def reply(self, reply: Reply, turn: str | None) -> Utterance:
        start = self.now + (USUAL_GAP if reply.gap is None else reply.gap)
        timed = reply.seconds is not None or reply.gap is not None
        self.now = start + (reply.seconds or len(reply.text) * 60 / TYPING_PACE)
        if not timed:
            return Utterance("agent", reply.text, turn, recognised=reply.heard)
        seconds = self.now - start
        return Utterance("agent", reply.text, turn, start=start, end=self.now, recognised=reply.heard, speech=seconds)


def call_of(scenario: Scenario, example: Example) -> Call:
    """The call an example describes; branches are taken as the scenario says."""
    variant = example.variant or next(iter(scenario.file.variants), None)
    clock = _Clock(example, scenario.file.caller.pace)
    timed = any(reply.seconds or reply.gap is not None for several in example.replies.values() for reply in several)
    turn_id = scenario.file.turns[0].id if scenario.file.turns else None
    utterances: list[Utterance] = []
    path: list[str] = []
    if turn_id is None:
        utterances = [clock.reply(reply, None) for several in example.replies.values() for reply in several]
    call = Call(source="example", mode="example", rings=example.rings, note=example.note, variant=variant)
    while turn_id is not None and path.count(turn_id) < MOST_VISITS:
        turn = scenario.turn(turn_id)
        first = turn_id not in path
        path.append(turn_id)
        lines = turn.lines(variant)
        if lines:
            utterances.append(clock.caller(fill(lines[0], scenario.slots()), turn_id))
        if first:
            utterances += [clock.reply(reply, turn_id) for reply in example.replies.get(turn_id, ())]
        call = _extended(call, utterances, path)
        turn_id = scoring.next_turn(scenario, call, turn_id)
    ended = path and scenario.turn(path[-1]).cue == "hangup"
    return Call(
        utterances=tuple(utterances),
        path=tuple(path),
        source="example",
        mode="example",
        rings=example.rings,
        note=example.note,
        variant=variant,
        duration=clock.now if timed else None,
        both_sides=clock.gaps,
        ended_by="caller" if ended else None,
    )


def _extended(call: Call, utterances: Sequence[Utterance], path: Sequence[str]) -> Call:
    return Call(
        utterances=tuple(utterances),
        path=tuple(path),
        source=call.source,
        mode=call.mode,
        rings=call.rings,
        note=call.note,
        variant=call.variant,
    )


def play(loaded: Loaded, *, explain: bool = True) -> Iterator[Played]:
    """Each example of a scenario, scored and compared; `explain`: see scoring.score."""
    scenario = loaded.scenario
    for index, example in enumerate(scenario.file.examples if scenario is not None else ()):
        assert scenario is not None
        at: Loc = ("examples", index)
        call = call_of(scenario, example)
        card = scoring.score(scenario, call, explain=explain)
        problems = [*_path(example, call, loaded.document, at)]
        problems += compare(example.expect, card, loaded.document, (*at, "expect"))
        yield Played(example.name, card, tuple(problems))


def _path(example: Example, call: Call, document: Document, at: Loc) -> Iterator[Problem]:
    way = " → ".join(call.path)
    if example.path is not None and example.path != call.path:
        yield document.problem((*at, "path"), f"示例“{short(example.name)}”实际走的是 {way}")
    for name in example.replies:
        if call.path and name not in call.path:
            message = f"示例“{short(example.name)}”没有走到“{short(name)}”，这句回答用不上；实际走的是 {way}"
            yield document.problem((*at, "replies", name), message, key=True)


def compare(
    expect: Mapping[str, str], card: Scorecard, document: Document, at: Loc, own: str = ""
) -> Iterator[Problem]:
    """What differs from the expectation; `own` is a pack's name, for ids written short."""
    verdicts = {verdict.id: verdict for verdict in card.verdicts}
    for name, wanted in expect.items():
        where = (*at, name)
        if name in FIGURES:
            figure: Fraction | None = getattr(card, name)
            if not agrees(figure, wanted):
                lost = _lost(card.verdicts)
                message = f"{name} 算出来是 {_figure(figure)}，和期望的 {wanted} 不符{lost}"
                yield document.problem(where, message)
        elif name == PASSED:
            passed = {True: "true", False: "false", None: "null"}[card.passed]
            if passed != wanted:
                yield document.problem(
                    where, f"passed 算出来是 {passed}（总分 {_figure(card.total)}），期望的是 {wanted}"
                )
        else:
            verdict = verdicts[name if name in verdicts else f"{own}.{name}"]
            if verdict.outcome != wanted:
                yield document.problem(where, differs(name, verdict.outcome, verdict.why, wanted))


def differs(name: str, outcome: str, why: str, wanted: str) -> str:
    """The message about a rule whose outcome is not the one expected."""
    return f"{name} 的结果是 {outcome}（{short(why, 40)}），期望的是 {wanted}"


def agrees(figure: Fraction | None, wanted: str) -> bool:
    """The figure fits `>=90`, `82.5` or `null`."""
    found = _EXPECTED.fullmatch(wanted)
    if figure is None or found is None:
        return figure is None and found is None
    limit = Fraction(found[2])
    return {
        ">=": figure >= limit,
        "<=": figure <= limit,
        ">": figure > limit,
        "<": figure < limit,
    }.get(found[1] or "=", figure == limit)


def _figure(value: Fraction | None) -> str:
    return "不出分" if value is None else f"{float(value):g}"


def _lost(verdicts: Sequence[Verdict]) -> str:
    """The rules that cost most."""
    costs = [(v.points - v.earned + v.deducted, v) for v in verdicts if v.outcome not in ("unclear", "not_measured")]
    worst = sorted((pair for pair in costs if pair[0] > 0), key=lambda pair: -pair[0])[:3]
    named = [f"{v.id} {OUTCOME_NAMES[v.outcome]}，少 {float(cost):g} 分" for cost, v in worst]
    return f"；主要是 {'；'.join(named)}" if named else ""
