"""Pieces of a picture: texts that are cut to their room, lines with round corners, arrows; every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from trainer.report import markup
from trainer.report.wrap import wrap

RADIUS = 6  # pixels, of the corners
WIDE = frozenset("“”‘’…—·")  # narrow in a terminal, as wide as a Chinese character in a picture


def arrows() -> str:
    """The heads of the lines: `to`, and `to-main` of the main path."""
    shape = '<path d="M0 0L8 4L0 8z"/>'
    size = 'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse"'
    return (
        f'<defs><marker id="to" {size} orient="auto" fill="#7b8790">{shape}</marker>'
        f'<marker id="to-main" {size} orient="auto" fill="#2462c4">{shape}</marker></defs>'
    )


def text(x: float, y: float, text: str, kind: str, anchor: str = "") -> str:
    """A line of text of that class; `anchor`: which part of it stands at x (start, middle, end)."""
    where = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}"{where}>{markup.text(text)}</text>'


def fold(text: str, room: int, most: int) -> list[str]:
    """The text in a limited number of lines of `room` cells; the last one ends in … where not all of it fits."""
    line = " ".join(text.split())
    lines: list[str] = []
    for less in range(0, room // 2, 2):
        lines = wrap(line, room - less).plain.split("\n")
        if all(cells(one) <= room for one in lines):
            break
    if len(lines) > most:
        lines = [*lines[: most - 1], cut(lines[most - 1] + "……", room)]
    return lines


def cells(text: str) -> int:
    """Cells of a text; a terminal has narrow quotation marks, the fonts of a picture have wide ones."""
    return cell_len(text) + sum(char in WIDE for char in text)


def cut(text: str, room: int) -> str:
    if cells(text) <= room:
        return text
    while text and cells(text) > room - 2:
        text = text[:-1]
    return text + "…"


def rounded(points: Sequence[tuple[int, int]]) -> str:
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
