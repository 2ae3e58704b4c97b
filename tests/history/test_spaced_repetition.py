"""When a skill group comes again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from trainer.history.spaced_repetition import LONGEST, Rating, due, next_day, practised, ratings
from trainer.scoring.skills import SKILLS

from .made import rule

NOW = datetime(2026, 11, 30, 20, 0, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("outcome", "earned", "helped", "rating"),
    [
        ("met", 10.0, (), "good"),
        ("partly", 8.0, (), "good"),
        ("partly", 7.9, (), "again"),
        ("missed", 0.0, ("a",), "again"),
        ("met", 10.0, ("a",), "hard"),
        ("met", 10.0, ("another",), "good"),
    ],
)
def test_missed_is_again_help_is_hard_met_is_good(
    outcome: str, earned: float, helped: tuple[str, ...], rating: Rating
) -> None:
    assert ratings([rule(1, "a", outcome, earned=earned)], helped) == {"安抚体谅": rating}


def days_until(card: str, now: datetime = NOW) -> int:
    """Whole days until the only card is due."""
    day = next_day({"安抚体谅": card}, now)
    assert day is not None
    return (day - now).days


def test_well_done_waits_longest_and_missed_comes_soonest() -> None:
    first = {rating: days_until(practised(None, rating, NOW)) for rating in ("again", "hard", "good")}
    assert 1 <= first["again"] <= first["hard"] < first["good"]


def test_each_success_makes_the_wait_longer_up_to_the_longest() -> None:
    card, at, waits = practised(None, "good", NOW), NOW, []
    for _ in range(8):
        at = next_day({"安抚体谅": card}, at) or at
        card = practised(card, "good", at)
        waits.append(days_until(card, at))
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST
    assert days_until(practised(card, "again", at), at) == 1


def test_the_same_calls_give_the_same_day() -> None:
    assert practised(None, "good", NOW) == practised(None, "good", NOW)


def test_a_damaged_card_begins_anew() -> None:
    assert practised("{}", "good", NOW) == practised("坏", "good", NOW) == practised(None, "good", NOW)


def test_due_is_what_the_day_brings_the_longest_overdue_first_and_then_what_is_new() -> None:
    cards = dict.fromkeys(SKILLS, practised(None, "good", NOW))
    cards["安抚体谅"] = practised(None, "again", NOW - timedelta(days=9))
    cards["结束道别"] = practised(None, "again", NOW - timedelta(days=20))
    found = due({**cards, "语速声音": None}, NOW)
    assert [one.skill for one in found] == ["结束道别", "安抚体谅", "语速声音"]
    assert found[2].since is None


def test_due_later_today_is_due() -> None:
    morning = NOW.replace(hour=7)
    card = practised(None, "again", NOW - timedelta(days=1))
    assert next_day({"安抚体谅": card}, morning) == NOW
    assert due({"安抚体谅": card}, morning)[0].skill == "安抚体谅"


def test_without_cards_everything_is_new() -> None:
    assert [one.skill for one in due({}, NOW)] == list(SKILLS)
    assert next_day({}, NOW) is None
    assert practised(None, "good", datetime(2026, 11, 30, 12, 0, tzinfo=UTC)) == practised(None, "good", NOW)


def test_whoever_types_is_not_asked_for_what_only_a_spoken_call_measures() -> None:
    assert [one.skill for one in due({}, NOW, typed=True)] == [skill for skill in SKILLS if skill != "语速声音"]
