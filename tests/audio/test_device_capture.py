from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from fake_sounddevice import Clock, FakeSound, entry

from trainer.audio.device_capture import Capture
from trainer.audio.device_stream import STALLED, STARTING, Target
from trainer.errors import DeviceError

TARGET = Target("麦克风", "麦", 0, 48_000)
BLOCK = np.linspace(-1, 1, 320, dtype=np.float32).reshape(-1, 1)


class Opened:
    def __init__(self, channels: int = 1, refuses=lambda rate, channels: None) -> None:
        self.clock = Clock()
        self.sound = FakeSound([entry("麦", channels)], refuses=refuses)
        self.capture = Capture(self.sound.InputStream, TARGET, channels, self.clock)
        self.stream = self.sound.streams[-1]


def test_blocks_come_out_in_order_and_once():
    opened = Opened()
    opened.stream.send(BLOCK)
    opened.stream.send(BLOCK / 2)

    assert np.array_equal(opened.capture.read(), np.concatenate((BLOCK, BLOCK / 2))[:, 0])
    assert len(opened.capture.read()) == 0
    assert opened.capture.latency == 0.05


def test_a_block_is_copied_because_portaudio_uses_its_memory_again():
    opened = Opened()
    block = BLOCK.copy()
    opened.stream.send(block)
    block[:] = 0

    assert np.array_equal(opened.capture.read(), BLOCK[:, 0])


def test_two_channels_are_averaged():
    opened = Opened(2, lambda rate, channels: ValueError("mono") if channels == 1 else None)
    opened.stream.send(np.hstack((BLOCK, BLOCK)))
    opened.stream.send(np.hstack((BLOCK, np.zeros_like(BLOCK))))

    assert np.array_equal(opened.capture.read(), np.concatenate((BLOCK, BLOCK / 2))[:, 0])


def test_another_rate_is_resampled_without_loss():
    opened = Opened(1, lambda rate, channels: ValueError("rate") if rate == 16_000 else None)
    second = np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000).astype(np.float32).reshape(-1, 1)
    for at in range(0, 48_000, 960):
        opened.stream.send(second[at : at + 960])
    out = opened.capture.read()

    assert 15_000 < len(out) <= 16_000
    wanted = np.sin(2 * np.pi * 440 * np.arange(len(out)) / 16_000)
    assert np.abs(out - wanted)[200:-200].max() < 0.01


def test_lost_sound_is_counted():
    opened = Opened()
    opened.stream.send(BLOCK, overflow=True)
    opened.stream.send(BLOCK)

    assert opened.capture.overflows == 1


def test_a_minute_is_kept_for_a_reader_who_does_not_come():
    opened = Opened()
    for number in range(3100):
        opened.stream.send(np.full((320, 1), number, dtype=np.float32))

    kept = opened.capture.read()

    assert len(kept) == 60 * 16_000
    assert (kept[0], kept[-1]) == (100, 3099)
    assert opened.capture.overflows == 1


def test_each_time_sound_is_lost_counts_once():
    opened = Opened()
    for _ in range(2):
        for _ in range(3010):
            opened.stream.send(BLOCK)
        opened.capture.read()

    assert opened.capture.overflows == 2


def test_read_waits_for_the_first_block_and_no_longer():
    opened = Opened()
    sender = threading.Timer(0.05, opened.stream.send, (BLOCK,))
    sender.start()

    assert len(opened.capture.read(30.0)) == 320
    sender.join()


def test_read_gives_up_after_its_time(monkeypatch):
    opened = Opened()
    opened.capture._clock = time.monotonic

    assert len(opened.capture.read(0.15)) == 0


def test_a_device_that_ended_is_told_after_its_last_sound():
    opened = Opened()
    opened.stream.send(BLOCK)
    opened.stream.end()

    assert len(opened.capture.read()) == 320
    for _ in range(2):
        with pytest.raises(DeviceError, match="麦克风“麦”断开了。请重新插好"):
            opened.capture.read(1.0)


def test_a_device_that_went_silent_is_gone_after_a_second():
    opened = Opened()
    opened.stream.send(BLOCK)
    opened.capture.read()

    opened.clock.now += STALLED
    assert len(opened.capture.read()) == 0
    opened.clock.now += 0.01
    with pytest.raises(DeviceError, match="断开了"):
        opened.capture.read()


def test_the_first_sound_may_take_longer():
    opened = Opened()
    opened.clock.now += STARTING
    assert len(opened.capture.read()) == 0

    opened.clock.now += 0.01
    with pytest.raises(DeviceError):
        opened.capture.read()


def test_a_program_that_was_held_up_does_not_take_the_device_for_gone():
    opened = Opened()
    opened.stream.send(BLOCK)
    opened.capture.read()
    opened.clock.now += 60
    sender = threading.Timer(0.02, opened.stream.send, (BLOCK,))
    sender.start()

    assert len(opened.capture.read()) == 320
    sender.join()


def test_closing_twice_closes_once():
    opened = Opened()
    with opened.capture as capture:
        capture.close()

    assert opened.stream.log == ["start", "abort", "close"]
