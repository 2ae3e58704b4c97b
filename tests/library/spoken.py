"""Examples of the library, typed and spoken: the sound, what was heard of it, and the scorecards of both.

Where the sound comes from: tests/data/spoken_examples/README.md. Used by the tests and by scripts/bench_spoken.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from trainer import scoring
from trainer.call import Call, Utterance, from_json
from trainer.checking.examples import call_of
from trainer.scenario.model import Example
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard
from trainer.text.template import fill

DATA = Path(__file__).resolve().parents[1] / "data" / "spoken_examples"
OTHERS = DATA / "more"  # heard in the same way; their sound is not kept
DRAWN = DATA / "drawn"  # drawn by lot from all that had not been spoken before
CLOSE = 5  # points that the totals should not differ by more
FAR = {  # these do: see README.md beside the sound for what was heard
    "cp-repeat-fail",  # a forbidden word itself: 保证 → 暴政
    "sit-tester-fail",  # the rude words themselves: 随您怎么说, 该答的都答了
    "msg-private-trap",  # 下班以后我打给您 → 瞎把你厚我的,给您
}
GAP = 1.0  # s between the caller's last word and the reply
MARGIN = 0.5  # s by which speech may be found outside of the reply's own time


def read(name: str, folder: Path = DATA) -> Any:
    """One of the files that describe the examples of a folder: examples, heard."""
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Pair:
    """One example, typed and spoken."""

    id: str
    kind: str
    typed: Scorecard  # as keyboard input, without times
    said: Scorecard  # the same words at the times of the sound: what a recogniser without errors would make of it
    spoken: Scorecard
    pass_mark: int

    @property
    def apart(self) -> float:
        """Points between typed and spoken."""
        return _between(self.typed, self.spoken)

    @property
    def lost(self) -> float:
        """Points by which errors of recognition move the total."""
        return _between(self.said, self.spoken)

    def told(self) -> str:
        """What to look at when a test fails."""
        before = {verdict.id: verdict for verdict in self.typed.verdicts}
        changed = [
            f"{v.id} {before[v.id].outcome} → {v.outcome}"
            for v in self.spoken.verdicts
            if v.outcome != before[v.id].outcome and v.outcome != "not_measured" != before[v.id].outcome
        ]
        return f"{self.id}: {_points(self.typed)} typed, {_points(self.spoken)} spoken; {', '.join(changed)}"


def _between(one: Scorecard, other: Scorecard) -> float:
    """Points between the totals; 100 where one has none."""
    if one.total is None or other.total is None:
        return 100.0
    return abs(float(one.total - other.total))


def _points(card: Scorecard) -> str:
    return "none" if card.total is None else f"{float(card.total):.1f}"


def spoken_call(scenario: Scenario, example: Mapping[str, Any], heard: Call) -> Call:
    """The call as it would have gone with these replies; branches are taken on what was heard."""
    replies = {one["turn"]: [u for u in heard.utterances if within(u, one)] for one in example["replies"]}
    variant = example.get("variant")
    call = Call(source="voice", mode="example", rings=example["rings"], note=example["note"], variant=variant)
    turn: str | None = scenario.file.turns[0].id
    clock = 0.0
    while turn is not None and turn not in call.path:
        said: list[Utterance] = []
        for line in scenario.turn(turn).lines(variant)[:1]:
            text = fill(line, scenario.slots())
            end = clock + len(text) * 60 / scenario.file.caller.pace
            said.append(Utterance("caller", text, turn, start=clock, end=end))
            clock = end
        if answer := replies.get(turn):
            shift = clock + GAP - (answer[0].start or 0.0)
            said += [_moved(utterance, turn, shift) for utterance in answer]
            clock = said[-1].end or clock
        call = replace(call, utterances=(*call.utterances, *said), path=(*call.path, turn))
        turn = scoring.next_turn(scenario, call, turn)
    ended = scenario.turn(call.path[-1]).cue == "hangup"
    return replace(call, duration=clock, both_sides=True, ended_by="caller" if ended else None)


def as_said(example: Mapping[str, Any], heard: Call) -> Call:
    """What was heard, with the words that were said in the place of those that were recognised."""
    said = []
    for one in example["replies"]:
        first, *others = [u for u in heard.utterances if within(u, one)]
        last = (first, *others)[-1]
        speech = sum(utterance.speech or 0.0 for utterance in (first, *others))
        words = replace(first, text=one["text"], words=(), hypotheses=(), gate=None, recognised=False)
        said.append(replace(words, end=last.end, speech=speech))
    return replace(heard, utterances=tuple(said))


def within(utterance: Utterance, reply: Mapping[str, Any]) -> bool:
    """Whether the utterance lies in the time of the reply."""
    return bool(reply["start"] - MARGIN <= (utterance.start or 0.0) <= reply["end"] + MARGIN)


def _moved(utterance: Utterance, turn: str, by: float) -> Utterance:
    words = tuple(replace(word, start=word.start + by, end=word.end + by) for word in utterance.words)
    start, end = (utterance.start or 0.0) + by, (utterance.end or 0.0) + by
    return replace(utterance, turn=turn, start=start, end=end, words=words)


def pair(scenario: Scenario, example: Mapping[str, Any], heard: Call) -> Pair:
    """The scorecards of an example of that scenario."""
    typed = Example(
        name=example["name"],
        replies={one["turn"]: ({"text": one["text"]},) for one in example["replies"]},
        note=example["note"],
        rings=example["rings"],
        variant=example.get("variant"),
    )
    calls = (
        call_of(scenario, typed),
        spoken_call(scenario, example, as_said(example, heard)),
        spoken_call(scenario, example, heard),
    )
    cards = (scoring.score(scenario, call, explain=False) for call in calls)
    return Pair(example["id"], example["kind"], *cards, scenario.file.pass_mark)


def stored(scenarios: Mapping[str, Scenario], folder: Path = DATA) -> tuple[Pair, ...]:
    """The pairs of a folder, by what its heard.json says was heard."""
    heard = read("heard", folder)
    return tuple(pair(scenarios[one["scenario"]], one, from_json(heard[one["id"]])) for one in read("examples", folder))


def far(pairs: Sequence[Pair]) -> list[Pair]:
    """Those whose totals are far apart."""
    return [one for one in pairs if one.apart > CLOSE]


def deductions(pairs: Sequence[Pair]) -> list[str]:
    """What spoken excellent examples lose by rules that deduct."""
    return [
        f"{one.id} {v.id}: {v.why}"
        for one in pairs
        if one.kind == "excellent"
        for v in one.spoken.verdicts
        if v.deducted
    ]
