from __future__ import annotations

import numpy as np
import pytest

from trainer.audio.edges import FLOOR
from trainer.audio.level import Level, dbfs, gate, measure
from trainer.audio.speech import Segment


def test_level_of_a_sine_is_its_rms(tone):
    assert dbfs(tone(1.0, level=1.0)) == pytest.approx(-3.01, abs=0.01)
    assert dbfs(np.zeros(100, dtype=np.float32)) == FLOOR
    assert dbfs(np.zeros(0, dtype=np.float32)) == FLOOR


def test_speech_and_noise_are_told_apart(tone):
    noise = np.random.default_rng(1).normal(0, 0.01, 32000).astype(np.float32)
    samples = noise.copy()
    samples[8000:24000] += tone(1.0)
    level = measure(samples, (Segment(10.5, 11.5),), offset=10.0)
    assert level.speech == pytest.approx(-13.4, abs=0.2)
    assert level.noise == pytest.approx(-40, abs=1)
    assert level.snr == pytest.approx(27, abs=1)
    assert level.clipped == 0
    assert gate(level) is None


def test_clipping_is_a_share_of_the_speech(tone):
    level = measure(np.clip(tone(1.0, level=3.0), -1, 1))
    assert level.clipped > 0.5
    assert gate(Level(-3, -60, level.clipped)) == "clipped"


def test_nothing_has_a_level():
    assert measure(np.zeros(0, dtype=np.float32)) == Level(FLOOR, FLOOR, 0.0)


@pytest.mark.parametrize(
    ("level", "reason"),
    [
        (Level(-23, -60, 0.0), None),
        (Level(-45, -60, 0.01), None),
        (Level(-55, -80, 0.0), "quiet"),
        (Level(-6, -40, 0.2), "clipped"),
        (Level(-23, -25, 0.0), "noisy"),
    ],
)
def test_gate(level, reason):
    assert gate(level) == reason
