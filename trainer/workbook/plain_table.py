"""A table to be read (report/report_table.py) as .csv; in `xlsx` as a workbook."""

from __future__ import annotations

import csv
import io

from trainer.report.report_table import PlainTable, Value
from trainer.visible import visible
from trainer.workbook.damage import MAX_CELL

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet program may take for the beginning of a formula


def readable(value: Value) -> Value:
    """The value as a cell takes it: nothing that steers or that a file must not hold, nothing too long."""
    if not isinstance(value, str):
        return value
    text = visible(value)
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def to_csv(table: PlainTable) -> bytes:
    """UTF-8 with the mark by which Excel knows it. A text that looks like a formula gets a `'` in front."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.title for column in table.columns])
    writer.writerows([_cell(readable(value)) for value in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
