"""One scenario file as far as it could be read: what every check of it looks at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from trainer.errors import nearest
from trainer.scenario.binding import Placed
from trainer.scenario.model import ScenarioFile
from trainer.scenario.suggestions import offer, short
from trainer.scenario.used_packs import Used
from trainer.scenario.yaml_nodes import Document


@dataclass(frozen=True)
class CheckedFile:
    """The file, the rules in force, and the parts from whose absence nothing may be concluded."""

    file: ScenarioFile
    document: Document
    own: tuple[Placed, ...]  # the rules that the file itself has
    used: Used
    hurt: frozenset[str]  # parts of the file that had mistakes; see `shape`

    @cached_property
    def rules(self) -> tuple[Placed, ...]:
        """All rules in force: the file's own, then those of packs."""
        return (*self.own, *self.used.rules)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The full id of every rule."""
        return tuple(item.bound.id for item in self.rules)

    def full(self, name: str, scope: str) -> str | None:
        """The full id that a name means in a turn, in the call or in a pack; None where no rule has that name."""
        return next((candidate for candidate in (f"{scope}.{name}", name) if candidate in self.ids), None)

    def unknown(self, name: str, scope: str) -> str:
        """The message about a name that no rule has."""
        own = [rule_id.removeprefix(f"{scope}.") for rule_id in self.ids if rule_id.startswith(f"{scope}.")]
        others = [rule_id for rule_id in self.ids if rule_id.endswith(f".{name}")]
        if others:
            return f"这里没有规则“{short(name)}”；别处的规则要写全名“{others[0]}”"
        return f"没有规则“{short(name)}”{offer(name, own if nearest(name, own) else [*own, *self.ids])}"

    def blames(self, name: str) -> bool:
        """Whether an unknown name is a mistake of its own: not that of a pack or a turn that could not be read."""
        if self.hurt & {"turns", "turns.id", "turns.rules", "rules"}:
            return False
        if name.partition(".")[0] in self.used.absent:
            return False
        packs = {item.scope for item in self.rules}
        return self.used.complete or "." not in name or name.rpartition(".")[0] in packs
