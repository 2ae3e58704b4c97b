from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.helpers import trainer
from tests.practice.studio import Earpiece, ScriptedKeys, ScriptedMicrophone, Step, room
from tests.voice.helpers import scenario, speech, write
from trainer.cli.record import run
from trainer.errors import DeviceError
from trainer.settings import Settings
from trainer.voice import manifest
from trainer.voice.lines import recordings_folder


def sitting(folder: Path, *steps: Step, settings: Settings | None = None, registering: bool = False, **more):
    """The command with a scripted trainer."""
    at = room(*steps)
    microphone = None if registering else at.microphone
    assert isinstance(at.studio.keys, ScriptedKeys)
    try:
        run(scenario(folder), settings or Settings(), at.studio.keys, lambda: microphone, lambda: at.earpiece, **more)
    finally:
        assert not at.studio.keys.held
        assert at.earpiece.closed
        assert registering or at.microphone.closed
    return at


def test_the_counts_and_the_place_are_told_at_the_end(tmp_path: Path, capfd):
    sitting(tmp_path, " ", (speech(), " "), "enter", "s", "q")

    error = capfd.readouterr().err
    assert "录好 1 句，跳过 1 句。" in error
    assert f"录音在 {tmp_path / 'voices' / 'talk'}" in error
    assert "\x1b" not in error


def test_the_second_time_only_the_rest_is_left(tmp_path: Path, capfd):
    sitting(tmp_path, *([" ", (speech(), " "), "enter"] * 2), only="hear")
    capfd.readouterr()

    sitting(tmp_path, only="hear")
    assert "都录好了，没有要做的。" in capfd.readouterr().err

    sitting(tmp_path, "s", "s", only="hear", every=True)
    assert "录好 0 句，跳过 2 句。" in capfd.readouterr().err


def test_the_users_own_company_is_what_is_recorded(tmp_path: Path, capfd):
    settings = Settings(slots={"公司": "翠湖", "别的": "x"})

    sitting(tmp_path, "s", " ", (speech(), " "), "enter", only="hear", settings=settings)

    assert "喂，是翠湖吗？" in capfd.readouterr().err
    assert manifest.read(tmp_path / "voices" / "talk") == {"hear-2.flac": manifest.digest("喂，是翠湖吗？")}


def test_recordings_from_elsewhere_are_registered(tmp_path: Path, capfd):
    write(recordings_folder(scenario(tmp_path)) / "goodbye.opus", speech())

    sitting(tmp_path, "enter", registering=True)
    assert "登记 1 句。" in capfd.readouterr().err

    sitting(tmp_path, registering=True, only="hear")
    assert "没有要登记的录音。" in capfd.readouterr().err


def test_after_ctrl_c_the_trainer_is_told_that_all_is_kept(tmp_path: Path, capfd):
    with pytest.raises(KeyboardInterrupt):
        sitting(tmp_path, " ", (speech(), " "), "enter", "^C")

    assert "都已经存好" in capfd.readouterr().err


def test_without_speakers_the_trainer_is_told_and_records(tmp_path: Path, capfd):
    at = room("s")

    def none() -> Earpiece:
        raise DeviceError("没有找到扬声器或耳机。")

    run(scenario(tmp_path), Settings(), at.studio.keys, lambda: at.microphone, none, only="goodbye")

    assert "没有找到扬声器或耳机。\n现在不能回放。" in capfd.readouterr().err


def test_a_microphone_that_cannot_be_opened_is_the_errors_sentence(tmp_path: Path):
    at = room()

    def none() -> ScriptedMicrophone:
        raise DeviceError("没有找到麦克风。")

    with pytest.raises(DeviceError, match="没有找到麦克风"):
        run(scenario(tmp_path), Settings(), at.studio.keys, none, lambda: at.earpiece)


def test_status_is_drawn_over_itself_on_a_terminal(tmp_path: Path, capfd, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    sitting(tmp_path, "s", only="goodbye")

    assert "\r\x1b[K空格 开始录" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("talk.yaml",), 1, "终端"),
        (("talk.yaml", "--only", "hera"), 1, "是不是“hear”"),
        (("talk.yaml", "--all", "--register"), 2, "不能和 --all"),
        (("in-aftersale",), 1, "in-aftersales"),
        ((), 2, "情景"),
    ],
    ids=["no terminal", "no such turn", "two options", "no such scenario", "no scenario"],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, monkeypatch, capfd, arguments, code, says):
    scenario(tmp_path)
    monkeypatch.chdir(tmp_path)

    ran = trainer(capfd, "record", *arguments)

    assert ran.code == code
    assert says in ran.err


def test_a_folder_that_cannot_be_written_is_said_before_a_device_is_opened(tmp_path: Path, monkeypatch, capfd):
    scenario(tmp_path)
    (tmp_path / "voices").touch()
    monkeypatch.chdir(tmp_path)

    ran = trainer(capfd, "record", "talk.yaml")

    assert ran.code == 1
    assert "复制" in ran.err
