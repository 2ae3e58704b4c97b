"""The results of many trainees, added up by the store: no result is read one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace

from trainer.history.values import Result, Trainee

STEP = 10  # points of one stretch of the spread
FOLLOW_UP = 3 * 86_400  # s; F-when (docs/ETIQUETTE.md): followed up within three days
DAYS = 30  # of the latest course

# What is compared: practice counts its first try. As `Result.compared`.
_FROM = """
    (SELECT *, iif(mode = 'practice', first_total, total) AS compared, substr(started, 1, 10) AS day
    FROM sessions WHERE finished AND (:month IS NULL OR substr(started, 1, 7) = :month))
"""
_PEOPLE = f"""
    SELECT found.trainee, name, staff_number, count(*), sum(compared), count(compared), ifnull(sum(passed), 0),
        count(passed), sum(marked), min(day), max(day)
    FROM {_FROM} AS found LEFT JOIN trainees ON trainees.id = found.trainee GROUP BY found.trainee
"""
_SPREAD = f"""
    SELECT min(CAST(compared / {STEP} AS INTEGER), {100 // STEP - 1}) AS stretch, count(*) FROM {_FROM}
    WHERE compared IS NOT NULL GROUP BY stretch
"""
_COURSE = f"""
    SELECT day, count(*), avg(compared) FROM {_FROM} WHERE day > date(:last, '-{DAYS} days') GROUP BY day ORDER BY day
"""
# What follows a call of the month, and the last call there is, may be of the next month.
_FOLLOWED = f"""
    SELECT count(*), ifnull(sum(later - instant <= {FOLLOW_UP}), 0) FROM (
        SELECT passed, started, instant, lead(instant) OVER (PARTITION BY trainee, scenario ORDER BY instant) AS later,
            (SELECT max(instant) FROM sessions WHERE finished) AS now
        FROM sessions WHERE finished AND trainee IS NOT NULL AND source != 'recording')
    WHERE passed = 0 AND (:month IS NULL OR substr(started, 1, 7) = :month)
        AND (now - instant > {FOLLOW_UP} OR later - instant <= {FOLLOW_UP})
"""


@dataclass(frozen=True, slots=True)
class Person:
    """One trainee's results, added up."""

    trainee: Trainee | None  # None: 未署名
    calls: int
    sum: float  # of the totals that are compared
    counted: int  # calls that have one
    passed: int
    settled: int  # calls that passed or did not
    marked: int  # that a person should look at
    first: str  # day: 2026-11-30
    latest: str

    @property
    def mean(self) -> float | None:
        """Of the totals."""
        return self.sum / self.counted if self.counted else None


@dataclass(frozen=True, slots=True)
class Day:
    """The results of one day."""

    day: str
    calls: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """The results of everybody."""

    people: tuple[Person, ...]
    spread: tuple[int, ...]  # how many totals in each stretch of STEP points; 100 belongs to the last
    days: tuple[Day, ...]  # of the last thirty
    failed: int  # calls not passed that are older than three days, or were followed up
    followed: int  # of those: the same trainee tried the same scenario again within three days


def after_review(figures: ClassFigures, reviewed: Iterable[tuple[Result, bool | None]]) -> ClassFigures:
    """The figures with what trainers settled: results that are in them, and whether they pass now."""
    changes = [(one.trainee, one.passed, now) for one, now in reviewed]

    def changed(person: Person) -> Person:
        mine = [(before, now) for trainee, before, now in changes if trainee == person.trainee]
        passed = sum(int(now is True) - int(before is True) for before, now in mine)
        settled = sum(int(now is not None) - int(before is not None) for before, now in mine)
        return replace(person, passed=person.passed + passed, settled=person.settled + settled)

    return replace(figures, people=tuple(map(changed, figures.people)))


def class_figures(connection: sqlite3.Connection, month: str | None = None) -> ClassFigures:
    """Of all finished sessions, or of those begun in that month (2026-11)."""
    given = {"month": month}
    people = tuple(
        Person(None if row[0] is None else Trainee(*row[:3]), row[3], row[4] or 0.0, *row[5:])
        for row in connection.execute(_PEOPLE, given)
    )
    spread = [0] * (100 // STEP)
    for stretch, count in connection.execute(_SPREAD, given):
        spread[max(0, stretch)] = count
    last = max((one.latest for one in people), default="")
    days = tuple(Day(*row) for row in connection.execute(_COURSE, {**given, "last": last}))
    failed, followed = connection.execute(_FOLLOWED, given).fetchone()
    return ClassFigures(people, tuple(spread), days, failed, followed)
