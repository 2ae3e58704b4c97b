"""Whether two people take turns in one channel: a recording of both sides of a call.

Each utterance has a print of its voice: mean and spread of mel-frequency cepstra (S. Davis and P. Mermelstein, IEEE
Trans. ASSP 28, 1980) over its loud frames, in the band of a telephone, and the pitch. The prints of one person lie in
one cloud, those of two in two clouds far from each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from trainer.audio.level import speech
from trainer.audio.pitch_tracker import pitch
from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.speech import Segment

FRAME, STEP = 512, 160  # samples
BANDS, CEPSTRA = 24, 13
LOWEST, HIGHEST = 300.0, 3400.0  # Hz; what a telephone carries
LOUD = 25.0  # dB under the loud frames; softer ones are breath and noise
SHORTEST = 1.0  # s of speech that a print needs
# How one person differs from utterance to utterance, in every measure: three voices, in wide band and on the telephone.
OF_MEANS = 1.68, 1.25, 1.02, 0.65, 0.59, 0.57, 0.49, 0.51, 0.47, 0.48, 0.53, 0.66, 0.72  # of each cepstrum
OF_SPREADS = 1.88, 1.37, 0.9, 0.55, 0.54, 0.48, 0.39, 0.34, 0.31, 0.42, 0.44, 0.6, 0.5
OF_PITCH = 1.5  # semitones: people move more than those voices do
MEASURES = 2 * CEPSTRA + 1
CHANGES = 2  # of the speaker; a machine that speaks before the agent makes one
KNOWN = 6  # utterances' worth that the usual spread counts beside that of the call; a few are alike by chance
MANY = 12  # utterances; fewer lie apart by chance
APART, APART_OF_FEW = 1.75, 2.6  # distance of two clouds over the spread in them; one person stays below

Print = NDArray[np.float64]


def voice_print(samples: Samples, segments: tuple[Segment, ...] = (), offset: float = 0.0) -> Print | None:
    """The print of the speech in 16 kHz mono samples that begin at `offset` s; None where there is too little."""
    spoken = speech(samples, segments, offset)
    if len(spoken) < SHORTEST * SPEECH_RATE:
        return None
    hertz = pitch(spoken)
    if hertz is None:
        return None
    frames = np.lib.stride_tricks.sliding_window_view(spoken, FRAME)[::STEP]
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(FRAME))))
    energy = power.sum(axis=1)
    loud = energy > np.percentile(energy, 95) * 10 ** (-LOUD / 10)
    filters, cosines = _bank()
    cepstra = np.log(power[loud] @ filters.T + 1e-12) @ cosines.T
    height = 12 * np.log2(hertz / LOWEST)
    measures: Print = np.concatenate((cepstra.mean(axis=0), cepstra.std(axis=0), (height,)))
    scaled: Print = measures / np.array((*OF_MEANS, *OF_SPREADS, OF_PITCH))
    return scaled


@cache
def _bank() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Triangles evenly spaced in mel, and the cosines that make cepstra of their logarithms; loudness is left out."""
    edges = 700 * (10 ** (np.linspace(_mel(LOWEST), _mel(HIGHEST), BANDS + 2) / 2595) - 1)
    hertz = np.fft.rfftfreq(FRAME, 1 / SPEECH_RATE)
    low, middle, high = (edges[n : n + BANDS, None] for n in range(3))
    filters = np.clip(np.minimum((hertz - low) / (middle - low), (high - hertz) / (high - middle)), 0, None)
    return filters, np.cos(np.pi * np.arange(1, CEPSTRA + 1)[:, None] * (np.arange(BANDS) + 0.5) / BANDS)


def _mel(hertz: float) -> float:
    return 2595 * float(np.log10(1 + hertz / 700))


def two_people(prints: Sequence[Print | None]) -> bool:
    """Whether the utterances with these prints, in order of time, are of two people who take turns."""
    known = [one for one in prints if one is not None]
    return separation(known) >= (APART if len(known) >= MANY else APART_OF_FEW)


def separation(prints: Sequence[Print]) -> float:
    """The distance of the two clouds over the spread in them; 0 where they are none, or no turns are taken."""
    if len(prints) <= CHANGES:
        return 0.0
    points = np.stack(prints)
    distances = np.square(points[:, None] - points[None]).sum(axis=2)
    centres = points[list(np.unravel_index(distances.argmax(), distances.shape))]
    near = np.zeros(len(points), dtype=np.intp)
    for _ in range(len(points)):
        near = np.square(points[:, None] - centres[None]).sum(axis=2).argmin(axis=1)
        centres = np.stack([points[near == side].mean(axis=0) for side in (0, 1)])
    if np.count_nonzero(np.diff(near)) < CHANGES:
        return 0.0
    within = np.square(points - centres[near]).sum() + KNOWN * MEASURES
    return float(np.sqrt(np.square(centres[0] - centres[1]).sum() * (len(points) - 2 + KNOWN) / within))
