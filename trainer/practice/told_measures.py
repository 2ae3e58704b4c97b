"""What is told of the sound of one spoken reply: its pace beside the standard, and whether it was loud enough."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.call import Utterance
from trainer.practice.meter import LOUD, SOFT
from trainer.report.display import number
from trainer.rules.pace import Pace, pace_of
from trainer.scenario.resolved import Scenario

SOME = 8  # 字 of a reply before its pace says anything


def measures(said: Sequence[Utterance], scenario: Scenario) -> str:
    """One line for the trainee; empty where nothing was measured."""
    return "　".join(part for part in (_pace(said, scenario), _volume(said)) if part)


def _pace(said: Sequence[Utterance], scenario: Scenario) -> str:
    rules = [rule for bound in scenario.rules for rule in bound.rule.flat()]
    rule = next((rule for rule in rules if isinstance(rule, Pace)), None)
    pace = pace_of(said, SOME)
    rate = pace.net if rule is not None and rule.measure == "net" else pace.gross
    if rate is None:
        return ""
    shown = f"语速 {number(rate, 0)} 字/分"
    if rule is None or rule.relative_to is not None:
        return shown
    off = rate / rule.pace - 1
    how = "合适" if abs(off) <= rule.within else "偏快" if off > 0 else "偏慢"
    return f"{shown}（标准 {rule.pace}），{how}"


def _volume(said: Sequence[Utterance]) -> str:
    levels = [one.loudness for one in said if one.loudness is not None]
    if not levels:
        return ""
    if max(levels) > LOUD:
        return "音量偏大，离话筒远一点"
    return "音量偏轻，离话筒近一点" if min(levels) < SOFT else "音量合适"
