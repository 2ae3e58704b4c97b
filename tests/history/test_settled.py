"""What a trainer settled, beside what was computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from tests.scoring import conftest as scoring_tests
from tests.scoring.conftest import Make
from tests.scoring.helpers import call, heard, typed
from trainer.call import Call, Mode
from trainer.history.settled import reviewed, settled
from trainer.history.values import Action, RuleResult, Settlement
from trainer.report.session_text import settled_card
from trainer.scorecard import Pace, Review, Scorecard, Verdict
from trainer.scoring import score

from .made import START, result

make = scoring_tests.make  # the fixture
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


def test_where_nothing_was_judged_there_is_no_total() -> None:
    none = card(verdict("a", "not_measured"), verdict("b", "unclear", points=0), total=None)
    found = settled(none, [say("agree", "a"), say("reject", "a")], 80)
    assert found is not None
    assert found.total is None


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


RECOVERY = """
turns:
  - id: a
    cue: ring
    rules:
      - {id: sorry, required: [抱歉, 对不起], points: 8}
      - {id: hello, required: 您好, points: 2}
    next: [{if: {missed: sorry}, go: angrier}, {go: end}]
  - id: angrier
    recovery: a.sorry
    line: 你就一句话都不说？
    rules:
      - {id: sorry, required: [抱歉, 对不起], points: 3}
      - {id: soon, required: [马上, 安排], all: true, points: 1}
"""


def recovered(make: Make, first: str, second: str, *said: Settlement, gate: str | None = None) -> Scorecard:
    """The scorecard of a call with a second chance, as a trainer settled it."""
    scenario = make(RECOVERY)
    opening = heard(first, gate=gate) if gate else typed(first)
    played = call(opening, typed(second, "angrier"), path="a angrier")
    found = settled_card(score(scenario, played), scenario, said)
    assert found is not None
    return found


def earned(found: Scorecard) -> dict[str, Fraction]:
    return {one.id: one.earned for one in found.verdicts}


def test_points_that_were_not_lost_after_all_are_not_won_back_either(make: Make) -> None:
    found = recovered(make, "嗯", "抱歉马上安排", say("agree", "a.sorry"))
    assert earned(found) == {"a.sorry": 8, "a.hello": 0, "angrier.sorry": 0, "angrier.soon": 0}
    assert found.total == 80


def test_what_is_rejected_leaves_what_was_won_back(make: Make) -> None:
    found = recovered(make, "您好", "抱歉马上安排", say("reject", "a.sorry"))
    assert (found.total, earned(found)["angrier.sorry"], earned(found)["angrier.soon"]) == (60, 3, 1)


@pytest.mark.parametrize(("second", "won"), [("抱歉马上安排", (3, 1)), ("抱歉", (3, 0)), ("马上", (0, Fraction(1, 2)))])
def test_what_was_unclear_and_counts_as_missed_can_be_won_back(make: Make, second: str, won: Any) -> None:
    said = [say("reject", "a.sorry"), say("agree", "a.hello")]
    found = recovered(make, "您好", second, *said, gate="noisy")
    assert (earned(found)["angrier.sorry"], earned(found)["angrier.soon"]) == won
    assert found.total == 100 * (2 + sum(won)) / 10


def test_a_second_chance_that_counts_as_met_wins_back_its_share(make: Make) -> None:
    assert recovered(make, "您好", "马上安排", say("reject", "angrier.sorry")).total == 30
    assert recovered(make, "您好", "马上安排", say("agree", "angrier.sorry")).total == 60
    assert recovered(make, "您好", "抱歉马上", say("agree", "a.hello")).total == 55  # 2 + 3 + half of 1


def test_a_second_chance_that_was_not_visited_wins_nothing_back(make: Make) -> None:
    scenario = make(RECOVERY)
    card = score(scenario, call(heard("您好", gate="noisy")))
    found = settled_card(card, scenario, [say("reject", "a.sorry"), say("agree", "a.hello")])
    assert found is not None
    assert found.total == 20


class TestFirstTries:
    """In practice the first try is compared; what a trainer says is meant for the last one."""

    @pytest.fixture
    def settle(self, make: Make) -> Callable[..., Scorecard]:
        def of(first: str, last: str, *said: Settlement) -> Scorecard:
            scenario = make(RECOVERY)
            before = score(scenario, call(typed(first)))
            again = call(typed(last), mode="practice", attempt=2)
            rules = [
                RuleResult(1, v.id, v.id, "", v.outcome, float(v.points), float(v.earned), float(v.deducted))
                for v in before.verdicts
            ]
            found = settled_card(score(scenario, again, first_total=before.total), scenario, said, rules)
            assert found is not None
            return found

        return of

    def test_a_verdict_that_was_the_same_at_first_is_settled_there_too(self, settle) -> None:
        found = settle("嗯", "您好", say("agree", "a.sorry"))
        assert (found.total, found.first_total) == (100, 80)

    def test_a_verdict_that_was_another_at_first_stays_as_it_was_there(self, settle) -> None:
        found = settle("您好", "嗯", say("agree", "a.hello"))
        assert (found.total, found.first_total) == (20, 20)
        assert settle("您好抱歉", "嗯", say("agree", "a.hello")).first_total == 100

    def test_the_whole_call_has_the_same_points(self, settle) -> None:
        found = settle("嗯", "您好", say("agree"))
        assert (found.total, found.first_total, found.passed) == (20, 0, True)

    def test_without_the_first_tries_their_total_stays(self, make: Make) -> None:
        scenario = make(RECOVERY)
        card = score(scenario, call(typed("您好"), mode="practice", attempt=2), first_total=Fraction(0))
        found = settled_card(card, scenario, [say("agree", "a.sorry")])
        assert found is not None
        assert (found.total, found.first_total) == (100, 0)


def test_a_result_is_told_as_it_was_settled() -> None:
    found = settled(HALF, [say("agree", "b")], 80)
    assert found is not None
    now = reviewed(result(1, 50.0), found)
    assert (now.total, now.first_total, now.passed, now.compared) == (100, 100, True, 100)
    unsaid = reviewed(result(1, 50.0), replace(found, total=None, first_total=None, passed=None))
    assert (unsaid.compared, unsaid.passed) == (None, None)
