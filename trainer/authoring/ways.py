"""The ways a conversation can take: for each turn what may follow, and on what condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainer.authoring.turns import ELSE
from trainer.report.conditions import conditions, for_authors
from trainer.scenario.resolved import Scenario
from trainer.scenario.turn_graph import END, edges

OR = "；或"


@dataclass(frozen=True, slots=True)
class Way:
    """From one turn to another."""

    start: str
    goal: str  # a turn's id, or END
    label: str  # the condition in plain Chinese; empty: always
    main: bool  # the way that needs no condition, on the main path


@dataclass(frozen=True, slots=True)
class Ways:
    """All of a scenario."""

    scenario: Scenario
    main: tuple[str, ...]  # the turns from the first on, where no condition holds
    of: Mapping[str, tuple[Way, ...]]  # by turn, in file order; several conditions for one goal are one way

    @property
    def ends(self) -> bool:
        """The main path comes to the end (else it goes round)."""
        return any(way.main and way.goal == END for several in self.of.values() for way in several)


def ways_of(scenario: Scenario, main: Sequence[str]) -> Ways:
    """The ways; `main` is the main path, as `checking.totals.main_path` tells it."""
    graph = edges(scenario.file.turns)
    on = dict(zip(main, [*main[1:], graph[main[-1]][-1] if main else END], strict=True))
    naming = for_authors(scenario)
    found: dict[str, tuple[Way, ...]] = {}
    for turn in scenario.file.turns:
        labels: dict[str, list[str]] = {}
        for step in turn.next:
            words = ELSE if step.when is None else conditions(step.when, turn.id, scenario, naming)
            labels.setdefault(step.go, []).append("" if step.when is None and len(turn.next) == 1 else words)
        if not turn.next:
            labels[graph[turn.id][0]] = [""]
        found[turn.id] = tuple(
            Way(turn.id, goal, OR.join(words), main=on.get(turn.id) == goal) for goal, words in labels.items()
        )
    return Ways(scenario, tuple(main), found)
