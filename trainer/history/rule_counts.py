"""How rules came out over many calls, added up by rule and trainee: what class reports read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from trainer.history.skill_level import level
from trainer.scoring.skills import SPOKEN

_RULES = "SELECT id, scenario, sha256, rule, operator, label, skill FROM rules"
_COUNTS = """
    SELECT rule, nullif(trainee, 0), sum(met), sum(partly), sum(missed), sum(points), sum(earned), sum(deducted)
    FROM rule_sums WHERE month = ifnull(?, month)
    GROUP BY rule, trainee HAVING sum(met + partly + missed) > 0 OR sum(deducted) > 0
"""


@dataclass(frozen=True, slots=True)
class RuleCount:
    """One rule of one version of a scenario in the calls of one trainee."""

    scenario: str  # id
    sha256: str
    rule: str  # full id
    operator: str
    label: str
    skill: str
    trainee: int | None  # id; None: 未署名
    met: int
    partly: int
    missed: int
    points: float  # of the calls in which it was judged
    earned: float
    deducted: float

    @property
    def judged(self) -> int:
        """Calls in which it could be judged."""
        return self.met + self.partly + self.missed


def rule_counts(connection: sqlite3.Connection, month: str | None = None) -> tuple[RuleCount, ...]:
    """Of all finished sessions, or of those begun in that month (2026-11)."""
    rules = {number: named for number, *named in connection.execute(_RULES)}  # each text once: there are many counts
    return tuple(RuleCount(*rules[number], *sums) for number, *sums in connection.execute(_COUNTS, (month,)))


def level_of_group(counts: Iterable[RuleCount]) -> float | None:
    """How well the rules of a group went (skill_level.py) in the calls that measured it; None: in none.

    The calls of one version of a scenario are those of its rule that was judged most often. What a group of the spoken
    calls does not cost says nothing where nothing was spoken.
    """
    every = tuple(counts)
    points, deducted = sum(one.points for one in every), sum(one.deducted for one in every)
    if not points and not deducted and all(one.skill == SPOKEN for one in every):
        return None
    calls: dict[tuple[str, int | None], int] = {}
    for one in every:
        key = (one.sha256, one.trainee)
        calls[key] = max(calls.get(key, 0), one.judged, 1 if one.deducted else 0)
    return level(points, sum(one.earned for one in every), deducted, sum(calls.values()))
