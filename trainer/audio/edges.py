"""Energy per 10 ms frame, kept only as long as needed, to set the edges of speech exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trainer.audio.resample import SPEECH_RATE, Levels, Samples

FRAME = 0.01  # s
SIZE = int(FRAME * SPEECH_RATE)  # samples
FLOOR = -100.0  # dBFS given to digital silence
BELOW_SPEECH = 24.0  # dB under the segment's loud frames: softer is no speech any more
ABOVE_NOISE = 6.0  # dB over the noise around: softer cannot be distinguished from noise
LOUD = 80  # percentile of frames taken as the segment's level
BRIDGE = 0.1  # s of quiet that an edge may jump over, for soft consonants


class Frames:
    """The recent energy of a 16 kHz stream."""

    def __init__(self) -> None:
        """Start at 0 s with nothing."""
        self._rest: Samples = np.zeros(0, dtype=np.float32)
        self._levels: list[float] = []
        self._first = 0  # number of the frame at _levels[0]

    def feed(self, samples: Samples) -> None:
        """Take more of the stream."""
        stream = np.concatenate((self._rest, samples))
        whole = len(stream) // SIZE
        power = np.square(stream[: whole * SIZE].reshape(whole, SIZE), dtype=np.float64).mean(axis=1)
        self._levels.extend((10 * np.log10(power + 10 ** (FLOOR / 10))).tolist())
        self._rest = stream[whole * SIZE :]

    def forget(self, before: float) -> None:
        """Drop the frames before that instant (s). Cheap: done in portions."""
        surplus = int(before / FRAME) - self._first
        if surplus > 100:
            del self._levels[:surplus]
            self._first += surplus

    def quietest(self, start: float, end: float) -> float:
        """The instant (s) of the softest frame between two instants."""
        low, high = self._index(start), self._index(end)
        levels = self._levels[low:high]
        if not levels:
            return end
        return (self._first + low + int(np.argmin(levels))) * FRAME

    def edges(self, start: float, end: float, *, reach: float, after: float, fixed_end: bool) -> tuple[float, float]:
        """First and last instant of the speech that the VAD put between `start` and `end` (all in s).

        Each edge moves outwards at most `reach`, and never before `after`; with `fixed_end` the end stays.
        """
        left, right = self._index(start), max(self._index(start) + 1, self._index(end))
        levels = np.array(self._levels, dtype=np.float64)
        if not len(levels):
            return start, end
        span = round(reach / FRAME)
        lowest = min(left, max(0, left - span, int(np.ceil(after / FRAME)) - self._first))
        highest = right if fixed_end else min(len(levels), right + span)
        limit = _limit(levels[left:right], levels[lowest:highest])
        loud = levels > limit
        first = _outward(loud, left, lowest, -1)
        last = right - 1 if fixed_end else _outward(loud, right - 1, highest - 1, +1)
        return (self._first + first) * FRAME, (self._first + last + 1) * FRAME

    def _index(self, instant: float) -> int:
        return min(max(0, round(instant / FRAME) - self._first), max(0, len(self._levels) - 1))


def _limit(speech: Levels, around: Levels) -> float:
    """The level in dBFS that parts speech from what is around it."""
    by_speech = float(np.percentile(speech, LOUD)) - BELOW_SPEECH
    by_noise = float(np.percentile(around, 5)) + ABOVE_NOISE
    return min(max(by_speech, by_noise), float(np.percentile(speech, LOUD)) - ABOVE_NOISE)


def _outward(loud: NDArray[np.bool_], edge: int, limit: int, step: int) -> int:
    """The outermost loud frame reachable from `edge` over at most BRIDGE of quiet; inwards if the edge is quiet."""
    best: int | None = None
    quiet = 0
    for i in range(edge, limit + step, step):
        if loud[i]:
            best, quiet = i, 0
        else:
            quiet += 1
            if quiet * FRAME > BRIDGE:
                break
    if best is not None:
        return best
    inward = np.flatnonzero(loud[: edge + 1]) if step > 0 else np.flatnonzero(loud[edge:]) + edge
    if not len(inward):
        return edge
    return int(inward[-1] if step > 0 else inward[0])
