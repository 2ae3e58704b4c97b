"""Whether two people are heard in one utterance, as in a classroom where the next trainee is as loud."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.audio.level import speech
from trainer.audio.pitch_tracker import STEP, Periods
from trainer.audio.resample import Samples
from trainer.audio.speech import Segment

WINDOW, SHIFT = int(0.5 / STEP), int(0.25 / STEP)  # frames of a window, and to the next one
SURE = 0.65  # correlation of a voiced frame with itself one period later; more than one median needs
VOICED = 0.15  # s of voice that a window needs for its pitch to be measured
APART = 10.5  # semitones between two people; one alone moves by 7, or raises the voice by 6 and moves by 9
FARTHEST = 20.0  # semitones; a telephone without low tones makes the measure jump by more
EACH, SHARE = 0.7, 0.15  # s of voice of each of them, and share of all voice
BETWEEN = 0.2  # share of the windows that lie half way: one lively speaker fills the middle, two leave it empty
TOGETHER = 2  # windows in a row of each: somebody says a word, it is not the creaky end of a sentence
LEVELS = 10.0  # dB between them at most: a creaky voice is softer than a second person who disturbs

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Windows:
    semitones: Floats  # pitch, over 1 Hz
    seconds: Floats  # of voice, in the part that the next window does not share
    levels: Floats  # dBFS


def two_voices(samples: Samples, segments: tuple[Segment, ...] = (), offset: float = 0.0) -> bool:
    """Whether two people clearly differ in pitch in these 16 kHz mono samples, which begin at `offset` s.

    Rather misses a second person than reports one where there is none: it finds a man and a woman, more often one
    after the other than at once, but not two men or two women. A crowd counts as noise (`level.gate`).
    """
    windows = _windows(speech(samples, segments, offset))
    if len(windows.semitones) < 2 * TOGETHER:
        return False
    high = _upper(windows.semitones)
    if not high.any():
        return False
    low_at, high_at = (float(np.median(windows.semitones[group])) for group in (~high, high))
    third = (high_at - low_at) / 3
    between = (windows.semitones > low_at + third) & (windows.semitones < high_at - third)
    softer = abs(float(windows.levels[high].mean() - windows.levels[~high].mean()))
    least = max(EACH, SHARE * float(windows.seconds.sum()))
    return (
        APART <= high_at - low_at <= FARTHEST
        and all(windows.seconds[group].sum() >= least and _in_a_row(group) >= TOGETHER for group in (~high, high))
        and float(between.mean()) <= BETWEEN
        and softer <= LEVELS
    )


def _windows(samples: Samples) -> _Windows:
    """Pitch, voice and level of every stretch of half a second with enough voice."""
    periods = Periods.of(samples, SURE)
    hertz = periods.hertz()
    found = []
    for start in range(0, len(hertz), SHIFT):
        voiced = hertz[start : start + WINDOW] > 0
        if voiced.sum() * STEP >= VOICED:
            semitones = 12 * np.log2(np.median(hertz[start : start + WINDOW][voiced]))
            level = periods.levels[start : start + WINDOW][voiced].mean()
            found.append((semitones, voiced[:SHIFT].sum() * STEP, level))
    columns = np.array(found, dtype=np.float64).reshape(-1, 3).T
    return _Windows(*columns)


def _upper(values: Floats) -> Flags:
    """The upper of two groups, split where the variance between them is greatest (Otsu)."""
    ordered = np.sort(values)
    sizes = np.arange(1, len(ordered))
    sums = np.cumsum(ordered)[:-1]
    distance = (ordered.sum() - sums) / (len(ordered) - sizes) - sums / sizes
    last = int((sizes * (len(ordered) - sizes) * distance**2).argmax())
    upper: Flags = values > (ordered[last] + ordered[last + 1]) / 2
    return upper


def _in_a_row(group: Flags) -> int:
    """The longest run of neighbours."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], group.astype(np.int8), [0]))))
    return int((edges[1::2] - edges[::2]).max(initial=0))
