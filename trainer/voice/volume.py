"""The same volume for every line, whoever speaks it."""

from __future__ import annotations

import numpy as np

from trainer.audio.edges import FLOOR
from trainer.audio.level import dbfs
from trainer.audio.resample import Samples

TARGET = -20.0  # dBFS of the parts where somebody speaks
PEAK = 0.89  # of full scale (−1 dBFS): the highest sample afterwards
MOST = 30.0  # dB of gain; more would only lift the noise


def levelled(samples: Samples, speech: Samples | None = None) -> Samples:
    """The samples at TARGET, or as near as PEAK and MOST allow. `speech`: the part to measure; None: all of it."""
    level = dbfs(samples if speech is None else speech)
    peak = float(np.abs(samples).max(initial=0.0))
    if level <= FLOOR or not peak:
        return samples
    gain = min(10 ** (min(TARGET - level, MOST) / 20), PEAK / peak)
    return (samples * gain).astype(np.float32)


def sounding(samples: Samples, rate: int, threshold: float = 0.003, margin: float = 0.02) -> Samples:
    """Clean synthetic speech without the silence at both ends; empty where it is all silence.

    `threshold` of the loudest sample; `margin` in seconds stays.
    """
    loud = np.flatnonzero(np.abs(samples) > threshold * float(np.abs(samples).max(initial=0.0)))
    if not len(loud):
        return samples[:0]
    extra = round(margin * rate)
    return samples[max(0, int(loud[0]) - extra) : int(loud[-1]) + 1 + extra]
