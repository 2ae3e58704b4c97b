"""The result after people looked at it: what a trainer settled stands beside what was computed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from fractions import Fraction

from trainer.history.values import Result, Settlement
from trainer.scorecard import COUNTED, Scorecard, Verdict
from trainer.scoring.points import LEAST_JUDGED, round_half_up


def settled(
    card: Scorecard, said: Iterable[Settlement], pass_mark: float, fatal: Collection[str] = ()
) -> Scorecard | None:
    """The scorecard as a trainer settled it; None where no trainer said anything. The last word on a rule counts.

    On a rule agreeing counts it as met; rejecting leaves it as it is, and misses what was unclear. On the whole call
    agreeing passes it and clears it of its marks; rejecting fails it. `fatal`: ids of the rules that make the total 0.
    """
    answers = {one.rule: one.action for one in said if one.action != "dispute"}
    if not answers:
        return None
    verdicts = tuple(
        _settled(one, agreed=answers[one.id] == "agree") if one.id in answers else one for one in card.verdicts
    )
    broken = card.call.mode != "practice" and any(one.id in fatal and one.outcome == "missed" for one in verdicts)
    plain = _total(verdicts) if verdicts != card.verdicts else card.total_without_fatal
    total = Fraction(0) if broken else plain
    whole = answers.get(None)
    passed = total is not None and total >= pass_mark
    return replace(
        card,
        verdicts=verdicts,
        total=total,
        first_total=total if card.call.attempt == 1 else card.first_total,
        total_without_fatal=plain,
        passed={"agree": True, "reject": False}.get(whole or "", None if total is None else passed),
        review=card.review if whole is None else (),
    )


def reviewed(result: Result, after: Scorecard) -> Result:
    """The result as a trainer settled it."""
    return replace(
        result,
        total=None if after.total is None else float(after.total),
        first_total=None if after.first_total is None else float(after.first_total),
        passed=after.passed,
    )


def _settled(verdict: Verdict, *, agreed: bool) -> Verdict:
    """The verdict after a trainer agreed with the trainee, or did not."""
    if agreed:
        return replace(verdict, outcome="met", earned=verdict.points or verdict.earned, deducted=Fraction(0))
    return replace(verdict, outcome="missed", earned=Fraction(0)) if verdict.outcome == "unclear" else verdict


def _total(verdicts: Iterable[Verdict]) -> Fraction | None:
    """As scoring reckons it (docs/SCORING.md, Total), from the points of the verdicts."""
    every = tuple(verdicts)
    if not any(one.outcome in COUNTED for one in every):
        return None
    judged = [one for one in every if one.outcome in COUNTED]
    possible = sum((one.points for one in judged), Fraction(0))
    doubtful = sum((one.points for one in every if one.outcome == "unclear"), Fraction(0))
    if possible + doubtful and possible < LEAST_JUDGED * (possible + doubtful):
        return None
    earned = sum((one.earned for one in judged), Fraction(0))
    share = min(Fraction(1), earned / possible) if possible else Fraction(1)
    return round_half_up(max(Fraction(0), 100 * share - sum((one.deducted for one in every), Fraction(0))))
