"""Turns in plain Chinese, as a trainer would describe them: how they begin, what is said, what they are worth."""

from __future__ import annotations

from trainer.report.conditions import rule_name
from trainer.report.display import number, portion
from trainer.scenario.heading import CUES
from trainer.scenario.model import Turn
from trainer.scenario.resolved import Scenario
from trainer.scoring.second_chance import RECOVERED
from trainer.text.template import fill

ELSE = "其他情况"
END = "结束"


def cue(turn: Turn) -> str:
    """How the turn begins, in brackets: 【电话铃响】; empty where the caller simply speaks."""
    return "" if turn.cue == "line" else f"【{CUES[turn.cue]}】"


def lines(turn: Turn, scenario: Scenario) -> tuple[str, ...]:
    """What the caller may say there, slots filled in; with the variant before it where that decides."""
    slots = scenario.slots()
    if isinstance(turn.line, dict):
        titles = scenario.file.variants
        return tuple(
            f"（{titles.get(variant, variant)}）{fill(line, slots)}"
            for variant, several in turn.line.items()
            for line in several
        )
    return tuple(fill(line, slots) for line in turn.line or ())


def worth(turn: Turn, scenario: Scenario) -> str:
    """How many rules stand in that turn and what they bring: 5 条规则，23 分."""
    rules = scenario.rules_of(turn.id)
    if not rules:
        return ""
    if turn.recovery:
        return f"{len(rules)} 条规则"
    points = sum(bound.rule.worth for bound in rules)
    return f"{len(rules)} 条规则，{number(points)} 分" if points else f"{len(rules)} 条规则"


def recovers(turn: Turn, scenario: Scenario) -> str:
    """What a second chance is for: 补救“致歉”，最多拿回一半; empty where the turn is none."""
    full = scenario.recovered(turn)
    if full is None:
        return ""
    bound = next((one for one in scenario.rules if one.id == full), None)
    name = rule_name(bound, scenario).text if bound else full
    return f"补救“{name}”，最多拿回{portion(RECOVERED)}"
