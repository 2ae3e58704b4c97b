"""Change the sampling rate with soxr, whole or block by block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

Levels = NDArray[np.float64]  # dBFS

SPEECH_RATE = 16_000  # Hz; what the VAD and both engines hear


class Resampler:
    """A stream of [frames, channels] blocks at one rate becomes the same stream at another.

    Nothing is lost or shifted at block borders; the filter's delay is taken out by soxr.
    """

    def __init__(self, rate: int, target: int, channels: int) -> None:
        """Rates in Hz. Equal rates pass through untouched."""
        self._same = rate == target
        if not self._same:
            import soxr

            self._stream = soxr.ResampleStream(rate, target, channels, dtype="float32", quality="HQ")
        self._channels = channels

    def feed(self, block: Samples) -> Samples:
        """The samples that are final so far; may be empty."""
        return block if self._same else self._run(block, last=False)

    def finish(self) -> Samples:
        """The tail that was still in the filter. The stream is over afterwards."""
        empty = np.zeros((0, self._channels), dtype=np.float32)
        return empty if self._same else self._run(empty, last=True)

    def _run(self, block: Samples, *, last: bool) -> Samples:
        one_channel = self._channels == 1
        out = self._stream.resample_chunk(block[:, 0] if one_channel else block, last=last)
        return np.asarray(out, dtype=np.float32).reshape(-1, self._channels)


def resample(samples: Samples, rate: int, target: int = SPEECH_RATE) -> Samples:
    """The whole signal, [frames] or [frames, channels], at `target` Hz."""
    if rate == target:
        return samples
    import soxr

    return np.asarray(soxr.resample(samples, rate, target, quality="HQ"), dtype=np.float32)
