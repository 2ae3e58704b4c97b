"""The lines between the turns: right angles only, through the channels between rows and the gutters beside columns.

Every line has a track of its own in the channel below its start and, where it goes further than one row, a lane of its
own in a gutter; so no line runs through a turn, and no label stands on another.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from trainer.authoring.grid import Layout, Place
from trainer.authoring.ways import Way


@dataclass(frozen=True, slots=True)
class Route:
    """How one way runs through the grid. Channel k is below row k (−1: above the first row)."""

    way: Way
    leaves: int  # channel in which it leaves its start
    enters: int  # channel in which it comes to its goal
    gutter: int | None  # gutter k is left of column k; None: it needs none, the goal stands in the next row
    lane: int  # in that gutter, from 0
    out: float  # port below the start: 0 in the middle, 1, 2 … to the right, −1, −2 … to the left
    into: float  # port above the goal; a half port where another way leaves the turn above it right there


@dataclass(slots=True)
class Routes:
    """All ways, and how much room they take."""

    routes: list[Route] = field(default_factory=list)
    tracks: dict[int, list[tuple[Way, bool]]] = field(default_factory=lambda: defaultdict(list))  # top to bottom
    lanes: dict[int, list[list[tuple[int, int]]]] = field(default_factory=lambda: defaultdict(list))

    def track(self, channel: int, way: Way, *, leaving: bool) -> int:
        """Which track of the channel the way has where it leaves (else where it comes in)."""
        return self.tracks[channel].index((way, leaving))


def routes(layout: Layout) -> Routes:
    """Ports, tracks and lanes for every way that is not straight."""
    found = Routes()
    bent = [way for way in layout.ways if not layout.straight(way)]
    ports: dict[tuple[Way, bool], float] = {}
    for name, place in layout.places.items():
        _ports([way for way in bent if way.start == name], place, layout, ports, leaving=True)
    for name, place in layout.places.items():
        _ports([way for way in bent if way.goal == name], place, layout, ports, leaving=False)
    for way in layout.ways:
        if way.label and layout.straight(way):
            found.tracks[layout.places[way.start].row].append((way, True))
    for way in bent:
        found.tracks[layout.places[way.start].row].append((way, True))
    for way in bent:
        start, goal = layout.places[way.start], layout.places[way.goal]
        gutter = _gutter(start, goal)
        lane = 0
        if gutter is not None:
            found.tracks[goal.row - 1].append((way, False))
            low, high = sorted((start.row, goal.row - 1))
            lane = _lane(found.lanes[gutter], low, high)
        found.routes.append(Route(way, start.row, goal.row - 1, gutter, lane, ports[way, True], ports[way, False]))
    return found


def _ports(
    ways: list[Way], here: Place, layout: Layout, ports: dict[tuple[Way, bool], float], *, leaving: bool
) -> None:
    """Ports for the ways on one side of a turn.

    Those that leave: the first one outermost, so that its track may be the uppermost. Those that come in: innermost.
    """
    left: list[Way] = []
    right: list[Way] = []
    for way in ways:
        start, goal = layout.places[way.start], layout.places[way.goal]
        gutter = _gutter(start, goal)
        other = goal if leaving else start
        side = gutter <= here.column if gutter is not None else other.column < here.column
        (left if side else right).append(way)
    alone = here.column > 0 and len(ways) == 1  # no line of the main path runs through the middle
    for several, sign in ((left, -1), (right, 1)):
        for number, way in enumerate(several):
            nth = len(several) - number if leaving else number + 1
            port = 0.0 if alone else float(sign * nth)
            ports[way, leaving] = port if leaving or port not in _above(here, way, layout, ports) else port + sign / 2


def _above(here: Place, way: Way, layout: Layout, ports: dict[tuple[Way, bool], float]) -> set[float]:
    """The ports by which other ways leave the turn right above: a line coming in there would run into theirs."""
    above = Place(here.row - 1, here.column)
    leaving = [one for one, out in ports if out and one != way and layout.places[one.start] == above]
    return {ports[one, True] for one in leaving}


def _gutter(start: Place, goal: Place) -> int | None:
    """None where the goal stands in the row below; steps along the main path pass on its left."""
    if goal.row == start.row + 1:
        return None
    if start.column == goal.column == 0:
        return 0
    if goal.row <= start.row:
        return max(start.column, goal.column) + 1
    return goal.column if goal.column else 1


def _lane(lanes: list[list[tuple[int, int]]], low: int, high: int) -> int:
    """The first lane that is free between those channels; it is taken."""
    for number, taken in enumerate(lanes):
        if all(high < start or end < low for start, end in taken):
            taken.append((low, high))
            return number
    lanes.append([(low, high)])
    return len(lanes) - 1
