"""The sound of the other channel in a channel (crosstalk, side tone, a loudspeaker nearby), found and taken out.

A leak is a softer copy: whenever the other side speaks and this one does not, this channel is the same number of dB
softer, at one delay. People who merely speak at the same time differ by another number in every syllable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.audio.level import HOP
from trainer.audio.resample import Levels, Samples

LAGS = range(-2, 16)  # frames of 20 ms by which the copy may come later
SOFTEST, LOUDEST = 26.0, 2.0  # dB that a copy is softer; beyond it nobody hears it, before it is no copy
AROUND = 2.0  # dB to both sides of the usual difference
BIN = 0.5  # dB
SHARE = 0.5  # of the frames with only the other side speaking; noise under lively speech reaches 0.3
FEWEST = 100  # such frames: two seconds
LOUD = 15.0  # dB under the level of the other side's speech: what is softer leaks unheard
MARGIN = 3.0  # dB that a frame may be louder than the leak explains
NEAR = 2  # frames to each side that decide together; sounds of 0.1 s are words

_Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Leak:
    """How the other channel is heard in this one."""

    softer: float  # dB
    lag: int  # frames of 20 ms that it comes later


def find_leak(ours: Levels, theirs: Levels, usual: float) -> Leak | None:
    """The leak of one channel into the other, by the dBFS of their frames; `usual`: of the other side's speech."""
    best, most = None, SHARE
    for lag in LAGS:
        here, there = _aligned(ours, theirs, lag)
        apart = (there - here)[there >= usual - LOUD]
        apart = apart[apart >= LOUDEST]
        if len(apart) < FEWEST:
            continue
        counts = np.histogram(apart, np.arange(LOUDEST, SOFTEST, BIN))[0]
        near = np.convolve(counts, np.ones(round(2 * AROUND / BIN)), "valid")
        if float(near.max()) > most * len(apart):
            most = float(near.max()) / len(apart)
            lowest = LOUDEST + int(near.argmax()) * BIN
            usually = float(np.median(apart[(apart >= lowest) & (apart < lowest + 2 * AROUND)]))
            best = Leak(usually, lag)
    return best


def _aligned(ours: Levels, theirs: Levels, lag: int) -> tuple[Levels, Levels]:
    """Both, so that a copy which comes `lag` frames later stands beside its original."""
    return (ours[lag:], theirs[: len(theirs) - lag]) if lag >= 0 else (ours[:lag], theirs[-lag:])


def without_leaks(blocks: Iterable[Samples], leaks: tuple[Leak | None, ...]) -> Iterator[Samples]:
    """The [frames, 2] blocks at 16 kHz with the leaks muted; `leaks`: of the other channel into each one.

    Where both speak at once nothing is taken out. The blocks come cut elsewhere; nothing is lost.
    """
    if not any(leaks):
        yield from blocks
        return
    before = max(LAGS) + NEAR + 1  # frames kept for those that follow
    after = -min(LAGS) + NEAR + 1  # frames that decide about those before them
    kept = np.zeros((before * HOP, 2), dtype=np.float32)
    for block in blocks:
        samples = np.concatenate((kept, block))
        whole = len(samples) // HOP
        if whole > before + after:
            yield _muted(samples[: whole * HOP], leaks)[before * HOP : (whole - after) * HOP]
            kept = samples[(whole - after - before) * HOP :]
        else:
            kept = samples
    end = np.concatenate((kept, np.zeros(((after + 1) * HOP, 2), dtype=np.float32)))
    yield _muted(end[: len(end) // HOP * HOP], leaks)[before * HOP : len(kept)]


def _muted(samples: Samples, leaks: tuple[Leak | None, ...]) -> Samples:
    """Whole frames, muted frame by frame with a ramp of one frame between."""
    power = np.square(samples.reshape(-1, HOP, 2), dtype=np.float64).mean(axis=1)
    near = np.stack([np.convolve(column, np.ones(3) / 3, "same") for column in power.T])
    levels = 10 * np.log10(near + 1e-12)
    out = samples.copy()
    middles = np.arange(len(power)) * HOP + HOP / 2
    for number, leak in enumerate(leaks):
        if leak is not None:
            gains = np.where(_copies(levels[number], levels[1 - number], leak), 0.0, 1.0)
            out[:, number] *= np.interp(np.arange(len(samples)), middles, gains).astype(np.float32)
    return out


def _copies(ours: Levels, theirs: Levels, leak: Leak) -> _Flags:
    """The frames in which this channel holds no more than the leak explains."""
    shifted = np.roll(theirs, leak.lag)
    copies = ours <= shifted - max(leak.softer - MARGIN, LOUDEST)
    votes = np.convolve(copies, np.ones(2 * NEAR + 1), "same")
    found: _Flags = votes > NEAR
    return found
