"""DC offset: a constant that cheap converters add to the sound, and that every measure of loudness counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trainer.audio.resample import Samples

FRAME = 0.02  # s over which a mean is taken
SLOWLY = 1.0  # s in which the estimate follows; voices begin at 60 Hz and leave it alone
AT_FIRST = 0.3  # s from which the estimate begins

_Means = NDArray[np.float64]


class WithoutOffset:
    """A high-pass of a fraction of a hertz over a stream of blocks: the mean of the last second is taken away.

    What is taken from a frame comes from the frames before it, so that the sound does not depend on how the stream is
    cut; only the first block should hold AT_FIRST s or more.
    """

    def __init__(self, rate: int) -> None:
        """`rate`: Hz."""
        self._size = max(1, round(FRAME * rate))
        self._first = round(AT_FIRST * rate)
        self._keep = 1 - FRAME / SLOWLY
        self._means: _Means | None = None  # the estimates at the beginning and at the end of the frame that is open
        self._sum: _Means = np.zeros(0)  # of the samples of that frame so far
        self._filled = 0  # how many they are

    def feed(self, block: Samples) -> Samples:
        """The next [frames, channels] samples without their offset."""
        if not len(block):
            return block
        if self._means is None:
            start = block[: self._first].mean(axis=0, dtype=np.float64)
            self._means, self._sum = np.stack((start, start)), np.zeros_like(start)
        at = np.arange(self._filled, self._filled + len(block))
        starts = np.maximum(0, np.arange(0, at[-1] + 1, self._size) - self._filled)
        sums = np.add.reduceat(block, starts, axis=0, dtype=np.float64)
        sums[0] += self._sum
        whole = (self._filled + len(block)) // self._size  # frames that end in this block
        means = [*self._means]
        for one in sums[:whole]:
            means.append(self._keep * means[-1] + (1 - self._keep) * one / self._size)
        curve = np.array(means)
        knots = np.arange(len(curve)) * self._size
        without = np.empty_like(block, dtype=np.float32)
        for number, column in enumerate(curve.T):
            without[:, number] = block[:, number] - np.interp(at, knots, column)
        self._means = curve[whole : whole + 2]
        self._filled = (self._filled + len(block)) % self._size
        self._sum = sums[whole] if self._filled else np.zeros_like(self._sum)
        return without
