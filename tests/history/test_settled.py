"""What a trainer settled, beside what was computed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from trainer.call import Call, Mode
from trainer.history.settled import settled
from trainer.history.values import Action, Settlement
from trainer.scorecard import Pace, Review, Scorecard, Verdict

from .made import START

MARK = Review("manners", 0, 0, 2, "呵呵")


def verdict(name: str, outcome: Any, points: int = 10, deducted: int = 0) -> Verdict:
    earned = Fraction(points if outcome == "met" else 0)
    return Verdict(name, None, "required", outcome, "", None, Fraction(points), earned, Fraction(deducted))


def card(*verdicts: Verdict, total: int | None, mode: Mode = "practice", without_fatal: int | None = None) -> Scorecard:
    exact = None if total is None else Fraction(total)
    plain = exact if without_fatal is None else Fraction(without_fatal)
    passed = None if total is None else total >= 80
    pace = Pace(None, None, 0, 0.0)
    return Scorecard("s", "a", Call(mode=mode), pace, exact, exact, plain, 1.0, passed, verdicts, "1", (MARK,))


def say(action: Action, rule: str | None = None) -> Settlement:
    return Settlement(1, rule, action, "因为", None if action == "dispute" else "王老师", START)


HALF = card(verdict("a", "met"), verdict("b", "missed"), total=50)


def test_a_dispute_alone_settles_nothing() -> None:
    assert settled(HALF, [say("dispute", "b")], 80) is None
    assert settled(HALF, [], 80) is None


def test_a_trainer_who_agrees_counts_the_rule_as_met() -> None:
    found = settled(HALF, [say("dispute", "b"), say("agree", "b")], 80)
    assert found is not None
    assert (found.total, found.passed, found.verdicts[1].outcome) == (Fraction(100), True, "met")
    assert HALF.verdicts[1].outcome == "missed"


def test_a_trainer_who_rejects_leaves_the_verdict() -> None:
    found = settled(HALF, [say("dispute", "b"), say("reject", "b")], 80)
    assert found is not None
    assert (found.total, found.passed, found.verdicts) == (Fraction(50), False, HALF.verdicts)


def test_the_last_word_counts() -> None:
    found = settled(HALF, [say("agree", "b"), say("reject", "b")], 80)
    assert found is not None
    assert found.total == 50


def test_a_deduction_is_taken_back_and_won_back_points_stay() -> None:
    won = replace(verdict("won", "met", points=0), earned=Fraction(2))
    both = card(verdict("a", "met"), won, verdict("taboo", "missed", 0, 10), total=90)
    found = settled(both, [say("agree", "taboo")], 80)
    assert found is not None
    assert (found.total, found.verdicts[2].deducted) == (Fraction(100), Fraction(0))
    again = settled(both, [say("agree", "won")], 80)
    assert again is not None
    assert again.verdicts[1].earned == 2


@pytest.mark.parametrize(("action", "total"), [("agree", 100), ("reject", 50)])
def test_what_was_unclear_is_met_or_missed(action: Action, total: int) -> None:
    found = settled(card(verdict("a", "met"), verdict("b", "unclear"), total=None), [say(action, "b")], 80)
    assert found is not None
    assert found.total == total


def test_too_much_left_unclear_gives_no_total() -> None:
    doubtful = card(verdict("a", "met"), verdict("b", "unclear"), verdict("c", "unclear"), total=None)
    found = settled(doubtful, [say("agree", "b")], 80)
    assert found is not None
    assert (found.total, found.passed) == (None, None)


def test_a_call_that_only_deducts_starts_from_the_hundred() -> None:
    found = settled(card(verdict("x", "missed", 0, 10), total=90), [say("agree", "x")], 80)
    assert found is not None
    assert found.total == 100


def test_a_fatal_rule_that_was_taken_back_gives_the_points_again() -> None:
    zero = card(verdict("a", "met"), verdict("fatal", "missed", 0), total=0, mode="exam", without_fatal=100)
    found = settled(zero, [say("agree", "fatal")], 80, {"fatal"})
    assert found is not None
    assert found.total == 100
    other = settled(zero, [say("agree", "a")], 80, {"fatal"})
    assert other is not None
    assert (other.total, other.total_without_fatal) == (Fraction(0), Fraction(100))


@pytest.mark.parametrize(("action", "passed"), [("agree", True), ("reject", False)])
def test_the_whole_call_is_cleared_of_its_marks_or_fails(action: Action, passed: bool) -> None:
    found = settled(card(verdict("a", "met"), total=100), [say(action)], 80)
    assert found is not None
    assert (found.total, found.passed, found.review) == (Fraction(100), passed, ())
