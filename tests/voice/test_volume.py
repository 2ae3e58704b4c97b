from __future__ import annotations

import numpy as np
import pytest

from trainer.audio.level import dbfs
from trainer.voice.volume import levelled, sounding


def tone(level: float, seconds: float = 1.0) -> np.ndarray:
    return (level * np.sin(np.arange(round(seconds * 16000)) * 0.1)).astype(np.float32)


@pytest.mark.parametrize("level", [0.005, 0.1, 0.9])
def test_every_line_is_equally_loud(level):
    assert dbfs(levelled(tone(level))) == pytest.approx(-20, abs=0.1)


def test_the_measure_is_the_speech_not_the_quiet_around_it():
    quiet = np.zeros(48000, dtype=np.float32)
    whole = np.concatenate((quiet, tone(0.01), quiet))

    assert dbfs(levelled(whole, tone(0.01))[48000:64000]) == pytest.approx(-20, abs=0.1)


def test_nothing_is_clipped():
    spike = tone(0.001)
    spike[500] = 0.5

    assert np.abs(levelled(spike)).max() <= 0.8901


def test_noise_is_not_lifted_without_bound():
    assert dbfs(levelled(tone(1e-4))) == pytest.approx(dbfs(tone(1e-4)) + 30, abs=0.1)


@pytest.mark.parametrize("samples", [np.zeros(100, dtype=np.float32), np.zeros(0, dtype=np.float32)])
def test_silence_stays_silence(samples):
    assert levelled(samples) is samples
    assert len(sounding(samples, 16000)) == 0


def test_the_silence_at_both_ends_goes():
    quiet = np.zeros(16000, dtype=np.float32)
    kept = sounding(np.concatenate((quiet, tone(0.3), quiet)), 16000)

    assert len(kept) / 16000 == pytest.approx(1.04, abs=0.01)
    assert len(sounding(tone(0.3), 16000)) == 16000
