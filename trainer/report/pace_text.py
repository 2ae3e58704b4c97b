"""A speaking rate beside the one its scenario asks for: after a reply, and in the course of many calls."""

from __future__ import annotations

from trainer.report.display import number
from trainer.rules.pace import Pace
from trainer.scenario.resolved import Scenario


def pace_rule(scenario: Scenario | None) -> Pace | None:
    """The scenario's first rule of pace."""
    rules = () if scenario is None else (rule for bound in scenario.rules for rule in bound.rule.flat())
    return next((rule for rule in rules if isinstance(rule, Pace)), None)


def pace_text(rate: float, rule: Pace | None, then: float | None = None) -> str:
    """语速 240 字/分（标准 120），偏快. `rate`: 字 a minute, measured as the rule says; `then`: what it was before.

    Without a rule, or where the caller's pace is the target, nothing is said of fast and slow.
    """
    before = "" if then is None else f"{number(then, 0)} → "
    shown = f"语速 {before}{number(rate, 0)} 字/分"
    if rule is None or rule.relative_to is not None:
        return shown
    off = rate / rule.pace - 1
    how = "合适" if abs(off) <= rule.within else "偏快" if off > 0 else "偏慢"
    return f"{shown}（标准 {rule.pace}），{how}"
