"""A scenario from what was kept of it: `Scenario.written`, the canonical JSON of its data and its packs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trainer.scenario.load import examine_document
from trainer.scenario.packs import Pack, PackFolder, pack_of
from trainer.scenario.resolved import Scenario, identity
from trainer.scenario.yaml_nodes import Document


@dataclass(slots=True)
class _Kept(PackFolder):
    """The packs of a kept scenario: what it skips is left out already, and they were checked when it was loaded."""

    folder: Path = field(default_factory=Path)

    def names(self) -> tuple[str, ...]:
        """The names of all packs, sorted."""
        return tuple(sorted(self._read))

    def check(self, pack: Pack) -> Pack:
        """The pack as it is."""
        return pack


def restore(written: str) -> Scenario | None:
    """The scenario as it was, rules and lists included; None where this version of the program cannot read it."""
    try:
        data = json.loads(written)
        scenario: dict[str, Any] = {key: value for key, value in data["scenario"].items() if key != "skip"}
        packs = _Kept(_read={name: _pack(name, kept) for name, kept in data["packs"].items()})
        name = str(scenario["id"])
        found = examine_document(Document(name, [], scenario), Path(f"{name}.yaml"), packs).scenario
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if found is None:
        return None
    return Scenario(found.file, found.rules, found.lists, identity(written), written=written)


def _pack(name: str, kept: Mapping[str, Any]) -> Pack:
    return pack_of(Document(name, [], {"pack": name, **kept}), name)
