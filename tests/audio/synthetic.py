"""Speech of tests/data/match, and what real microphones and rooms do to sound."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
import soxr

from trainer.audio.level import dbfs
from trainer.audio.resample import Samples
from trainer.audio.speech import Segment, segments

MATCH = Path(__file__).parents[1] / "data" / "match"
RATE = 16_000


@cache
def clip(name: str) -> Samples:
    """A clip such as `f001` or `slow/f001`."""
    samples, rate = soundfile.read(MATCH / f"{name}.opus", dtype="float32")
    assert rate == RATE
    return samples


def clips() -> list[str]:
    """The names of all, both sets."""
    return sorted(str(path.relative_to(MATCH).with_suffix("")) for path in MATCH.rglob("*.opus"))


@cache
def by_voice(voice: str) -> tuple[str, ...]:
    """The names of those that one voice speaks."""
    rows = csv.DictReader((MATCH / "texts.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t")
    return tuple(row["clip"] for row in rows if row["voice"] == voice)


def spoken(voice: str, seconds: float, first: int = 0) -> Samples:
    """One voice going on for so long, with short pauses between its clips."""
    pieces: list[Samples] = []
    for name in by_voice(voice)[first:]:
        pieces += [clip(name), silence(0.3)]
        if sum(map(len, pieces)) >= seconds * RATE:
            break
    return np.concatenate(pieces)[: round(seconds * RATE)]


def silence(seconds: float) -> Samples:
    """Digital silence."""
    return np.zeros(round(seconds * RATE), dtype=np.float32)


def at_level(samples: Samples, level: float) -> Samples:
    """The same, so loud (dBFS)."""
    return (samples * 10 ** ((level - dbfs(samples)) / 20)).astype(np.float32)


def noise(seconds: float, level: float) -> Samples:
    """White noise, so loud (dBFS)."""
    return np.random.default_rng(1).normal(0, 10 ** (level / 20), round(seconds * RATE)).astype(np.float32)


def raised(samples: Samples, semitones: float) -> Samples:
    """Higher and shorter, as a tape that runs faster."""
    return np.asarray(soxr.resample(samples, RATE, RATE / 2 ** (semitones / 12)), dtype=np.float32)


def on_the_telephone(samples: Samples) -> Samples:
    """8 kHz without the tones below 300 Hz, µ-law."""
    narrow = soxr.resample(samples, RATE, 8000)
    spectrum = np.fft.rfft(narrow)
    spectrum[np.fft.rfftfreq(len(narrow), 1 / 8000) < 300] = 0
    narrow = np.clip(np.fft.irfft(spectrum, len(narrow)), -1, 1)
    code = np.round(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127) / 127
    return np.asarray(soxr.resample(np.sign(code) * (256 ** np.abs(code) - 1) / 255, 8000, RATE), dtype=np.float32)


def gated(samples: Samples, below: float, hold: int = 0) -> Samples:
    """A headset's noise gate: what is softer than `below` (dB to the whole) is cut to nothing, 10 ms late.

    `hold`: for so many blocks of 10 ms it stays open.
    """
    block = RATE // 100
    blocks = samples[: len(samples) // block * block].reshape(-1, block)
    loud = 10 * np.log10((blocks**2).mean(axis=1) + 1e-12) > dbfs(samples) + below
    loud = np.any([np.roll(loud, 1 + late) for late in range(hold + 1)], axis=0)
    return (blocks * loud[:, None]).astype(np.float32).ravel()


def holes(samples: Samples, share: float) -> Samples:
    """A line that loses packets of 20 ms."""
    rng = np.random.default_rng(2)
    out = samples.copy()
    for start in range(0, len(out), RATE // 50):
        if rng.random() < share:
            out[start : start + RATE // 50] = 0
    return out


@cache
def reply(name: str) -> tuple[Samples, tuple[Segment, ...]]:
    """A clip and where somebody speaks in it."""
    return heard(clip(name))


def heard(samples: Samples) -> tuple[Samples, tuple[Segment, ...]]:
    """The samples and where somebody speaks in them, as the program asks about them."""
    return samples, segments(samples)
