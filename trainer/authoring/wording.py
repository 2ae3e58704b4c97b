"""Conditions, rules and cues in plain Chinese, as a trainer would say them."""

from __future__ import annotations

from collections.abc import Iterable

from trainer.report.names import OPERATORS, list_of, number, short
from trainer.rules.condition import Condition
from trainer.scenario.model import CUES, Turn
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.text.template import fill, sample

ELSE = "其他情况"
END = "结束"
FAULTS = ("banned", "avoid")  # rules of words that are not to be said
LONGEST = 14  # characters of a rule's name inside a condition


def condition(every: Iterable[Condition], turn: Turn, scenario: Scenario) -> str:
    """All of them as one clause: 没说“致歉”，并且没有出声."""
    return "，并且".join(_one(one, turn, scenario) for one in every)


def _one(one: Condition, turn: Turn, scenario: Scenario) -> str:
    if one.met or one.missed:
        rules = [named(scenario, name, turn.id) for name in one.met or one.missed or ()]
        return "、".join((_done if one.met else _undone)(bound, scenario) for bound in rules)
    if one.said:
        return f"说了{_quoted(one.said, scenario, '或')}"
    if one.not_said:
        return f"没说{_quoted(one.not_said, scenario, '，也没说')}"
    if one.variant:
        titles = (scenario.file.variants.get(name, name) for name in one.variant)
        return f"情况是{'或'.join(f'“{title}”' for title in titles)}"
    return "没有出声" if one.silent else "开了口"


def named(scenario: Scenario, name: str, turn: str) -> BoundRule:
    """The rule of that full id, or of that short id in the turn; the scenario is loaded, so there is one."""
    found = {bound.id: bound for bound in scenario.rules}
    return found.get(f"{turn}.{name}") or found[name]


def _done(bound: BoundRule, scenario: Scenario) -> str:
    name = f"“{rule_name(bound, scenario)}”"
    if bound.rule.operator in FAULTS:
        return f"没说{OPERATORS[bound.rule.operator]}{name}"
    if bound.rule.deducts:
        return f"没有{OPERATORS[bound.rule.operator]}"
    return f"说了{name}" if bound.rule.operator == "required" else f"做到了{name}"


def _undone(bound: BoundRule, scenario: Scenario) -> str:
    name = f"“{rule_name(bound, scenario)}”"
    if bound.rule.operator in FAULTS:
        return f"说了{OPERATORS[bound.rule.operator]}{name}"
    if bound.rule.deducts:
        return OPERATORS[bound.rule.operator]
    return f"没说{name}" if bound.rule.operator == "required" else f"没做到{name}"


def rule_name(bound: BoundRule, scenario: Scenario) -> str:
    """A rule in a few words: its phrase list, its own short id in Chinese, what has to be said, or its hint."""
    own = bound.id.rpartition(".")[2]
    if not own.isascii():
        return own
    templates = bound.rule.templates()
    if name := list_of(templates):
        return name
    if bound.rule.hint and not (templates and bound.rule.deducts):  # what not to say is told by the words themselves
        return short(bound.rule.hint, LONGEST)
    if templates:
        return short(sample(templates[0], scenario.slots(), scenario.lists), LONGEST)
    return f"{OPERATORS.get(bound.rule.operator, bound.rule.operator)} {own}"


def _quoted(phrases: Iterable[str], scenario: Scenario, between: str) -> str:
    return between.join(f"“{sample(phrase, scenario.slots(), scenario.lists)}”" for phrase in phrases)


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
    return f"补救“{rule_name(bound, scenario) if bound else full}”，最多拿回一半"
