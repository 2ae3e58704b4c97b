"""What a rule asks for, in words for a person with the paper in hand: the wish, and wordings that would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trainer.report.conditions import Name, Naming, bound_rule, conditions
from trainer.rules.condition import Condition
from trainer.rules.operator import Operator
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.text.template import fill, sample

SAMPLES = 3  # wordings of one rule that are shown
SHORT = 4  # characters: a shorter wording beside a longer one is only a piece of a sentence


@dataclass(frozen=True, slots=True)
class Wish:
    """One rule: what to do (or not to do), and wordings as they would be said."""

    text: str
    samples: tuple[str, ...] = ()
    instead: str = ""  # for a wording to avoid: the better one
    fatal: bool = False


class Wishes:
    """Rules of one scenario in plain words, slots filled in."""

    def __init__(self, scenario: Scenario, slots: Mapping[str, str]) -> None:
        """`slots`: the values to print."""
        self.scenario, self.slots = scenario, slots

    def of(self, bound: BoundRule) -> Wish:
        """What that rule asks for; the author's hint where there is one."""
        rule = bound.rule
        samples = self.samples(rule.samples())
        said = fill(rule.hint or "", self.slots) or self.asked(rule, _scope(bound))
        return Wish(said, samples, fill(rule.instead or "", self.slots), rule.is_fatal)

    def asked(self, rule: Operator, scope: str) -> str:
        """What the rule asks for, from its values alone; `scope`: of its short ids."""
        return rule.wish(_Words(self, scope))

    def figures(self, bound: BoundRule) -> str:
        """The main value of a rule that is no list of words, for an author."""
        return bound.rule.figures(_Words(self, _scope(bound)))

    def samples(self, templates: Iterable[str]) -> tuple[str, ...]:
        """One wording for each of the first few templates, none twice; the first is the author's model."""
        every = tuple(dict.fromkeys(self.sample(template) for template in tuple(templates)[:SAMPLES]))
        return (*every[:1], *(one for one in every[1:] if len(one) >= min(len(every[0]), SHORT)))

    def sample(self, template: str) -> str:
        """A wording of the template; of a phrase list the first, which is the model one."""
        return sample(template, self.slots, self.scenario.lists)

    def facts(self, names: str | Iterable[str]) -> str:
        """Facts with their values: 房号（3栋2单元501）、…"""
        facts = self.scenario.file.facts
        wanted = facts if isinstance(names, str) else [name for name in names if name in facts]
        return "、".join(f"{name}（{'、'.join(facts[name])}）" for name in wanted)

    def name(self, bound: BoundRule) -> Name:
        """A rule in a few words: its hint, or what has to be said, or must not be said."""
        words = (*bound.rule.asks(), *bound.rule.forbids())
        if bound.rule.hint and not bound.rule.forbids():
            return Name(fill(bound.rule.hint, self.slots))
        return Name(self.sample(words[0]), said=True) if words else Name(self.asked(bound.rule, _scope(bound)))

    def conditions(self, every: Iterable[Condition], scope: str) -> str:
        """The conditions of a branch as one clause."""
        return conditions(every, scope, self.scenario, Naming(self.name, self.sample))


@dataclass(frozen=True, slots=True)
class _Words:
    """The words for the rules of one scope; see `rules.operator.Words`."""

    wishes: Wishes
    scope: str

    def sample(self, template: str) -> str:
        return self.wishes.sample(template)

    def facts(self, names: str | Iterable[str]) -> str:
        return self.wishes.facts(names)

    def rule(self, rule_id: str) -> str:
        bound = bound_rule(self.wishes.scenario, rule_id, self.scope)
        return f"“{self.wishes.name(bound).text if bound else rule_id}”"


def _scope(bound: BoundRule) -> str:
    return bound.id.rpartition(".")[0]
