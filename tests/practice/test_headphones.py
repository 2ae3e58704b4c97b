"""Loudspeaker and voice for who types: opened late, freed in the end, silenced by a key."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.errors import DeviceError
from trainer.practice.headphones import Headphones
from trainer.voice.interface import Line, Sound
from trainer.voice.open_voice import Voices

from .room import Doing, FakeVoice, Room

SECOND = np.full(16_000, 0.1, np.float32)


class Opened:
    """Counts what is opened."""

    def __init__(self, room: Room) -> None:
        self.room, self.speakers, self.voices = room, 0, 0

    def speaker(self) -> Room:
        self.speakers += 1
        return self.room

    def voice(self) -> Voices:
        self.voices += 1
        return Voices("auto", (FakeVoice(SECOND),))

    def headphones(self) -> Headphones:
        def sleep(seconds: float) -> None:
            self.room.read(seconds)

        return Headphones(self.speaker, self.voice, lambda: self.room, sleep)


LINE = Line("您好", "greet", None)  # type: ignore[arg-type]


def test_nothing_is_opened_before_it_is_needed_and_then_once():
    opened = Opened(Room([]))
    headphones = opened.headphones()
    headphones.close()
    assert (opened.speakers, opened.voices) == (0, 0)

    sounds = [headphones.spoken(LINE), headphones.spoken(LINE)]
    headphones.hear(SECOND)
    headphones.close()

    assert all(isinstance(sound, Sound) for sound in sounds)
    assert (opened.speakers, opened.voices, opened.room.closed) == (1, 1, 1)


def test_it_is_played_to_its_end():
    opened = Opened(Room([]))

    opened.headphones().hear(SECOND)

    assert opened.room.now == pytest.approx(16_000, abs=1600)


def test_a_key_silences_it():
    opened = Opened(Room([Doing(keys=[(0.3, "enter")])]))

    opened.headphones().hear(SECOND)

    assert opened.room.now < 8000
    assert not opened.room.playing


def test_without_a_loudspeaker_no_voice_is_opened():
    opened = Opened(Room([]))

    def none() -> Room:
        raise DeviceError("没有扬声器。")

    headphones = Headphones(none, opened.voice, lambda: opened.room)
    with pytest.raises(DeviceError):
        headphones.spoken(LINE)
    assert opened.voices == 0
