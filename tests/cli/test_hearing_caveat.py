"""Which speech model hears, what is said about it, and which ones `doctor` would fetch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from trainer.cli.hearing_caveat import tell_caveat_of
from trainer.recognition import engines
from trainer.recognition.installed import needed_files
from trainer.recognition.scripted import ScriptedRecogniser

from .helpers import trainer

Capture = pytest.CaptureFixture[str]
SPEECH = str(Path(__file__).parents[1] / "data" / "match" / "m001.opus")


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`only("vosk-cn")`: that model alone is installed, and hears 您好 in everything."""
    monkeypatch.setenv("TRAINER_MODELS", str(tmp_path / "models"))

    def make(*names: str) -> None:
        for name in names:
            for file in needed_files("vosk" if name.startswith("vosk") else "whisper", tmp_path / name):
                path = tmp_path / "models" / name / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(file, encoding="utf-8")

    def stand_in(*_: Any, **__: Any) -> ScriptedRecogniser:
        return ScriptedRecogniser.says(*["您好"] * 40)

    monkeypatch.setattr(engines, "open_recogniser", stand_in)
    return make


def test_an_untuned_model_is_told_once_for_all_recordings(capfd: Capture, only) -> None:
    only("vosk-cn")
    ran = trainer(capfd, "score", SPEECH, SPEECH, "--scenario", "in-aftersales", "--turn", "greet")
    assert ran.err.count("语音模型 vosk-cn 还没有调过：做到的照算，没做到和要扣分的，都请人复核。") == 1
    assert "trainer evaluate" in ran.err


def test_of_a_tuned_one_nothing_is_told(capfd: Capture, only) -> None:
    only("vosk-cn", "whisper-base")
    assert "调过" not in trainer(capfd, "score", SPEECH, "--scenario", "in-aftersales", "--turn", "greet").err


def test_where_there_is_none_whoever_opens_it_says_so(capfd: Capture, only) -> None:
    only()
    tell_caveat_of("auto", None)
    assert capfd.readouterr().err == ""


def test_a_batch_tells_it_too(capfd: Capture, only, tmp_path: Path) -> None:
    from trainer.cli.batch import equip

    only("vosk-cn")
    _, heard = equip({}, "auto", None, 1)
    assert heard() == heard() == ("vosk", "vosk-cn")
    assert capfd.readouterr().err.count("还没有调过") == 1


def test_doctor_says_what_else_this_computer_can_use(capfd: Capture, only) -> None:
    only("vosk-cn")
    ran = trainer(capfd, "doctor")
    assert "语音模型：vosk-cn（vosk，没调过；这里没测过）" in ran.out
    assert "还可以下载语音模型（这台电脑：" in ran.out
    assert "  trainer models pull whisper-base（" in ran.out
    assert "pull vosk-ko" not in ran.out
