"""The branches as a picture: plain SVG without scripts, readable in any browser; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trainer.authoring import turns
from trainer.authoring.grid import Layout, Place, layout
from trainer.authoring.routes import Route, Routes, routes
from trainer.authoring.shapes import RADIUS, arrows, cells, cut, fold, rounded, text
from trainer.authoring.ways import Way, Ways
from trainer.report import markup
from trainer.scenario.turn_graph import END

# All in pixels; one cell is half the width of a Chinese character.
FONTS = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif"
BOX = 300
PADDING = 12
ROW = 18  # of a line of text in a box
CELL = 6.8  # of a line of text in a box, with a little to spare for wide Latin letters
LABEL_CELL, LABEL_ROW, LABEL_CELLS = 6.2, 15, 26
MOST_LINES = 4  # of what the caller says
GUTTER, LANE = 44, 14
PORT, NEXT_PORT = 38, 16
CHANNEL = 34  # least height between two rows
MARGIN = 24
HEAD, FOOT = 86, 44
STYLE = f"""
text{{font-family:{FONTS};font-size:13px;fill:#1f2933}}
.title{{font-size:20px;font-weight:bold}} .id{{font-weight:bold;font-size:14px}}
.dim{{fill:#5b6770;font-size:12px}} .mark{{fill:#9a5b00;font-size:12px}} .label{{font-size:12px}}
.white{{fill:#fff}}
.box{{fill:#fff8ec;stroke:#c98a1b;stroke-width:1.3}} .box.main{{fill:#eaf2fe;stroke:#2462c4;stroke-width:1.6}}
.box.recovery{{stroke-dasharray:6 3}} .end{{fill:#46515b}}
.way{{fill:none;stroke:#7b8790;stroke-width:1.4}} .way.main{{stroke:#2462c4;stroke-width:2.4}}
.way.back{{stroke-dasharray:5 4}} .behind{{fill:#fff}}
"""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text in a box."""

    text: str
    kind: str


def svg(ways: Ways, heading: str) -> str:
    """The whole file; `heading` stands above the picture."""
    return _Drawing(ways, heading).text()


class _Drawing:
    """Sizes first, then positions, then elements."""

    def __init__(self, ways: Ways, heading: str) -> None:
        self.ways, self.heading = ways, heading
        self.grid: Layout = layout(ways)
        self.lines: Routes = routes(self.grid)
        outermost = max((abs(port) for route in self.lines.routes for port in (route.out, route.into)), default=1.0)
        self.next_port = min(NEXT_PORT, (BOX / 2 - RADIUS - PORT) / max(1.0, outermost - 1))
        self.boxes = {name: tuple(self._box_lines(name)) for name in self.grid.places}
        self.heights = self._heights()
        self.lefts = self._lefts()
        self.tops, self.channels = self._tops()
        last = self.grid.columns - 1
        self.width = self.lefts[last] + BOX + self._gutter_width(last + 1) + MARGIN
        self.height = self.channels[self.grid.rows - 1] + self._channel_height(self.grid.rows - 1) + FOOT

    def text(self) -> str:
        """The file."""
        title, small = self.heading, f"{len(self.grid.places) - 1} 个回合"
        rights = [left + wide for left, _, wide, _ in filter(None, map(self._label_place, self.grid.ways))]
        self.width = int(max(self.width, MARGIN * 2 + cells(title) * 10.5, 640, *(right + MARGIN for right in rights)))
        size = f'width="{self.width}" height="{self.height}" viewBox="0 0 {self.width} {self.height}"'
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" lang="zh-CN">',
            f"<title>{markup.text(title)}</title>",
            f"<style>{STYLE}</style>",
            arrows(),
            f'<rect width="{self.width}" height="{self.height}" fill="#fff"/>',
            text(MARGIN, MARGIN + 20, title, "title"),
            text(MARGIN, MARGIN + 42, small, "dim"),
            *(self._straight(way) for way in self.grid.ways if self.grid.straight(way)),
            *(self._bent(route) for route in self.lines.routes),
            *(label for way in self.grid.ways for label in self._label(way)),
            *(part for name in self.grid.places for part in self._box(name)),
            *self._legend(),
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    # sizes and positions

    def _box_lines(self, name: str) -> Iterator[_Line]:
        if name == END:
            yield _Line(turns.END, "white")
            return
        scenario = self.ways.scenario
        turn = scenario.turn(name)
        room = int((BOX - 2 * PADDING) / CELL)
        yield _Line(cut(name, room - 16), "id")
        if cue := turns.cue(turn):
            yield _Line(cue, "dim")
        if turn.recovery:
            yield from (_Line(line, "mark") for line in fold(turns.recovers(turn, scenario), room, 2))
        said = [f"{scenario.file.caller.name}：{line}" for line in turns.lines(turn, scenario)]
        folded = [line for text in said for line in fold(text, room, MOST_LINES if len(said) == 1 else 2)]
        more = len(folded) > MOST_LINES + 2
        yield from (_Line(line, "said") for line in folded[: MOST_LINES + 1 if more else MOST_LINES + 2])
        if more:
            yield _Line("……", "dim")

    def _heights(self) -> list[int]:
        """Of the rows."""
        found = [0] * self.grid.rows
        for name, place in self.grid.places.items():
            found[place.row] = max(found[place.row], self._height(name))
        return found

    def _height(self, name: str) -> int:
        return 2 * PADDING + ROW * len(self.boxes[name]) - 4

    def _gutter_width(self, gutter: int) -> int:
        lanes = len(self.lines.lanes.get(gutter, ()))
        return GUTTER + LANE * lanes if lanes or 0 < gutter < self.grid.columns else 0

    def _lefts(self) -> list[int]:
        """Left edges of the columns."""
        at, found = MARGIN, []
        for column in range(self.grid.columns):
            at += self._gutter_width(column)
            found.append(at)
            at += BOX
        return found

    def _tops(self) -> tuple[list[int], dict[int, int]]:
        """Upper edges of the rows and of the channels."""
        at, tops, channels = HEAD, [], {-1: HEAD}
        at += self._channel_height(-1) if self.lines.tracks.get(-1) else 0
        for row, height in enumerate(self.heights):
            tops.append(at)
            at += height
            channels[row] = at
            at += self._channel_height(row)
        return tops, channels

    def _channel_height(self, channel: int) -> int:
        tracks = self.lines.tracks.get(channel, ())
        last = channel == self.grid.rows - 1
        if not tracks:
            return 0 if last else CHANNEL
        return sum(self._track_height(way, leaving=leaving) for way, leaving in tracks) + 22

    def _track_height(self, way: Way, *, leaving: bool) -> int:
        return 10 + LABEL_ROW * len(_folded(way.label)) if leaving and way.label else 12

    def _track(self, channel: int, way: Way, *, leaving: bool) -> int:
        """The height at which the way runs through that channel."""
        tracks = self.lines.tracks[channel]
        upto = tracks[: self.lines.track(channel, way, leaving=leaving) + 1]
        return self.channels[channel] + sum(self._track_height(one, leaving=out) for one, out in upto)

    def _port(self, name: str, nth: float) -> int:
        """Where a line meets a box: the middle, or so far to one side."""
        middle = self.lefts[self.grid.places[name].column] + BOX // 2
        if nth == 0:
            return middle
        aside = int(PORT + self.next_port * (abs(nth) - 1))
        return middle + aside if nth > 0 else middle - aside

    def _lane(self, gutter: int, lane: int) -> int:
        right = self.lefts[gutter] if gutter < self.grid.columns else self.width_of_columns + self._gutter_width(gutter)
        return right - GUTTER // 2 - LANE * lane

    @property
    def width_of_columns(self) -> int:
        """The right edge of the last column."""
        return self.lefts[-1] + BOX

    # elements

    def _straight(self, way: Way) -> str:
        start, goal = self.grid.places[way.start], self.grid.places[way.goal]
        middle = self._port(way.start, 0)
        top = self.tops[start.row] + self._height(way.start)
        return f'<path class="way main" marker-end="url(#to-main)" d="M{middle} {top}V{self.tops[goal.row] - 1}"/>'

    def _bent(self, route: Route) -> str:
        way = route.way
        start, goal = self.grid.places[way.start], self.grid.places[way.goal]
        out, into = self._port(way.start, route.out), self._port(way.goal, route.into)
        points = [(out, self.tops[start.row] + self._height(way.start))]
        track = self._track(route.leaves, way, leaving=True)
        points.append((out, track))
        if route.gutter is not None:
            lane = self._lane(route.gutter, route.lane)
            above = self._track(route.enters, way, leaving=False)
            points += [(lane, track), (lane, above)]
            track = above
        points += [(into, track), (into, self.tops[goal.row] - 1)]
        kind = "way main" if way.main else "way back" if goal.row <= start.row else "way"
        arrow = "to-main" if way.main else "to"
        return f'<path class="{kind}" marker-end="url(#{arrow})" d="{rounded(points)}"/>'

    def _label_place(self, way: Way) -> tuple[float, int, float, int] | None:
        """Left, top, width and foot of the label: on the first track, right after the line has left its turn.

        On the main path it stands in the middle of the line. None where there is no label.
        """
        if not way.label:
            return None
        place = self.grid.places[way.start]
        folded = _folded(way.label)
        foot = self._track(place.row, way, leaving=True)
        wide = max(cells(line) for line in folded) * LABEL_CELL
        route = next((one for one in self.lines.routes if one.way == way), None)
        left = self._port(way.start, 0) - wide / 2 if route is None else self._label_left(route, place, wide)
        return max(left, 4.0), foot - LABEL_ROW * len(folded) - 4, wide, foot

    def _label(self, way: Way) -> Iterator[str]:
        found = self._label_place(way)
        if found is None:
            return
        left, top, wide, foot = found
        yield f'<rect class="behind" x="{left - 3:.0f}" y="{top}" width="{wide + 6:.0f}" height="{foot - top - 3}"/>'
        for number, line in enumerate(_folded(way.label)):
            yield text(round(left), top + 12 + LABEL_ROW * number, line, "label")

    def _label_left(self, route: Route, place: Place, wide: float) -> float:
        out = self._port(route.way.start, route.out)
        if route.out < 0:
            return out - 6 - wide
        goes_left = self.grid.places[route.way.goal].column < place.column and route.out == 0
        return out - 6 - wide if goes_left else out + 6

    def _box(self, name: str) -> Iterator[str]:
        place = self.grid.places[name]
        left, top, height = self.lefts[place.column], self.tops[place.row], self._height(name)
        if name == END:
            middle = left + BOX // 2
            half = max(
                50,
                *(abs(self._port(END, one.into) - middle) + 14 for one in self.lines.routes if one.way.goal == END),
                0,
            )
            yield f'<rect class="end" x="{middle - half}" y="{top}" width="{2 * half}" height="{height}" rx="19"/>'
            yield text(middle, top + PADDING + 12, turns.END, "white", anchor="middle")
            return
        turn = self.ways.scenario.turn(name)
        kind = " ".join(["box", *(["main"] if place.column == 0 else []), *(["recovery"] if turn.recovery else [])])
        yield f'<rect class="{kind}" x="{left}" y="{top}" width="{BOX}" height="{height}" rx="{RADIUS}"/>'
        for number, line in enumerate(self.boxes[name]):
            yield text(left + PADDING, top + PADDING + 11 + ROW * number, line.text, line.kind)
        worth = turns.worth(turn, self.ways.scenario)
        if worth:
            yield text(left + BOX - PADDING, top + PADDING + 11, worth, "dim", anchor="end")

    def _legend(self) -> Iterator[str]:
        """What the colours and the dashes mean, at the foot."""
        y = self.height - 18
        at = MARGIN
        boxes = (("box main", "主线"), ("box", "岔路"), ("box recovery", "补救的机会"))
        for kind, words in boxes:
            yield f'<rect class="{kind}" x="{at}" y="{y - 11}" width="22" height="13" rx="3"/>'
            yield text(at + 28, y, words, "dim")
            at += 28 + cells(words) * 6 + 24
        for kind, words in (("way main", "没有别的情况时"), ("way", "符合条件时"), ("way back", "回到前面")):
            yield f'<path class="{kind}" d="M{at} {y - 4}h26"/>'
            yield text(at + 32, y, words, "dim")
            at += 32 + cells(words) * 6 + 24


def _folded(label: str) -> list[str]:
    return fold(label, LABEL_CELLS, 3)
