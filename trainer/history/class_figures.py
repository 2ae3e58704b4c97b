"""The results of many trainees, added up by the store: no result is read one by one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from trainer.history.values import Result, Trainee

STEP = 10  # points of one stretch of the spread
FOLLOW_UP = 3 * 86_400  # s; F-when (docs/ETIQUETTE.md): followed up within three days
DAYS = 30  # of the latest course

# What is compared: practice counts its first try, as `Result.compared`; what a trainer settled stands before that.
_FOUND = """
    WITH reviewed AS MATERIALIZED (
        SELECT json_extract(value, '$[0]') AS number, json_extract(value, '$[1]') AS compared,
            json_extract(value, '$[2]') AS passed
        FROM json_each(:reviewed)
    ),
    ever AS (
        SELECT trainee, scenario, source, instant, marked, substr(started, 1, 10) AS day,
            iif(reviewed.number IS NULL, sessions.passed, reviewed.passed) AS passed,
            iif(reviewed.number IS NULL, iif(mode = 'practice', first_total, total), reviewed.compared) AS compared
        FROM sessions LEFT JOIN reviewed ON reviewed.number = sessions.number WHERE finished
    ),
    found AS (SELECT * FROM ever WHERE :month IS NULL OR substr(day, 1, 7) = :month)
"""
_PEOPLE = f"""
    {_FOUND}
    SELECT found.trainee, name, staff_number, count(*), sum(compared), count(compared), ifnull(sum(passed), 0),
        count(passed), sum(marked), min(day), max(day)
    FROM found LEFT JOIN trainees ON trainees.id = found.trainee GROUP BY found.trainee
"""
_SPREAD = f"""
    {_FOUND}
    SELECT min(CAST(compared / {STEP} AS INTEGER), {100 // STEP - 1}) AS stretch, count(*) FROM found
    WHERE compared IS NOT NULL GROUP BY stretch
"""
_COURSE = f"""
    {_FOUND}
    SELECT day, count(*), avg(compared) FROM found WHERE day > date(:last, '-{DAYS} days') GROUP BY day ORDER BY day
"""
# What follows a call of the month, and the last call there is, may be of the next month.
_FOLLOWED = f"""
    {_FOUND}
    SELECT count(*), ifnull(sum(later - instant <= {FOLLOW_UP}), 0) FROM (
        SELECT passed, day, instant, lead(instant) OVER (PARTITION BY trainee, scenario ORDER BY instant) AS later,
            (SELECT max(instant) FROM ever) AS now
        FROM ever WHERE trainee IS NOT NULL AND source != 'recording')
    WHERE passed = 0 AND (:month IS NULL OR substr(day, 1, 7) = :month)
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


def class_figures(
    connection: sqlite3.Connection, month: str | None = None, reviewed: Iterable[Result] = ()
) -> ClassFigures:
    """Of all finished sessions, or of those begun in that month (2026-11).

    `reviewed`: the few that a trainer settled something of, as they are after that.
    """
    changes = json.dumps([(one.number, one.compared, one.passed) for one in reviewed])
    given = {"month": month, "reviewed": changes}
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
