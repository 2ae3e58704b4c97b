"""The sound of a call inside its report, or in a folder beside it where it is too long."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trainer.call import Utterance
from trainer.report.display import clock

MOST_EMBEDDED = 5_000_000  # bytes of Ogg Opus inside the HTML file; some 25 minutes


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of the call as Ogg Opus."""

    name: str  # of its file, without ending
    start: float  # s of the call; its first sample
    seconds: float
    opus: bytes


@dataclass(frozen=True, slots=True)
class Play:
    """What a click plays."""

    sound: int  # number of the sound
    start: float  # s of that sound
    end: float  # s of that sound
    clock: str  # where it is in the call, for people


@dataclass(frozen=True, slots=True)
class Sounds:
    """The sounds of one report."""

    every: Sequence[Sound] = ()
    folder: str = ""  # name of the folder beside the report

    @property
    def beside(self) -> bool:
        """They are too big to be embedded."""
        return sum(len(one.opus) for one in self.every) > MOST_EMBEDDED

    def sources(self) -> tuple[str, ...]:
        """The address of each: the sound itself, or its file."""
        if self.beside:
            return tuple(f"{self.folder}/{one.name}.opus" for one in self.every)
        return tuple(f"data:audio/ogg;base64,{base64.b64encode(one.opus).decode()}" for one in self.every)

    def files(self) -> Mapping[str, bytes]:
        """What must stand in the folder, by name."""
        return {f"{one.name}.opus": one.opus for one in self.every} if self.beside else {}

    def has(self, said: Utterance) -> bool:
        """The utterance can be heard."""
        return said.start is not None and said.end is not None and self._holding(said.start, said.end) is not None

    def play(self, start: float, end: float) -> Play | None:
        """What plays that stretch of the call, in s of the call; None: there is no sound of it."""
        number = self._holding(start, end)
        if number is None:
            return None
        sound = self.every[number]
        begin = max(0.0, start - sound.start)
        return Play(number, round(begin, 3), round(min(max(end - sound.start, begin), sound.seconds), 3), clock(start))

    def _holding(self, start: float, end: float) -> int | None:
        """Which sound holds the middle of that stretch: a reply's sound has a margin in which others speak."""
        middle = (start + end) / 2
        holding = (number for number, one in enumerate(self.every) if one.start <= middle < one.start + one.seconds)
        return next(holding, None)


@dataclass(frozen=True, slots=True)
class Page:
    """A report as files: the HTML, and what stands in the folder beside it."""

    html: str
    files: Mapping[str, bytes] = field(default_factory=dict)
