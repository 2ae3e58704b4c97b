from __future__ import annotations

import numpy as np
import pytest

from trainer.audio.resample import Resampler, resample


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [8000, 44100, 16000])
def test_blocks_and_whole_give_the_same(tone, rate, channels):
    samples = np.stack([tone(1.0, rate, level=0.1 * (n + 1)) for n in range(channels)], axis=1)
    stream = Resampler(rate, 16000, channels)
    pieces = [stream.feed(samples[i : i + 1000]) for i in range(0, len(samples), 1000)]
    got = np.concatenate([*pieces, stream.finish()])
    assert got.dtype == np.float32
    assert got.shape == (16000, channels)
    assert np.abs(got - resample(samples, rate)).max() < 1e-3


def test_equal_rates_pass_through(tone):
    samples = tone(1.0)
    assert resample(samples, 16000) is samples
