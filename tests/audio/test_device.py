"""Listing, choosing, opening, by a sounddevice that does what it is told. The real one: tests/device."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from fake_sounddevice import FakeSound, PortAudioError, entry

from trainer.audio import device
from trainer.audio.device_errors import SPEAKER, cannot_open, no_portaudio
from trainer.audio.interface import Device
from trainer.errors import DeviceError

USB, BUILT_IN, HEADSET = Device("USB 耳麦", 1, 48_000), Device("内置麦克风", 2, 44_100, True), Device("usb", 1, 16_000)


@pytest.mark.parametrize(
    ("wanted", "devices", "chosen"),
    [
        (None, (USB, BUILT_IN), BUILT_IN),
        ("  ", (USB, BUILT_IN), BUILT_IN),
        (None, (USB,), USB),
        ("耳麦", (USB, BUILT_IN), USB),
        ("usb", (USB, BUILT_IN), USB),
        ("USB", (USB, HEADSET), HEADSET),
        ("usb 耳麦", (USB, USB), USB),
    ],
    ids=["default", "blank", "no default", "part", "case", "exact before part", "twins"],
)
def test_a_device_is_chosen_by_name(wanted, devices, chosen):
    assert device.choose(wanted, devices) is chosen


@pytest.mark.parametrize(
    ("wanted", "devices", "says"),
    [
        (None, (), "没有找到麦克风。请插上耳麦"),
        ("蓝牙", (USB, BUILT_IN), "没有找到名叫“蓝牙”的麦克风。现在有：USB 耳麦、内置麦克风"),
        ("麦", (USB, BUILT_IN), "有 2 个麦克风的名字里都有“麦”：USB 耳麦、内置麦克风"),
    ],
    ids=["none", "unknown", "ambiguous"],
)
def test_a_name_that_fits_none_or_several_is_told_with_what_there_is(wanted, devices, says):
    with pytest.raises(DeviceError) as caught:
        device.choose(wanted, devices)

    assert says in caught.value.message


def test_no_loudspeaker_is_told_too():
    with pytest.raises(DeviceError, match="没有找到扬声器或耳机"):
        device.choose(None, (), SPEAKER)


def test_only_devices_of_that_direction_are_listed_with_the_default():
    sound = FakeSound([entry("麦", 1, 0, 48_000), entry("喇叭", 0, 2), entry("耳麦", 1, 2, 16_000)], (2, 1))

    assert device.inputs(sound) == (Device("麦", 1, 48_000), Device("耳麦", 1, 16_000, True))
    assert device.outputs(sound) == (Device("喇叭", 2, 44_100, True), Device("耳麦", 2, 16_000))


def test_of_several_host_systems_only_the_default_one_is_listed():
    sound = FakeSound([entry("麦", hostapi=1), entry("麦", hostapi=0), entry("麦 全名", hostapi=1)], hostapi=0)

    assert [one.name for one in device.inputs(sound)] == ["麦"]

    sound.default.hostapi = 5
    assert len(device.inputs(sound)) == 3


def test_alsa_card_numbers_are_left_out_of_names_unless_two_would_be_the_same():
    sound = FakeSound([entry("USB: Audio (hw:1,0)"), entry("PCH: ALC (hw:0,0)"), entry("PCH: ALC (hw:0,2)")])

    assert [one.name for one in device.inputs(sound)] == ["USB: Audio", "PCH: ALC (hw:0,0)", "PCH: ALC (hw:0,2)"]


def test_the_device_that_was_chosen_is_the_one_opened():
    sound = FakeSound([entry("甲"), entry("喇叭", 0, 2), entry("乙")], (0, 1))

    with device.open_microphone("乙", sound) as microphone:
        assert microphone.name == "乙"
        assert sound.streams[-1].options["device"] == 2
    with device.open_speaker(None, sound):
        assert sound.streams[-1].options["device"] == 1


def refusing(*bad: int) -> Callable[[int, int], Exception | None]:
    """Refuses these rates (Hz, or channels below 100)."""

    def refuses(rate: int, channels: int) -> Exception | None:
        if rate in bad:
            return PortAudioError("Invalid sample rate", -9997)
        return PortAudioError("Invalid number of channels", -9998) if channels in bad else None

    return refuses


@pytest.mark.parametrize(
    ("bad", "rate", "channels"),
    [((), 16_000, 1), ((16_000,), 32_000, 1), ((16_000, 32_000), 48_000, 1), ((1,), 16_000, 2), ((1, 2), 16_000, 8)],
    ids=["16 kHz mono", "own rate", "common rate", "stereo only", "all channels only"],
)
def test_a_microphone_is_opened_with_what_it_takes(bad, rate, channels):
    sound = FakeSound([entry("麦", inputs=8, rate=32_000.0)], refuses=refusing(*bad))

    with device.open_microphone(load=sound):
        assert (sound.streams[-1].samplerate, sound.streams[-1].channels) == (rate, channels)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PortAudioError("Device unavailable", -9985), "“麦”正被别的程序占用。请关掉"),
        (PortAudioError("Invalid sample rate", -9997), "“麦”不支持常用的采样率。请"),
        (PortAudioError("Unanticipated host error", -9999, (0, 5, "Access denied")), "系统不允许使用麦克风“麦”"),
        (PortAudioError("Unanticipated host error", -9999), "“麦”打不开（Unanticipated host error）。请拔下重新插好"),
        (ValueError(), "“麦”打不开"),
    ],
    ids=["busy", "rate", "permission", "other", "without words"],
)
def test_a_microphone_that_cannot_be_opened_is_told_with_what_to_do(error, says):
    with pytest.raises(DeviceError) as caught:
        device.open_microphone(load=FakeSound([entry("麦")], refuses=lambda rate, channels: error))

    assert says in caught.value.message


def test_a_busy_device_is_asked_once():
    asked: list[int] = []

    def refuses(rate: int, channels: int) -> Exception:
        asked.append(rate)
        return PortAudioError("Device unavailable", -9985)

    with pytest.raises(DeviceError):
        device.open_microphone(load=FakeSound([entry("麦")], refuses=refuses))
    assert len(asked) == 1


def test_a_stream_that_does_not_start_is_closed():
    sound = FakeSound([entry("麦")])
    sound.start_fails = PortAudioError("Device unavailable", -9985)

    with pytest.raises(DeviceError, match="占用"):
        device.open_microphone(load=sound)
    assert sound.streams[-1].log == ["start", "close"]


@pytest.mark.parametrize(
    ("platform", "says"), [("darwin", "隐私与安全性"), ("win32", "桌面应用"), ("linux", "usermod -aG audio")]
)
def test_a_refused_permission_names_the_setting_of_the_system(platform, says):
    error = PortAudioError("Unanticipated host error", -9999, (0, 0, "Permission denied"))

    assert says in cannot_open("麦克风", "麦", error, platform)


def raising(error: Exception) -> Callable[[], Any]:
    def load() -> Any:
        raise error

    return load


@pytest.mark.parametrize("call", [device.inputs, device.outputs, device.open_microphone, device.open_speaker])
@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ImportError("sounddevice"), "-m pip install sounddevice"),
        (OSError("PortAudio library not found"), "PortAudio"),
        (PortAudioError("Error initializing PortAudio", -9999), "电脑的声音系统打不开（"),
    ],
    ids=["no sounddevice", "no PortAudio", "broken"],
)
def test_a_missing_sound_system_is_told_with_what_to_install(call, error, says):
    with pytest.raises(DeviceError) as caught:
        call(load=raising(error))

    assert says in caught.value.message


def test_portaudio_is_installed_in_another_way_on_each_system():
    assert "sudo apt-get install libportaudio2" in no_portaudio("linux")
    assert "--force-reinstall sounddevice" in no_portaudio("win32")


def test_no_device_at_all_is_told_when_one_is_opened():
    sound = FakeSound([], (-1, -1), hostapi=-1)

    assert device.inputs(sound) == device.outputs(sound) == ()
    with pytest.raises(DeviceError, match="没有找到麦克风"):
        device.open_microphone(load=sound)
    with pytest.raises(DeviceError, match="没有找到扬声器"):
        device.open_speaker(load=sound)


def test_a_list_that_fails_is_told():
    class Broken(FakeSound):
        def query_devices(self) -> list[dict[str, Any]]:
            raise PortAudioError("Error querying device -1")

    with pytest.raises(DeviceError, match="声音系统打不开"):
        device.inputs(Broken([]))


def test_refresh_closes_what_is_open_before_portaudio_starts_again():
    sound = FakeSound([entry("麦")])
    microphone = device.open_microphone(load=sound)

    device.refresh(sound)

    assert sound.streams[-1].log == ["start", "abort", "close"]
    assert sound.log == ["terminate", "initialize"]
    with pytest.raises(DeviceError, match="麦克风“麦”断开了"):
        microphone.read()
    microphone.close()
    assert sound.streams[-1].log.count("close") == 1


@pytest.mark.parametrize("error", [OSError("no PortAudio"), PortAudioError("Error initializing PortAudio", -9999)])
def test_a_refresh_that_fails_is_told(error):
    class Broken(FakeSound):
        def _initialize(self) -> None:
            raise error

    with pytest.raises(DeviceError, match="声音系统打不开"):
        device.refresh(Broken([]))
    with pytest.raises(DeviceError):
        device.refresh(raising(error))


def test_a_refresh_works_again_after_one_that_failed():
    class Stopped(FakeSound):
        def _terminate(self) -> None:
            raise PortAudioError("PortAudio not initialized", -10000)

    sound = Stopped([])
    device.refresh(sound)

    assert sound.log == ["initialize"]


CHILD = """
import ctypes, os, sys
from trainer.audio.device import silence_c_library
silence_c_library(); silence_c_library()
libc = ctypes.CDLL(None)
libc.fputs(b"from C", ctypes.c_void_p.in_dll(libc, "stderr"))
libc.fflush(None)
print("from Python", file=sys.stderr)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only where C's library is glibc")
def test_c_is_silent_and_python_is_not() -> None:
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, encoding="utf-8", check=True)

    assert done.stderr == "from Python\n"


def test_where_there_is_no_dev_null_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Libc:
        @staticmethod
        def fopen(name: bytes, mode: bytes) -> None:
            return None

    monkeypatch.setattr(device.ctypes, "CDLL", lambda name: Libc)
    monkeypatch.setattr(device.platform, "libc_ver", lambda: ("glibc", "2.36"))
    monkeypatch.setattr(device.ctypes, "c_void_p", None)

    device.silence_c_library.__wrapped__()


def test_elsewhere_nothing_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device.platform, "libc_ver", lambda: ("", ""))
    monkeypatch.setattr(device.ctypes, "CDLL", None)

    device.silence_c_library.__wrapped__()
