"""Synthetic speech that is committed with the project, as 16 kHz samples, and calls put together from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer.audio.decode import blocks
from trainer.audio.resample import SPEECH_RATE, Samples

HOP = SPEECH_RATE // 50  # samples of 20 ms
CLIPS = Path(__file__).parent / "data" / "match"


def clip(name: str) -> Samples:
    """A clip of tests/data/match, for example `f001`."""
    path = CLIPS / f"{name}.opus"
    return np.concatenate([block[:, 0] for block in blocks(path, 5.0)]).astype(np.float32)


def call(*parts: Sequence[object] | float | Samples, noise: float = 1e-4) -> Samples:
    """Parts one after the other: a number is a pause in seconds. A trace of noise, as every real line has."""
    pieces = [np.zeros(round(p * SPEECH_RATE), np.float32) if isinstance(p, int | float) else p for p in parts]
    whole = np.concatenate(pieces).astype(np.float32)  # type: ignore[arg-type]
    hiss = np.random.default_rng(7).normal(0, noise, len(whole)).astype(np.float32)
    return whole + hiss


def said_until(samples: Samples) -> float:
    """The end of speech by energy alone (s): the last 20 ms above −46 dBFS; an opinion besides the VAD's."""
    return float(_loud(samples)[-1] + 1) / 50


def spoken_part(samples: Samples) -> Samples:
    """Without the silence before the first and after the last speech."""
    loud = _loud(samples)
    return samples[loud[0] * HOP : (loud[-1] + 1) * HOP]


def _loud(samples: Samples) -> NDArray[np.intp]:
    frames = samples[: len(samples) // HOP * HOP].reshape(-1, HOP)
    return np.flatnonzero(np.sqrt(np.mean(frames**2, axis=1)) > 10 ** (-46 / 20))
