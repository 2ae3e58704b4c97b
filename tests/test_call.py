from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError
from strategies import calls

from trainer.call import RING_SECONDS, Call, Utterance, Word, from_json, to_json
from trainer.practice import phone


def said(speaker: Any, turn: str | None, text: str = "您好") -> Utterance:
    return Utterance(speaker, text, turn=turn)


@pytest.mark.parametrize(
    ("start", "end", "seconds"), [(1.0, 3.5, 2.5), (None, 3.5, None), (1.0, None, None), (None, None, None)]
)
def test_seconds_of_an_utterance(start: float | None, end: float | None, seconds: float | None) -> None:
    assert Utterance("agent", "您好", start=start, end=end).seconds == seconds


def test_replies_are_the_agents_of_that_turn() -> None:
    call = Call((said("caller", "a"), said("agent", "a", "一"), said("agent", "b"), said("agent", "a", "二")))
    assert [one.text for one in call.replies("a")] == ["一", "二"]
    assert call.replies("none") == ()


@pytest.mark.parametrize(
    ("seconds", "confidence", "muttered"),
    [(0.55, 0.16, True), (0.55, 0.33, False), (1.2, 0.16, False), (0.55, None, False), (None, 0.16, False)],
)
def test_a_mere_sound_is_short_and_unlikely(seconds: float | None, confidence: float | None, muttered: bool) -> None:
    times = {} if seconds is None else {"start": 2.0, "end": 2.0 + seconds}
    one = Utterance("agent", "晚安了", confidence=confidence, **times)
    assert Call((one,)).muttered(one) is muttered
    assert Call((one,), engine="whisper", model="whisper-base").muttered(one) is muttered
    assert not Call((one,), engine="vosk", model="vosk-cn").muttered(one)  # whose confidence nobody has measured


def test_times_have_three_decimals() -> None:
    word = Word("您", 0.12345, 1.9996, 0.98765)
    call = Call((Utterance("agent", "您", start=0.12345, end=1.9996, speech=1.23456, words=(word,)),), duration=9.87654)
    data = to_json(call)
    assert data["duration"] == 9.877
    assert data["utterances"][0]["words"] == [{"text": "您", "start": 0.123, "end": 2.0, "confidence": 0.988}]
    assert [data["utterances"][0][key] for key in ("start", "end", "speech")] == [0.123, 2.0, 1.235]


def test_json_has_the_keys_of_the_contract() -> None:
    data = to_json(Call((said("agent", "a"),)))
    contract = [
        "source",
        "engine",
        "model",
        "duration",
        "rings",
        "path",
        "attempt",
        "hints",
        "note",
        "trainee",
        "mode",
        "utterances",
    ]
    assert set(contract) <= set(data)
    assert {"speaker", "turn", "start", "end", "text", "recognised", "words"} <= set(data["utterances"][0])


@given(calls)
def test_json_round_trip(call: Call) -> None:
    text = json.dumps(to_json(call), ensure_ascii=False, allow_nan=False)
    assert from_json(json.loads(text)) == call


def test_what_may_be_left_out_has_its_default() -> None:
    assert from_json({"utterances": [], "path": [], "source": "x", "mode": "recording"}) == Call(
        source="x", mode="recording"
    )
    data = {"utterances": [{"speaker": "agent", "text": "您好"}], "path": ["a"], "source": "", "mode": "exam"}
    assert from_json(data).utterances == (Utterance("agent", "您好"),)


GOOD: dict[str, Any] = {
    **to_json(Call((Utterance("agent", "您好", turn="a", start=0.0, end=1.0),), path=("a",), mode="recording"))
}


def changed(**changes: Any) -> dict[str, Any]:
    return {**GOOD, **changes}


def utterance(**changes: Any) -> dict[str, Any]:
    return changed(utterances=[{**GOOD["utterances"][0], **changes}])


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({}, id="nothing"),
        pytest.param([], id="a list"),
        pytest.param(changed(utterances=None), id="no utterances"),
        pytest.param(changed(utterances=["您好"]), id="an utterance that is text"),
        pytest.param(utterance(speaker="robot"), id="unknown speaker"),
        pytest.param(utterance(words=[{"text": "您"}]), id="a word without times"),
        pytest.param(utterance(words=[{"text": "您", "start": "x", "end": 1}]), id="a word's time that is text"),
        pytest.param(utterance(start="early"), id="a time that is text"),
        pytest.param(utterance(end=[1]), id="a time that is a list"),
        pytest.param(utterance(speech="long"), id="seconds of speech that are text"),
        pytest.param(utterance(turn=["a"]), id="a turn that is a list"),
        pytest.param(utterance(start=float("nan")), id="a time that is no number"),
        pytest.param(utterance(hypotheses=["您"] * 21), id="more hypotheses than engines give"),
        pytest.param(changed(slots={str(number): "甲" for number in range(2_001)}), id="thousands of slots"),
        pytest.param(changed(path=["a"] * 2_001), id="thousands of turns"),
        pytest.param(changed(duration="long"), id="a duration that is text"),
        pytest.param(changed(rings="three"), id="rings that are text"),
        pytest.param(changed(attempt="once"), id="an attempt that is text"),
        pytest.param(changed(mode="holiday"), id="unknown mode"),
        pytest.param(changed(ended_by="robot"), id="unknown ending"),
        pytest.param(changed(path="ab"), id="a path that is text"),
        pytest.param(changed(note=["房号"]), id="a note that is a list"),
        pytest.param(changed(slots={"公司": 5}), id="a slot that is a number"),
    ],
)
def test_anything_else_is_refused(data: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json(data)


def test_reading_stops_at_the_first_mistake_of_a_list() -> None:
    """A file of some megabytes may hold millions, and each takes a kilobyte to report."""
    for part in ({"utterances": [{}] * 9}, {"path": [1] * 9}, {"hints": [1] * 9}, {"note": {"a": 1, "b": 2}}):
        with pytest.raises(ValidationError) as error:
            from_json(changed(**part))
        assert error.value.error_count() <= len(("speaker", "text"))


@pytest.mark.parametrize(
    "change",
    [
        {"duration": 1e306},
        {"rings": -3},
        {"attempt": -1},
        {"answered": 10**7},
        {"start": 1e306},
        {"end": -1.0},
        {"speech": -5.0},
    ],
    ids=str,
)
def test_impossible_times_and_counts_are_refused(change: dict[str, Any]) -> None:
    data = to_json(Call((Utterance("agent", "您好", start=1.0, end=2.0, words=(Word("您好", 1.0, 2.0),)),), rings=2))
    from_json(data)
    holder = data["utterances"][0] if set(change) & {"start", "end", "speech"} else data
    with pytest.raises(ValueError, match="no call has"):
        from_json({**data, **change} if holder is data else {**data, "utterances": [{**holder, **change}]})


def test_a_ring_lasts_as_long_as_the_tone_that_is_played() -> None:
    assert phone.ON + phone.OFF == RING_SECONDS
