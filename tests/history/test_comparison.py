"""Which results may be compared, and what changed between two."""

from __future__ import annotations

from typing import Any

import pytest

from trainer.history.comparison import alike, before, best, compare
from trainer.history.values import Trainee

from .made import result, rule


@pytest.mark.parametrize(
    "other",
    [{"scenario": "cp-pay"}, {"variant": "满意"}, {"source": "voice"}, {"mode": "exam"}],
    ids=lambda fields: next(iter(fields)),
)
def test_only_the_same_scenario_variant_way_and_mode_are_compared(other: dict[str, Any]) -> None:
    assert alike(result(1, 60), result(2, 70))
    assert not alike(result(1, 60), result(2, 70, **other))
    assert before(result(3, 80), [result(1, 60), result(2, 70, **other)]) == (result(1, 60),)


def test_the_one_before_is_ones_own_last_with_a_total() -> None:
    kept = [result(2, 70), result(1, 60), result(3, None), result(4, 75, trainee=Trainee(2, "小李")), result(6, 90)]
    assert before(result(5, 80), kept) == (result(1, 60), result(2, 70))
    assert before(result(1, 60), kept) == ()


def test_practice_counts_its_first_try_and_an_exam_its_total() -> None:
    first, now = result(1, 100, first_total=50.0), result(2, 100, first_total=92.5)
    assert compare(first, now, (), ()).difference == 42.5
    first, now = (result(n, total, first_total=10.0, mode="exam") for n, total in ((1, 70), (2, 60)))
    assert compare(first, now, (), ()).difference == -10


def test_without_a_total_there_is_no_difference() -> None:
    assert compare(result(1, None), result(2, 80), (), ()).difference is None
    assert compare(result(1, 80), result(2, None), (), ()).difference is None


def test_another_version_of_the_scenario_is_marked() -> None:
    assert compare(result(1, 60), result(2, 70, sha256="b"), (), ()).other_version
    assert not compare(result(1, 60), result(2, 70), (), ()).other_version


def test_changes_are_told_in_points_of_the_hundred_the_largest_first() -> None:
    was = [rule(1, "a", "missed"), rule(1, "b", "met"), rule(1, "c", "met", points=20.0, earned=20.0)]
    now = [rule(2, "a", "met"), rule(2, "b", "met"), rule(2, "c", "partly", points=20.0, earned=5.0)]
    changes = compare(result(1, 75), result(2, 62.5), was, now).changes
    assert [(one.now.rule, one.gain) for one in changes] == [("c", -37.5), ("a", 25)]


def test_a_deduction_less_is_a_gain() -> None:
    was, now = rule(1, "taboo", "missed", points=0.0, deducted=10.0), rule(2, "taboo", "met", points=0.0, earned=0.0)
    assert [one.gain for one in compare(result(1, 90), result(2, 100), [was], [now]).changes] == [10]


def test_what_was_not_judged_both_times_is_no_change() -> None:
    was = [rule(1, "a", "missed"), rule(1, "b", "unclear"), rule(1, "gone", "met")]
    now = [rule(2, "a", "not_measured"), rule(2, "b", "met"), rule(2, "new", "met")]
    assert compare(result(1, 50), result(2, 100), was, now).changes == ()


def test_the_best_result_of_each_scenario_and_way() -> None:
    kept = [result(1, 60), result(2, 90), result(3, 90), result(4, 95, source="voice"), result(5, None, scenario="x")]
    assert {key: one.number for key, one in best(kept).items()} == {("cp-leak", "keyboard"): 2, ("cp-leak", "voice"): 4}
