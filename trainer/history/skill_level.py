"""How well a group of rules went, 0…1: one formula for one call, for somebody's course and for a class."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Protocol

from trainer.scorecard import COUNTED, Outcome
from trainer.scoring.points import MOST_DEDUCTED

Number = Fraction | float


class CameOut(Protocol):
    """How one rule came out in one call: a verdict, or what the store keeps of it."""

    @property
    def outcome(self) -> Outcome | str: ...
    @property
    def points(self) -> Number: ...
    @property
    def earned(self) -> Number: ...
    @property
    def deducted(self) -> Number: ...


def level(points: Number, earned: Number, deducted: Number, calls: int) -> float | None:
    """earned ÷ points − deducted ÷ the most that so many calls may lose, 0…1; None: no call measured the group.

    `points`: of the rules that were judged; none: nothing but deductions, from the full level. `calls`: those in
    which the group was measured.
    """
    if not calls:
        return None
    share = min(1.0, float(earned) / float(points)) if points else 1.0
    return max(0.0, share - float(deducted) / calls / float(MOST_DEDUCTED))


def level_of_call(rules: Iterable[CameOut]) -> float | None:
    """That of the rules of one group in one call.

    None: nothing was judged, or its points could not be measured (pace by keyboard) and it cost nothing.
    """
    every = tuple(rules)
    judged = [one for one in every if one.outcome in COUNTED]
    points, deducted = sum(one.points for one in judged), sum(one.deducted for one in every)
    unmeasured = not points and any(one.points for one in every)
    measured = bool(deducted) or (bool(judged) and not unmeasured)
    return level(points, sum(one.earned for one in judged), deducted, int(measured))
