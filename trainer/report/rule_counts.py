"""How rules came out over many calls, added up by rule and trainee: what class reports read instead of every verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trainer.history.values import Result, RuleResult
from trainer.scoring.points import MOST_DEDUCTED


@dataclass(frozen=True, slots=True)
class RuleCount:
    """One rule of one version of a scenario in the calls of one trainee."""

    scenario: str  # id
    sha256: str
    rule: str  # full id
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


def counts_of(results: Iterable[Result], rules: Iterable[RuleResult]) -> tuple[RuleCount, ...]:
    """Added up in one pass; rules of other sessions are left out."""
    known = {
        one.number: (one.scenario, one.sha256, None if one.trainee is None else one.trainee.id) for one in results
    }
    found: dict[tuple[object, ...], list[float]] = {}
    for rule in rules:
        if rule.number in known:
            scenario, sha256, trainee = known[rule.number]
            key = (scenario, sha256, rule.rule, rule.label, rule.skill, trainee)
            sums = found.setdefault(key, [0, 0, 0, 0.0, 0.0, 0.0])
            if rule.outcome in _PLACES:
                sums[_PLACES[rule.outcome]] += 1
                sums[3] += rule.points
                sums[4] += rule.earned
            sums[5] += rule.deducted
    return tuple(
        RuleCount(*key, int(met), int(partly), int(missed), *more)  # type: ignore[arg-type]
        for key, (met, partly, missed, *more) in found.items()
    )


_PLACES: Mapping[str, int] = {"met": 0, "partly": 1, "missed": 2}


def level(counts: Iterable[RuleCount], calls: int) -> float | None:
    """How well these rules went, 0…1, reckoned as progress does of one call; None where nothing was judged."""
    every = tuple(counts)
    if not calls or not any(one.judged for one in every):
        return None
    points = sum(one.points for one in every)
    share = sum(one.earned for one in every) / points if points else 1.0
    return max(0.0, min(1.0, share) - sum(one.deducted for one in every) / calls / float(MOST_DEDUCTED))
