"""How loud, how clean: whether a recording of somebody's speech can be judged at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainer.audio.edges import FLOOR
from trainer.audio.resample import SPEECH_RATE, Levels, Samples
from trainer.audio.speech import Segment

HOP = int(0.02 * SPEECH_RATE)  # samples per frame of 20 ms
FULL = 0.985  # of full scale; two neighbouring samples beyond it are clipped
QUIET = -50.0  # dBFS of speech; under it engines hear hardly anything
CLIPPED = 0.05  # share of speech samples at full scale; under it engines still cope
NOISY = 5.0  # dB of speech over noise; engines lose most words below


@dataclass(frozen=True, slots=True)
class Level:
    """Measures of one utterance."""

    speech: float  # dBFS (RMS, 0 = full scale square wave) of the parts where somebody speaks
    noise: float  # dBFS of the quietest tenth of the frames, pauses and margins included
    clipped: float  # share of the speech samples at full scale, 0…1

    @property
    def snr(self) -> float:
        """Speech over noise, dB: an estimate from one channel, rather too low than too high."""
        return self.speech - self.noise


def dbfs(samples: Samples) -> float:
    """RMS level; FLOOR for digital silence and for nothing."""
    if not len(samples):
        return FLOOR
    power = float(np.mean(np.square(samples, dtype=np.float64)))
    return max(FLOOR, 10 * float(np.log10(power + 1e-12)))


def frames_dbfs(samples: Samples) -> Levels:
    """RMS level of every whole 20 ms of 16 kHz mono samples."""
    whole = len(samples) // HOP
    power = np.square(samples[: whole * HOP].reshape(whole, HOP), dtype=np.float64).mean(axis=1)
    levels: Levels = 10 * np.log10(power + 10 ** (FLOOR / 10))
    return levels


def speech(samples: Samples, segments: tuple[Segment, ...] = (), offset: float = 0.0) -> Samples:
    """Only the speech of samples that begin at `offset` s, pauses cut out; all of it where there are no segments."""
    return np.concatenate([samples[_at(s.start - offset) : _at(s.end - offset)] for s in segments] or [samples])


def measure(samples: Samples, segments: tuple[Segment, ...] = (), offset: float = 0.0) -> Level:
    """The level of 16 kHz mono samples that begin at `offset` s; without segments all of it counts as speech."""
    spoken = speech(samples, segments, offset)
    frames = frames_dbfs(samples)
    noise = float(np.percentile(frames, 10)) if len(frames) else FLOOR
    full = np.abs(spoken) >= FULL
    clipped = float(np.mean(full[1:] & full[:-1])) if len(full) > 1 else 0.0
    return Level(dbfs(spoken), noise, clipped)


def gate(level: Level) -> str | None:
    """Why the sound is too bad to judge what was said: quiet, clipped, noisy; None: good enough.

    Conservative on purpose: speech that engines still understand passes.
    """
    if level.speech < QUIET:
        return "quiet"
    if level.clipped > CLIPPED:
        return "clipped"
    if level.snr < NOISY:
        return "noisy"
    return None


def _at(seconds: float) -> int:
    return max(0, round(seconds * SPEECH_RATE))
