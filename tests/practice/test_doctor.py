from __future__ import annotations

from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace

import pytest

from trainer.practice import doctor

Usage = namedtuple("Usage", "free")


def sound(*names: str):
    devices = [{"name": name, "max_input_channels": 1} for name in names] + [{"name": "喇叭", "max_input_channels": 0}]
    return SimpleNamespace(query_devices=lambda: devices)


def broken(error: Exception):
    def load():
        raise error

    return load


@pytest.mark.parametrize(
    ("load", "wanted", "good", "says", "fix"),
    [
        (lambda: sound("USB 耳麦"), None, True, "USB 耳麦", None),
        (lambda: sound("USB 耳麦"), "usb", True, "USB 耳麦", None),
        (lambda: sound("USB 耳麦"), "蓝牙", False, "蓝牙", "trainer.toml"),
        (lambda: sound(), None, False, "没有找到麦克风", "插上耳麦"),
        (broken(OSError("PortAudio library not found")), None, False, "PortAudio", "libportaudio2"),
        (broken(ImportError("sounddevice")), None, False, "sounddevice", "pip install"),
        (broken(RuntimeError("busy")), None, False, "busy", "声卡"),
    ],
    ids=["there", "by name", "another name", "none", "no PortAudio", "not installed", "busy"],
)
def test_microphone(load, wanted, good, says, fix):
    finding = doctor.microphone(wanted, load)

    assert finding.good is good
    assert says in finding.detail
    assert (fix or "") in (finding.fix or "")
    assert not finding.needed


@pytest.mark.parametrize(("version", "good"), [((3, 11, 0), True), ((3, 14, 2), True), ((3, 10, 9), False)])
def test_python_version(version, good):
    assert doctor.python(version).good is good


def test_missing_libraries_are_named_with_their_use():
    finding = doctor.libraries(lambda name: name not in ("rich", "soxr"))

    assert "rich（屏幕显示）、soxr（声音处理）" in finding.detail
    assert "pip install" in (finding.fix or "")
    assert doctor.libraries(lambda name: True).good


def test_a_data_folder_is_made_and_left_empty(tmp_path):
    assert doctor.data_folder(tmp_path / "new").good
    assert list((tmp_path / "new").iterdir()) == []


def test_a_file_in_the_way_of_the_data_folder(tmp_path):
    (tmp_path / "file").touch()

    finding = doctor.data_folder(tmp_path / "file" / "data")

    assert not finding.good
    assert "data_folder" in (finding.fix or "")


@pytest.mark.parametrize(("free", "good"), [(10**9, True), (10**8, False)])
def test_space(tmp_path: Path, free, good):
    assert doctor.space(tmp_path / "not" / "yet", lambda path: Usage(free)).good is good


@pytest.mark.parametrize(("found", "good"), [(None, False), ("/usr/bin/espeak-ng", True)])
def test_voice_on_linux_needs_espeak(found, good):
    assert doctor.voice("linux", lambda name: found).good is good
