"""Does the microphone hear the caller? Then the trainee uses speakers, and nobody can tell who spoke over whom.

The played sound is compared with the captured one second by second: cross-correlation with the phase transform, so that
neither loudness nor the pitch both voices share counts, only the same waveform at one delay. The seconds are compared
apart and then averaged, because the clocks of two devices drift.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trainer.audio.level import HOP, dbfs, frames_dbfs
from trainer.audio.resample import SPEECH_RATE, Samples

PIECE = SPEECH_RATE  # samples compared at a time
EARLIEST, LATEST = -0.1, 0.6  # s by which the captured sound may lag behind the played one
BAND = (250.0, 3800.0)  # Hz; what small loudspeakers play
SMOOTH = 32  # samples: 2 ms of room and drift around the delay
FADE = 320  # samples: 20 ms at each end of a piece; two hard cuts would be alike
FEWEST = 2  # pieces; one alone may be alike by chance
MIN_SPREAD = 0.06  # s that a piece's sound must be spread over
SOFT = 12.0  # dB under the level of the whole: such a piece of the played sound is a pause
LIKENESS = 18.0  # peak over median; of 4,000 pairs of unrelated speech none came over 12, see tests/audio/test_echo.py
AUDIBLE = 3.0  # dB over the noise; softer leaks of a headset disturb nobody
LEAST_OVERLAP = 0.05  # of the best overlap; delays with less are ignored
FAINTEST = -75.0  # dBFS; the VAD finds no speech below

_Curve = NDArray[np.float64]


def echo_delay(played: Samples, captured: Samples) -> float | None:
    """The delay in s after which the played sound is heard in the captured one; None: it is not heard.

    Both are 16 kHz mono and begin at the same instant; `captured` should go on up to 0.5 s longer. Delays from EARLIEST
    to LATEST are tried. Also None where there is too little sound to decide.
    """
    likeness, delay = compare(played, captured)
    return delay if likeness >= LIKENESS and _audible(played, captured, delay) else None


def compare(played: Samples, captured: Samples) -> tuple[float, float]:
    """The likeness at the best delay over the median (0: too little to compare), and that delay in s."""
    curves = [curve for curve in map(_likeness, *_pieces(played, captured)) if curve is not None]
    if len(curves) < FEWEST:
        return 0.0, 0.0
    mean = np.square(np.mean(np.sqrt(curves), axis=0))
    best = int(np.argmax(mean))
    return float(mean[best] / np.median(mean)), best / SPEECH_RATE + EARLIEST


def _pieces(played: Samples, captured: Samples) -> tuple[list[Samples], list[Samples]]:
    """Pieces of speech from the played sound, each with the captured sound of all its delays."""
    lead, lags = round(-EARLIEST * SPEECH_RATE), _lags()
    around = np.concatenate((np.zeros(lead, np.float32), _faded(captured), np.zeros(lags + PIECE, np.float32)))
    level = dbfs(played)
    starts = range(0, len(played) - PIECE // 2, PIECE)
    loud = [at for at in starts if dbfs(played[at : at + PIECE]) >= max(level - SOFT, FAINTEST)]
    return [played[at : at + PIECE] for at in loud], [around[at : at + PIECE + lags] for at in loud]


def _likeness(played: Samples, captured: Samples) -> _Curve | None:
    """Correlation at every delay, squared, over what chance would give there; None where too little sounds."""
    size = 1 << (2 * PIECE + _lags()).bit_length()
    ours, theirs = _whitened(captured, size), _whitened(played, size)
    ours_over_time, theirs_over_time = _envelope(ours), _envelope(theirs)
    if min(_spread(ours_over_time), _spread(theirs_over_time)) < MIN_SPREAD:
        return None
    power = _envelope(ours * np.conj(theirs))[: _lags()]
    overlap = np.fft.rfft(ours_over_time) * np.conj(np.fft.rfft(theirs_over_time))
    chance = np.fft.irfft(overlap, size)[: _lags()]
    curve: _Curve = _smooth(power) / np.maximum(chance, chance.max() * LEAST_OVERLAP)
    return curve


def _faded(samples: Samples) -> Samples:
    """Without a hard cut at either end: two cuts would be alike."""
    faded = samples.copy()
    edge = np.hanning(2 * FADE)[: min(FADE, len(samples))].astype(np.float32)
    faded[: len(edge)] *= edge
    faded[len(faded) - len(edge) :] *= edge[::-1]
    return faded


def _whitened(samples: Samples, size: int) -> NDArray[np.complex128]:
    """The spectrum inside BAND with every strength 1; all 0 for silence."""
    spectrum = np.fft.rfft(_faded(samples), size)
    hertz = np.fft.rfftfreq(size, 1 / SPEECH_RATE)
    spectrum[(hertz < BAND[0]) | (hertz > BAND[1])] = 0
    strength = np.abs(spectrum)
    whitened: NDArray[np.complex128] = spectrum / np.maximum(strength, 1e-9 * strength.max() + 1e-30)
    return whitened


def _envelope(spectrum: NDArray[np.complex128]) -> _Curve:
    """Squared envelope of the signal that has this spectrum."""
    envelope: _Curve = np.square(np.fft.irfft(spectrum)) + np.square(np.fft.irfft(-1j * spectrum))
    return envelope


def _spread(envelope: _Curve) -> float:
    """Over how many seconds a signal is spread; short bursts have too few waves to differ from each other."""
    smooth = _smooth(envelope)
    whole = float(np.square(smooth).sum())
    return float(smooth.sum()) ** 2 / whole / SPEECH_RATE if whole else 0.0


def _smooth(curve: _Curve) -> _Curve:
    window = np.hanning(SMOOTH + 2)[1:-1]
    return np.convolve(curve, window, "same")


def _audible(played: Samples, captured: Samples, delay: float) -> bool:
    """Whether the captured sound rises above its noise where the played one is loud."""
    shift = round(delay * SPEECH_RATE / HOP)
    theirs, ours = frames_dbfs(played), frames_dbfs(captured)
    at = np.flatnonzero(theirs >= dbfs(played) - 3) + shift
    heard = ours[at[(at >= 0) & (at < len(ours))]]
    return bool(len(heard) and np.percentile(heard, 30) >= max(np.percentile(ours, 10) + AUDIBLE, FAINTEST))


def _lags() -> int:
    return round((LATEST - EARLIEST) * SPEECH_RATE)
