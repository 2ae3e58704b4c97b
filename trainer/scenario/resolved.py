"""A scenario with the rules of its packs: ready to be played and scored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trainer.errors import SettingsError
from trainer.rules.interface import Rule
from trainer.scenario.model import ScenarioFile, Turn
from trainer.text.normalise import sayable
from trainer.text.private_numbers import MASK
from trainer.text.template import slot_fault


@dataclass(frozen=True, slots=True)
class BoundRule:
    """A rule with the full id it is known by: `<turn>.<rule>`, `call.<rule>` or `<pack>.<rule>`."""

    id: str
    turn: str | None  # None: judges the whole call
    rule: Rule


@dataclass(frozen=True, slots=True)
class Scenario:
    """What `load` gives: the author's file, every rule in force, every phrase list, and the identity of it all."""

    file: ScenarioFile
    rules: tuple[BoundRule, ...]  # in file order: turns, call rules, packs in the order of `use`
    lists: Mapping[str, tuple[str, ...]]  # phrase list name → templates
    sha256: str  # of `written`
    path: str = ""
    written: str = field(default="", repr=False, compare=False)  # see `write`

    @property
    def id(self) -> str:
        """Equals the file's name without `.yaml`."""
        return self.file.id

    def turn(self, turn_id: str) -> Turn:
        """The turn with that id; KeyError where there is none."""
        for turn in self.file.turns:
            if turn.id == turn_id:
                return turn
        raise KeyError(turn_id)

    def rules_of(self, turn_id: str | None) -> tuple[BoundRule, ...]:
        """The rules of that turn; None: those of the whole call, packs included."""
        return tuple(bound for bound in self.rules if bound.turn == turn_id)

    def short_ids(self, scope: str) -> dict[str, str]:
        """Short form → full id for the rules of a turn, of `call` or of a pack."""
        full = (bound.id for bound in self.rules)
        return {rule_id.rpartition(".")[2]: rule_id for rule_id in full if rule_id.rpartition(".")[0] == scope}

    def recovered(self, turn: Turn) -> str | None:
        """The full id of the rule that turn gives a second chance for; None where it is no recovery turn."""
        name = turn.recovery
        if name is None:
            return None
        return next((bound.id for bound in self.rules if bound.id == name or bound.id.rpartition(".")[2] == name), name)

    def slots(self, given: Mapping[str, str] | None = None) -> dict[str, str]:
        """The scenario's slot values, overridden by the given ones: options, settings, those of a session or a call.

        A given value that was masked from end to end leaves the scenario's in place. Raises SettingsError with every
        given value that cannot be said, or is too long.
        """
        own = self.file.slots
        given = {name: value for name, value in (given or {}).items() if MASK not in value or sayable(value)}
        faults = [slot_fault(name, value) for name, value in given.items() if own.get(name) != value]
        if any(faults):
            raise SettingsError("\n".join(f"{fault}。" for fault in faults if fault))
        return {**own, **given}


def write(scenario: Mapping[str, Any], packs: Mapping[str, Any]) -> str:
    """Canonical JSON of the scenario's data and, by name, of the packs it uses; `restore` reads it again.

    Plain data only, every scalar as written: nothing depends on the machine, the order of keys or a library's version.
    """
    written = {"format": 1, "scenario": dict(scenario), "packs": dict(packs)}
    return json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def identity(written: str) -> str:
    """The sha256 of what `write` gave: the scenario's version, the same on every machine."""
    return hashlib.sha256(written.encode("utf-8")).hexdigest()
