"""What a sheet is made of: columns with a heading, a width and a hint, rows of texts."""

from __future__ import annotations

from dataclasses import dataclass, field

GUIDE, BASICS, TALK, JUDGING, LISTS, TRYOUTS = "说明", "基本信息", "对话", "评分", "意图库", "试说例句"
SHEETS = (BASICS, TALK, JUDGING, LISTS, TRYOUTS)  # those that are read
LAST_ROW = 1000  # drop-down lists reach so far
TURNS = f"'{TALK}'!$A$2:$A${LAST_ROW}"  # every turn's id, and 结束


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    key: str
    title: str
    width: int  # characters of the standard font; a Chinese one takes two
    tip: str = ""  # shown beside the selected cell
    choices: str = ""  # what the drop-down list offers, as Excel's formula
    optional: bool = False  # a sheet without it is whole
    spare: bool = False  # without it nothing is judged otherwise; that it is missing is only remarked


@dataclass(slots=True)
class Sheet:
    """A sheet to be written. Rows are texts by column key; grey ones are only there to be read."""

    name: str
    columns: tuple[Column, ...]
    rows: list[dict[str, str]] = field(default_factory=list)
    grey: set[int] = field(default_factory=set)  # indexes into rows
    choices: dict[tuple[int, str], str] = field(default_factory=dict)  # drop-down lists of single cells
    freeze: str = "A2"
    printed: int | None = None  # rows that are printed; None: all, also those that somebody adds


def any_of(*texts: str) -> str:
    """A drop-down list of those texts."""
    return f'"{",".join(texts)}"'


def letter(column: int) -> str:
    """The letters of a column counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
