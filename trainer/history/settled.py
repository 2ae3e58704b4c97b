"""The result after people looked at it: what a trainer settled stands beside what was computed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import cast

from trainer.history.values import Result, RuleResult, Settlement
from trainer.scorecard import COUNTED, Outcome, Scorecard, Verdict
from trainer.scoring.points import LEAST_JUDGED, round_half_up
from trainer.scoring.second_chance import Entry, SecondChance, most_back, win_back

SHARES: Mapping[Outcome, Fraction] = {"met": Fraction(1), "partly": Fraction(1, 2)}  # of a rule's points
FINEST = 1_000_000  # of the fractions that points kept as numbers were


def settled(
    card: Scorecard,
    said: Iterable[Settlement],
    pass_mark: float,
    fatal: Collection[str] = (),
    chances: Sequence[SecondChance] = (),
) -> Scorecard | None:
    """The scorecard as a trainer settled it; None where no trainer said anything. The last word on a rule counts.

    On a rule agreeing counts it as met; rejecting leaves it as it is, and misses what was unclear. On the whole call
    agreeing passes it and clears it of its marks; rejecting fails it. `fatal`: ids of the rules that make the total 0.
    `chances`: second chances, which win back half of what is lost now.
    """
    answers = {one.rule: one.action for one in said if one.action != "dispute"}
    if not answers:
        return None
    verdicts = tuple(
        _settled(one, agreed=answers[one.id] == "agree") if one.id in answers else one for one in card.verdicts
    )
    if verdicts != card.verdicts:
        verdicts = _won_back(chances, card.verdicts, verdicts)
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


def first_settled(
    card: Scorecard,
    first: Mapping[str, RuleResult],
    said: Iterable[Settlement],
    pass_mark: float,
    chances: Sequence[SecondChance] = (),
) -> Fraction | None:
    """The total of the first tries as a trainer settled it, where something was said again.

    `first`: rule's full id → how it came out at the first try. What a trainer said of a verdict is meant for the last
    try; it holds for the first one where that came out alike.
    """
    tries = tuple(
        replace(
            one,
            outcome=cast(Outcome, first[one.id].outcome),
            points=_exact(first[one.id].points),
            earned=_exact(first[one.id].earned),
            deducted=_exact(first[one.id].deducted),
        )
        if one.id in first
        else one
        for one in card.verdicts
    )
    alike = {one.id for one, last in zip(tries, card.verdicts, strict=True) if one == last}
    then = replace(card, verdicts=tries, total=card.first_total, total_without_fatal=card.first_total)
    after = settled(then, [one for one in said if one.rule in alike], pass_mark, chances=chances)
    return card.first_total if after is None else after.total


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


def _won_back(
    chances: Sequence[SecondChance], before: Iterable[Verdict], after: tuple[Verdict, ...]
) -> tuple[Verdict, ...]:
    """The verdicts with what second chances win back of what is lost now.

    What was earned in a second chance follows from what it won back; where nothing could be won back, from its outcome.
    """
    was = {one.id: one for one in before}
    entries = {one.id: Entry(one.points, one.earned, one.deducted) for one in before}
    left = {one.lost: most_back(one.lost, entries, _counted(was)) for one in chances}
    now = {one.id: one for one in after}
    found = {one.id: Entry(one.points, one.earned, one.deducted) for one in after}
    for chance in chances:
        most = left[chance.lost]
        whole = sum((worth for rule, worth in chance.worth.items() if was[rule].outcome in COUNTED), Fraction(0))
        for rule, worth in chance.worth.items():
            left[chance.lost] -= was[rule].earned
            if now[rule].outcome == was[rule].outcome and most:
                own = was[rule].earned * whole / most
            else:
                own = worth * SHARES.get(now[rule].outcome, Fraction(0))
            found[rule] = replace(found[rule], earned=own)
    win_back(chances, found, _counted(now))
    return tuple(replace(one, earned=found[one.id].earned) for one in after)


def _counted(verdicts: Mapping[str, Verdict]) -> Callable[[str], bool]:
    return lambda rule: verdicts[rule].outcome in COUNTED


def _exact(points: float) -> Fraction:
    return Fraction(points).limit_denominator(FINEST)


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
