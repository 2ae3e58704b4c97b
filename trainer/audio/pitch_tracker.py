"""How high somebody speaks: the fundamental frequency of the voiced frames.

Normalised autocorrelation after P. Boersma, "Accurate short-term analysis of the fundamental frequency and the
harmonics-to-noise ratio of a sampled sound", Proc. Institute of Phonetic Sciences 17 (1993), of frames with their
centre clipped after M. Sondhi, "New methods of pitch extraction", IEEE Trans. Audio and Electroacoustics 16 (1968):
so it also holds on telephone lines, which lack the low tones. A second pass keeps to the range of the speaker after
C. De Looze and D. Hirst, "Detecting changes in key and range for the automatic modelling and coding of intonation",
Speech Prosody (2008), which takes out most octave errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from trainer.audio.edges import FLOOR
from trainer.audio.level import speech
from trainer.audio.resample import SPEECH_RATE, Levels, Samples
from trainer.audio.speech import Segment

LOWEST, HIGHEST = 60.0, 500.0  # Hz
STEP = 0.01  # s between frames
HOP = int(STEP * SPEECH_RATE)  # samples
WIDTH = int(0.05 * SPEECH_RATE)  # samples of a frame: three periods of the lowest pitch
POINTS = 1080  # of the transform: a frame and the longest lag fit in; factors 2, 3, 5
FIRST, LAST = int(SPEECH_RATE / HIGHEST) - 1, int(SPEECH_RATE / LOWEST) + 1  # lags looked at, samples
CLIPPED = 0.25  # of a frame's peak; smaller samples depend on the vowel rather than on the pitch
VOICED = 0.5  # correlation of a frame with itself one period later
OCTAVE_COST = 0.01  # of correlation an octave; of two equally good periods the shorter is right
SOFT = 20.0  # dB under the loud frames; softer is breath, or the ring of a room
LOUD = 90  # percentile of the frames taken as the loud ones
SILENT = -80.0  # dBFS; no voice is as soft as this
MIN_VOICED = 0.3  # s of voice, with less there is no pitch
BELOW, ABOVE = 0.75, 1.6  # × the lower and the upper quartile: how far a speaker goes

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


def pitch(samples: Samples, segments: tuple[Segment, ...] = (), offset: float = 0.0) -> float | None:
    """The middle pitch (Hz) of the speech in 16 kHz mono samples that begin at `offset` s.

    The mean, in semitones, of the middle half of the voiced frames: near the median, but steadier, because the tones
    of Mandarin put most frames high or low and few between. Without segments all of it counts as speech. None where
    less than MIN_VOICED s of it are voiced.
    """
    periods = Periods.of(speech(samples, segments, offset))
    voiced = _voiced(periods.hertz())
    if not len(voiced):
        return None
    low, high = np.percentile(voiced, (25, 75))
    own = np.sort(_voiced(periods.hertz(BELOW * float(low), ABOVE * float(high))))
    if len(own) * STEP < MIN_VOICED:
        return None
    quarter = len(own) // 4
    return float(np.exp2(np.log2(own[quarter : len(own) - quarter]).mean()))


def _voiced(hertz: Floats) -> Floats:
    return hertz[hertz > 0]


@dataclass(frozen=True, slots=True, eq=False)
class Periods:
    """The candidates for the period of every frame."""

    levels: Levels  # dBFS of every frame, one each STEP
    loud: Flags  # the frames that were looked at
    lags: Floats  # of each of those: the lags where it resembles itself, samples with fractions
    merits: Floats  # and how good a period each one makes; -inf where none is

    @classmethod
    def of(cls, samples: Samples, voiced: float = VOICED) -> Periods:
        """Analyse 16 kHz mono samples; `voiced`: the correlation from which a frame counts as voiced."""
        if len(samples) < WIDTH:
            return cls(
                np.zeros(0), np.zeros(0, dtype=np.bool_), *_peaks(np.zeros((0, LAST + 2), dtype=np.float32), voiced)
            )
        frames = np.lib.stride_tricks.sliding_window_view(samples, WIDTH)[::HOP]
        levels = 10 * np.log10(np.einsum("ij,ij->i", frames, frames) / WIDTH + 10 ** (FLOOR / 10))
        loud = levels > max(float(np.percentile(levels, LOUD)) - SOFT, SILENT)
        return cls(levels, loud, *_peaks(_correlation(frames[loud]), voiced))

    def hertz(self, low: float = LOWEST, high: float = HIGHEST) -> Floats:
        """The pitch of every frame, looked for between two limits; 0 where nothing is voiced."""
        allowed = (self.lags >= SPEECH_RATE / high) & (self.lags <= SPEECH_RATE / low)
        merits = np.where(allowed, self.merits, -np.inf)
        best = merits.argmax(axis=1)[:, None]
        voiced = np.isfinite(np.take_along_axis(merits, best, axis=1)[:, 0])
        found = np.zeros(len(self.loud), dtype=np.float32)
        found[self.loud] = np.where(voiced, SPEECH_RATE / np.take_along_axis(self.lags, best, axis=1)[:, 0], 0)
        return found


def _correlation(frames: Samples) -> Floats:
    """The correlation of each frame with itself at the lags 0 … LAST + 1; 1 where they are equal."""
    window, own = _window()
    frames = frames - frames.mean(axis=1, keepdims=True)
    least = CLIPPED * np.abs(frames).max(axis=1, keepdims=True, initial=0.0)
    clipped = frames - np.clip(frames, -least, least)
    spectrum = np.fft.rfft(clipped * window, POINTS, axis=1)
    products = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, POINTS, axis=1)[:, : LAST + 2]
    return (products / (products[:, :1] + 1e-9) / own).astype(np.float32)


@cache
def _window() -> tuple[Floats, Floats]:
    """A Hann window, and its own correlation, by which that of a windowed frame has to be divided (Boersma)."""
    window = np.hanning(WIDTH + 2)[1:-1].astype(np.float32)
    own = np.fft.irfft(np.abs(np.fft.rfft(window, POINTS)) ** 2, POINTS)[: LAST + 2]
    return window, (own / own[0]).astype(np.float32)


def _peaks(correlation: Floats, voiced: float) -> tuple[Floats, Floats]:
    """The lags FIRST … LAST and their merits; parabolas through the peaks give place and height."""
    before, at, after = (correlation[:, FIRST + step : LAST + 1 + step] for step in (-1, 0, 1))
    bend = np.minimum(before - 2 * at + after, -1e-9)
    to_top = np.clip(0.5 * (before - after) / bend, -0.5, 0.5)
    heights = at - 0.25 * (before - after) * to_top
    lags = np.arange(FIRST, LAST + 1)
    good = (at > before) & (at >= after) & (heights > voiced)
    merits = np.where(good, heights - OCTAVE_COST * np.log2(lags / FIRST), -np.inf)
    return (lags + to_top).astype(np.float32), merits.astype(np.float32)
