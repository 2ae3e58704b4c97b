"""A company's own names for groups of rules (its 评分表), else the eight skill groups.

The file is a table with two columns under the headings 规则 and 评分项: a rule's full id, in which `*` stands for
anything, and the name of its group. `情景/规则` is about one scenario only. The first row that fits decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from trainer.scenario.resolved import BoundRule, Scenario

OTHERS = "其他"  # rules that no row names


@dataclass(frozen=True, slots=True)
class Groups:
    """Pattern and name, in the order of the file; none: the skill groups."""

    patterns: Sequence[tuple[str, str]] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The groups, in the order of the file."""
        return tuple(dict.fromkeys(name for _, name in self.patterns)) if self.patterns else _skills()

    def named(self, scenario_id: str, rule: str) -> str | None:
        """The company's name for the group of that rule; None: it has no groups of its own."""
        if not self.patterns:
            return None
        full = f"{scenario_id}/{rule}"
        return next((name for pattern, name in self.patterns if _fits(pattern, rule, full)), OTHERS)

    def of_skill(self, scenario_id: str, rule: str, skill: str) -> str:
        """The group of a rule of which only the skill that it trains is known."""
        return self.named(scenario_id, rule) or skill or OTHERS

    def of(self, scenario_id: str, rule: str, bound: BoundRule | None, scenario: Scenario) -> str:
        """The group of a rule."""
        own = self.named(scenario_id, rule)
        if own is not None:
            return own
        return OTHERS if bound is None else _skill_of(scenario, bound)


def _fits(pattern: str, rule: str, full: str) -> bool:
    return fnmatchcase(full if "/" in pattern else rule, pattern)


def _skills() -> tuple[str, ...]:
    from trainer.scoring.skills import SKILLS

    return SKILLS


def _skill_of(scenario: Scenario, bound: BoundRule) -> str:
    from trainer.scoring.skills import skill_of

    return skill_of(scenario, bound)
