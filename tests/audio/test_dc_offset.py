from __future__ import annotations

import numpy as np
import pytest
from synthetic import clip, silence

from trainer.audio.dc_offset import WithoutOffset

RATE = 16_000


def taken(samples, size):
    """The stream, cut into blocks of so many samples."""
    without = WithoutOffset(RATE)
    return np.concatenate([without.feed(samples[at : at + size]) for at in range(0, len(samples), size)])


@pytest.fixture
def speech():
    """Two channels."""
    one = np.concatenate((silence(0.5), clip("f001"), silence(0.5)))
    return np.stack((one, one[::-1] / 2), axis=1)


@pytest.mark.parametrize("offset", [0.05, -0.15])
def test_a_constant_goes_and_the_speech_stays(speech, offset):
    found = taken(speech + np.float32(offset), 5 * RATE)
    assert np.abs(found.mean(axis=0)).max() < 1e-3
    assert np.abs(found - speech).max() < 0.02


def test_speech_without_offset_is_left_alone(speech):
    found = taken(speech, 5 * RATE)
    assert 10 * np.log10((found**2).mean() / (speech**2).mean()) == pytest.approx(0, abs=0.05)
    assert 10 * np.log10(((found - speech) ** 2).mean() / (speech**2).mean()) < -35


@pytest.mark.parametrize("size", [4801, 5000, 16000])
def test_blocks_of_any_size_give_the_same(speech, size):
    assert np.allclose(taken(speech, size), taken(speech, len(speech)), atol=1e-6)


def test_an_offset_that_drifts_is_followed(speech):
    drift = np.linspace(0, 0.1, len(speech), dtype=np.float32)[:, None]
    assert np.abs(taken(speech + drift, 5 * RATE)[-RATE // 2 :].mean(axis=0)).max() < 0.03


def test_nothing_gives_nothing():
    assert len(WithoutOffset(RATE).feed(np.zeros((0, 1), np.float32))) == 0
