from __future__ import annotations

import numpy as np
import pytest
from synthetic import RATE, at_level, heard, noise, on_the_telephone, raised, silence, spoken

from trainer.audio.level import dbfs
from trainer.audio.second_speaker import two_voices

MAN, WOMAN, OTHER_WOMAN = "jm_kumo", "jf_nezumi", "jf_gongitsune"


@pytest.mark.parametrize("louder", [-6, 0, 6])
@pytest.mark.parametrize("pair", [(MAN, WOMAN), (OTHER_WOMAN, MAN)], ids=["man first", "woman first"])
def test_a_man_and_a_woman_one_after_the_other_are_two(pair, louder):
    first, second = (spoken(voice, 6) for voice in pair)
    assert two_voices(*heard(np.concatenate([first, silence(0.5), at_level(second, dbfs(first) + louder)])))


@pytest.mark.parametrize("louder", [-3, 0, 6])
@pytest.mark.parametrize("trainee", [MAN, WOMAN])
def test_somebody_who_goes_on_talking_beside_the_trainee_is_mostly_noticed(trainee, louder):
    beside = OTHER_WOMAN if trainee == MAN else MAN
    found = 0
    for first in range(0, 60, 6):
        reply = np.concatenate([silence(0.5), spoken(trainee, 7, first), silence(0.5)])
        other = at_level(spoken(beside, 8, first + 3), dbfs(reply) + louder)
        mix = reply[: len(other)] + other[: len(reply)]
        found += two_voices(*heard(mix / max(1.0, float(np.abs(mix).max()))))
    assert found >= 7


def test_another_clock_changes_nothing():
    samples, segments = heard(np.concatenate([spoken(MAN, 5), spoken(WOMAN, 5)]))
    moved = tuple(type(one)(one.start + 100, one.end + 100) for one in segments)
    assert two_voices(samples, moved, 100.0)
    man_only = tuple(one for one in moved if one.end < 104.5)
    assert not two_voices(samples, man_only, 100.0)


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(spoken(WOMAN, 0.7), id="a word from the side"),
        pytest.param(at_level(spoken(WOMAN, 6), -55), id="somebody far away"),
    ],
)
def test_a_little_of_another_voice_disturbs_nobody(second):
    assert not two_voices(*heard(np.concatenate([at_level(spoken(MAN, 6), -25), silence(0.3), second])))


@pytest.mark.parametrize("voice", [MAN, WOMAN, OTHER_WOMAN])
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda one: one, id="as it is"),
        pytest.param(on_the_telephone, id="on the telephone"),
        pytest.param(lambda one: one + noise(len(one) / RATE, dbfs(one) - 10), id="in noise"),
        pytest.param(lambda one: np.concatenate([one, 1.6 * raised(one, 6)]), id="raising the voice"),
    ],
)
def test_one_person_is_one(voice, change):
    assert not two_voices(*heard(change(spoken(voice, 14, first=20))))


def test_a_steady_tone_and_nothing_are_no_two_people(tone):
    assert not two_voices(tone(5.0))
    assert not two_voices(silence(5.0))
    assert not two_voices(silence(0.0))
    assert not two_voices(noise(5.0, -20))
