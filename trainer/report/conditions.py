"""The conditions of a branch in Chinese: one writer for `trainer show`, `trainer preview` and the printed sheet.

How rules and phrases are named differs: an author knows phrase lists by name, a trainee with a sheet of paper does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from trainer.report.display import short
from trainer.rules import label_of
from trainer.rules.condition import Condition
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.scoring.rule_label import list_of
from trainer.text.template import fill, sample

LONGEST = 14  # characters of a rule's name inside a condition


@dataclass(frozen=True, slots=True)
class Name:
    """A rule in a few words."""

    text: str
    said: bool = False  # the words of the name are what has to be said


@dataclass(frozen=True, slots=True)
class Naming:
    """What a reader calls rules and phrases."""

    rule: Callable[[BoundRule], Name]
    phrase: Callable[[str], str]


def for_authors(scenario: Scenario) -> Naming:
    """Rules by `rule_name`; phrase lists by their names, other phrases by one natural wording."""
    return Naming(
        lambda bound: rule_name(bound, scenario),
        lambda template: list_of((template,)) or sample(template, scenario.slots(), scenario.lists),
    )


def conditions(every: Iterable[Condition], scope: str, scenario: Scenario, naming: Naming) -> str:
    """All of them as one clause: 没说“致歉”，并且没有出声. `scope`: the turn whose short ids they use."""
    return "，并且".join(_one(one, scope, scenario, naming) for one in every)


def _one(one: Condition, scope: str, scenario: Scenario, naming: Naming) -> str:
    if one.met or one.missed:
        names = one.met or one.missed or ()
        return "、".join(_outcome(name, scope, scenario, naming, met=bool(one.met)) for name in names)
    if one.said:
        return f"说了{_quoted(one.said, naming, '或')}"
    if one.not_said:
        return f"没说{_quoted(one.not_said, naming, '，也没说')}"
    if one.wrong:
        return f"说错了{'或'.join(one.wrong)}"
    if one.variant:
        titles = (scenario.file.variants.get(name, name) for name in one.variant)
        return f"情况是{'或'.join(f'“{title}”' for title in titles)}"
    return "没有出声" if one.silent else "出了声"


def _outcome(rule_id: str, scope: str, scenario: Scenario, naming: Naming, *, met: bool) -> str:
    """That a rule was met or missed; one that only deducts is missed by what it is against."""
    bound = bound_rule(scenario, rule_id, scope)
    if bound is None:
        return f"{'做到了' if met else '没做到'}“{rule_id}”"
    rule, name = bound.rule, naming.rule(bound)
    if rule.forbids():
        return f"{'没说' if met else '说了'}“{name.text}”这类的话"
    if rule.deducts:
        return f"{'没有' if met else ''}{label_of(rule.operator)}"
    verb = ("说了" if met else "没说") if name.said else ("做到了" if met else "没做到")
    return f"{verb}“{name.text}”"


def bound_rule(scenario: Scenario, rule_id: str, scope: str) -> BoundRule | None:
    """The rule by its short id inside a scope, or by its full id; None where there is none."""
    full = scenario.short_ids(scope).get(rule_id, rule_id)
    return next((bound for bound in scenario.rules if bound.id == full), None)


def rule_name(bound: BoundRule, scenario: Scenario) -> Name:
    """A rule in a few words: its own short id in Chinese, its phrase list, its hint, or what has to be said."""
    own = bound.id.rpartition(".")[2]
    said = bool(bound.rule.asks())
    if not own.isascii():
        return Name(own, said)
    templates = bound.rule.templates()
    if name := list_of(templates):
        return Name(name, said)
    if bound.rule.hint and not (templates and bound.rule.deducts):  # what not to say is clear from the words themselves
        return Name(short(fill(bound.rule.hint, scenario.slots()), LONGEST))
    if templates:
        return Name(short(sample(templates[0], scenario.slots(), scenario.lists), LONGEST), said)
    return Name(f"{label_of(bound.rule.operator)} {own}")


def _quoted(phrases: Iterable[str], naming: Naming, between: str) -> str:
    return between.join(f"“{naming.phrase(phrase)}”" for phrase in phrases)
