"""A report about many calls: figures, charts and tables, one after the other; and the same tables for other formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from trainer.report.html.page import render
from trainer.report.markup import Markup
from trainer.report.report_table import PlainTable, Value, headings

HEAT = (10, 25, 50, 75)  # %: from each on the next colour
WORD = 20  # cells of the longest word that is not broken on paper
WIDE = 10  # columns; a map with more stands on a page of A4 turned over
MOST_ROWS = 500  # of a table in HTML; the other formats hold all


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A chart, a table, or both, under a heading."""

    title: str
    note: str = ""
    chart: Markup | None = None
    table: PlainTable | None = None
    heat: bool = False  # the figures of the table are % missed and get colours
    links: Sequence[str | None] = ()  # of each row's first cell


@dataclass(frozen=True, slots=True)
class Overview:
    """All of one report."""

    title: str
    facts: tuple[tuple[str, str], ...]
    tiles: tuple[Tile, ...]
    parts: tuple[Part, ...]


def overview_page(overview: Overview) -> str:
    """The HTML file."""
    return render(
        "overview.html",
        title=overview.title,
        overview=overview,
        heat=_heat,
        figure=_is_figure,
        whole=_is_whole,
        wide=WIDE,
        most=MOST_ROWS,
    )


def overview_tables(overview: Overview) -> list[PlainTable]:
    """All of it as sheets of a workbook."""
    about = [*overview.facts, *((tile.name, f"{tile.value}　{tile.note}".strip()) for tile in overview.tiles)]
    first = PlainTable("总览", headings(("项目", 20), ("内容", 60)), about)
    return [first, *(part.table for part in overview.parts if part.table is not None and part.table.rows)]


def _is_figure(value: Value) -> bool:
    return isinstance(value, int | float)


def _is_whole(value: Value) -> bool:
    """Whether it is a text that paper has room for without a break inside a word: a name, a day, a number of staff."""
    return isinstance(value, str) and all(cell_len(word) <= WORD for word in value.split())


def _heat(value: Value) -> str:
    """The class of a cell that holds % missed."""
    if not isinstance(value, int | float):
        return ""
    return f"h{sum(value >= limit for limit in HEAT)}"
