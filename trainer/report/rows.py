"""The rows of a scorecard and their numbers: the same on the screen, in reports and for `trainer results dispute`."""

from __future__ import annotations

from collections.abc import Mapping

from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard, Verdict
from trainer.scoring.rule_label import rule_of


def rows(card: Scorecard, scenario: Scenario) -> Mapping[int, Verdict]:
    """Number → verdict, in the order in which they are told; in a quiz the number is that of the question."""
    if scenario.file.kind == "quiz":
        return _questions(card, scenario)
    shown = (one for one in _in_order(card) if worth_a_row(scenario, one) and not is_silence(one))
    return dict(enumerate(shown, 1))


def worth_a_row(scenario: Scenario, verdict: Verdict) -> bool:
    """The verdict stands in the table: it was judged and brings, costs or asks something."""
    if verdict.outcome == "not_measured":
        return False
    if verdict.outcome != "met" or verdict.points > 0 or verdict.deducted > 0:
        return True
    return rule_of(scenario, verdict) is not None and not deducts(scenario, verdict)


def is_silence(verdict: Verdict) -> bool:
    """Nothing was said where the rule asked for something: such verdicts are told together and have no number."""
    return verdict.outcome == "missed" and verdict.reason == "no_reply"


def deducts(scenario: Scenario, verdict: Verdict) -> bool:
    """Its rule takes points away."""
    bound = rule_of(scenario, verdict)
    return bound is not None and bool(bound.rule.deducts)


def not_reached(card: Scorecard) -> list[Verdict]:
    """The verdicts on turns that the call should have come to."""
    return [one for one in card.verdicts if one.turn not in (None, *card.call.path) and one.reason != "not_visited"]


def _in_order(card: Scorecard) -> list[Verdict]:
    """Turn by turn, then what was not reached, then the whole call."""
    turns = dict.fromkeys(card.call.path)
    visited = [one for turn in turns for one in card.verdicts if one.turn == turn]
    return [*visited, *not_reached(card), *(one for one in card.verdicts if one.turn is None)]


def _questions(card: Scorecard, scenario: Scenario) -> Mapping[int, Verdict]:
    found: dict[int, Verdict] = {}
    for number, turn in enumerate(scenario.file.turns, 1):
        own = [one for one in card.verdicts if one.turn == turn.id]
        if own:
            found[number] = next((one for one in own if worth_a_row(scenario, one)), own[0])
    return found
