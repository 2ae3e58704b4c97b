"""What a rule is called where people read of it: tables, reports, lists of what was missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trainer.rules import label_of
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.scorecard import Verdict
from trainer.text.template import PhraseList, fill, parse, sample

LONGEST = 24  # characters of a hint that still fits a table cell


def rule_of(scenario: Scenario, verdict: Verdict) -> BoundRule | None:
    """The rule behind a verdict."""
    return next((bound for bound in scenario.rules if bound.id == verdict.id), None)


def label(scenario: Scenario, verdict: Verdict, given: Mapping[str, str]) -> str:
    """The rule in a few words: the author's hint where it is short, else what has to be said, else the kind of rule.

    `given`: the slot values of this call, which go before the scenario's own.
    """
    name = label_of(verdict.operator)
    bound = rule_of(scenario, verdict)
    if bound is None:
        return name
    slots = scenario.slots(given)
    hint = fill(bound.rule.hint or "", slots)
    if hint and len(hint) <= LONGEST and not bound.rule.deducts:
        return hint
    templates = bound.rule.asks()
    if not templates:
        return name
    return list_of(templates) or f"“{sample(templates[0], slots, scenario.lists)}”"


def list_of(templates: Sequence[str]) -> str | None:
    """The name of the phrase list that is the first template; None where that is no phrase list."""
    only = parse(templates[0]).only if templates else None
    return only.name if isinstance(only, PhraseList) else None


def rule_name(scenario: Scenario | None, rule: str, operator: str) -> str:
    """What tells the rule from all others, in a few words: of those that only deduct also what they are about.

    `rule`: its full id, which has to do where the scenario is not at hand.
    """
    kind, verdict = label_of(operator), Verdict(rule, None, operator, "met", "")
    bound = None if scenario is None else rule_of(scenario, verdict)
    if scenario is None or bound is None:
        return f"{kind}（{rule}）"
    words = label(scenario, verdict, {})
    if words != kind:
        return words
    slots = scenario.slots({})
    banned = [sample(one, slots, scenario.lists) for one in bound.rule.forbids()[:1]]
    told = fill(bound.rule.hint or "", slots) or "".join(f"“{one}”" for one in banned) or rule
    return f"{kind}（{told if len(told) <= LONGEST else told[: LONGEST - 1] + '…'}）"
