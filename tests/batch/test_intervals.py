from __future__ import annotations

import numpy as np
import pytest

from trainer.batch.intervals import bootstrap, wilson


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596)],
)
def test_wilsons_interval(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=0.001)


def test_one_recording_has_no_interval() -> None:
    assert bootstrap([1], [10]) is None


def test_the_same_recordings_give_the_same_interval() -> None:
    parts, wholes = [1, 0, 5, 2, 0, 1], [10, 12, 9, 20, 11, 8]
    assert bootstrap(parts, wholes) == bootstrap(parts, wholes)


def test_recordings_that_are_all_alike_leave_no_doubt() -> None:
    assert bootstrap([1] * 20, [10] * 20) == (0.1, 0.1)


def test_the_interval_holds_the_true_rate_about_as_often_as_it_says() -> None:
    draw, inside = np.random.default_rng(7), 0
    for _ in range(100):
        wholes = draw.integers(10, 30, 40)
        low, high = bootstrap(list(draw.binomial(wholes, 0.1)), list(wholes)) or (1.0, 0.0)
        inside += low <= 0.1 <= high
    assert 85 <= inside <= 100
