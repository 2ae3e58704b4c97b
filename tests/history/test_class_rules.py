"""What the store adds up is what its results and rule results say one by one, whatever was done to them."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.report.html import made
from trainer.history.class_figures import STEP
from trainer.history.class_rules import ClassRules, Key, Part, RuleCount, level_of_parts
from trainer.history.database import FILE
from trainer.history.opened import opened
from trainer.history.skill_level import level
from trainer.history.store import Store
from trainer.history.values import RuleResult
from trainer.scoring.skills import SPOKEN

from .conftest import DATA

MOST = 3
JUDGED = ("met", "partly", "missed")


def half(scenario: str, rule: str, skill: str) -> str:
    """Groups that mix skills: the greeting, what only spoken calls measure, the rest."""
    return "开头" if rule.startswith("greet.") else "声音" if skill == SPOKEN else "余下"


def added_up(store: Store, month: str | None = None) -> ClassRules:
    return store.class_rules(half, most=MOST, month=month)


def one_by_one(store: Store, month: str | None = None) -> ClassRules:
    """The same, from every verdict."""
    results = {
        one.number: one for one in store.results() if month is None or f"{one.started:%Y-%m}" == month
    }  # fmt: skip
    verdicts = [one for one in store.rule_results() if one.number in results]
    version = {one.number: (one.scenario, one.sha256) for one in results.values()}
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    cells: dict[Key, dict[int | None, tuple[int, int]]] = {}
    groups: dict[tuple[int | None, str], list[RuleResult]] = {}
    named: dict[tuple[str, str, str], tuple[str, str]] = {}
    for one in verdicts:
        scenario, sha256 = version[one.number]
        trainee = results[one.number].trainee
        who = trainee.id if trainee else None
        if one.outcome not in JUDGED and not one.deducted:
            continue
        counts.setdefault((scenario, sha256, one.rule), Counter())[one.outcome] += 1
        named[scenario, sha256, one.rule] = one.label, one.skill
        missed, judged = cells.setdefault((scenario, one.rule), {}).get(who, (0, 0))
        cells[scenario, one.rule][who] = missed + (one.outcome == "missed"), judged + (one.outcome in JUDGED)
        groups.setdefault((who, half(scenario, one.rule, one.skill)), []).append(one)
    often = {key: sum(missed for missed, _ in mine.values()) for key, mine in cells.items()}
    worst = sorted((key for key in often if often[key]), key=lambda key: (-often[key], key))
    levels = {key: found for key, mine in groups.items() if (found := level_of(mine, version)) is not None}
    return ClassRules(
        tuple(RuleCount(*key[:1], key[1], key[2], "", *named[key], *(found[one] for one in JUDGED))
              for key, found in counts.items()),
        levels,
        {key: cells[key] for key in worst[:MOST]},
    )  # fmt: skip


def level_of(rules: Sequence[RuleResult], version: Mapping[int, tuple[str, str]]) -> float | None:
    """As docs/HISTORY.md says it: of the calls of a version that rule counts that was judged most often."""
    judged = [one for one in rules if one.outcome in JUDGED]
    points, deducted = sum(one.points for one in judged), sum(one.deducted for one in rules)
    if not points and not deducted and all(one.skill == SPOKEN for one in rules):
        return None
    calls: dict[tuple[str, str], int] = {}
    for place in set(version.values()):
        mine = [one for one in rules if version[one.number] == place]
        often = Counter(one.rule for one in mine if one.outcome in JUDGED)
        calls[place] = max([*often.values(), int(any(one.deducted for one in mine))])
    return level(points, sum(one.earned for one in judged), deducted, sum(calls.values()))


def alike(found: ClassRules, wanted: ClassRules) -> bool:
    """The same; the operator of a rule stands in no verdict."""
    assert list(found.missed.items()) == list(wanted.missed.items())
    assert {replace(one, operator="") for one in found.counts} == {*wanted.counts}
    assert found.levels == pytest.approx(wanted.levels)
    return True


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
    assert alike(added_up(store, month), one_by_one(store, month))
    assert bool(added_up(store, month).counts) == (month != "2030-01")


def test_sums_follow_what_is_assigned_saved_again_and_forgotten(store):
    before = added_up(store)
    li = store.find_trainee("小李")
    store.assign([one.number for one in store.results() if one.trainee is None], li)
    assert alike(added_up(store), one_by_one(store))
    assert added_up(store).missed != before.missed
    session, scenario = made.session("in-hold", 0, trainee=li)
    store.save(replace(session, key="k0", number=None), scenario)
    assert alike(added_up(store), one_by_one(store))
    store.forget([one.number for one in store.results() if one.trainee == li][:3])
    assert alike(added_up(store), one_by_one(store))
    store.forget([one.number for one in store.results()])
    assert added_up(store) == ClassRules()


def test_a_store_of_the_first_schema_has_its_sums(tmp_path):
    shutil.copy(DATA / "schema-1.db", tmp_path / FILE)
    with opened(tmp_path) as store:
        assert added_up(store).counts
        assert alike(added_up(store), one_by_one(store))


def test_nothing_is_kept_of_what_was_forgotten(store):
    li = store.find_trainee("小李")
    store.forget([one.number for one in store.results() if one.trainee == li])
    store.forget_trainee(li)
    store.compact()
    for table in ("rule_sums", "rule_totals"):
        rows = store._connection.execute(f"SELECT * FROM {table} WHERE trainee = {li.id}").fetchall()
        assert rows == [], table
    assert alike(added_up(store), one_by_one(store))


def test_the_operator_of_a_rule_is_told(store):
    assert {one.operator for one in added_up(store).counts if one.rule == "greet.hello"} == {"required"}


def test_a_scenario_goes_by_its_newest_title(store):
    session, scenario = made.session("in-hold", 0)
    later = replace(session, key="later", number=None, trainee=None, started=session.started + timedelta(days=90))
    store.save(replace(later, title="新名字"), scenario)
    store.save(replace(later, key="k0", title="旧名字", started=session.started), scenario)
    assert store.titles() == {"in-hold": "新名字"}


@pytest.mark.parametrize("month", [None, "2026-11"])
def test_what_a_trainer_settled_stands_in_all_figures(store, month):
    failed = [one for one in store.results() if one.trainee and one.passed is False]
    before = store.class_figures(month)
    now = replace(failed[2], total=95.0, first_total=95.0, passed=True)
    after = store.class_figures(month, [now])
    people = {one.trainee: (one, other) for one, other in zip(before.people, after.people, strict=True)}
    mine, then = people[now.trainee]
    assert then.sum - mine.sum == pytest.approx(95 - failed[2].compared)
    assert (then.passed - mine.passed, then.settled, then.calls) == (1, mine.settled, mine.calls)
    assert all(one == other for who, (one, other) in people.items() if who != now.trainee)
    assert sum(after.spread) == sum(before.spread)
    assert after.spread[-1] == before.spread[-1] + 1
    changed = [(one.day, other.mean) for one, other in zip(before.days, after.days, strict=True) if one != other]
    assert changed == [(f"{now.started:%Y-%m-%d}", 95.0)]
    assert (before.failed, after.failed) == (3, 2)
    unsaid = store.class_figures(month, [replace(now, total=None, first_total=None, passed=None)])
    assert sum(one.counted for one in unsaid.people) == sum(one.counted for one in before.people) - 1
    assert sum(one.settled for one in unsaid.people) == sum(one.settled for one in before.people) - 1


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
        assert added_up(store) == ClassRules()
        assert store.titles() == {}


def test_a_level_is_what_was_earned_without_what_was_deducted():
    one = Part(points=20, earned=10, deducted=0, calls=2, spoken=False)
    assert level_of_parts([one]) == 0.5
    assert level_of_parts([replace(one, deducted=6)]) == pytest.approx(0.4)
    assert level_of_parts([replace(one, points=0, earned=0, deducted=300)]) == 0
    assert level_of_parts([replace(one, points=0, earned=0, calls=0)]) is None
    assert level_of_parts([]) is None


def test_deductions_are_spread_over_the_calls_that_measured_the_group():
    one = Part(points=0, earned=0, deducted=30, calls=2, spoken=False)
    assert level_of_parts([one]) == pytest.approx(0.5)
    assert level_of_parts([one, replace(one, deducted=0, calls=8)]) == pytest.approx(0.9)


def test_what_only_spoken_calls_measure_has_no_level_where_nothing_was_spoken():
    silent = Part(points=0, earned=0, deducted=0, calls=3, spoken=True)
    assert level_of_parts([silent]) is None
    assert level_of_parts([silent, replace(silent, spoken=False)]) == 1
    assert level_of_parts([replace(silent, deducted=9)]) == pytest.approx(0.9)
