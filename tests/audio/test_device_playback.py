from __future__ import annotations

import numpy as np
import pytest
from fake_sounddevice import Clock, FakeSound, entry

from trainer.audio.device_playback import Playback
from trainer.audio.device_stream import Stream, Target
from trainer.errors import DeviceError

SOUND = np.linspace(-1, 1, 500, dtype=np.float32)


class Opened:
    def __init__(self, channels: int = 1, refuses=lambda rate, channels: None) -> None:
        self.clock = Clock()
        self.sound = FakeSound([entry("喇叭", 0, channels)], refuses=refuses)
        target = Target("扬声器", "喇叭", 0, 48_000)
        self.speaker = Playback(
            lambda callback: Stream(self.sound.OutputStream, target, (channels,), callback, self.clock), self.clock
        )

    @property
    def stream(self):
        return self.sound.streams[-1]


def test_before_any_sound_there_is_silence():
    opened = Opened()

    assert not opened.stream.pull(320).any()
    assert not opened.speaker.playing


def test_a_sound_is_played_once_on_every_channel():
    opened = Opened(2)
    opened.speaker.play(SOUND, 16_000)

    out = np.concatenate([opened.stream.pull(320) for _ in range(3)])

    assert np.array_equal(out[:500, 0], SOUND)
    assert np.array_equal(out[:, 0], out[:, 1])
    assert not out[500:].any()


def test_it_plays_until_the_last_sample_is_heard():
    opened = Opened()
    opened.speaker.play(SOUND, 16_000)
    opened.stream.pull(320)
    assert opened.speaker.playing

    opened.stream.pull(320)
    assert opened.speaker.playing
    opened.clock.now += opened.speaker.latency / 2
    opened.stream.pull(320)
    assert opened.speaker.playing
    opened.clock.now += opened.speaker.latency / 2
    assert not opened.speaker.playing


def test_a_loop_goes_round_without_a_seam():
    opened = Opened()
    opened.speaker.play(SOUND, 16_000, loop=True)

    out = np.concatenate([opened.stream.pull(320) for _ in range(10)])[:, 0]

    assert np.array_equal(out, np.resize(SOUND, 3200))
    assert opened.speaker.playing


def test_a_loop_shorter_than_a_block():
    opened = Opened()
    opened.speaker.play(SOUND[:7], 16_000, loop=True)

    assert np.array_equal(opened.stream.pull(320)[:, 0], np.resize(SOUND[:7], 320))


def test_a_new_sound_begins_at_once_in_place_of_the_old_one():
    opened = Opened()
    opened.speaker.play(SOUND, 16_000, loop=True)
    opened.stream.pull(100)
    opened.speaker.play(SOUND / 2, 16_000)

    assert np.array_equal(opened.stream.pull(320)[:, 0], SOUND[:320] / 2)


def test_stop_is_silence_from_the_next_block_on():
    opened = Opened()
    opened.speaker.play(SOUND, 16_000, loop=True)
    opened.speaker.stop()

    assert not opened.speaker.playing
    assert not opened.stream.pull(320).any()


def test_a_sound_of_no_length_is_over():
    opened = Opened()
    opened.speaker.play(np.zeros(0, dtype=np.float32), 16_000, loop=True)

    assert not opened.speaker.playing
    assert not opened.stream.pull(320).any()


def test_another_rate_is_resampled_to_the_devices():
    opened = Opened(1, lambda rate, channels: ValueError("rate") if rate == 16_000 else None)
    opened.speaker.play(np.ones(16_000, dtype=np.float32), 16_000)

    assert opened.stream.samplerate == 48_000
    out = np.concatenate([opened.stream.pull(960) for _ in range(60)])[:, 0]
    assert abs(np.count_nonzero(out > 0.5) - 48_000) < 20


def test_a_device_that_is_gone_plays_no_more_and_is_opened_again_for_the_next_sound():
    opened = Opened()
    opened.speaker.play(SOUND, 16_000, loop=True)
    lost = opened.stream
    lost.end()
    assert not opened.speaker.playing

    opened.speaker.play(SOUND, 16_000)

    assert opened.stream is not lost
    assert "close" in lost.log
    assert np.array_equal(opened.stream.pull(320)[:, 0], SOUND[:320])


def test_a_device_that_does_not_come_back_is_told():
    opened = Opened()
    opened.stream.end()
    opened.sound.refuses = lambda rate, channels: ValueError("gone")

    with pytest.raises(DeviceError, match="扬声器“喇叭”打不开"):
        opened.speaker.play(SOUND, 16_000)
    assert not opened.speaker.playing


def test_closing_twice_closes_once():
    opened = Opened()
    with opened.speaker as speaker:
        speaker.play(SOUND, 16_000)
        speaker.close()

    assert not opened.speaker.playing
    assert opened.stream.log == ["start", "abort", "close"]
