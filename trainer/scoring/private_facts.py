"""What of a scenario is private, and which rules can no longer be judged once it is masked in a call."""

from __future__ import annotations

from collections.abc import Mapping, Set

from trainer.rules.interface import Rule
from trainer.rules.repeat import wanted
from trainer.scenario.resolved import Scenario
from trainer.text.private_numbers import MASK, mask_text, numbers_in
from trainer.text.template import fill, slots_in


def is_private(name: str, value: str, own: Set[str] = frozenset()) -> bool:
    """The value under that name holds digits of a private number. `own`: as in `find_private`."""
    told = f"{name}：{value}"
    return mask_text(told, own=own) != told


def private_facts(scenario: Scenario) -> tuple[str, ...]:
    """The values of the scenario's facts that hold private numbers."""
    return tuple(value for name, values in scenario.file.facts.items() for value in values if is_private(name, value))


def own_numbers(scenario: Scenario) -> frozenset[str]:
    """The numbers that the scenario itself has for its company and agent, digits alone: they are nobody's secret."""
    facts = {value for values in scenario.file.facts.values() for value in values}
    asked = (template for bound in scenario.rules for template in bound.rule.asks())
    return numbers_in(text for text in (*scenario.file.slots.values(), *asked) if text not in facts)


def asks_for_masked(rule: Rule, scenario: Scenario, slots: Mapping[str, str], own: Set[str]) -> bool:
    """The rule asks for digits that a masked call no longer holds.

    `slots`: those of the call; `own`: the scenario's `own_numbers`.
    """
    if rule.names_facts:
        values = wanted(rule.facts_named() or "all", scenario.file.facts)
        return any(is_private(name, value) for name, value in values)
    masked = {name for name, value in slots.items() if MASK in value}
    return any(
        any(name in masked for _, name in slots_in(template)) or is_private("", fill(template, scenario.slots()), own)
        for template in rule.asks()
    )
