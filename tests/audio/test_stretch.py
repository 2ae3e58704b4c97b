"""Longer speech: as long as asked, as high as before, without clicks."""

from __future__ import annotations

import numpy as np
import pytest
from clips import clip, spoken_part

from trainer.audio.pitch_tracker import Periods
from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.stretch import stretched

FACTORS = pytest.mark.parametrize("factor", [0.8, 1.4, 2.0])


def tone(hertz: float, rate: int = SPEECH_RATE, seconds: float = 1.0) -> Samples:
    return np.asarray(0.3 * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate), np.float32)


def steepest(samples: Samples) -> float:
    """The greatest step from one sample to the next: a click is a step."""
    return float(np.abs(np.diff(samples)).max())


@FACTORS
@pytest.mark.parametrize("hertz", [90, 150, 220, 400])
@pytest.mark.parametrize("rate", [16_000, 24_000])
def test_a_tone_keeps_its_height_and_its_shape(hertz: float, rate: int, factor: float):
    before = tone(hertz, rate)

    after = stretched(before, rate, factor)

    spectrum = np.abs(np.fft.rfft(after * np.hanning(len(after)), 8 * len(after)))
    assert float(np.argmax(spectrum)) * rate / (8 * len(after)) == pytest.approx(hertz, rel=0.01)
    assert len(after) == pytest.approx(factor * len(before), rel=0.02)
    assert steepest(after) < 1.1 * steepest(before)
    assert float(after.std()) == pytest.approx(float(before.std()), rel=0.05)


@FACTORS
@pytest.mark.parametrize("name", ["f001", "f004"])
def test_a_voice_keeps_its_height_from_moment_to_moment(name: str, factor: float):
    before = spoken_part(clip(name))
    after = stretched(before, SPEECH_RATE, factor)

    was, now = Periods.of(before).hertz(), Periods.of(after).hertz()
    there = was[np.clip(np.round(np.arange(len(now)) / factor).astype(int), 0, len(was) - 1)]
    voiced = (there > 0) & (now > 0)
    ratios = now[voiced] / there[voiced]
    assert voiced.sum() > 50
    assert float(np.median(ratios)) == pytest.approx(1, abs=0.01)
    assert steepest(after) < 1.1 * steepest(before)


def test_its_beginning_and_its_end_stay():
    speech = spoken_part(clip("f001"))
    silence = np.zeros(SPEECH_RATE, np.float32)

    after = stretched(np.concatenate((silence, speech, silence)), SPEECH_RATE, 1.5)

    loud = np.flatnonzero(np.abs(after) > 0.02)
    assert loud[0] / SPEECH_RATE == pytest.approx(1.5, abs=0.1)
    assert (len(after) - loud[-1]) / SPEECH_RATE == pytest.approx(1.5, abs=0.1)


def test_nothing_to_stretch_stays_as_it_is():
    assert np.array_equal(stretched(tone(200), SPEECH_RATE, 1.0), tone(200))
    assert len(stretched(np.zeros(0, np.float32), SPEECH_RATE, 1.5)) == 0
    assert len(stretched(tone(200, seconds=0.01), SPEECH_RATE, 1.5)) == 160


@pytest.mark.parametrize("factor", [0.1, 4.0])
def test_what_would_be_no_speech_any_more_is_refused(factor: float):
    with pytest.raises(ValueError, match="outside"):
        stretched(tone(200), SPEECH_RATE, factor)
