"""Several utterances in one window of Whisper.

Whisper takes 30 s at a time and needs as long for 3 s as for 30, so utterances of one speaker of one call are put one
after another with silence between them. What is heard of one is then read from its own part of the encoded window.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.stream import Cut

WINDOW = 29.0  # s filled at most; the model takes 30
GAP = 1.5  # s of silence after each utterance


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Utterances of one speaker that the model hears together; at least one."""

    cuts: tuple[Cut, ...]

    @property
    def samples(self) -> Samples:
        """What the model hears; an utterance alone has no silence added."""
        if len(self.cuts) == 1:
            return self.cuts[0].samples
        gap = np.zeros(round(GAP * SPEECH_RATE), dtype=np.float32)
        return np.concatenate([part for cut in self.cuts for part in (cut.samples, gap)])

    @property
    def offsets(self) -> tuple[float, ...]:
        """The instant of each utterance's first sample, in s of the window."""
        found, clock = [], 0.0
        for cut in self.cuts:
            found.append(clock)
            clock += len(cut.samples) / SPEECH_RATE + GAP
        return tuple(found)


class Packer:
    """Fills the windows of one speaker of one call.

    A window depends on the utterances up to its end alone: the same call gives the same windows, whatever else is
    recognised beside it.
    """

    def __init__(self) -> None:
        """Start with an empty window."""
        self._waiting: list[Cut] = []
        self._seconds = 0.0

    @property
    def since(self) -> float:
        """Start of the first utterance that waits for its window to fill, in s of the stream; infinite: none waits."""
        return self._waiting[0].start if self._waiting else float("inf")

    def add(self, cut: Cut) -> Window | None:
        """Take the next utterance; the window before it where that is full now."""
        length = len(cut.samples) / SPEECH_RATE + GAP
        full = self.flush() if self._seconds + length > WINDOW else None
        self._waiting.append(cut)
        self._seconds += length
        return full

    def flush(self) -> Window | None:
        """The window that waits, full or not; None where nothing waits."""
        window = Window(tuple(self._waiting)) if self._waiting else None
        self._waiting, self._seconds = [], 0.0
        return window
