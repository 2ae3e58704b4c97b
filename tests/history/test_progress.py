"""What a row of results tells of somebody's progress."""

from __future__ import annotations

import pytest

from trainer.history.progress import Course, Habit, progress, skill_levels

from .made import result, rule


def test_a_group_goes_as_well_as_its_points_less_its_deductions_in_parts_of_the_most() -> None:
    rules = [rule(1, "a", "met"), rule(1, "b", "missed"), rule(1, "x", "missed", points=0.0, deducted=6.0)]
    assert skill_levels(rules) == {"安抚体谅": pytest.approx(0.3)}


def test_a_group_that_only_deducts_is_whole_until_it_does() -> None:
    clean = rule(1, "taboo", "met", skill="忌语规范", points=0.0, earned=0.0)
    said = rule(1, "worse", "missed", skill="忌语规范", points=0.0, deducted=30.0)
    assert skill_levels([clean]) == {"忌语规范": 1}
    assert skill_levels([clean, said]) == {"忌语规范": 0}


def test_what_could_not_be_measured_says_nothing_unless_it_cost_points() -> None:
    pace = rule(1, "pace", "not_measured", skill="语速声音")
    parrot = rule(1, "parrot", "met", skill="语速声音", points=0.0, earned=0.0)
    assert skill_levels([pace, parrot]) == {}
    assert skill_levels([pace, rule(1, "parrot", "missed", skill="语速声音", points=0.0, deducted=3.0)]) == {
        "语速声音": pytest.approx(0.9)
    }


def test_a_second_chance_brings_no_group_over_the_top() -> None:
    assert skill_levels([rule(1, "a", "met"), rule(1, "again", "met", points=0.0, earned=5.0)]) == {"安抚体谅": 1}


def test_then_and_now_are_the_first_and_the_last_calls() -> None:
    results = [result(number, 10.0 * number, pace=100.0 + number) for number in range(1, 5)]
    rules = [rule(number, "a", "met" if number > 2 else "missed") for number in range(1, 5)]
    course = progress(results, rules)
    assert course.skills == {"安抚体谅": Course(0, 1)}
    assert course.pace == Course(101.5, 103.5)
    assert course.results == tuple(results)
    assert course.weakest is None


def test_many_calls_are_told_by_five_at_each_end() -> None:
    results = [result(number, 50) for number in range(1, 21)]
    rules = [rule(n, "a", "met" if n > 15 or n <= 1 else "missed") for n in range(1, 21)]
    assert progress(results, rules).skills["安抚体谅"] == Course(0.2, 1)


def test_a_single_call_has_no_then() -> None:
    course = progress([result(1, 50)], [rule(1, "a", "missed"), rule(2, "of another call", "missed")])
    assert course.skills == {"安抚体谅": Course(None, 0)}
    assert course.weakest == "安抚体谅"
    assert course.pace is None


def test_the_weakest_group_is_what_comes_next() -> None:
    rules = [rule(1, "a", "partly", earned=5.0), rule(1, "b", "partly", earned=3.0, skill="结束道别")]
    assert progress([result(1, 50)], rules).weakest == "结束道别"


def test_learned_is_what_was_missed_at_first_and_met_twice_in_a_row() -> None:
    came_out = {"学会": "missed met met", "碰巧": "missed missed met", "本来就会": "met met met", "两次": "missed met"}
    rules = [
        rule(number, name, outcome)
        for name, outcomes in came_out.items()
        for number, outcome in enumerate(outcomes.split(), 1)
    ]
    assert progress([result(number, 50) for number in (1, 2, 3)], rules).learned == ("学会",)


def test_what_keeps_being_missed_is_missed_in_half_of_the_last_calls_under_any_rule_of_that_name() -> None:
    results = [result(number, 50) for number in range(1, 11)]
    rules = [rule(n, f"turn-{n}", "missed", label="说再见") for n in range(1, 11)]
    rules += [rule(n, "b", "met" if n % 2 else "partly", label="致歉") for n in range(1, 11)]
    rules += [rule(n, "c", "met" if n > 3 else "missed", label="问好") for n in range(1, 11)]
    rules += [rule(10, "d", "missed", label="只一次"), rule(10, "e", "unclear", label="听不清")]
    assert progress(results, rules).missed == (Habit("说再见", "安抚体谅", 8, 8), Habit("致歉", "安抚体谅", 4, 8))


def test_a_name_is_met_where_every_rule_of_it_is() -> None:
    rules = [rule(n, name, outcome, label="致歉") for n in (1, 2) for name, outcome in (("a", "met"), ("b", "missed"))]
    assert progress([result(1, 50), result(2, 50)], rules).missed == (Habit("致歉", "安抚体谅", 2, 2),)
