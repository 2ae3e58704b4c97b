from __future__ import annotations

import numpy as np
import pytest
from synthetic import RATE, by_voice, clip, heard, noise, on_the_telephone, raised, reply, silence

from trainer.audio.pitch_tracker import pitch
from trainer.audio.speech import Segment

MEN, WOMEN = by_voice("jm_kumo")[:12], (*by_voice("jf_nezumi")[:12], *by_voice("jf_gongitsune")[:12])


def pulses(hertz: float, seconds: float = 1.0):
    """What a throat makes: all overtones, those near 700 Hz the loudest."""
    at = np.arange(round(seconds * RATE)) / RATE
    overtones = np.arange(hertz, 4000, hertz)
    strength = 1 / (1 + ((overtones - 700) / 200) ** 2)
    voice = strength @ np.cos(2 * np.pi * overtones[:, None] * at)
    return (0.3 * voice / np.abs(voice).max()).astype(np.float32)


def semitones(higher: float, lower: float) -> float:
    return 12 * float(np.log2(higher / lower))


def change_of(name: str, after) -> float:
    """Semitones from the clip of that name."""
    return semitones(pitch(*heard(after)), pitch(*reply(name)))


@pytest.mark.parametrize("hertz", [65, 80, 93.3, 110, 137, 180, 221, 263, 311, 370, 440, 490])
def test_tones_and_pulses_are_measured_within_one_percent(tone, hertz):
    assert pitch(tone(1.0, hertz=hertz)) == pytest.approx(hertz, rel=0.01)
    assert pitch(pulses(hertz)) == pytest.approx(hertz, rel=0.01)


@pytest.mark.parametrize("loud", [2, 3])
def test_a_loud_overtone_is_not_the_pitch(tone, loud):
    voice = tone(1.0, hertz=120, level=0.1) + tone(1.0, hertz=120 * loud, level=0.3)
    assert pitch(voice) == pytest.approx(120, rel=0.01)


def test_a_tone_that_a_telephone_leaves_out_is_told_from_its_overtones(tone):
    voice = sum(tone(1.0, hertz=100 * number, level=0.1) for number in range(4, 12))
    assert pitch(voice) == pytest.approx(100, rel=0.01)


def test_the_middle_counts(tone):
    """A moment an octave higher, and another one lower, change little."""
    voice = np.concatenate([tone(0.2, hertz=400), tone(2.0, hertz=200), tone(0.2, hertz=100)])
    assert pitch(voice) == pytest.approx(200, rel=0.01)


@pytest.mark.parametrize(
    "samples",
    [
        pytest.param(silence(2.0), id="silence"),
        pytest.param(silence(0.01), id="shorter than a frame"),
        pytest.param(silence(0.0), id="nothing"),
        pytest.param(noise(2.0, -20), id="noise"),
        pytest.param(np.full(RATE, 0.5, dtype=np.float32), id="no sound at all, but a voltage"),
    ],
)
def test_without_a_voice_there_is_no_pitch(samples):
    assert pitch(samples) is None


@pytest.mark.parametrize(("seconds", "told"), [(0.25, False), (0.45, True)])
def test_a_moment_is_not_enough(tone, seconds, told):
    voice = np.concatenate([silence(0.5), tone(seconds), silence(0.5)])
    assert (pitch(voice) is not None) is told


def test_only_the_speech_counts(tone):
    sound = np.concatenate([tone(2.0, hertz=400), tone(1.0, hertz=200)])
    assert pitch(sound, (Segment(12.0, 13.0),), offset=10.0) == pytest.approx(200, rel=0.01)


def test_men_and_women_are_apart():
    men, women = ([pitch(*reply(name)) for name in names] for names in (MEN, WOMEN))
    assert max(men) < 110
    assert min(women) > 200


@pytest.mark.parametrize("name", [*MEN[:6], *WOMEN[:3], *WOMEN[-3:]])
def test_a_voice_raised_by_four_semitones_is_measured_so(name):
    assert change_of(name, raised(clip(name), 4)) == pytest.approx(4, abs=0.3)


def test_speaking_faster_or_slower_is_no_other_pitch():
    changes = [change_of(name, clip(f"slow/{name}")) for name in WOMEN]
    assert abs(float(np.median(changes))) < 0.3
    assert max(map(abs, changes)) < 1


def test_in_noise_it_is_the_same():
    some = (*MEN[:6], *WOMEN[:3], *WOMEN[-3:])
    changes = [change_of(name, clip(name) + noise(len(clip(name)) / RATE, -38)) for name in some]
    assert max(map(abs, changes)) < 0.6


@pytest.mark.parametrize("names", [MEN, WOMEN[:12], WOMEN[12:]], ids=["man", "woman", "other woman"])
def test_on_the_telephone_replies_of_one_person_keep_together(names):
    heights = [pitch(*heard(on_the_telephone(clip(name)))) for name in names]
    assert max(abs(semitones(one, float(np.median(heights)))) for one in heights) < 3
