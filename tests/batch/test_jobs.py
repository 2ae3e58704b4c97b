from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from trainer import scorecard
from trainer.batch import jobs
from trainer.batch.jobs import Failure, Options, Result, dumps, read_call, score_all
from trainer.call import MOST_BYTES, Call, Utterance, to_json
from trainer.errors import ModelError, TrainerError
from trainer.recognition.interface import Recogniser
from trainer.recognition.scripted import ScriptedRecogniser
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard
from trainer.text.count import chars

from .conftest import Make

SPEECH = Path(__file__).parents[1] / "data" / "calls" / "fourfold.opus"  # m001 of ../match, four times: 14 s
TEXT = """
slots: {公司: 海棠苑}
turns:
  - {id: a, cue: ring, rules: [{required: 您好}, {required: "{公司}"}]}
  - {id: b, line: 喂, rules: [{required: 再见}]}
"""


@pytest.fixture
def scenario(make: Make) -> Scenario:
    return make(TEXT)


@pytest.fixture
def speech(tmp_path: Path) -> str:
    return str(shutil.copy(SPEECH, tmp_path / "录音 1.opus"))


@pytest.fixture
def broken(tmp_path: Path) -> str:
    path = tmp_path / "坏.wav"
    path.write_text("这不是录音", encoding="utf-8")
    return str(path)


def stored(folder: Path, data: Any, name: str = "call.json") -> str:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return str(path)


CALL = Call((Utterance("agent", "您好海棠苑", turn="a"),), path=("a", "b"), source="老.wav", mode="recording")


def run(scenario: Scenario, *recordings: str, says: str = "您好，海棠苑，再见", **options: Any) -> list[Result]:
    recogniser = ScriptedRecogniser.says(*[says] * 20)
    return list(score_all(recordings, scenario, lambda: recogniser, Options(**options)))


def test_a_recording_becomes_a_scorecard(scenario: Scenario, speech: str) -> None:
    (card,) = run(scenario, speech)
    assert isinstance(card, Scorecard)
    assert (card.call.source, card.call.mode, card.call.engine) == (speech, "recording", "scripted")
    assert card.call.path == ("a", "b")
    assert (card.scenario_id, card.scenario_sha256) == (scenario.id, scenario.sha256)
    assert card.call.utterances[0].recognised
    assert card.call.utterances[0].text.startswith("您好")
    assert card.total is not None


def test_a_broken_file_does_not_stop_the_rest(scenario: Scenario, speech: str, broken: str, tmp_path: Path) -> None:
    missing = str(tmp_path / "没有.wav")
    one, two, three, four = run(scenario, speech, broken, missing, speech)
    assert isinstance(one, Scorecard)
    assert isinstance(two, Failure)
    assert (two.source, two.code) == (broken, "audio")
    assert "坏.wav" in two.message
    assert isinstance(three, Failure)
    assert "没有.wav" in three.message
    assert isinstance(four, Scorecard)


def test_results_come_one_by_one(scenario: Scenario, speech: str, broken: str) -> None:
    asked: list[str] = []

    def recordings() -> Any:
        for one in (broken, speech):
            asked.append(one)
            yield one

    results = score_all(recordings(), scenario, lambda: ScriptedRecogniser.says("您好"), Options())
    assert isinstance(next(results), Failure)
    assert asked == [broken]
    assert isinstance(next(results), Scorecard)
    with pytest.raises(StopIteration):
        next(results)


def test_the_engine_is_loaded_once_and_only_when_needed(scenario: Scenario, speech: str, tmp_path: Path) -> None:
    loaded = 0

    def load() -> Recogniser:
        nonlocal loaded
        loaded += 1
        return ScriptedRecogniser.says("您好")

    again = stored(tmp_path, to_json(CALL))
    assert len(list(score_all([again, again], scenario, load, Options()))) == 2
    assert loaded == 0
    assert len(list(score_all([speech, again, speech], scenario, load, Options()))) == 3
    assert loaded == 1


def test_no_engine_stops_everything(scenario: Scenario, speech: str) -> None:
    def load() -> Recogniser:
        raise ModelError("没有模型")

    with pytest.raises(ModelError):
        list(score_all([speech], scenario, load, Options()))


def test_an_empty_recording_has_a_result(scenario: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "静音.wav"
    soundfile.write(path, np.zeros(16000 * 2, dtype=np.float32), 16000)
    (failure,) = run(scenario, str(path))
    assert isinstance(failure, Failure)
    assert (failure.source, failure.code) == (str(path), "no_call")
    assert "非通话（没有听到人说话，可能只有铃声或静音）" in failure.message


def test_a_short_recording_is_no_call_unless_it_is_a_reply(scenario: Scenario, tmp_path: Path) -> None:
    short = str(shutil.copy(SPEECH.parents[1] / "match" / "m001.opus", tmp_path))
    (failure,) = run(scenario, short)
    assert isinstance(failure, Failure)
    assert failure.code == "no_call"
    assert "从开口到说完只有 4 秒" in failure.message
    assert "加 --turn" in failure.message
    (card,) = run(scenario, short, turn="b")
    assert isinstance(card, Scorecard)


def test_a_machine_before_the_agent_is_not_the_agents_pace(make: Make, speech: str) -> None:
    scenario = make(TEXT + "rules: [{pace: 120}]\n")
    notice = "为保证服务质量，您的通话将被录音。您好，海棠苑，再见，请您放心，我马上给您安排师傅上门检查，师傅今天就到"
    (card,) = run(scenario, speech, says=notice)
    assert isinstance(card, Scorecard)
    assert [one.announcement for one in card.call.utterances] == [True, False, False]  # two turns
    assert card.verdicts[0].outcome == "met"
    assert card.pace.chars == chars(card.call.utterances[-1].text)


def test_an_agent_who_is_on_the_other_channel_is_asked_for(scenario: Scenario, speech: str, tmp_path: Path) -> None:
    sound, rate = soundfile.read(speech, dtype="float32")
    path = tmp_path / "双.wav"
    soundfile.write(path, np.stack([np.zeros_like(sound), sound], axis=1), rate)
    (failure,) = run(scenario, str(path), agent_channel="left")
    assert isinstance(failure, Failure)
    assert failure.code == "audio"
    assert "没有听到客服说话" in failure.message


def test_one_reply(scenario: Scenario, speech: str) -> None:
    (card,) = run(scenario, speech, turn="b")
    assert isinstance(card, Scorecard)
    assert card.call.path == ("b",)
    assert {one.turn for one in card.call.utterances} == {"b"}
    assert card.total == 100


def test_slots_are_used_and_kept(scenario: Scenario, speech: str) -> None:
    (card,) = run(scenario, speech, says="您好，紫金园，再见", slots={"公司": "紫金园"})
    assert isinstance(card, Scorecard)
    assert (card.call.slots, card.total) == ({"公司": "紫金园"}, 100)


def test_progress_is_told_in_seconds(scenario: Scenario, speech: str) -> None:
    told: list[float] = []
    list(score_all([speech], scenario, lambda: ScriptedRecogniser.says("您好"), Options(), told.append))
    assert told == sorted(told)
    assert told[-1] > 0.3


def test_a_whole_result_or_its_call_is_scored_again(scenario: Scenario, tmp_path: Path) -> None:
    (first,) = run(scenario, stored(tmp_path, to_json(CALL)))
    assert isinstance(first, Scorecard)
    assert (first.call, first.total) == (CALL, pytest.approx(66.7))
    (again,) = run(scenario, stored(tmp_path, dumps(first), "whole.JSON"))
    assert dumps(again) == dumps(first)


def test_slots_replace_those_of_a_stored_call(make: Make, tmp_path: Path) -> None:
    """`--slot` is not ignored where a stored call is scored again."""
    (card,) = run(make(TEXT), stored(tmp_path, to_json(CALL)), slots={"公司": "紫金园"})
    assert isinstance(card, Scorecard)
    assert card.total == pytest.approx(33.3)


def test_a_transcribed_call_is_aligned_before_it_is_scored(scenario: Scenario, tmp_path: Path) -> None:
    """`trainer transcribe --json` gives a call without turns; `trainer score` of it gives a score."""
    call = Call((Utterance("agent", "您好，海棠苑，再见", recognised=True, start=0.0, end=3.0),), mode="recording")
    (card,) = run(scenario, stored(tmp_path, to_json(call)))
    assert isinstance(card, Scorecard)
    assert card.total == 100


def test_a_practice_session_is_scored_again(make: Make, tmp_path: Path) -> None:
    scenario = make(TEXT + "rules: [{required: 您好}]\n")
    (card,) = run(scenario, stored(tmp_path, to_json(CALL)))
    assert isinstance(card, Scorecard)
    kept = {"format": 1, "mode": "practice", "result": scorecard.to_json(card)}
    assert run(scenario, stored(tmp_path, kept, "session.json")) == [card]

    (failure,) = run(scenario, stored(tmp_path, {**kept, "result": None}, "session.json"))
    assert isinstance(failure, Failure)
    assert "这通练习还没有做完" in failure.message


SAID = {"speaker": "agent", "text": "您好", "turn": "a"}
BAD: dict[str, Any] = {
    "no JSON": "您好",
    "empty": "",
    "a list": [],
    "a number": 5,
    "another mapping": {"a": 1},
    "an error line": {"format": 1, "source": "a.wav", "error": {"code": "audio", "message": "坏"}},
    "call is text": {"call": "x"},
    "deeply nested": "[" * 100_000,
    "a time that is text": {**to_json(CALL), "utterances": [{**SAID, "start": "x", "end": 1}]},
    "a time that is no number": json.dumps({**to_json(CALL), "duration": float("nan")}),
    "rings that are text": {**to_json(CALL), "rings": "x"},
    "a note that is a list": {**to_json(CALL), "note": ["x"]},
}  # fmt: skip


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_a_bad_stored_call_is_a_failure(make: Make, data: Any, tmp_path: Path) -> None:
    scenario = make(TEXT + "rules: [{answer: 3 rings}, {pace: 120}]\n")
    (failure,) = run(scenario, stored(tmp_path, data))
    assert isinstance(failure, Failure)
    assert failure.code == "error"
    assert "call.json" in failure.message
    assert json.loads(dumps(failure))["error"]["message"] == failure.message


def test_a_stored_call_that_is_not_utf8(scenario: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "gbk.json"
    path.write_bytes('{"call": "您好"}'.encode("gbk"))
    (failure,) = run(scenario, str(path))
    assert isinstance(failure, Failure)


def test_a_stored_call_with_a_byte_order_mark(scenario: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "bom.json"
    path.write_text(json.dumps(to_json(CALL)), encoding="utf-8-sig")
    assert read_call(str(path)) == CALL


def test_missing_and_unreadable_files_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match="找不到这个文件"):
        read_call(str(tmp_path / "none.json"))
    with pytest.raises(TrainerError, match="读不了这个文件"):
        read_call(str(tmp_path))


def test_a_failure_is_one_line_of_json() -> None:
    line = dumps(Failure("甲.wav", "audio", "坏了"))
    assert json.loads(line) == {"format": 1, "source": "甲.wav", "error": {"code": "audio", "message": "坏了"}}
    assert "甲" in line
    assert "\n" not in line


def test_a_bug_is_not_hidden(scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "score", fail)
    with pytest.raises(ZeroDivisionError):
        run(scenario, stored(tmp_path, to_json(CALL)))


@pytest.mark.parametrize("value", ["", "……", "海" * 101], ids=["empty", "signs", "long"])
def test_a_slot_with_nothing_to_say_is_a_failure(scenario: Scenario, tmp_path: Path, value: str) -> None:
    (result,) = run(scenario, stored(tmp_path, to_json(CALL)), slots={"公司": value})
    assert isinstance(result, Failure)
    assert "“公司”要写 1 到 100 个字" in result.message


@pytest.mark.parametrize("value", ["海棠\x1b[31m苑", "海棠苑\n总分 100", "海棠苑\u202e"])
def test_a_slot_that_would_steer_the_screen_is_a_failure(scenario: Scenario, tmp_path: Path, value: str) -> None:
    call = Call((Utterance("agent", "您好"),), path=("greet",), source="keyboard", slots={"公司": value})
    (result,) = run(scenario, stored(tmp_path, to_json(call)))
    assert isinstance(result, Failure)
    assert "“公司”里有看不见的字符 U+" in result.message


@pytest.mark.parametrize(
    ("utterances", "text"),
    [(jobs.MOST_UTTERANCES + 1, "好"), (1, "好" * (jobs.MOST_CHARACTERS + 1))],
    ids=["utterances", "characters"],
)
def test_a_call_longer_than_any_is_a_failure(scenario: Scenario, tmp_path: Path, utterances: int, text: str) -> None:
    long = Call(utterances=(Utterance("agent", text),) * utterances)
    (result,) = run(scenario, stored(tmp_path, to_json(long)))
    assert isinstance(result, Failure)
    assert f"这通电话有 {utterances} 句" in result.message


def test_a_file_larger_than_any_call_is_a_failure_and_others_are_scored(scenario: Scenario, tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (MOST_BYTES + 1))
    failure, card = run(scenario, str(large), stored(tmp_path, to_json(CALL)))
    assert isinstance(failure, Failure)
    assert "文件太大；一通电话的记录不会超过 4 MB" in failure.message
    assert isinstance(card, Scorecard)


def test_a_call_of_another_scenario_is_a_failure(scenario: Scenario, tmp_path: Path) -> None:
    (result,) = run(scenario, stored(tmp_path, {**to_json(CALL), "path": ["a", "别的"]}))
    assert isinstance(result, Failure)
    assert "“别的”这一步" in result.message


WHOLE_CALL = """
turns:
  - {id: a, cue: ring, rules: [{required: 您好}]}
  - {id: b, line: 喂, rules: [{required: 再见}]}
rules:
  - required: 已经给您记录下来
  - banned: 不知道
"""


def test_a_single_reply_owes_nothing_of_the_rest_of_the_call(make: Make, speech: str) -> None:
    (card,) = run(make(WHOLE_CALL), speech, says="您好，这个我不知道", turn="a")
    assert isinstance(card, Scorecard)
    assert [(one.id, one.outcome) for one in card.verdicts] == [("a.required-1", "met"), ("call.banned-1", "missed")]
    assert card.total == 95


def test_a_quiz_is_practised_and_recordings_are_not_scored_by_it(speech: str, tmp_path: Path) -> None:
    quiz = load(Path(__file__).parents[1] / "practice" / "questions.yaml")
    call = Call((Utterance("agent", "B", turn="rings"),), path=("rings", "note", "hello"), mode="practice")
    json_file = stored(tmp_path, to_json(call))

    def no_engine() -> Recogniser:
        raise AssertionError("no engine is needed to refuse")

    refused, again = score_all([speech, json_file], quiz, no_engine, Options())

    assert isinstance(refused, Failure)
    assert refused.code == "quiz"
    assert refused.message.startswith(f"{speech}：“小测验”是问答")
    assert refused.message.endswith("做题：trainer practice questions")
    assert isinstance(again, Scorecard)
    assert again.total == 40
