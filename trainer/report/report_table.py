"""A table to be read, not edited: texts and numbers under headings. What it becomes is up to who writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """One column."""

    title: str
    width: int  # characters of the standard font; a Chinese one takes two


@dataclass(frozen=True, slots=True)
class PlainTable:
    """Rows have a value for each column; None is an empty cell."""

    name: str
    columns: tuple[PlainColumn, ...]
    rows: Sequence[tuple[Value, ...]]


def headings(*given: tuple[str, int]) -> tuple[PlainColumn, ...]:
    """Columns by title and width."""
    return tuple(PlainColumn(title, width) for title, width in given)
