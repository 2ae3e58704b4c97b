from __future__ import annotations

import numpy as np
import pytest

from trainer.audio.edges import FLOOR, Frames


def frames_of(*parts):
    """Frames of noise at the given (seconds, amplitude)."""
    noise = np.random.default_rng(1)
    made = Frames()
    made.feed(np.concatenate([noise.normal(0, a, round(s * 16000)) for s, a in parts]).astype(np.float32))
    return made


def test_edges_move_to_where_the_sound_is():
    frames = frames_of((1.0, 1e-5), (1.0, 0.1), (1.0, 1e-5))
    for start, end in ((0.9, 2.1), (1.1, 1.9), (1.0, 2.0)):
        got = frames.edges(start, end, reach=0.35, after=0.0, fixed_end=False)
        assert got == (pytest.approx(1.0), pytest.approx(2.0))


def test_a_fixed_end_stays():
    frames = frames_of((1.0, 1e-5), (2.0, 0.1))
    assert frames.edges(1.0, 2.0, reach=0.35, after=0.0, fixed_end=True)[1] == pytest.approx(2.0)


def test_edges_keep_off_the_speech_before():
    frames = frames_of((3.0, 0.1))
    assert frames.edges(1.0, 2.0, reach=0.35, after=0.9, fixed_end=False)[0] == pytest.approx(0.9)


def test_the_quietest_instant():
    frames = frames_of((1.0, 0.1), (0.05, 1e-4), (1.0, 0.1))
    assert frames.quietest(0.5, 1.5) == pytest.approx(1.02, abs=0.03)
    assert frames.quietest(5.0, 5.0) == 5.0


def test_nothing_has_no_edges():
    assert Frames().edges(1.0, 2.0, reach=0.3, after=0.0, fixed_end=False) == (1.0, 2.0)
    assert FLOOR < -90


def test_forgotten_frames_leave_times_as_they_were():
    frames = frames_of((3.0, 1e-5), (1.0, 0.1), (1.0, 1e-5))
    frames.forget(2.0)
    got = frames.edges(3.1, 4.0, reach=0.35, after=0.0, fixed_end=False)
    assert got == (pytest.approx(3.0), pytest.approx(4.0))
