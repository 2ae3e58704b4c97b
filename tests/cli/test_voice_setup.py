"""By voice or by keyboard, and what is said when the microphone or the model is missing."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from rich.console import Console

from tests.practice.conftest import Scripted
from trainer.cli import voice_setup as module
from trainer.cli.voice_setup import PracticeOptions, keep_recordings, open_voice_setup, target, voice_works, way
from trainer.practice import kept_audio
from trainer.scenario.load import load
from trainer.settings import Settings

from .helpers import ROOT, trainer

MINI = ROOT / "tests" / "practice" / "mini.yaml"


@pytest.mark.parametrize(
    ("options", "settings", "there", "expected"),
    [
        (PracticeOptions(), Settings(), True, "voice"),
        (PracticeOptions(), Settings(), False, "keyboard"),
        (PracticeOptions(by="keyboard"), Settings(by="voice"), True, "keyboard"),
        (PracticeOptions(by="voice"), Settings(by="keyboard"), False, "voice"),
        (PracticeOptions(), Settings(by="keyboard"), True, "keyboard"),
        (PracticeOptions(device="USB"), Settings(), False, "voice"),
        (PracticeOptions(listen_only=True), Settings(by="keyboard"), False, "voice"),
        (PracticeOptions(repeat_missed=True), Settings(), False, "keyboard"),
    ],
    ids=[
        "all is there", "something is missing", "the command line wins", "and the other way round", "the settings",
        "a voice option means voice", "even against the settings", "an option for both says nothing",
    ],
)  # fmt: skip
def test_the_way(monkeypatch, options: PracticeOptions, settings: Settings, there: bool, expected: str):
    monkeypatch.setattr(module, "voice_works", lambda: there)
    assert way(options, settings, Scripted([])) == expected


@pytest.mark.parametrize(
    "options", [PracticeOptions(by="voice"), PracticeOptions(pause=1.0)], ids=["by voice", "a voice option"]
)
def test_a_pipe_cannot_speak(options: PracticeOptions):
    with pytest.raises(click.UsageError, match="终端"):
        way(options, Settings(), Scripted([], interactive=False))


def test_a_pipe_types(monkeypatch):
    monkeypatch.setattr(module, "voice_works", lambda: True)
    assert way(PracticeOptions(), Settings(by="voice"), Scripted([], interactive=False)) == "keyboard"


def test_without_a_model_the_call_goes_on_by_keyboard(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("TRAINER_MODELS", str(tmp_path))
    out = StringIO()
    env = SimpleNamespace(console=Console(file=out, width=80))
    made = open_voice_setup(load(MINI), PracticeOptions(), Settings(), None, env)  # type: ignore[arg-type]

    assert made is None
    assert "trainer models pull" in out.getvalue()
    assert "这次先用键盘练" in out.getvalue()
    assert voice_works() is False


def test_replies_are_kept_with_a_word_about_it_unless_the_days_are_none(tmp_path: Path):
    class Kept:
        recordings = None
        consent = ""

    class Made:
        key = "20260101-mini"

    kept, none = Kept(), Kept()
    keep_recordings(kept, Made(), Settings(data_folder=tmp_path, keep_recordings_days=7))  # type: ignore[arg-type]
    keep_recordings(none, Made(), Settings(data_folder=tmp_path, keep_recordings_days=0))  # type: ignore[arg-type]

    assert kept.recordings.folder == tmp_path / "recordings" / "20260101-mini"
    assert "7 天后自动删除" in kept.consent
    assert none.recordings is None
    assert none.consent == ""


@pytest.mark.parametrize(("scenario", "pace"), [("in-aftersales", 120), ("../tests/practice/mini", None)])
def test_the_needle_stands_at_the_scenarios_pace(scenario: str, pace: int | None):
    assert target(load(ROOT / "scenarios" / f"{scenario}.yaml")) == pace


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--by", "voice"), "终端"),
        (("--listen-only", "--voice", "silent"), "不能和 --voice silent"),
        (("--resume", "--by", "voice"), "--resume"),
        (("--pause", "0.1"), "--pause"),
        (("--voice", "robot"), "auto、recorded、pyttsx3、silent"),
    ],
)
def test_wrong_usage_is_told(capfd, arguments: tuple[str, ...], says: str):
    ran = trainer(capfd, "practice", str(MINI), *arguments)
    assert ran.code == 2
    assert says in ran.err


@pytest.mark.parametrize(
    ("answers", "sounds", "remembered", "said"),
    [
        ([], ["good"], True, 1),
        ([""], ["soft"], True, 1),
        ([""], ["quiet", "good"], True, 2),
        (["1"], ["quiet", "good"], False, 1),
        ([], ["nothing"], False, 1),
    ],
    ids=["good at once", "soft is good enough", "once more", "start all the same", "^D"],
)
def test_the_first_time_one_sentence_is_tried(monkeypatch, tmp_path, capfd, answers, sounds, remembered, said):
    tries = list(sounds)

    def check(microphone, speaker, recogniser, say, show):
        return SimpleNamespace(good=tries.pop(0) in ("good", "soft"))

    monkeypatch.setattr("trainer.practice.check_microphone.first_check", check)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trainer.toml").write_text("", encoding="utf-8")
    setup = SimpleNamespace(
        phone=SimpleNamespace(microphone=SimpleNamespace(name="耳麦"), speaker=None), recogniser=lambda: None
    )
    module.try_out(setup, Settings(), PracticeOptions(), Scripted(answers))  # type: ignore[arg-type]

    assert len(sounds) - len(tries) == said
    assert ("耳麦" in (tmp_path / "trainer.toml").read_text(encoding="utf-8")) is remembered


@pytest.mark.parametrize(
    ("settings", "options"), [(Settings(device="a"), PracticeOptions()), (Settings(), PracticeOptions(device="a"))]
)
def test_a_chosen_microphone_is_not_tried_again(settings: Settings, options: PracticeOptions):
    module.try_out(None, settings, options, Scripted([]))  # type: ignore[arg-type]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch) -> Path:
    import numpy as np

    (tmp_path / "trainer.toml").write_text('data_folder = "data"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("20260101-a", "20260102-b"):
        folder = kept_audio.of_session(tmp_path / "data", name)
        kept_audio.Recordings(folder).save(np.zeros(16000, np.float32), 0)
    return tmp_path / "data" / "recordings"


def test_recordings_are_listed_and_deleted_one_by_one_or_all(capfd, kept: Path):
    listed = trainer(capfd, "recordings")
    one = trainer(capfd, "recordings", "--delete", "1")

    assert listed.code == one.code == 0
    assert "20260101-a" in listed.out
    assert "满 30 天自动删除" in listed.out
    assert [path.name for path in kept.iterdir()] == ["20260102-b"]
    assert "删掉了 1 句录音" in one.out

    assert trainer(capfd, "recordings", "--delete", "all").code == 0
    assert list(kept.iterdir()) == []
    assert "没有练习录音" in trainer(capfd, "recordings").out


def test_a_wrong_number_deletes_nothing(capfd, kept: Path):
    ran = trainer(capfd, "recordings", "--delete", "3")
    assert ran.code == 1
    assert "没有编号 3" in ran.err
    assert len(list(kept.iterdir())) == 2
