from __future__ import annotations

import numpy as np
import pytest

from trainer.audio.level import dbfs
from trainer.practice.phone import ring_tone


@pytest.mark.parametrize("rate", [16_000, 48_000])
def test_one_second_of_450_hz_then_four_of_silence(rate):
    period = ring_tone(rate)

    assert len(period) == 5 * rate
    assert period.dtype == np.float32
    assert not period[rate:].any()
    assert np.argmax(np.abs(np.fft.rfft(period[:rate]))) == 450
    assert abs(dbfs(period[:rate]) - -20) < 0.3


def test_it_begins_and_ends_softly():
    tone = ring_tone()[:16_000]

    for edge in (tone[:16], tone[-16:]):
        assert np.abs(edge).max() < 0.01
    assert np.abs(tone[200:400]).max() > 0.13
