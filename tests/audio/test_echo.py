"""Speech of tests/data/match through simulated rooms: reverberation, delays, drifting clocks, a trainee who speaks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile

from trainer.audio.echo import LIKENESS, compare, echo_delay
from trainer.audio.level import dbfs
from trainer.audio.resample import Samples
from trainer.practice.phone import ring_tone

CLIPS = sorted((Path(__file__).resolve().parents[1] / "data" / "match").glob("*.opus"))
RATE = 16_000
QUIET_ROOM = -70.0  # dBFS


@cache
def speech(number: int) -> Samples:
    """A clip of at least 2 s, at −20 dBFS."""
    long = [path for path in CLIPS if soundfile.info(path).duration > 2.0]
    samples, _ = soundfile.read(long[number % len(long)], dtype="float32")
    return (samples * 10 ** ((-20 - dbfs(samples)) / 20)).astype(np.float32)


def room(rng: np.random.Generator) -> np.ndarray:
    """An impulse response: direct sound, then noise that dies away."""
    size = int(rng.uniform(0.2, 0.6) * RATE)
    echo = rng.standard_normal(size) * 10 ** (-3 * np.arange(size) / size)
    echo[:48] = 0
    echo /= np.sqrt(np.square(echo).sum())
    echo[0] = 10 ** (rng.uniform(-6, 6) / 20)
    return echo


def through(sound: np.ndarray, response: np.ndarray) -> np.ndarray:
    size = 1 << (len(sound) + len(response)).bit_length()
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size))[: len(sound) + len(response)]


def captured(
    played: Samples,
    seed: int,
    *,
    attenuation: float | None = None,
    noise: float = QUIET_ROOM,
    trainee: Samples | None = None,
    speaks_at: float = 0.0,
    delay: float | None = None,
) -> Samples:
    """What the microphone gives: noise, the trainee from `speaks_at` s on, and the loudspeaker unless it is None dB."""
    rng = np.random.default_rng(seed)
    out = rng.standard_normal(len(played) + RATE // 2) * 10 ** (noise / 20)
    if attenuation is not None:
        echo = through(played, room(rng))
        echo *= 10 ** ((-20 + attenuation - dbfs(echo[: len(played)].astype(np.float32))) / 20)
        late = rng.uniform(0.02, 0.45) if delay is None else delay
        at = np.arange(len(out)) * (1 + rng.uniform(-1e-4, 1e-4)) - late * RATE  # clocks of two devices drift
        out += np.interp(at, np.arange(len(echo)), echo, left=0, right=0)
    if trainee is not None:
        start = round(speaks_at * RATE)
        piece = trainee[: len(out) - start]
        out[start : start + len(piece)] += piece
    return np.clip(out, -1, 1).astype(np.float32)


def hears(played, sound) -> bool:
    return echo_delay(played, sound) is not None


@pytest.mark.parametrize("seed", range(40))
def test_unrelated_speech_is_never_taken_for_the_caller(seed: int):
    played, trainee = speech(seed), speech(seed * 7 + 31)
    sound = captured(played, seed, trainee=trainee, speaks_at=(seed % 4) * 0.4, noise=-80 + seed)

    likeness, _ = compare(played, sound)

    assert likeness < 0.8 * LIKENESS
    assert not hears(played, sound)


@pytest.mark.parametrize("attenuation", [-6, -15, -25, -35])
def test_speakers_are_noticed(attenuation: int):
    found = [hears(speech(seed), captured(speech(seed), seed, attenuation=attenuation)) for seed in range(10)]

    assert all(found)


@pytest.mark.parametrize(("attenuation", "least"), [(-6, 10), (-15, 8), (-25, 6)])
def test_speakers_are_mostly_noticed_while_the_trainee_speaks_too(attenuation: int, least: int):
    found = [
        hears(
            speech(seed),
            captured(
                speech(seed),
                seed,
                attenuation=attenuation,
                trainee=speech(seed + 50),
                speaks_at=0.6 * len(speech(seed)) / RATE,
            ),
        )
        for seed in range(10)
    ]

    assert sum(found) >= least


@pytest.mark.parametrize("delay", [0.0, 0.12, 0.5])
def test_the_delay_is_found(delay: float):
    likeness, found = compare(speech(3), captured(speech(3), 1, attenuation=-10, delay=delay))

    assert likeness > LIKENESS
    assert abs(found - delay) < 0.003


def test_sound_captured_too_early_by_the_devices_own_word_is_found():
    played = speech(4)
    sound = captured(played, 1, attenuation=-10, delay=0.0)[800:]

    _, found = compare(played, sound)

    assert abs(found - -0.05) < 0.003


def test_a_headset_that_leaks_less_than_its_own_noise_is_a_headset():
    played = speech(5)

    assert not hears(played, captured(played, 1, attenuation=-48, noise=-60))


@pytest.mark.parametrize(
    ("played", "sound"),
    [
        (speech(0), np.zeros(3 * RATE, np.float32)),
        (speech(0), np.zeros(0, np.float32)),
        (np.zeros(3 * RATE, np.float32), speech(0)),
        (np.zeros(0, np.float32), speech(0)),
        (speech(0)[:8000], speech(0)[:8000]),
    ],
    ids=["a muted microphone", "nothing captured", "silence played", "nothing played", "half a second"],
)
def test_too_little_sound_to_tell(played: Samples, sound: Samples):
    assert not hears(played, sound)


def test_a_burst_that_is_like_the_played_sound_is_too_short_to_tell():
    played = speech(6)
    sound = np.zeros(len(played), np.float32)
    sound[8000:8040] = played[8000:8040]

    assert compare(played, sound) == (0.0, 0.0)


def test_a_ring_tone_says_nothing_of_the_caller():
    assert not hears(speech(7), captured(speech(7), 1, trainee=ring_tone()))
