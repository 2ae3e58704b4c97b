"""Capture and playback through PortAudio and a virtual sound card: what goes in comes out."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from patience import PATIENCE
from pulse import SoundCard

from trainer.audio import device
from trainer.audio.device_capture import Capture
from trainer.audio.resample import resample
from trainer.errors import DeviceError
from trainer.practice.phone import ring_tone

ROOT = Path(__file__).resolve().parents[2]

Pcm = NDArray[np.int16]


def noise(seconds: float, rate: int = 16_000) -> Pcm:
    """White noise: its place in another signal is unmistakable."""
    return (np.random.default_rng(7).standard_normal(round(seconds * rate)) * 3000).astype(np.int16)


def place(part: Pcm, whole: Pcm) -> int:
    """Where `part` begins in `whole`; −1 if nowhere."""
    at = whole.tobytes().find(part.tobytes())
    while at > 0 and at % 2:
        at = whole.tobytes().find(part.tobytes(), at + 1)
    return at // 2 if at >= 0 else -1


def pcm(samples: NDArray[np.float32]) -> Pcm:
    return np.round(samples * 32768).astype(np.int16)


def capture(microphone: Capture, card: SoundCard, sound: Pcm, rate: int = 16_000) -> NDArray[np.float32]:
    """Everything captured while the sound is played, and a little more."""
    player = card.speak(sound, rate, wait=False)
    pieces = []
    while player.poll() is None:
        pieces.append(microphone.read(0.1))
    assert player.returncode == 0
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        pieces.append(microphone.read(0.1))
    return np.concatenate(pieces)


def wait(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_the_card_is_listed_and_one_device_is_the_default(sound_card: SoundCard):
    for devices in (device.inputs(), device.outputs()):
        assert {"pulse", "default"} <= {one.name for one in devices}
        assert sum(one.default for one in devices) == 1


def test_capture_is_sample_exact_twice_in_a_row(sound_card: SoundCard):
    for seconds in (1.0, 1.5):
        sound = noise(seconds)
        with device.open_microphone("pulse") as microphone:
            captured = capture(microphone, sound_card, sound)

        assert place(sound, pcm(captured)) >= 0
        assert microphone.overflows == 0


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 1), (44_100, 2), (16_000, 2)])
def test_a_device_of_another_rate_gives_16_khz_mono(make_card, rate: int, channels: int):
    card = make_card(rate, channels)
    tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(2 * rate) / rate)).astype(np.int16)

    with device.open_microphone() as microphone:
        captured = capture(microphone, card, tone, rate)

    heard = captured[np.flatnonzero(np.abs(captured) > 0.1)[0] :][:24_000]
    peak = np.argmax(np.abs(np.fft.rfft(heard * np.hanning(len(heard))))) * 16_000 / len(heard)
    assert abs(peak - 440) < 1
    assert abs(np.abs(heard).max() - 8000 / 32768) < 0.01
    loud = np.flatnonzero(np.abs(captured) > 0.1)
    assert abs((loud[-1] - loud[0]) / 16_000 - 2.0) < 0.01


class Refusing16k:
    """The real sounddevice of a card that knows only its own rate."""

    def __init__(self, sound: Any) -> None:
        self._sound = sound

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sound, name)

    def InputStream(self, **options: Any) -> Any:  # noqa: N802 - sounddevice's name
        if options["samplerate"] == 16_000:
            raise self._sound.PortAudioError("Error opening InputStream: Invalid sample rate", -9997)
        return self._sound.InputStream(**options)


def test_a_device_that_refuses_16_khz_is_resampled_here(make_card):
    card = make_card(44_100)
    sound = noise(2.0, 44_100)

    with device.open_microphone(load=lambda: Refusing16k(device.load())) as microphone:
        captured = capture(microphone, card, sound, 44_100)

    wanted = resample(sound.astype(np.float32) / 32768, 44_100)
    size = 1 << (len(captured) + len(wanted)).bit_length()
    lag = int(np.argmax(np.fft.irfft(np.fft.rfft(captured, size) * np.conj(np.fft.rfft(wanted, size)))))
    found = captured[lag : lag + len(wanted)][2000:-2000]
    wanted = wanted[2000:-2000]
    error = np.mean((found - wanted) ** 2) / np.mean(wanted**2)
    assert error < 0.1  # the one thing open is where between two samples it began


def test_sound_that_nobody_reads_is_dropped_and_counted(sound_card: SoundCard, monkeypatch):
    monkeypatch.setattr("trainer.audio.device_capture.KEEP", 0.5)
    with device.open_microphone() as microphone:
        wait(lambda: microphone.overflows == 1)
        first = microphone.read()
        wait(lambda: microphone.overflows == 2)

    assert 0.3 * 16_000 < len(first) < 0.7 * 16_000


def test_a_device_pulled_out_in_the_middle_is_told_and_found_again(sound_card: SoundCard):
    microphone = device.open_microphone("pulse")
    wait(lambda: len(microphone.read(0.1)))
    speaker = device.open_speaker("pulse")
    speaker.play(ring_tone(), 16_000, loop=True)

    sound_card.unplug()
    with pytest.raises(DeviceError, match="麦克风“pulse”断开了"):
        wait(lambda: microphone.read(0.5) is None)

    wait(lambda: not speaker.playing)
    sound_card.plug()
    device.refresh()
    with pytest.raises(DeviceError, match="断开了"):
        microphone.read()
    sound = noise(1.0)
    with device.open_microphone("pulse") as again:
        assert place(sound, pcm(capture(again, sound_card, sound))) >= 0
    with sound_card.listen() as heard:
        speaker.play(sound / np.float32(32768), 16_000)
        wait(lambda: not speaker.playing)
    assert place(sound, heard.samples) >= 0


def test_the_speaker_plays_sample_exact_and_tells_when_it_is_done(sound_card: SoundCard):
    sound = noise(1.0)
    with device.open_speaker() as speaker, sound_card.listen() as heard:
        speaker.play(sound / np.float32(32768), 16_000)
        assert speaker.playing
        wait(lambda: not speaker.playing)

    assert place(sound, heard.samples) >= 0


def test_a_new_sound_takes_the_place_of_the_old_one(sound_card: SoundCard):
    old, new = np.full(16_000 * 5, 0.1, np.float32), np.full(8_000, 0.2, np.float32)
    with device.open_speaker() as speaker, sound_card.listen() as heard:
        speaker.play(old, 16_000)
        time.sleep(0.3)
        speaker.play(new, 16_000)
        wait(lambda: not speaker.playing)

    levels = np.abs(heard.samples)
    assert np.count_nonzero(levels > 5000) == 8_000
    assert 1_000 < np.count_nonzero((levels > 2000) & (levels < 5000)) < 16_000 * 2


def test_stop_is_silence(sound_card: SoundCard):
    with device.open_speaker() as speaker, sound_card.listen() as heard:
        speaker.play(np.full(16_000 * 30, 0.1, np.float32), 16_000)
        time.sleep(0.5)
        speaker.stop()
        assert not speaker.playing
        time.sleep(1.0)

    assert np.count_nonzero(heard.samples) > 1_000
    assert np.count_nonzero(heard.samples[-8_000:]) == 0


def test_the_ring_tone_goes_on_until_it_is_stopped(sound_card: SoundCard):
    period = ring_tone()[: 16_000 * 3 // 2]  # 1 s of tone, half a second of rest: five seconds are long in a test
    with device.open_speaker() as speaker, sound_card.listen() as heard:
        speaker.play(period, 16_000, loop=True)
        time.sleep(4.0)
        assert speaker.playing
        speaker.stop()

    one = pcm(period)[1_600:14_400]
    first = place(one, heard.samples)
    assert first >= 0
    assert place(one, heard.samples[first + len(one) :]) == len(period) - len(one)


def test_sound_of_another_rate_keeps_its_length_and_pitch(sound_card: SoundCard):
    tone = (0.3 * np.sin(2 * np.pi * 440 * np.arange(22_050) / 22_050)).astype(np.float32)
    with device.open_speaker() as speaker, sound_card.listen() as heard:
        speaker.play(tone, 22_050)
        wait(lambda: not speaker.playing)

    loud = np.flatnonzero(np.abs(heard.samples) > 300)
    assert abs((loud[-1] - loud[0]) / 16_000 - 1.0) < 0.01


def test_portaudio_writes_nothing_on_the_screen_when_a_device_goes(sound_card: SoundCard):
    child = """
import sys
from trainer.audio import device
from trainer.errors import DeviceError
microphone = device.open_microphone()
while not len(microphone.read(0.1)): pass
print("ready", flush=True)
try:
    while True: microphone.read(1.0)
except DeviceError as error:
    print(error.message)
microphone.close()
device.refresh()
"""
    environment = {**os.environ, **sound_card.environment, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        [sys.executable, "-c", child], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        sound_card.unplug()
        out, err = process.communicate(timeout=PATIENCE)

    assert "断开了" in out
    assert err == ""


def test_a_server_leaves_nothing_behind(make_card):
    card = make_card()
    folder, server = card.folder, card._server
    card.close()

    assert not folder.exists()
    assert server is not None
    assert server.poll() is not None
