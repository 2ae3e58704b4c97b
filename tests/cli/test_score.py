from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from trainer.call import Call, Utterance, to_json
from trainer.errors import ModelError
from trainer.recognition import engines
from trainer.recognition.scripted import ScriptedRecogniser

from .helpers import process, trainer

Capture = pytest.CaptureFixture[str]
SPEECH = Path(__file__).parents[1] / "data" / "calls" / "fourfold.opus"  # m001 of ../match, four times: 14 s
SCENARIO = """
id: s
title: 测试
kind: inbound
slots: {公司: 海棠苑}
turns:
  - {id: a, cue: ring, rules: [{required: 您好}, {required: "{公司}"}, {banned: 没办法, fatal: true}]}
  - {id: b, line: 喂, rules: [{required: 再见, points: 2}]}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return str(path)


@pytest.fixture
def speech(tmp_path: Path) -> str:
    return str(shutil.copy(SPEECH, tmp_path / "录音.opus"))


@pytest.fixture
def broken(tmp_path: Path) -> str:
    path = tmp_path / "坏.wav"
    path.write_text("这不是录音", encoding="utf-8")
    return str(path)


class Opened:
    """Stands in for the engines; remembers what was asked for."""

    def __init__(self, says: str = "您好，海棠苑，再见") -> None:
        self.says = says
        self.asked: list[tuple[Any, ...]] = []

    def __call__(self, *arguments: Any, **more: Any) -> ScriptedRecogniser:
        self.asked.append((*arguments, *more.items()))
        return ScriptedRecogniser.says(*[self.says] * 20)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    stand_in = Opened()
    monkeypatch.setattr(engines, "open_recogniser", stand_in)
    return stand_in


def stored(folder: Path, *texts: str, name: str = "call.json", **more: Any) -> str:
    said = tuple(Utterance("agent", text, turn=turn, **more) for text, turn in zip(texts, "ab", strict=False))
    path = folder / name
    call = Call(said, path=("a", "b"), source=name, mode="recording")
    path.write_text(json.dumps(to_json(call), ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_a_scorecard_is_printed(capfd: Capture, scenario: str, speech: str, opened: Opened) -> None:
    ran = trainer(capfd, "score", speech, "--scenario", scenario)
    assert ran.code == 0
    assert "成绩单 · 测试" in ran.out
    assert "100" in ran.out
    assert "录音：" not in ran.out
    assert ran.err == ""
    assert opened.asked == [("auto", None)]


def test_many_are_named(capfd: Capture, scenario: str, speech: str, opened: Opened) -> None:
    ran = trainer(capfd, "score", speech, speech, "-s", scenario)
    assert ran.code == 0
    assert ran.out.count(f"录音：{speech}") == 2


def test_json_lines(capfd: Capture, scenario: str, speech: str, broken: str, opened: Opened) -> None:
    ran = trainer(capfd, "score", speech, broken, speech, "-s", scenario, "--json")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 1
    assert [line["format"] for line in lines] == [1, 1, 1]
    assert [line.get("total") for line in lines] == [100, None, 100]
    assert lines[0]["call"]["source"] == speech
    assert (lines[1]["source"], lines[1]["error"]["code"]) == (broken, "audio")
    assert ran.err.strip() == lines[1]["error"]["message"]
    assert len(opened.asked) == 1


def test_options_reach_the_engine(capfd: Capture, scenario: str, speech: str, opened: Opened) -> None:
    trainer(capfd, "score", speech, "-s", scenario, "--engine", "whisper", "--model", "whisper-base")
    assert opened.asked == [("whisper", "whisper-base")]


def test_one_reply_and_slots(capfd: Capture, scenario: str, speech: str, opened: Opened) -> None:
    opened.says = "您好，紫金园"
    ran = trainer(capfd, "score", speech, "-s", scenario, "--turn", "a", "--slot", "公司=紫金园", "--json")
    data = json.loads(ran.out)
    assert (ran.code, data["total"], data["call"]["path"]) == (0, 100, ["a"])
    assert data["call"]["slots"] == {"公司": "紫金园"}


@pytest.mark.parametrize(
    ("channel", "texts"), [("left", ["客服", "客户"]), ("right", ["客户", "客服"]), ("2", ["客户", "客服"])]
)
def test_agent_channel(
    capfd: Capture, scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, channel: str, texts: list[str]
) -> None:
    """Left speaks first, then right; who is the agent decides whose words they are."""
    sound, rate = soundfile.read(SPEECH, dtype="float32")
    silence = np.zeros_like(sound)
    path = tmp_path / "双声道.wav"
    left, right = np.concatenate([sound, silence]), np.concatenate([silence, sound])
    soundfile.write(path, np.stack([left, right], axis=1), rate)
    monkeypatch.setattr(engines, "open_recogniser", Opened("您好"))
    data = json.loads(trainer(capfd, "score", str(path), "-s", scenario, "--json", "--agent-channel", channel).out)
    names = {"agent": "客服", "caller": "客户"}
    speakers = [names[one["speaker"]] for one in data["call"]["utterances"]]
    assert list(dict.fromkeys(speakers)) == texts
    assert data["call"]["both_sides"] is True


def test_raw_recordings(capfd: Capture, scenario: str, tmp_path: Path, opened: Opened) -> None:
    sound, rate = soundfile.read(SPEECH, dtype="int16")
    path = tmp_path / "裸.pcm"
    path.write_bytes(sound.tobytes())
    ran = trainer(capfd, "score", str(path), "-s", scenario, "--raw", f"pcm16,{rate},1", "--json")
    assert (ran.code, json.loads(ran.out)["call"]["duration"]) == (0, pytest.approx(len(sound) / rate, abs=0.1))


FAIL_UNDER: dict[str, tuple[tuple[str, ...], str | None, int]] = {
    "above": (("您好海棠苑", "再见"), "90", 0),
    "just": (("您好", "再见"), "75", 0),
    "below": (("您好", "再见"), "75.1", 4),
    "zero": (("喂", "喂"), "0", 0),
    "fatal": (("您好海棠苑没办法", "再见"), "1", 4),
    "no limit": (("喂", "喂"), None, 0),
}


@pytest.mark.parametrize(("texts", "limit", "code"), FAIL_UNDER.values(), ids=FAIL_UNDER)
def test_fail_under(
    capfd: Capture, scenario: str, tmp_path: Path, texts: tuple[str, ...], limit: str | None, code: int
) -> None:
    more = ("--fail-under", limit) if limit else ()
    assert trainer(capfd, "score", stored(tmp_path, *texts), "-s", scenario, *more).code == code


def test_no_total(capfd: Capture, scenario: str, tmp_path: Path) -> None:
    call = stored(tmp_path, "嗯", "嗯", gate="noisy", recognised=True)
    assert trainer(capfd, "score", call, "-s", scenario).code == 1
    assert trainer(capfd, "score", call, "-s", scenario, "--fail-under", "0").code == 4
    assert json.loads(trainer(capfd, "score", call, "-s", scenario, "--json").out)["total"] is None


def test_the_worst_of_many_decides(capfd: Capture, scenario: str, tmp_path: Path, broken: str, opened: Opened) -> None:
    good, bad = stored(tmp_path, "您好海棠苑", "再见"), stored(tmp_path, "喂", name="bad.json")
    limit = ("-s", scenario, "--fail-under", "60")
    assert trainer(capfd, "score", good, bad, good, *limit).code == 4
    assert trainer(capfd, "score", good, bad, broken, *limit).code == 1
    assert trainer(capfd, "score", broken, bad, *limit).code == 1
    none = stored(tmp_path, "嗯", "嗯", name="none.json", gate="noisy", recognised=True)
    assert trainer(capfd, "score", none, good, "-s", scenario).code == 1


INPUT = {
    "no such scenario": (("score", "a.wav", "-s", "in-aftersale"), "in-aftersales"),
    "no such scenario file": (("score", "a.wav", "-s", "nix.yaml"), "找不到这个情景文件"),
    "no such turn": (("score", "a.wav", "-s", "SCENARIO", "--turn", "c"), "情景 s 里没有“c”这一步。现有：a、b"),
    "no such slot": (("score", "a.wav", "-s", "SCENARIO", "--slot", "工号=1"), "没有“工号”这一项"),
    "bad slot": (("score", "a.wav", "-s", "SCENARIO", "--slot", "工号"), "要写成 名称=内容"),
    "bad channel": (("score", "a.wav", "-s", "SCENARIO", "--agent-channel", "0"), "--agent-channel 只能写"),
    "bad raw": (("score", "a.wav", "-s", "SCENARIO", "--raw", "x"), "--raw 要写"),
    "no such recording": (("score", "没有.wav", "-s", "SCENARIO"), "没有.wav"),
    "no such call": (("score", "没有.json", "-s", "SCENARIO"), "没有.json：找不到这个文件"),
}


@pytest.mark.parametrize(("arguments", "message"), INPUT.values(), ids=INPUT)
def test_bad_input(capfd: Capture, scenario: str, opened: Opened, arguments: tuple[str, ...], message: str) -> None:
    ran = trainer(capfd, *(scenario if word == "SCENARIO" else word for word in arguments))
    assert (ran.code, ran.out) == (1, "")
    assert message in ran.err


def test_a_broken_scenario_names_every_place(capfd: Capture, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO.replace("required: 您好", "requird: 您好").replace("id: s\n", "id: x\n"), encoding="utf-8")
    ran = trainer(capfd, "score", "a.wav", "-s", str(path))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count(f"{path}:") >= 2


def test_no_model_is_said_once(capfd: Capture, scenario: str, speech: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: Any) -> None:
        raise ModelError("还没有安装中文语音模型。请运行：trainer models pull whisper-base")

    monkeypatch.setattr(engines, "open_recogniser", none)
    ran = trainer(capfd, "score", speech, speech, "-s", scenario, "--json")
    assert (ran.code, ran.out, ran.err.count("trainer models pull")) == (1, "", 1)


def test_interrupted(capfd: Capture, scenario: str, speech: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engines, "open_recogniser", stop)
    ran = trainer(capfd, "score", speech, "-s", scenario)
    assert (ran.code, ran.out) == (130, "")
    assert "已停止" in ran.err


def test_in_a_process_of_its_own(scenario: str, tmp_path: Path) -> None:
    call = stored(tmp_path, "您好海棠苑", "再见")
    done = process("score", call, "-s", scenario, "--json", "--fail-under", "100")
    assert (done.returncode, done.stderr) == (0, b"")
    data = json.loads(done.stdout.decode("utf-8"))
    assert (data["total"], data["passed"]) == (100, True)
    assert "您好海棠苑" in done.stdout.decode("utf-8")


def test_a_stored_call_may_hold_nonsense(capfd: Capture, scenario: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    good = Path(stored(tmp_path, "您好")).read_text(encoding="utf-8")
    path.write_text(good.replace('"start": null', '"start": "x"').replace('"end": null', '"end": 1'), encoding="utf-8")
    ran = trainer(capfd, "score", str(path), "-s", scenario)
    assert ran.code == 1
    assert "x.json" in ran.err


def test_a_recording_is_heard_and_scored_by_sensevoice(
    capfd: Capture, tmp_path: Path, speech: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sherpa_onnx", reason="the extra [sherpa] is not installed")
    pytest.importorskip("onnx", reason="makes the stand-in")
    from sensevoice_model import make_model

    make_model(tmp_path / "models" / "sensevoice")
    monkeypatch.setenv("TRAINER_MODELS", str(tmp_path / "models"))
    heard = json.loads(trainer(capfd, "transcribe", speech, "--engine", "sensevoice", "--json").out)
    first = heard["utterances"][0]
    said = first["text"][3:9]
    scenario = tmp_path / "s.yaml"
    rules = f"rules: [{{required: {said}, points: 10}}, {{required: 从来没有说过的话, points: 2}}]"
    scenario.write_text(
        f"id: s\ntitle: 测试\nkind: inbound\nturns:\n  - {{id: a, cue: ring, {rules}}}\n", encoding="utf-8"
    )
    ran = trainer(capfd, "score", speech, "-s", str(scenario), "--turn", "a", "--engine", "sensevoice", "--json")
    card = json.loads(ran.out)
    assert ran.code == 0
    assert ran.err.splitlines()[0] == "语音模型 sensevoice 还没有调过：做到的照算，没做到和要扣分的，都请人复核。"
    assert (card["call"]["engine"], card["call"]["model"]) == ("sensevoice", "sensevoice")
    assert card["call"]["engine_version"].startswith("sherpa-onnx ")
    assert [one["text"] for one in card["call"]["utterances"]] == [one["text"] for one in heard["utterances"]]
    met, missed = card["verdicts"][:2]
    assert (met["outcome"], missed["outcome"], missed["reason"]) == ("met", "unclear", "untuned")
    evidence = met["evidence"][0]
    assert evidence["said"] == said
    assert evidence["start"] == pytest.approx(first["words"][3]["start"], abs=0.01)
    assert evidence["end"] == pytest.approx(first["words"][9]["start"], abs=0.01)


def test_a_damaged_sensevoice_is_one_sentence(
    capfd: Capture, tmp_path: Path, scenario: str, speech: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sherpa_onnx", reason="the extra [sherpa] is not installed")
    pytest.importorskip("onnx", reason="makes the stand-in")
    from sensevoice_model import make_model

    make_model(tmp_path / "models" / "sensevoice", lang_zh=None)
    monkeypatch.setenv("TRAINER_MODELS", str(tmp_path / "models"))
    ran = trainer(capfd, "score", speech, "-s", scenario, "--engine", "sensevoice")
    assert (ran.code, ran.out) == (1, "")
    assert "不是 sherpa-onnx 用的 SenseVoice（缺 lang_zh）" in ran.err
    assert "trainer models pull sensevoice" in ran.err
    assert len(ran.err.splitlines()) == 3  # the first two: nobody tuned or measured it
