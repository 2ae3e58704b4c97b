"""`trainer devices` without a sound card: what it lists, refuses and remembers. With one: tests/device."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_sounddevice import FakeSound, PortAudioError, entry

from trainer import folders, settings
from trainer.audio import device
from trainer.cli import devices
from trainer.practice.reader import Lines

from .helpers import trainer


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """`plug(sound)`: from now on this is the computer's sound system; the folder has no trainer.toml."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(folders, "config", lambda: tmp_path / "config")

    def plug(sound: FakeSound) -> FakeSound:
        for name in ("inputs", "outputs", "open_microphone", "open_speaker", "refresh"):
            monkeypatch.setattr(getattr(device, name), "__defaults__", _defaults(getattr(device, name), sound))
        return sound

    return plug


def _defaults(function, sound: FakeSound) -> tuple:
    return tuple(sound if value is device.load else value for value in function.__defaults__)


HEADSET = FakeSound([entry("USB 耳麦", 1, 2), entry("内置麦克风", 2), entry("喇叭", 0, 2)], (1, 2))


def test_microphones_are_listed_with_numbers_and_what_is_used(plug, capfd, tmp_path):
    plug(HEADSET)
    (tmp_path / "trainer.toml").write_text('device = "usb"\n', encoding="utf-8")

    ran = trainer(capfd, "devices")

    assert ran.code == 0
    assert ran.out.splitlines() == [
        "麦克风：",
        "   1  USB 耳麦（现在用的）",
        "   2  内置麦克风（系统默认）",
        "扬声器和耳机：",
        "      USB 耳麦",
        "      喇叭（系统默认）",
    ]


def test_a_device_of_the_settings_that_is_not_there_is_told(plug, capfd, tmp_path):
    plug(HEADSET)
    (tmp_path / "trainer.toml").write_text('device = "蓝牙"\n', encoding="utf-8")

    assert "设置里的“蓝牙”现在没有插上" in trainer(capfd, "devices", "--list").out


def test_without_a_microphone_the_loudspeakers_are_listed_all_the_same(plug, capfd):
    plug(FakeSound([entry("喇叭", 0, 2)]))

    ran = trainer(capfd, "devices", "--list")

    assert (ran.code, ran.err) == (1, "没有找到麦克风。请插上耳麦再试，也可以先用键盘练习。\n")
    assert "喇叭" in ran.out


@pytest.mark.parametrize("arguments", [(), ("--test",), ("--use", "USB")], ids=" ".join)
def test_without_any_device_one_sentence_says_what_to_do(plug, capfd, arguments):
    plug(FakeSound([], (-1, -1)))

    ran = trainer(capfd, "devices", *arguments)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "没有找到麦克风。请插上耳麦再试，也可以先用键盘练习。\n"


def test_a_microphone_is_remembered_by_its_whole_name(plug, capfd, tmp_path):
    plug(HEADSET)

    ran = trainer(capfd, "devices", "--use", "usb")

    path = tmp_path / "config" / "trainer.toml"
    assert ran.out == f"记住了：以后用“USB 耳麦”（写在 {path}）。\n"
    assert path.read_text(encoding="utf-8") == 'device = "USB 耳麦"\n'


def test_a_name_that_is_not_there_is_not_remembered(plug, capfd, tmp_path):
    plug(HEADSET)

    ran = trainer(capfd, "devices", "--use", "蓝牙")

    assert ran.code == 1
    assert "现在有：USB 耳麦、内置麦克风" in ran.err
    assert not (tmp_path / "config").exists()


def test_a_busy_microphone_is_told(plug, capfd):
    error = PortAudioError("Device unavailable", -9985)
    plug(FakeSound([entry("USB 耳麦")], refuses=lambda rate, channels: error))

    ran = trainer(capfd, "devices", "--test", "USB")

    assert (ran.code, ran.out) == (1, "")
    assert "“USB 耳麦”正被别的程序占用" in ran.err


def test_only_one_thing_at_a_time(plug, capfd):
    plug(HEADSET)

    ran = trainer(capfd, "devices", "--list", "--use", "USB")

    assert ran.code == 2
    assert "一次只用一个" in ran.err


def test_a_microphone_that_cannot_be_tried_brings_the_list_back(plug, capfd):
    error = PortAudioError("Device unavailable", -9985)
    sound = plug(FakeSound([entry("USB 耳麦")], refuses=lambda rate, channels: error))

    devices.choose(Lines([b"7\n", b"1\n", b"\n"]), settings.Settings())

    captured = capfd.readouterr()
    assert captured.out.count("   1  USB 耳麦") == 2
    assert "请输入 1 到 1 的数字" in captured.out
    assert "正被别的程序占用" in captured.err
    assert sound.log == ["terminate", "initialize"] * 2


def test_one_that_is_tried_and_not_kept_brings_the_list_back(plug, capfd, monkeypatch, tmp_path):
    plug(HEADSET)
    tried: list[str | None] = []
    monkeypatch.setattr(devices, "check", lambda settings, name: tried.append(name))

    devices.choose(Lines([b"2\n", b"\n", b"1\n", b"1\n"]), settings.Settings())

    assert tried == ["内置麦克风", "USB 耳麦"]
    assert 'device = "USB 耳麦"' in (tmp_path / "config" / "trainer.toml").read_text(encoding="utf-8")


def test_without_a_loudspeaker_the_check_goes_on(plug, capfd):
    plug(FakeSound([entry("USB 耳麦")]))

    with devices.ExitStack() as held:
        assert devices._speaker(None, held) is None
    assert "没有找到扬声器或耳机" in capfd.readouterr().err
