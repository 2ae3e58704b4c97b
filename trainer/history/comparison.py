"""A result beside earlier ones of the same kind: the best, the last before it, and which rules came out otherwise.

Compared are the same scenario, variant, way (keyboard, voice, recording) and mode; practice counts its first try.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trainer.history.values import Result, RuleResult
from trainer.scorecard import COUNTED


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that brought or cost other points than before."""

    before: RuleResult
    now: RuleResult
    gain: float  # points of the 100; below 0: it got worse


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results of the same kind."""

    before: Result
    now: Result
    changes: tuple[Change, ...]  # the largest first
    record: bool = False  # no earlier result of the kind was as high

    @property
    def difference(self) -> float | None:
        """Points gained; None where one of them has no total."""
        if self.now.compared is None or self.before.compared is None:
            return None
        return round(self.now.compared - self.before.compared, 1)

    @property
    def other_version(self) -> bool:
        """The scenario was changed in between."""
        return self.now.sha256 != self.before.sha256


def alike(one: Result, other: Result) -> bool:
    """Whether the two may be compared, whoever they belong to."""
    return _kind(one) == _kind(other)


def before(result: Result, results: Iterable[Result]) -> tuple[Result, ...]:
    """The trainee's results of the same kind before this one, with a total, in order; none: it is the first."""
    earlier = [one for one in results if alike(one, result) and one.trainee == result.trainee]
    earlier = [one for one in earlier if _order(one) < _order(result) and one.compared is not None]
    return tuple(sorted(earlier, key=_order))


def best(results: Iterable[Result]) -> dict[tuple[str, str], Result]:
    """The highest compared total by scenario and way; of equal ones the first."""
    found: dict[tuple[str, str], Result] = {}
    for one in results:
        if one.compared is None:
            continue
        key = (one.scenario, one.source)
        if key not in found or one.compared > (found[key].compared or 0):
            found[key] = one
    return found


def compare(
    first: Result, now: Result, rules_before: Iterable[RuleResult], rules_now: Iterable[RuleResult]
) -> Comparison:
    """What changed from one to the other; rules that were not judged in both are left out."""
    earlier, later = tuple(rules_before), tuple(rules_now)
    worth_before, worth_now = _worth(earlier), _worth(later)
    known = {one.rule: one for one in earlier if one.rule in worth_before}
    changes = [
        Change(known[one.rule], one, round(worth_now[one.rule] - worth_before[one.rule], 1))
        for one in later
        if one.rule in known and one.rule in worth_now and _state(one) != _state(known[one.rule])
    ]
    changes = [one for one in changes if one.gain]
    return Comparison(first, now, tuple(sorted(changes, key=lambda one: -abs(one.gain))))


def _worth(rules: Sequence[RuleResult]) -> Mapping[str, float]:
    """What each judged rule brought or cost, in points of the 100."""
    judged = [one for one in rules if one.outcome in COUNTED]
    possible = sum(one.points for one in judged)
    return {one.rule: (100 * one.earned / possible if possible else 0.0) - one.deducted for one in judged}


def _state(one: RuleResult) -> tuple[float, float, float]:
    """What makes it the same as another: a share of other points may be worth more of the 100."""
    return one.points, one.earned, one.deducted


def _kind(one: Result) -> tuple[str, str | None, str, str]:
    return one.scenario, one.variant, one.source, one.mode


def _order(one: Result) -> tuple[float, int]:
    return one.started.timestamp(), one.number
