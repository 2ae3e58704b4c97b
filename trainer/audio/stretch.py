"""Make speech longer or shorter at the same pitch (WSOLA: waveform similarity overlap-add).

Windows are laid down again at another distance. Each is taken from where the sound goes on most like the window
before it, so that the waves meet in phase: no clicks, and the pitch stays.
"""

from __future__ import annotations

import numpy as np

from trainer.audio.resample import Samples

WINDOW = 0.030  # s; three periods of a low voice, and shorter than a syllable's edges
SEARCH = 0.008  # s either way: more than half a period of the lowest voice
LEAST, MOST = 0.5, 3.0  # factors within which speech still sounds like speech


def stretched(samples: Samples, rate: int, factor: float) -> Samples:
    """Mono samples made `factor` times as long, the pitch unchanged. Raises ValueError outside LEAST to MOST."""
    if not LEAST <= factor <= MOST:
        raise ValueError(f"factor {factor}: outside {LEAST} to {MOST}")
    wanted = round(len(samples) * factor)
    hop = round(WINDOW * rate / 2)
    window, search = 2 * hop, round(SEARCH * rate)
    if factor == 1.0 or len(samples) < window + search:
        return samples
    shape = np.hanning(window + 1)[:-1].astype(np.float32)  # two of them, half a window apart, add up to 1
    before = search + hop
    room = np.pad(samples, (before, before + 2 * window))  # so that every window and its surroundings exist
    out = np.zeros(wanted + 2 * window, dtype=np.float32)
    place = before - hop  # the first window: its second half is the beginning of the sound
    for at in range(0, wanted + hop, hop):
        if at:
            aim = round((at - hop) / factor) + before
            place = aim + _most_alike(room[aim - search : aim + search + window], room[place + hop :][:window]) - search
        out[at : at + window] += room[place : place + window] * shape
    return out[hop : hop + wanted]


def _most_alike(around: Samples, wanted: Samples) -> int:
    """The offset at which a stretch of `around` is most like `wanted`, whatever its loudness."""
    products = np.correlate(around, wanted, "valid")
    energy = np.cumsum(np.concatenate(([0.0], around.astype(np.float64) ** 2)))
    energy = energy[len(wanted) :] - energy[: -len(wanted)]
    return int(np.argmax(products / np.sqrt(np.maximum(energy, 1e-9))))
