"""How the rules came out over many calls, added up by the store: what class reports read of millions of verdicts."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from trainer.history.skill_level import level
from trainer.scoring.skills import SPOKEN

Key = tuple[str, str]  # scenario's id, rule's full id: the same in every version
GroupOf = Callable[[str, str, str], str]  # scenario's id, rule's full id, its skill → the group it belongs to
Missed = Mapping[int | None, tuple[int, int]]  # trainee's id → calls in which it was missed, in which it was judged

# One row for each rule and trainee. What was taken back again may leave a little of a sum of fractions.
_EVER = "(SELECT * FROM rule_totals WHERE met OR partly OR missed OR deducted > 0.001)"
_IN_MONTH = "(SELECT * FROM rule_sums WHERE month = :month AND (met OR partly OR missed OR deducted > 0.001))"

_RULES = "SELECT id, scenario, sha256, rule, operator, label, skill FROM rules"
_COUNTS = "SELECT rule, sum(met), sum(partly), sum(missed) FROM {} GROUP BY rule"
_PARTS = """
    WITH placed AS MATERIALIZED (
        SELECT json_extract(value, '$[0]') AS rule, json_extract(value, '$[1]') AS place,
            json_extract(value, '$[2]') AS spoken
        FROM json_each(:placed)
    )
    SELECT nullif(trainee, 0), place, sum(points), sum(earned), sum(deducted),
        max(max(met + partly + missed, deducted > 0)), min(spoken)
    FROM {} JOIN placed USING (rule) GROUP BY trainee, place
"""
_CELLS = """
    SELECT rule, nullif(trainee, 0), missed, met + partly + missed FROM {}
    WHERE rule IN (SELECT value FROM json_each(:rules))
"""


@dataclass(frozen=True, slots=True)
class RuleCount:
    """One rule of one version of a scenario in the calls of everybody."""

    scenario: str  # id
    sha256: str
    rule: str  # full id
    operator: str
    label: str
    skill: str
    met: int
    partly: int
    missed: int

    @property
    def key(self) -> Key:
        """The rule in all versions."""
        return self.scenario, self.rule

    @property
    def judged(self) -> int:
        """Calls in which it could be judged."""
        return self.met + self.partly + self.missed


@dataclass(frozen=True, slots=True)
class Part:
    """The rules of a group in the calls that one trainee had of one version of a scenario."""

    points: float  # of the calls in which each was judged
    earned: float
    deducted: float
    calls: int  # in which the rule was judged that was judged most often; one that only cost points counts as one
    spoken: bool  # nothing but what spoken calls alone measure


@dataclass(frozen=True, slots=True)
class ClassRules:
    """The rules in the calls of everybody."""

    counts: tuple[RuleCount, ...] = ()
    levels: Mapping[tuple[int | None, str], float] = field(default_factory=dict)  # (trainee's id, group), 0…1
    missed: Mapping[Key, Missed] = field(default_factory=dict)  # of the rules missed most often, these first


def class_rules(connection: sqlite3.Connection, group_of: GroupOf, most: int, month: str | None = None) -> ClassRules:
    """Of all finished sessions, or of those begun in that month (2026-11).

    `most`: so many rules that are missed most often are told trainee by trainee.
    """
    source, given = _EVER if month is None else _IN_MONTH, {"month": month}
    counted = connection.execute(_COUNTS.format(source), given).fetchall()
    rules = {number: named for number, *named in connection.execute(_RULES)}  # each rule that was counted is there
    counts = {number: RuleCount(*rules[number], *sums) for number, *sums in counted}
    worst = most_missed(counts.values(), most)
    cells: dict[Key, dict[int | None, tuple[int, int]]] = {key: {} for key in worst}
    shown = [number for number, one in counts.items() if one.key in cells]
    for number, trainee, missed, judged in connection.execute(
        _CELLS.format(source), {**given, "rules": json.dumps(shown)}
    ):
        before = cells[counts[number].key].get(trainee, (0, 0))
        cells[counts[number].key][trainee] = before[0] + missed, before[1] + judged
    groups = {number: group_of(one.scenario, one.rule, one.skill) for number, one in counts.items()}
    placed = {number: (one.sha256, groups[number], one.skill == SPOKEN) for number, one in counts.items()}
    return ClassRules(tuple(counts.values()), _levels(connection, source, given, placed), cells)


def most_missed(counts: Iterable[RuleCount], most: int) -> tuple[Key, ...]:
    """The rules that are missed most often in all versions together, at most so many."""
    missed: Counter[Key] = Counter()
    for one in counts:
        missed[one.key] += one.missed
    return tuple(sorted((key for key in missed if missed[key]), key=lambda key: (-missed[key], key))[:most])


def level_of_parts(parts: Iterable[Part]) -> float | None:
    """How well the rules of a group went (skill_level.py) in the calls that measured it; None: in none.

    What a group of the spoken calls does not cost says nothing where nothing was spoken.
    """
    every = tuple(parts)
    points, deducted = sum(one.points for one in every), sum(one.deducted for one in every)
    if not points and not deducted and all(one.spoken for one in every):
        return None
    return level(points, sum(one.earned for one in every), deducted, sum(one.calls for one in every))


def _levels(
    connection: sqlite3.Connection,
    source: str,
    given: Mapping[str, str | None],
    placed: Mapping[int, tuple[str, str, bool]],
) -> Mapping[tuple[int | None, str], float]:
    """`placed`: rule's number → its version, its group, whether spoken calls alone measure it."""
    places = {place: number for number, place in enumerate(dict.fromkeys(one[:2] for one in placed.values()))}
    groups = [group for _, group in places]
    rows = [(number, places[one[:2]], int(one[2])) for number, one in placed.items()]
    parts: defaultdict[tuple[int | None, str], list[Part]] = defaultdict(list)
    found = connection.execute(_PARTS.format(source), {**given, "placed": json.dumps(rows)})
    for trainee, place, points, earned, deducted, calls, spoken in found:
        parts[trainee, groups[place]].append(Part(points, earned, deducted, calls, bool(spoken)))
    levels = ((key, level_of_parts(mine)) for key, mine in parts.items())
    return {key: found for key, found in levels if found is not None}
