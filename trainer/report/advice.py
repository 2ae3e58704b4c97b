"""What to make of a scorecard: what each rule cost, the one thing to fix first, the turns to drill."""

from __future__ import annotations

from fractions import Fraction

from trainer.scenario.resolved import Scenario
from trainer.scorecard import COUNTED, Scorecard, Verdict


def loss(card: Scorecard, verdict: Verdict) -> Fraction:
    """What the rule cost, in points of the 100."""
    possible = sum((v.points for v in card.verdicts if v.outcome in COUNTED), Fraction(0))
    missing = verdict.points - verdict.earned if verdict.outcome in COUNTED else Fraction(0)
    share = 100 * missing / possible if possible and missing > 0 else Fraction(0)
    return share + verdict.deducted


def is_fatal(scenario: Scenario, verdict: Verdict) -> bool:
    """The rule is a fatal one and was broken."""
    return verdict.outcome == "missed" and any(b.id == verdict.id and b.rule.is_fatal for b in scenario.rules)


def first_to_fix(card: Scorecard, scenario: Scenario) -> Verdict | None:
    """The rule that cost most, a fatal one before all others; None where nothing was lost."""
    ranked = [(is_fatal(scenario, v), loss(card, v), -n, v) for n, v in enumerate(card.verdicts)]
    fatal, lost, _, verdict = max(ranked, key=lambda item: item[:3], default=(False, Fraction(0), 0, None))
    return verdict if fatal or lost > 0 else None


def why(card: Scorecard, verdict: Verdict) -> str:
    """The one sentence for the trainee; where nothing was said, what that means."""
    if verdict.reason != "no_reply" or verdict.outcome != "missed":
        return verdict.why
    if verdict.turn is not None and verdict.turn not in card.call.path:
        return "电话挂得早了，后面该说的没有机会说；先把一通电话说完整"
    return "这里没有回答；想不起来时，先应一声也好"


def to_drill(card: Scorecard, scenario: Scenario) -> tuple[str, ...]:
    """The visited turns with something lost, in the order of the call."""
    turns = {turn_of(card, verdict) for verdict in card.verdicts if loss(card, verdict) or is_fatal(scenario, verdict)}
    return tuple(turn for turn in dict.fromkeys(card.call.path) if turn in turns)


def turn_of(card: Scorecard, verdict: Verdict) -> str | None:
    """The turn the verdict is about: its own, else where the words stand that cost points.

    What a rule of the whole call found besides (two of three courtesies) was said well: no turn is to blame.
    """
    if verdict.turn is not None or not verdict.deducted:
        return verdict.turn
    for evidence in verdict.evidence:
        if evidence.counted and evidence.utterance is not None and evidence.utterance < len(card.call.utterances):
            return card.call.utterances[evidence.utterance].turn
    return None
