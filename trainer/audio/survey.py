"""A first look at a whole recording, before recognition: how loud each channel is, and whether two are one.

Cheap beside recognition; its memory does not grow with the recording's length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.audio.decode import native_blocks
from trainer.audio.edges import FLOOR
from trainer.audio.leak import Leak, find_leak
from trainer.audio.readers import Raw
from trainer.audio.resample import Samples

BLOCK = 5.0  # s decoded at a time
FRAME = 0.02  # s
FRAMES = 50  # of a second
USUAL = -20.0  # dBFS that half of a channel's energy is louder than, in recordings of usual loudness
SOFTER = 3.0  # dB below USUAL that are left alone
NOISE = -50.0  # dBFS; no channel is made so loud that its noise rises over this
LOUD = 15.0  # dB below that level; in softer seconds noise differs though the recording is one
ALIKE = 0.98  # correlation of two channels that hold one recording; two people of whom each leaks by 3 dB reach 0.94

_Rows = NDArray[np.float64]  # [_, channels]


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of a recording as a whole."""

    gains: tuple[float, ...]  # of each channel: × its samples brings soft speech to the usual loudness; 1: leave it
    one_recording: bool  # two channels that hold the same sound, be it not equally loud
    leaks: tuple[Leak | None, ...]  # of two channels of two people: how each hears the other one

    @property
    def channels(self) -> int:
        """How many it has."""
        return len(self.gains)


def survey(path: Path | str, raw: Raw | None = None) -> Survey:
    """Read the recording once. Raises AudioError."""
    levels: list[_Rows] = []  # of every second, [dB under full scale, channels]: how many frames
    products: list[tuple[float, float, float, float]] = []
    pairs: list[NDArray[np.float16]] = []  # of two channels: the level of every frame, dBFS; half precision, for length
    for frames in _seconds(Path(path), raw):
        levels = [sum(levels, _count(frames))]
        if frames.shape[2] == 2:
            products.append(_products(frames))
            pairs.append(_dbfs(frames).astype(np.float16))
    counts = levels[0].T
    one = _one_recording(products)
    leaks = () if one or not pairs else _leaks(np.concatenate(pairs).astype(np.float64), counts)
    return Survey(tuple(map(_gain, counts)), one, leaks)


def _seconds(path: Path, raw: Raw | None) -> Iterator[Samples]:
    """[frames, samples, channels] of every second; the last one may have fewer frames."""
    rest: Samples | None = None
    size = 0
    for rate, block in native_blocks(path, raw, BLOCK):
        size = round(FRAME * rate)
        samples = block if rest is None else np.concatenate((rest, block))
        whole = len(samples) // (size * FRAMES) * size * FRAMES
        for at in range(0, whole, size * FRAMES):
            yield samples[at : at + size * FRAMES].reshape(FRAMES, size, -1)
        rest = samples[whole:]
    if rest is not None and len(rest) >= size:
        yield rest[: len(rest) // size * size].reshape(-1, size, rest.shape[1])


def _count(frames: Samples) -> _Rows:
    """How many frames of each channel are n dB under full scale."""
    under = np.clip(np.round(-_dbfs(frames)), 0, round(-FLOOR)).astype(np.intp)
    found = np.zeros((round(-FLOOR) + 1, frames.shape[2]))
    for number, column in enumerate(under.T):
        found[:, number] = np.bincount(column, minlength=len(found))
    return found


def _dbfs(frames: Samples) -> _Rows:
    """The level of every frame and channel."""
    levels: _Rows = 10 * np.log10(np.square(frames, dtype=np.float64).mean(axis=1) + 1e-12)
    return levels


def _usual(counts: _Rows) -> float:
    """The dBFS that half of the energy of so many frames n dB under full scale is louder than: that of speech."""
    energy = np.cumsum(counts * 10 ** (-np.arange(len(counts)) / 10))
    return -float(np.searchsorted(energy, energy[-1] / 2))


def _leaks(levels: _Rows, counts: _Rows) -> tuple[Leak | None, ...]:
    left, right = levels.T
    return find_leak(left, right, _usual(counts[1])), find_leak(right, left, _usual(counts[0]))


def _gain(counts: _Rows) -> float:
    """What brings a channel with so many frames n dB under full scale to the usual loudness."""
    level = _usual(counts)
    noise = -float(len(counts) - 1 - np.searchsorted(np.cumsum(counts[::-1]), counts.sum() / 10))
    if level >= USUAL - SOFTER or level <= FLOOR:
        return 1.0
    return float(10 ** (max(0.0, min(USUAL - level, NOISE - noise)) / 20))


def _products(frames: Samples) -> tuple[float, float, float, float]:
    """Of a second of two channels: its level in dBFS, both powers and their product, as shares of the whole power."""
    left, right = frames.reshape(-1, 2).T
    ll, rr, lr = float(left @ left), float(right @ right), float(left @ right)
    whole = ll + rr + 1e-12
    return 10 * float(np.log10(whole / left.size)), ll / whole, rr / whole, lr / whole


def _one_recording(seconds: list[tuple[float, float, float, float]]) -> bool:
    """Whether two channels are alike over the loud seconds, each of which counts the same."""
    if not seconds:
        return False
    levels, *shares = np.array(seconds).T
    power = np.sort(10 ** (levels / 10))
    usual = 10 * np.log10(power[np.searchsorted(np.cumsum(power), power.sum() / 2)])
    left, right, both = (float(share[levels >= usual - LOUD].sum()) for share in shares)
    return bool(both >= ALIKE * (left * right) ** 0.5 > 0)
