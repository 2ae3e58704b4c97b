"""Small helpers on a scenario's words: hints, note fields, clean input."""

from __future__ import annotations

from trainer.report.wrap import folded as folded
from trainer.scenario.resolved import Scenario

FREE_FIELD = "其他"


def clean(text: str) -> str:
    """Typed text without what no keyboard should send: control characters, lone surrogates."""
    return "".join(c for c in text.replace("\t", " ") if c.isprintable() or c in " \u3000\u200d").strip()


def hints(scenario: Scenario, turn_id: str) -> tuple[tuple[str, str], ...]:
    """(full rule id, hint) of the turn's rules that have one, in file order."""
    return tuple((bound.id, bound.rule.hint) for bound in scenario.rules_of(turn_id) if bound.rule.hint)


def note_fields(scenario: Scenario) -> tuple[str, ...]:
    """The fields of the call note: the scenario's facts and a free one."""
    return (*scenario.file.facts, *(() if FREE_FIELD in scenario.file.facts else (FREE_FIELD,)))
