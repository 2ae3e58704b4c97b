"""Which scenarios train which rules of etiquette, by the ids in their `source`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trainer.scenario.model import ScenarioFile
from trainer.scenario.standards import STANDARDS, group, name_of


@dataclass(frozen=True, slots=True)
class Trained:
    """One rule of etiquette and the scenarios that train it."""

    id: str
    name: str  # one line in Chinese; empty where the id is unknown
    scenarios: tuple[str, ...]  # by id, sorted


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a library trains."""

    standards: tuple[Trained, ...]  # every rule of the phone groups in order, then those of group K that are cited
    unknown: tuple[Trained, ...]  # ids cited that no list has: typing mistakes

    @property
    def untrained(self) -> tuple[str, ...]:
        """The rules that no scenario trains."""
        return tuple(one.id for one in self.standards if not one.scenarios)


def coverage(files: Iterable[ScenarioFile]) -> Coverage:
    """What those scenarios train together."""
    cited: dict[str, set[str]] = {}
    for file in files:
        for standard in file.source:
            cited.setdefault(standard, set()).add(file.id)
    others = sorted(cited.keys() - STANDARDS)
    quizzed = [standard for standard in others if group(standard) == "K"]

    def trained(standard: str) -> Trained:
        return Trained(standard, name_of(standard), tuple(sorted(cited.get(standard, ()))))

    return Coverage(
        standards=tuple(map(trained, (*STANDARDS, *quizzed))),
        unknown=tuple(trained(standard) for standard in others if standard not in quizzed),
    )
