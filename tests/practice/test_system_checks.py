from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from fake_sounddevice import FakeSound, entry

from trainer.practice import system_checks
from trainer.voice.interface import VoiceError

Usage = namedtuple("Usage", "free")


def sound(*names: str) -> FakeSound:
    return FakeSound([*(entry(name) for name in names), entry("喇叭", 0, 2)])


def broken(error: Exception):
    def load():
        raise error

    return load


@pytest.mark.parametrize(
    ("load", "wanted", "good", "says", "fix"),
    [
        (sound("USB 耳麦"), None, True, "USB 耳麦", None),
        (sound("USB 耳麦"), "usb", True, "USB 耳麦", None),
        (sound("USB 耳麦"), "蓝牙", False, "没有找到名叫“蓝牙”的麦克风。现在有：USB 耳麦（", "trainer devices"),
        (sound("USB 甲", "USB 乙"), "usb", False, "有 2 个麦克风的名字里都有“usb”", "trainer devices"),
        (sound(), None, False, "没有找到麦克风", "插上耳麦"),
        (
            broken(OSError("PortAudio library not found")),
            None,
            False,
            "系统里没有 PortAudio，用不了麦克风和耳机（键盘",
            "sudo apt-get install libportaudio2",
        ),
        (broken(ImportError("sounddevice")), None, False, "sounddevice", "pip install"),
        (broken(RuntimeError("busy")), None, False, "busy", "声卡"),
    ],
    ids=["there", "by name", "another name", "two of that name", "none", "no PortAudio", "not installed", "busy"],
)
def test_microphone(load, wanted, good, says, fix):
    finding = system_checks.microphone(wanted, load)

    assert finding.good is good
    assert says in finding.detail
    assert (fix or "") in (finding.fix or "")
    assert not finding.needed


@pytest.mark.parametrize(("version", "good"), [((3, 11, 0), True), ((3, 14, 2), True), ((3, 10, 9), False)])
def test_python_version(version, good):
    assert system_checks.python(version).good is good


def test_missing_libraries_are_named_with_their_use():
    finding = system_checks.libraries(lambda name: name not in ("rich", "soxr"))

    assert "rich（屏幕显示）、soxr（声音处理）" in finding.detail
    assert "pip install" in (finding.fix or "")
    assert system_checks.libraries(lambda name: True).good


def test_a_data_folder_is_made_and_left_empty(tmp_path):
    assert system_checks.data_folder(tmp_path / "new").good
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("remote", [True, False])
def test_a_network_drive_is_told_with_the_journal_that_is_kept_there(tmp_path, monkeypatch, remote):
    monkeypatch.setattr("trainer.history.database.on_network", lambda path: remote)
    finding = system_checks.data_folder(tmp_path)
    assert finding.good
    assert ("网络盘，成绩库的日志用 DELETE" in finding.detail) is remote


def test_a_file_in_the_way_of_the_data_folder(tmp_path):
    (tmp_path / "file").touch()

    finding = system_checks.data_folder(tmp_path / "file" / "data")

    assert not finding.good
    assert "data_folder" in (finding.fix or "")


@pytest.mark.parametrize(("free", "good"), [(10**9, True), (10**8, False)])
def test_space(tmp_path: Path, free, good):
    assert system_checks.space(tmp_path / "not" / "yet", lambda path: Usage(free)).good is good


@pytest.mark.parametrize(
    ("says", "detail", "fix"),
    [
        ("没有 espeak-ng，台词先不读。请运行：sudo apt-get install espeak-ng", "没有 espeak-ng", "sudo apt-get"),
        ("没有中文语音，台词先不读。请到“设置”里添加。", "没有中文语音", "请到“设置”里添加"),
        ("没有反应，台词先不读。看怎么修：trainer doctor", "没有反应", "--force-reinstall pyttsx3"),
    ],
    ids=["a command", "a step", "anything else"],
)
def test_a_voice_that_cannot_speak_says_what_to_do(says, detail, fix):
    finding = system_checks.voice(broken(VoiceError(says)))

    assert (finding.good, finding.needed) == (False, False)
    assert detail in finding.detail
    assert fix in (finding.fix or "")


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")
def test_a_voice_that_speaks():
    assert system_checks.voice().good


def test_speech_model_finding_is_never_needed_for_the_keyboard():
    finding = system_checks.speech_model()

    assert not finding.needed
    assert finding.good or finding.fix
