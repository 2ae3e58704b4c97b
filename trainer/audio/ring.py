"""The last part of a stream, addressed by seconds from its start."""

from __future__ import annotations

import numpy as np

from trainer.audio.resample import SPEECH_RATE, Samples


class Ring:
    """Recent samples of a 16 kHz mono stream. Memory is what `forget` leaves."""

    def __init__(self) -> None:
        """Start at 0 s with nothing."""
        self._pieces: list[Samples] = []
        self._first = 0  # number of the first sample still here
        self._length = 0

    @property
    def now(self) -> float:
        """Seconds fed so far."""
        return (self._first + self._length) / SPEECH_RATE

    def feed(self, samples: Samples) -> None:
        """Append to the stream."""
        self._pieces.append(samples)
        self._length += len(samples)

    def forget(self, before: float) -> None:
        """Whole pieces that end before that instant (s) are dropped."""
        limit = int(before * SPEECH_RATE)
        while self._pieces and self._first + len(self._pieces[0]) <= limit:
            dropped = len(self._pieces.pop(0))
            self._first += dropped
            self._length -= dropped

    def cut(self, start: float, end: float) -> Samples:
        """The samples between two instants (s), as far as they are still here."""
        low = max(0, round(start * SPEECH_RATE) - self._first)
        high = max(low, round(end * SPEECH_RATE) - self._first)
        whole = np.concatenate(self._pieces) if self._pieces else np.zeros(0, dtype=np.float32)
        return whole[low:high]
