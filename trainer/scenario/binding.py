"""Full ids for rules, and what short names mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trainer.errors import Problem
from trainer.rules.interface import Rule
from trainer.scenario.resolved import BoundRule
from trainer.scenario.shape import Broken
from trainer.scenario.yaml_nodes import Document, Loc

Origin = tuple[Document, Loc]


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule in force and where its author wrote it; a rule changed by the scenario has two places."""

    bound: BoundRule
    origins: tuple[Origin, ...]

    @property
    def rule(self) -> Rule:
        """The rule itself."""
        return self.bound.rule

    @property
    def broken(self) -> bool:
        """Whether it only takes the place of a rule with mistakes."""
        return isinstance(self.bound.rule, Broken)

    @property
    def scope(self) -> str:
        """The turn's id, `call` or the pack's name."""
        return self.bound.id.rpartition(".")[0]

    def at_key(self, key: str, message: str, *, warning: bool = False) -> Problem:
        """A problem at the value of that key of the rule, or at the rule's start."""
        for document, loc in self.origins:
            if (*loc, key) in document.values:
                return document.problem((*loc, key), message, warning=warning)
        document, loc = self.origins[-1]
        return document.problem(loc, message, warning=warning)

    def at_text(self, text: str, offset: int | None, message: str, *, warning: bool = False) -> Problem:
        """A problem at the scalar with that text, `offset` characters into it."""
        places = [(document, found) for document, loc in self.origins if (found := document.find(loc, text))]
        document, at = places[0] if places else self.origins[-1]
        if offset is None:
            return document.problem(at, message, warning=warning)
        return document.inside(at, offset, message)


def operator_of(rule: Rule) -> str:
    """The operator, for a broken rule the one that was meant."""
    return rule.meant if isinstance(rule, Broken) else rule.operator


def bind(scope: str, turn: str | None, rules: Iterable[Rule], origin: Origin) -> list[Placed]:
    """The rules of a turn or of the call with their full ids; automatic ids count per operator from 1."""
    document, loc = origin
    counted: Counter[str] = Counter()
    placed = []
    for index, rule in enumerate(rules):
        operator = operator_of(rule)
        counted[operator] += 1
        name = rule.id or f"{operator}-{counted[operator]}"
        placed.append(Placed(BoundRule(f"{scope}.{name}", turn, rule), ((document, (*loc, index)),)))
    return placed


def duplicates(placed: Sequence[Placed]) -> list[Problem]:
    """A problem for each rule whose full id another one had before."""
    seen: set[str] = set()
    problems = []
    for item in placed:
        if item.bound.id in seen:
            written = item.rule.id is not None
            name = item.bound.id.rpartition(".")[2]
            automatic = f"自动编号“{name}”和已写的 id 相同，请把那个 id 换一个"
            problems.append(item.at_key("id", f"规则 id“{name}”用了两次，请换一个" if written else automatic))
        seen.add(item.bound.id)
    return problems
