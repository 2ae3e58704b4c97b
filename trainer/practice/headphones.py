"""Something to listen with in keyboard practice: loudspeaker and voice, opened when the first sound is asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from trainer.audio.interface import Speaker
from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.practice.keyboard import Keys
from trainer.voice.interface import Line, Sound

if TYPE_CHECKING:
    from trainer.voice.open_voice import Voices

TICK = 0.05  # s between two looks at the keys


class Listening(Protocol):
    """What model answers are heard with: a spoken call's own devices, or Headphones."""

    def spoken(self, line: Line) -> Sound | None:
        """The line as sound; None where no voice has it. Raises VoiceError."""
        ...

    def hear(self, samples: Samples) -> None:
        """Play 16 kHz mono to its end or until a key is pressed. Raises DeviceError."""
        ...


class Headphones:
    """Nothing is opened before it is needed: who only types may have no loudspeaker."""

    def __init__(
        self,
        open_speaker: Callable[[], Speaker],
        open_voice: Callable[[], Voices],
        keys: Callable[[], Keys],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`open_speaker` raises DeviceError; `sleep` in seconds."""
        self._open_speaker, self._open_voice, self._keys, self._sleep = open_speaker, open_voice, keys, sleep
        self._speaker: Speaker | None = None
        self._voice: Voices | None = None

    def spoken(self, line: Line) -> Sound | None:
        """The line as sound; None where no voice has it. Raises DeviceError where nothing could be heard anyway."""
        if self._speaker is None:
            self._speaker = self._open_speaker()
        if self._voice is None:
            self._voice = self._open_voice()
        return self._voice.sound(line)

    def hear(self, samples: Samples) -> None:
        """Play 16 kHz mono to its end or until a key is pressed. Raises DeviceError."""
        if self._speaker is None:
            self._speaker = self._open_speaker()
        with self._keys() as keys:
            self._speaker.play(samples, SPEECH_RATE)
            while self._speaker.playing and not keys.pressed():
                self._sleep(TICK)
            self._speaker.stop()

    def close(self) -> None:
        """Free what was opened."""
        if self._voice is not None:
            self._voice.close()
        if self._speaker is not None:
            self._speaker.close()
