"""Twenty examples of the library, spoken and recognised: the score is that of the typed ones, or nearly.

What was heard stands in heard.json, so that every run checks the rules against real errors of recognition; the test
marked `model` recognises the sound again. How both were made: scripts/make_spoken_examples.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from trainer import scoring
from trainer.call import Call, Utterance, from_json
from trainer.checking.examples import call_of
from trainer.recognition.engines import load as load_model
from trainer.recognition.models import Models
from trainer.recognition.transcribe import transcribe
from trainer.scenario.load import load
from trainer.scenario.model import Example
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard
from trainer.text.normalise import normalise
from trainer.text.template import fill

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data" / "spoken_examples"
OTHERS = DATA / "more"  # heard in the same way; their sound is not kept
DRAWN = DATA / "drawn"  # drawn by lot from all that had not been spoken before
EXAMPLES: list[dict[str, Any]] = json.loads((DATA / "examples.json").read_text(encoding="utf-8"))
NAMES = [example["id"] for example in EXAMPLES]

CLOSE = 5  # points that the totals should not differ by more
FAR = {  # these do: see README.md beside the sound for what was heard
    "cp-repeat-fail",  # a forbidden word itself: 保证 → 暴政
    "sit-tester-fail",  # the rude words themselves: 随您怎么说, 该答的都答了
    "msg-private-trap",  # 下班以后我打给您 → 瞎把你厚我的,给您
}
NEARLY_ALL = 0.9
GOOD = 90  # points an excellent example should have
CALLS = 43  # scenarios that are calls
MORE = 2  # others that may be far where another machine's arithmetic lets the engine hear something else
LARGEST = 3_000_000  # bytes of sound
GAP = 1.0  # s between the caller's last word and the reply
MARGIN = 0.5  # s by which speech may be found outside of the reply's own time


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
    replies = {one["turn"]: [u for u in heard.utterances if _within(u, one)] for one in example["replies"]}
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
        first, *others = [u for u in heard.utterances if _within(u, one)]
        last = (first, *others)[-1]
        speech = sum(utterance.speech or 0.0 for utterance in (first, *others))
        words = replace(first, text=one["text"], words=(), hypotheses=(), gate=None, recognised=False)
        said.append(replace(words, end=last.end, speech=speech))
    return replace(heard, utterances=tuple(said))


def _within(utterance: Utterance, reply: Mapping[str, Any]) -> bool:
    return bool(reply["start"] - MARGIN <= (utterance.start or 0.0) <= reply["end"] + MARGIN)


def _moved(utterance: Utterance, turn: str, by: float) -> Utterance:
    words = tuple(replace(word, start=word.start + by, end=word.end + by) for word in utterance.words)
    start, end = (utterance.start or 0.0) + by, (utterance.end or 0.0) + by
    return replace(utterance, turn=turn, start=start, end=end, words=words)


def pair(example: Mapping[str, Any], heard: Call) -> Pair:
    """Both scorecards of an example."""
    scenario = load(ROOT / "scenarios" / f"{example['scenario']}.yaml")
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
    cards = (scoring.score(scenario, call) for call in calls)
    return Pair(example["id"], example["kind"], *cards, scenario.file.pass_mark)


def _read(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@cache
def stored(folder: Path = DATA) -> tuple[Pair, ...]:
    """The pairs by the folder's heard.json."""
    heard = _read(folder, "heard")
    return tuple(pair(example, from_json(heard[example["id"]])) for example in _read(folder, "examples"))


def far(pairs: tuple[Pair, ...]) -> list[str]:
    return [one.told() for one in pairs if one.apart > CLOSE]


def deductions(pairs: tuple[Pair, ...]) -> list[str]:
    """What spoken excellent examples lose by rules that deduct."""
    return [
        f"{one.id} {v.id}: {v.why}"
        for one in pairs
        if one.kind == "excellent"
        for v in one.spoken.verdicts
        if v.deducted
    ]


def test_the_examples_are_many_and_small():
    kinds = [example["kind"] for example in EXAMPLES]

    assert len(EXAMPLES) == 20
    assert len({example["scenario"] for example in EXAMPLES}) >= 12
    assert {kind: kinds.count(kind) >= 4 for kind in set(kinds)} == {"excellent": True, "fail": True, "trap": True}
    assert {path.stem for path in DATA.glob("*.opus")} == set(NAMES)
    assert sum(path.stat().st_size for path in DATA.iterdir()) <= LARGEST


def test_totals_hardly_move():
    assert [told for told in far(stored()) if told.partition(":")[0] not in FAR] == []


def test_recognition_alone_moves_nine_of_ten_totals_by_few_points():
    assert len([one for one in stored() if one.lost <= CLOSE]) >= NEARLY_ALL * len(EXAMPLES)


def test_nothing_is_deducted_from_an_excellent_one():
    assert deductions(stored()) == []


def test_what_must_fail_still_fails():
    passed = [one.told() for one in stored() if one.kind == "fail" and one.spoken.passed]

    assert passed == []


def test_others_of_all_scenarios():
    pairs = stored(OTHERS)
    excellent = [float(one.spoken.total or 0) for one in pairs if one.kind == "excellent"]

    assert len(pairs) == 59
    assert len({example["scenario"] for example in (*EXAMPLES, *_read(OTHERS, "examples"))}) == CALLS
    assert len([one for one in pairs if one.apart <= CLOSE]) >= NEARLY_ALL * len(pairs)
    assert min(excellent) >= GOOD
    assert [v.why for one in pairs for v in one.spoken.verdicts if v.deducted] == []


def test_what_was_drawn_by_lot():
    pairs = stored(DRAWN)

    assert len(pairs) == 23
    assert len([one for one in pairs if one.apart <= CLOSE]) >= 18
    assert [told.partition(":")[0] for told in deductions(pairs)] == ["sit-upset-excellent taboo.elsewhere"]  # 我不挂
    assert [one.told() for one in pairs if one.kind == "fail" and one.spoken.passed] == []
    assert [v.why for one in pairs for v in one.spoken.verdicts if one.kind == "trap" and v.deducted] == []


def test_what_the_engine_hardly_believed_was_not_said():
    utterances = [
        (utterance, "".join(one["text"] for one in example["replies"] if _within(utterance, one)))
        for folder in (DATA, DRAWN)
        for example in _read(folder, "examples")
        for utterance in from_json(_read(folder, "heard")[example["id"]]).utterances
    ]
    muttered = [(utterance.text, said) for utterance, said in utterances if utterance.muttered]

    assert (len(utterances), len(muttered)) == (241, 10)
    assert [text for text, said in muttered if normalise(text).chars in normalise(said).chars] == []


@pytest.mark.model
def test_the_sound_recognised_anew_gives_nearly_the_same_totals():
    pytest.importorskip("faster_whisper", reason="the extra [whisper] is not installed")
    model = next((one for one in Models().installed() if one.name == "whisper-base"), None)
    if model is None:
        pytest.skip("model whisper-base is not installed: trainer models pull whisper-base")
    recogniser = load_model(model)

    pairs = tuple(pair(example, transcribe(DATA / f"{example['id']}.opus", recogniser)) for example in EXAMPLES)

    others = [told for told in far(pairs) if told.partition(":")[0] not in FAR]
    assert len(others) <= MORE, others
    assert deductions(pairs) == []
