"""What the store adds up is what its results and rule results say one by one, whatever was done to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.report.html import made
from trainer.history.class_figures import STEP
from trainer.history.opened import opened
from trainer.history.rule_counts import RuleCount, level_of_group
from trainer.history.store import Store

JUDGED = ("met", "partly", "missed")
Sums = dict[tuple[str, int | None], list[float]]


def counted(store: Store, month: str | None = None) -> Sums:
    """(rule, trainee) → met, partly, missed, earned, deducted, as the store adds them up."""
    return {
        (one.rule, one.trainee): [
            one.met,
            one.partly,
            one.missed,
            pytest.approx(one.earned),
            pytest.approx(one.deducted),
        ]
        for one in store.rule_counts(month)
    }


def one_by_one(store: Store, month: str | None = None) -> Sums:
    """The same, from every verdict."""
    owner = {
        one.number: one.trainee.id if one.trainee else None
        for one in store.results()
        if month is None or f"{one.started:%Y-%m}" == month
    }
    sums: Sums = {}
    for rule in store.rule_results():
        if rule.number in owner:
            mine = sums.setdefault((rule.rule, owner[rule.number]), [0, 0, 0, 0.0, 0.0])
            if rule.outcome in JUDGED:
                mine[JUDGED.index(rule.outcome)] += 1
                mine[3] += rule.earned
            mine[4] += rule.deducted
    return {key: mine for key, mine in sums.items() if any(mine[:3]) or mine[4]}


def fill(store: Store) -> None:
    """Six calls of two trainees and of nobody, in two months."""
    li = store.trainee("小李", "1009")
    wang = store.trainee("小王", "1008")
    for place, (example, who, days) in enumerate(
        ((4, wang, 0), (5, wang, 1), (4, li, 2), (2, None, 3), (4, li, 30), (5, None, 31))
    ):
        session, scenario = made.session("in-hold", example, trainee=who)
        mode = "practice" if place % 2 else "exam"
        moved = replace(
            session, key=f"k{place}", number=None, mode=mode, started=session.started + timedelta(days=days)
        )
        store.save(moved, scenario)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path) as store:
        fill(store)
        yield store


@pytest.mark.parametrize("month", [None, "2026-11", "2026-12", "2030-01"])
def test_sums_are_those_of_the_verdicts(store, month):
    assert counted(store, month) == one_by_one(store, month)
    assert bool(counted(store, month)) == (month != "2030-01")


def test_sums_follow_what_is_assigned_saved_again_and_forgotten(store):
    before = counted(store)
    li = store.find_trainee("小李")
    store.assign([one.number for one in store.results() if one.trainee is None], li)
    assert counted(store) == one_by_one(store) != before
    session, scenario = made.session("in-hold", 0, trainee=li)
    store.save(replace(session, key="k0", number=None), scenario)
    assert counted(store) == one_by_one(store)
    store.forget([one.number for one in store.results() if one.trainee == li][:3])
    assert counted(store) == one_by_one(store)
    store.forget([one.number for one in store.results()])
    assert counted(store) == {}


def test_the_operator_of_a_rule_is_told(store):
    assert {one.operator for one in store.rule_counts() if one.rule == "greet.hello"} == {"required"}


@pytest.mark.parametrize("month", [None, "2026-12"])
def test_the_figures_of_a_class_are_those_of_its_results(store, month):
    results = [one for one in store.results() if month is None or f"{one.started:%Y-%m}" == month]
    figures = store.class_figures(month)
    totals = [one.compared for one in results if one.compared is not None]
    assert sum(figures.spread) == len(totals)
    assert figures.spread[0] == sum(total < STEP for total in totals)
    assert Counter({one.trainee: one.calls for one in figures.people}) == Counter(one.trainee for one in results)
    for person in figures.people:
        mine = [one for one in results if one.trainee == person.trainee]
        own = [one.compared for one in mine if one.compared is not None]
        assert person.mean == pytest.approx(sum(own) / len(own))
        assert person.passed == sum(one.passed is True for one in mine)
        assert person.marked == sum(one.marked for one in mine)
        assert person.latest == f"{mine[-1].started:%Y-%m-%d}"
    last = max(one.started for one in results)
    assert [one.day for one in figures.days] == [
        f"{one.started:%Y-%m-%d}" for one in results if one.started.date() > last.date() - timedelta(days=30)
    ]


def test_followed_up_is_what_the_same_trainee_tried_again_within_three_days(store):
    failed = [one for one in store.results() if one.trainee and one.passed is False]
    assert [(one.trainee.name, one.started.day) for one in failed] == [
        ("小王", 21), ("小王", 22), ("小李", 23), ("小李", 21),
    ]  # fmt: skip
    figures = store.class_figures()
    assert (figures.failed, figures.followed) == (3, 1)  # the last one still has a day


def test_what_failed_at_the_end_of_a_month_may_be_followed_up_in_the_next(tmp_path):
    with opened(tmp_path) as store:
        wang = store.trainee("小王", "1008")
        for place, days in enumerate((0, 8, 9, 11, 25)):  # 21 and 29 and 30 November, 2 and 16 December
            session, scenario = made.session("in-hold", 4, trainee=wang)
            assert session.card is not None
            card = replace(session.card, passed=False)
            at = session.started + timedelta(days=days)
            store.save(replace(session, key=f"k{place}", number=None, started=at, card=card), scenario)
        november, december, both = (store.class_figures(month) for month in ("2026-11", "2026-12", None))
    assert (november.failed, november.followed) == (3, 2)
    assert (december.failed, december.followed) == (1, 0)  # the last one may still be followed up
    assert (both.failed, both.followed) == (4, 2)


def test_nothing_at_all(tmp_path):
    with opened(tmp_path) as store:
        figures = store.class_figures()
        assert (figures.people, sum(figures.spread), figures.days, figures.failed) == ((), 0, (), 0)
        assert store.rule_counts() == ()


def test_a_level_is_what_was_earned_without_what_was_deducted():
    one = RuleCount("s", "a", "r", "required", "r", "k", 1, met=1, partly=0, missed=1, points=20, earned=10, deducted=0)
    assert level_of_group([one]) == 0.5
    assert level_of_group([one, replace(one, points=0, earned=0, deducted=6)]) == pytest.approx(0.4)
    assert level_of_group([replace(one, points=0, earned=0, deducted=300)]) == 0
    assert level_of_group([replace(one, met=0, missed=0, points=0, earned=0)]) is None
    assert level_of_group([]) is None


def test_deductions_are_spread_over_the_calls_that_measured_the_group():
    one = RuleCount("s", "a", "r", "banned", "r", "k", 1, met=1, partly=0, missed=1, points=0, earned=0, deducted=30)
    other = replace(one, sha256="b", met=8, missed=0, deducted=0)
    assert level_of_group([one, replace(one, deducted=0)]) == pytest.approx(0.5)
    assert level_of_group([one, other]) == pytest.approx(0.9)
