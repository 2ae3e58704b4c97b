"""What is told of the sound of one spoken reply: its pace beside the standard, and whether it was loud enough."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.call import Utterance
from trainer.practice.meter import LOUD, SOFT
from trainer.report.pace_text import pace_rule, pace_text
from trainer.rules.pace import pace_of
from trainer.scenario.resolved import Scenario

SOME = 8  # 字 of a reply before its pace says anything


def measures(said: Sequence[Utterance], scenario: Scenario) -> str:
    """One line for the trainee; empty where nothing was measured."""
    return "　".join(part for part in (_pace(said, scenario), _volume(said)) if part)


def _pace(said: Sequence[Utterance], scenario: Scenario) -> str:
    rule = pace_rule(scenario)
    pace = pace_of(said, SOME)
    rate = pace.net if rule is not None and rule.measure == "net" else pace.gross
    return "" if rate is None else pace_text(rate, rule)


def _volume(said: Sequence[Utterance]) -> str:
    levels = [one.loudness for one in said if one.loudness is not None]
    if not levels:
        return ""
    if max(levels) > LOUD:
        return "音量偏大，离话筒远一点"
    return "音量偏轻，离话筒近一点" if min(levels) < SOFT else "音量合适"
