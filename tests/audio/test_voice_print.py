from __future__ import annotations

import numpy as np
import pytest
from synthetic import RATE, by_voice, clip, on_the_telephone, silence

from trainer.audio.voice_print import two_people, voice_print

WOMEN, MAN = ("jf_nezumi", "jf_gongitsune"), "jm_kumo"


def prints(voice, first, count, line=lambda samples: samples):
    return [voice_print(line(clip(name))) for name in by_voice(voice)[first : first + count]]


def in_turn(one, other):
    return [each for pair in zip(one, other, strict=True) for each in pair]


@pytest.mark.parametrize("line", [lambda samples: samples, on_the_telephone], ids=["wide", "telephone"])
@pytest.mark.parametrize("count", [2, 3, 8])
@pytest.mark.parametrize("woman", WOMEN)
def test_a_man_and_a_woman_in_turn_are_two(line, count, woman):
    for first in (0, 20, 40):
        assert two_people(in_turn(prints(MAN, first, count, line), prints(woman, first, count, line)))


@pytest.mark.parametrize("line", [lambda samples: samples, on_the_telephone], ids=["wide", "telephone"])
@pytest.mark.parametrize("voice", [*WOMEN, MAN])
def test_one_person_is_one(line, voice):
    assert [first for first in (0, 16, 32, 48) if two_people(prints(voice, first, 16, line))] == []


def test_a_machine_before_the_agent_takes_no_turns():
    assert not two_people([*prints(MAN, 0, 2), *prints(WOMEN[0], 0, 8)])


def test_too_few_utterances_decide_nothing():
    assert not two_people(in_turn(prints(MAN, 0, 1), prints(WOMEN[0], 0, 1)))
    assert not two_people([])


def test_short_and_voiceless_sounds_have_no_print():
    assert voice_print(clip("f001")[: RATE // 2]) is None
    assert voice_print(silence(3.0)) is None
    hiss = np.random.default_rng(1).normal(0, 0.1, 3 * RATE).astype(np.float32)
    assert voice_print(hiss) is None
