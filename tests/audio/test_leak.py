from __future__ import annotations

import numpy as np
import pytest
from synthetic import RATE, at_level, noise, silence, spoken

from trainer.audio.leak import Leak, find_leak, without_leaks
from trainer.audio.level import dbfs, frames_dbfs
from trainer.audio.speech import segments

USUAL = -20.0  # dBFS


def a_call(softer: float = 200.0, lag: int = 0, both: float = 0.0):
    """Two people in turn for 24 s and then at once, on a line with noise; each hears the other so many dB softer."""
    woman, man = at_level(spoken("jf_nezumi", 12.0), -23), at_level(spoken("jm_kumo", 12.0), -23)
    left = np.concatenate((woman, silence(12.0), woman[: round(both * RATE)]))
    right = np.concatenate((silence(12.0), man, man[: round(both * RATE)]))
    own = np.stack((left, right), axis=1)
    late = np.concatenate((np.zeros((lag * 320, 2), np.float32), own))[: len(own)]
    hiss = np.stack((noise(len(own) / RATE, -65), noise(len(own) / RATE, -65)[::-1]), axis=1)
    return own + hiss, own + hiss + late[:, ::-1] * np.float32(10 ** (-softer / 20))


def found(call):
    left, right = (frames_dbfs(np.ascontiguousarray(one)) for one in call.T)
    return find_leak(left, right, USUAL), find_leak(right, left, USUAL)


@pytest.mark.parametrize("softer", [6, 10, 15, 20])
@pytest.mark.parametrize("lag", [0, 5, 12])
def test_a_leak_has_a_level_and_a_delay(softer, lag):
    for leak in found(a_call(softer, lag)[1]):
        assert leak.softer == pytest.approx(softer, abs=1)
        assert leak.lag == lag


def test_people_in_turn_and_at_once_are_no_leak():
    assert found(a_call(both=12.0)[0]) == (None, None)
    woman, man = spoken("jf_nezumi", 12.0), spoken("jm_kumo", 12.0)
    assert found(np.stack((woman, man * np.float32(0.3)), axis=1)) == (None, None)


@pytest.mark.parametrize("level", [-55, -45, -35])
def test_noise_is_no_leak(level):
    clean, _ = a_call()
    assert found(clean + noise(len(clean) / RATE, level)[:, None]) == (None, None)


def test_too_little_sound_decides_nothing():
    assert found(a_call(10)[1][:RATE]) == (None, None)


@pytest.mark.parametrize("softer", [6, 10, 15, 20])
def test_what_is_left_is_each_ones_own_speech(softer):
    clean, heard = a_call(softer, both=6.0)
    out = np.concatenate(list(without_leaks([heard], found(heard))))
    for own, left in zip(clean.T, out.T, strict=True):
        wanted, got = (np.zeros(len(own) // 160, bool) for _ in range(2))
        for flags, samples in ((wanted, own), (got, left)):
            for one in segments(np.ascontiguousarray(samples)):
                flags[round(one.start * 100) : round(one.end * 100)] = True
        assert (wanted & got).sum() >= 0.97 * wanted.sum()
        assert (wanted & got).sum() >= 0.97 * got.sum()


def test_both_at_once_stay_as_they_are():
    heard = a_call(10, both=6.0)[1]
    out = np.concatenate(list(without_leaks([heard], found(heard))))
    at_once = slice(25 * RATE, 29 * RATE)
    for before, after in zip(heard[at_once].T, out[at_once].T, strict=True):
        assert dbfs(before) - dbfs(after) < 1.5


@pytest.mark.parametrize("size", [777, 5000, 80_000])
def test_blocks_of_any_size_give_the_same(size):
    heard = a_call(10)[1][: 10 * RATE + 123]
    leaks = Leak(10.0, 3), Leak(10.0, 0)
    pieces = list(without_leaks([heard[at : at + size] for at in range(0, len(heard), size)], leaks))
    assert np.allclose(np.concatenate(pieces), np.concatenate(list(without_leaks([heard], leaks))), atol=1e-6)
    assert sum(map(len, pieces)) == len(heard)


def test_without_leaks_nothing_changes():
    block = a_call()[0]
    assert next(without_leaks([block], ())) is block
    assert next(without_leaks([block], (None, None))) is block


def test_one_side_only():
    heard = a_call(10)[1]
    out = np.concatenate(list(without_leaks([heard], (Leak(10.0, 0), None))))
    assert np.allclose(out[:, 1], heard[:, 1], atol=1e-6)
    assert dbfs(out[14 * RATE : 22 * RATE, 0]) < dbfs(heard[14 * RATE : 22 * RATE, 0]) - 12
