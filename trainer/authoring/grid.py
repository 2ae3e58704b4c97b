"""Where each turn stands in the picture: rows by depth, the main path in the first column, the rest beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from trainer.authoring.ways import Way, Ways
from trainer.scenario.turn_graph import END


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the grid, from 0."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Every turn and the end in a cell of its own; ways lead down, except those that go back."""

    places: Mapping[str, Place]
    ways: tuple[Way, ...]  # of the turns that can be reached, in file order

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return max(place.row for place in self.places.values()) + 1

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return max(place.column for place in self.places.values()) + 1

    def straight(self, way: Way) -> bool:
        """A step of the main path that leads straight down the first column."""
        start, goal = self.places[way.start], self.places[way.goal]
        return way.main and start.column == goal.column == 0 and start.row < goal.row


def layout(ways: Ways) -> Layout:
    """The longest way from the first turn decides the row, so that all ways but those back lead down."""
    every = tuple(way for several in ways.of.values() for way in several)
    back = _back(ways)
    onward = [way for way in every if (way.start, way.goal) not in back]
    rows = dict.fromkeys((*ways.of, END), 0)
    for _ in rows:  # no way onward visits a turn twice, so no row is deeper
        for way in onward:
            rows[way.goal] = max(rows[way.goal], rows[way.start] + 1)
    places: dict[str, Place] = {}
    first = {*ways.main, END} if ways.ends else {*ways.main}
    for name in sorted(rows, key=lambda name: (name not in first, rows[name])):
        before = [places[way.start].column for way in onward if way.goal == name and way.start in places]
        column = 0 if name in first else max(1, *before) if before else 1
        while Place(rows[name], column) in places.values():
            column += 1
        places[name] = Place(rows[name], column)
    return Layout(places, every)


def _back(ways: Ways) -> set[tuple[str, str]]:
    """The ways that lead to a turn already passed; the main path is gone down first, so none of it is among them."""
    found: set[tuple[str, str]] = set()
    done: set[str] = set()
    for turn in ways.of:  # what cannot be reached from the first one is drawn all the same
        passing: dict[str, Iterator[Way]] = {} if turn in done else {turn: _main_first(turn, ways)}
        while passing:
            here = next(reversed(passing))
            way = next(passing[here], None)
            if way is None:
                del passing[here]
                done.add(here)
            elif way.goal in passing:
                found.add((way.start, way.goal))
            elif way.goal not in done:
                passing[way.goal] = _main_first(way.goal, ways)
    return found


def _main_first(turn: str, ways: Ways) -> Iterator[Way]:
    return iter(sorted(ways.of.get(turn, ()), key=lambda way: not way.main))
