"""A simulated room for spoken practice: a microphone, an earpiece and a trainee who speaks when listened to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import numpy as np

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.errors import DeviceError
from trainer.voice.interface import Line, Sound, VoiceError

STEP = 800  # samples the microphone gives at a time


@dataclass
class Doing:
    """What the trainee does in one try."""

    speech: Samples | None = None
    after: float = 0.5  # s after the caller's line; negative: over it
    keys: Sequence[tuple[float, str]] = ()  # s after listening began, key


class Room:
    """Microphone, speaker and keys in one, so that they share a clock. `latency` is none."""

    name = "耳麦"
    latency = 0.0
    overflows = 0

    def __init__(self, tries: Sequence[Doing], *, echo: float = 0.0, delay: float = 0.0, hiss: float = 1e-4) -> None:
        """`echo`: gain with which the microphone hears the speaker, `delay` s (steps of 0.05) later."""
        self.tries = list(tries)
        self.echo, self.delay, self.hiss = echo, delay, hiss
        self._late = np.zeros(round(delay * SPEECH_RATE), np.float32)
        self.now = 0  # samples
        self.played: list[tuple[Samples, int]] = []
        self.rang = self.closed = 0
        self.gone_at: int | None = None  # samples; the microphone vanishes then
        self.silent = False
        self._random = np.random.default_rng(3)
        self._air = np.zeros(0, np.float32)  # what sounds from now on
        self._own = np.zeros(0, np.float32)
        self._until = 0
        self._backlog = np.zeros(0, np.float32)
        self._presses: list[tuple[int, str]] = []

    # microphone
    def read(self, timeout: float = 0.0) -> Samples:
        if self.gone_at is not None and self.now >= self.gone_at:
            raise DeviceError("麦克风不见了。请插好。")
        waiting, self._backlog = self._backlog, np.zeros(0, np.float32)
        if not timeout:
            return waiting
        if len(waiting):
            return waiting
        self.now += STEP
        heard, self._own = _take(self._own)
        air, self._air = _take(self._air)
        late = self._late[:STEP]
        self._late = np.concatenate((self._late[STEP:], air))
        if self.delay:
            air = late
        if self.silent:
            return np.zeros(STEP, np.float32)
        noise = self._random.normal(0, self.hiss, STEP).astype(np.float32)
        return heard + self.echo * air + noise

    def idle(self, seconds: float) -> None:
        """Time passes in which nobody reads the microphone."""
        count = round(seconds * SPEECH_RATE)
        self.now += count
        self._backlog = self._random.normal(0, self.hiss, count).astype(np.float32)

    # speaker
    @property
    def playing(self) -> bool:
        return self.now < self._until

    def play(self, samples: Samples, rate: int, *, loop: bool = False) -> None:
        if loop:
            self.rang += 1
            return
        assert rate == SPEECH_RATE
        self.played.append((samples, self.now))
        self._air = samples
        self._until = self.now + len(samples)

    def stop(self) -> None:
        self._air = np.zeros(0, np.float32)
        self._until = self.now

    def close(self) -> None:
        self.closed += 1

    # keys
    def pressed(self) -> tuple[str, ...]:
        due = tuple(key for at, key in self._presses if at <= self.now)
        self._presses = [press for press in self._presses if press[0] > self.now]
        return due

    def __enter__(self) -> Self:
        doing = self.tries.pop(0) if self.tries else Doing()
        wait = max(0, self._until - self.now + round(doing.after * SPEECH_RATE))
        speech = np.zeros(0, np.float32) if doing.speech is None else doing.speech
        self._own = np.concatenate((np.zeros(wait, np.float32), speech))
        self._presses = [(self.now + round(at * SPEECH_RATE), key) for at, key in doing.keys]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._own = np.zeros(0, np.float32)


@dataclass
class FakeVoice:
    """Says every line with the same sound, each time in a new array: `text_of` tells which line an array is."""

    samples: Samples | None
    name: str = "recorded"
    fails: bool = False
    lines: list[Line] = field(default_factory=list)
    _made: list[tuple[Samples, str]] = field(default_factory=list)

    def sound(self, line: Line) -> Sound | None:
        self.lines.append(line)
        if self.fails:
            raise VoiceError("没有声音可用。")
        if self.samples is None:
            return None
        made = self.samples.copy()
        self._made.append((made, line.text))
        return Sound(made, SPEECH_RATE)

    def text_of(self, samples: Samples) -> str:
        return next(text for made, text in self._made if made is samples)


def _take(samples: Samples) -> tuple[Samples, Samples]:
    head: Any = np.zeros(STEP, np.float32)
    head[: len(samples[:STEP])] = samples[:STEP]
    return head, samples[STEP:]
