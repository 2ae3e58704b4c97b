"""Results and rule results made up in a line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from trainer.history.values import Result, RuleResult, Trainee

WANG = Trainee(1, "小王", "1008")
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def result(number: int, total: float | None, **fields: Any) -> Result:
    """One by keyboard, a day after the one before; `total` is its first total, too."""
    given: dict[str, Any] = {
        "number": number,
        "key": f"key-{number}",
        "started": START + timedelta(days=number),
        "trainee": WANG,
        "scenario": "cp-leak",
        "sha256": "a",
        "scenario_path": "cp-leak.yaml",
        "title": "漏水投诉",
        "variant": None,
        "mode": "practice",
        "source": "keyboard",
        "total": total,
        "first_total": total,
        "passed": None if total is None else total >= 80,
        "marked": False,
        "pace": None,
        **fields,
    }
    return Result(**given)


def rule(number: int, name: str, outcome: str, **fields: Any) -> RuleResult:
    """A rule worth ten points; `earned` all where it was met."""
    given: dict[str, Any] = {
        "number": number,
        "rule": name,
        "label": name,
        "skill": "安抚体谅",
        "outcome": outcome,
        "points": 10.0,
        "earned": 10.0 if outcome == "met" else 0.0,
        "deducted": 0.0,
        **fields,
    }
    return RuleResult(**given)
