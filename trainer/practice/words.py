"""Small helpers on a scenario's words: slot filling, which operators are there, hints, note fields."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.report.wrap import folded as folded
from trainer.rules.interface import Rule
from trainer.scenario.resolved import Scenario

FREE_FIELD = "其他"


def clean(text: str) -> str:
    """Typed text without what no keyboard should send: control characters, lone surrogates."""
    return "".join(c for c in text.replace("\t", " ") if c.isprintable() or c in " \u3000\u200d").strip()


def has_operator(scenario: Scenario, operator: str) -> bool:
    """Whether a rule of that kind is in force, alone or inside all_of, any_of, none_of."""
    return any(rule.operator == operator for bound in scenario.rules for rule in _with_inner(bound.rule))


def hints(scenario: Scenario, turn_id: str) -> tuple[tuple[str, str], ...]:
    """(full rule id, hint) of the turn's rules that have one, in file order."""
    return tuple((bound.id, bound.rule.hint) for bound in scenario.rules_of(turn_id) if bound.rule.hint)


def note_fields(scenario: Scenario) -> tuple[str, ...]:
    """The fields of the call note: the scenario's facts and a free one."""
    return (*scenario.file.facts, *(() if FREE_FIELD in scenario.file.facts else (FREE_FIELD,)))


def _with_inner(rule: Rule) -> Iterator[Rule]:
    yield rule
    for name in ("all_of", "any_of", "none_of"):
        for inner in getattr(rule, name, None) or ():
            yield from _with_inner(inner)
