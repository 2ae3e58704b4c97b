"""How rules came out over many calls, added up by rule and trainee: what class reports read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from trainer.scoring.points import MOST_DEDUCTED

_COUNTS = """
    SELECT rules.scenario, rules.sha256, rules.rule,
        operator, label, skill, nullif(trainee, 0), sum(met), sum(partly), sum(missed), sum(points), sum(earned),
        sum(deducted)
    FROM rule_sums JOIN rules ON rules.id = rule_sums.rule WHERE month = ifnull(?, month)
    GROUP BY rule_sums.rule, trainee HAVING sum(met + partly + missed) > 0 OR sum(deducted) > 0
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
    return tuple(RuleCount(*row) for row in connection.execute(_COUNTS, (month,)))


def level(counts: Iterable[RuleCount], calls: int) -> float | None:
    """How well these rules went in so many calls, 0…1, reckoned as progress does of one; None: nothing was judged."""
    every = tuple(counts)
    if not calls or not any(one.judged for one in every):
        return None
    points = sum(one.points for one in every)
    share = sum(one.earned for one in every) / points if points else 1.0
    return max(0.0, min(1.0, share) - sum(one.deducted for one in every) / calls / float(MOST_DEDUCTED))
