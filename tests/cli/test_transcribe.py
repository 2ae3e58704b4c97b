from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from trainer.call import from_json
from trainer.recognition import engines
from trainer.recognition.scripted import ScriptedRecogniser

from .helpers import trainer

Capture = pytest.CaptureFixture[str]
SPEECH = Path(__file__).parents[1] / "data" / "match" / "m001.opus"


@pytest.fixture
def speech(tmp_path: Path) -> str:
    return str(shutil.copy(SPEECH, tmp_path / "录音.opus"))


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    calls: list[Any] = []

    def stand_in(*arguments: Any, **more: Any) -> ScriptedRecogniser:
        calls.append((arguments, more))
        return ScriptedRecogniser.says("您好", "再见", *["嗯"] * 9)

    monkeypatch.setattr(engines, "open_recogniser", stand_in)
    return calls


def test_every_line_has_its_time(capfd: Capture, speech: str, asked: list[Any]) -> None:
    ran = trainer(capfd, "transcribe", speech)
    assert (ran.code, ran.err) == (0, "")
    first = ran.out.splitlines()[0].split("\t")
    assert first[0].startswith("00:0")
    assert first[1:] == ["", "您好"]
    assert asked == [(("auto", None), {"words": False})]


def test_json_is_the_call(capfd: Capture, speech: str, asked: list[Any]) -> None:
    ran = trainer(capfd, "transcribe", speech, "--json", "--words", "--engine", "whisper", "--model", "m")
    call = from_json(json.loads(ran.out))
    assert ran.code == 0
    assert (call.source, call.mode, call.engine) == (speech, "recording", "scripted")
    assert call.utterances[0].text == "您好"
    assert len(ran.out.splitlines()) == 1
    assert asked == [(("whisper", "m"), {"words": True})]


def test_two_channels_are_named(capfd: Capture, tmp_path: Path) -> None:
    sound, rate = soundfile.read(SPEECH, dtype="float32")
    silence = np.zeros_like(sound)
    path = tmp_path / "双.wav"
    left, right = np.concatenate([sound, silence]), np.concatenate([silence, sound])
    soundfile.write(path, np.stack([left, right], axis=1), rate)
    who = [line.split("\t")[1] for line in trainer(capfd, "transcribe", str(path)).out.splitlines()]
    assert list(dict.fromkeys(who)) == ["客服", "客户"]
    ran = trainer(capfd, "transcribe", str(path), "--agent-channel", "右")
    assert list(dict.fromkeys(line.split("\t")[1] for line in ran.out.splitlines())) == ["客户", "客服"]


def test_what_cannot_be_judged_is_marked(capfd: Capture, tmp_path: Path) -> None:
    sound, rate = soundfile.read(SPEECH, dtype="float32")
    path = tmp_path / "轻.wav"
    hiss = np.random.default_rng(1).standard_normal(len(sound)).astype(np.float32)
    soundfile.write(path, sound * 0.002 + hiss * 0.001, rate, subtype="FLOAT")
    ran = trainer(capfd, "transcribe", str(path))
    assert ran.code == 0
    assert "（听不清）" in ran.out or "没有听到人说话" in ran.err


def test_silence(capfd: Capture, tmp_path: Path) -> None:
    path = tmp_path / "静.wav"
    soundfile.write(path, np.zeros(32000, dtype=np.float32), 16000)
    ran = trainer(capfd, "transcribe", str(path))
    assert (ran.code, ran.out, ran.err) == (0, "", "这段录音里没有听到人说话。\n")
    assert json.loads(trainer(capfd, "transcribe", str(path), "--json").out)["utterances"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("没有.wav",), "没有.wav"),
        (("FILE", "--agent-channel", "x"), "--agent-channel 只能写"),
        (("FILE", "--raw", "x"), "--raw 要写"),
        (("FILE", "--agent-channel", "3"), "录音.opus"),
    ],
    ids=["no file", "channel", "raw", "no such channel"],
)
def test_bad_input(capfd: Capture, speech: str, arguments: tuple[str, ...], message: str) -> None:
    ran = trainer(capfd, "transcribe", *(speech if word == "FILE" else word for word in arguments))
    assert (ran.code, ran.out) == (1, "")
    assert message in ran.err


@pytest.mark.parametrize("option", [("--agent-channel", "x"), ("--raw", "x")], ids=["channel", "raw"])
def test_options_are_read_before_the_model_is_loaded(
    capfd: Capture, speech: str, asked: list[Any], option: tuple[str, str]
) -> None:
    trainer(capfd, "transcribe", speech, *option)
    assert asked == []
