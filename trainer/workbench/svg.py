"""The branches as a picture: plain SVG without scripts, readable in any browser; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from rich.cells import cell_len

from trainer.report.wrap import wrap
from trainer.scenario.flow import END
from trainer.workbench import wording
from trainer.workbench.layout import Layout, Place, layout
from trainer.workbench.routes import Route, Routes, routes
from trainer.workbench.ways import Way, Ways

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
RADIUS = 6
WIDE = frozenset("“”‘’…—·")
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
        self.width = max(self.width, int(MARGIN * 2 + _cells(title) * 10.5), 640)
        size = f'width="{self.width}" height="{self.height}" viewBox="0 0 {self.width} {self.height}"'
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" lang="zh-CN">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>",
            _arrows(),
            f'<rect width="{self.width}" height="{self.height}" fill="#fff"/>',
            _text(MARGIN, MARGIN + 20, title, "title"),
            _text(MARGIN, MARGIN + 42, small, "dim"),
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
            yield _Line(wording.END, "white")
            return
        scenario = self.ways.scenario
        turn = scenario.turn(name)
        room = int((BOX - 2 * PADDING) / CELL)
        yield _Line(_cut(name, room - 16), "id")
        if wording.CUES[turn.cue]:
            yield _Line(f"【{wording.CUES[turn.cue]}】", "dim")
        if turn.recovery:
            yield from (_Line(line, "mark") for line in _fold(wording.recovers(turn, scenario), room, 2))
        said = [f"{scenario.file.caller.name}：{line}" for line in wording.lines(turn, scenario)]
        folded = [line for text in said for line in _fold(text, room, MOST_LINES if len(said) == 1 else 2)]
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

    def _port(self, name: str, nth: int) -> int:
        """Where a line meets a box: the middle, or so far to one side."""
        middle = self.lefts[self.grid.places[name].column] + BOX // 2
        if nth == 0:
            return middle
        aside = min(PORT + NEXT_PORT * (abs(nth) - 1), BOX // 2 - RADIUS)
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
        return f'<path class="{kind}" marker-end="url(#{arrow})" d="{_rounded(points)}"/>'

    def _label(self, way: Way) -> Iterator[str]:
        """On the first track, right after the line has left its turn; on the main path in the middle of the line."""
        if not way.label:
            return
        place = self.grid.places[way.start]
        folded = _folded(way.label)
        track = self._track(place.row, way, leaving=True)
        wide = max(_cells(line) for line in folded) * LABEL_CELL
        route = next((one for one in self.lines.routes if one.way == way), None)
        left = self._port(way.start, 0) - wide / 2 if route is None else self._label_left(route, place, wide)
        top = track - LABEL_ROW * len(folded) - 4
        yield f'<rect class="behind" x="{left - 3:.0f}" y="{top}" width="{wide + 6:.0f}" height="{track - top - 3}"/>'
        for number, line in enumerate(folded):
            yield _text(round(left), top + 12 + LABEL_ROW * number, line, "label")

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
            yield f'<rect class="end" x="{middle - 50}" y="{top}" width="100" height="{height}" rx="{height // 2}"/>'
            yield _text(middle, top + PADDING + 12, wording.END, "white", anchor="middle")
            return
        turn = self.ways.scenario.turn(name)
        kind = " ".join(["box", *(["main"] if place.column == 0 else []), *(["recovery"] if turn.recovery else [])])
        yield f'<rect class="{kind}" x="{left}" y="{top}" width="{BOX}" height="{height}" rx="{RADIUS}"/>'
        for number, line in enumerate(self.boxes[name]):
            yield _text(left + PADDING, top + PADDING + 11 + ROW * number, line.text, line.kind)
        worth = wording.worth(turn, self.ways.scenario)
        if worth:
            yield _text(left + BOX - PADDING, top + PADDING + 11, worth, "dim", anchor="end")

    def _legend(self) -> Iterator[str]:
        """What the colours and the dashes mean, at the foot."""
        y = self.height - 18
        at = MARGIN
        boxes = (("box main", "主线"), ("box", "岔路"), ("box recovery", "补救的机会"))
        for kind, words in boxes:
            yield f'<rect class="{kind}" x="{at}" y="{y - 11}" width="22" height="13" rx="3"/>'
            yield _text(at + 28, y, words, "dim")
            at += 28 + _cells(words) * 6 + 24
        for kind, words in (("way main", "没有别的情况时"), ("way", "符合条件时"), ("way back", "回到前面")):
            yield f'<path class="{kind}" d="M{at} {y - 4}h26"/>'
            yield _text(at + 32, y, words, "dim")
            at += 32 + _cells(words) * 6 + 24


def _arrows() -> str:
    shape = '<path d="M0 0L8 4L0 8z"/>'
    size = 'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse"'
    return (
        f'<defs><marker id="to" {size} orient="auto" fill="#7b8790">{shape}</marker>'
        f'<marker id="to-main" {size} orient="auto" fill="#2462c4">{shape}</marker></defs>'
    )


def _text(x: float, y: float, text: str, kind: str, anchor: str = "") -> str:
    where = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}"{where}>{escape(text)}</text>'


def _folded(label: str) -> list[str]:
    return _fold(label, LABEL_CELLS, 3)


def _fold(text: str, room: int, most: int) -> list[str]:
    """The text in at most so many lines of `room` cells; the last one ends in … where not all of it fits."""
    line = " ".join(text.split())
    lines: list[str] = []
    for less in range(0, room // 2, 2):
        lines = wrap(line, room - less).plain.split("\n")
        if all(_cells(one) <= room for one in lines):
            break
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1] + "……", room)]
    return lines


def _cells(text: str) -> int:
    """Cells of a text; a terminal has narrow quotation marks, the fonts of a picture have wide ones."""
    return cell_len(text) + sum(char in WIDE for char in text)


def _cut(text: str, room: int) -> str:
    if _cells(text) <= room:
        return text
    while text and _cells(text) > room - 2:
        text = text[:-1]
    return text + "…"


def _rounded(points: Sequence[tuple[int, int]]) -> str:
    """A line through the points, with round corners where there is room for them."""
    corners = [points[0]]
    for one in points[1:]:
        if one != corners[-1]:
            corners.append(one)
    path = f"M{corners[0][0]} {corners[0][1]}"
    for before, here, after in zip(corners, corners[1:], corners[2:], strict=False):
        near = min(RADIUS, _length(before, here) // 2, _length(here, after) // 2)
        start, end = _toward(here, before, near), _toward(here, after, near)
        path += f"L{start[0]} {start[1]}Q{here[0]} {here[1]} {end[0]} {end[1]}"
    return path + f"L{corners[-1][0]} {corners[-1][1]}"


def _length(one: tuple[int, int], other: tuple[int, int]) -> int:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _toward(start: tuple[int, int], goal: tuple[int, int], by: int) -> tuple[int, int]:
    """That many pixels from one point toward another in the same row or column."""
    dx, dy = goal[0] - start[0], goal[1] - start[1]
    step = ((dx > 0) - (dx < 0), (dy > 0) - (dy < 0))
    return start[0] + step[0] * by, start[1] + step[1] * by
