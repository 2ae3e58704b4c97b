"""The rows of a table that people filled in, from .csv, .xlsx or what Excel saves as text: as texts, nothing more."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from trainer import regular_file
from trainer.errors import TrainerError, reason
from trainer.workbook import archive, damage, xlsx
from trainer.workbook.files import read_bytes

MOST_BYTES = 50_000_000  # of a .csv
MOST_ROWS = 200_000


class TableFileError(TrainerError):
    """The table cannot be read."""

    code = "table"


def rows_of(path: Path, what: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Rows that hold something, with their number; texts without space around them.

    `what` the table is, for the message. Raises TableFileError, and WorkbookError for a damaged workbook.
    """
    rows = _workbook(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _text(path, what)
    for count, (number, cells) in enumerate(rows):
        if count > MOST_ROWS:
            raise TableFileError(f"{path}:{number}: 超过 {MOST_ROWS} 行，太多了。请分成几张表。")
        cleaned = [" ".join(cell.replace("\n", ";").split()) for cell in cells]
        if any(cleaned):
            yield number, cleaned


def _text(path: Path, what: str) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        raw = regular_file.read(path, MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise TableFileError(f"{path}：读不了（{reason(error)}）。请检查路径。") from error
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # Excel's “Unicode text”
    if len(raw) > MOST_BYTES or (b"\0" in raw and not wide):
        raise TableFileError(f"{path}：这不是{what}。请用 .csv 或 .xlsx。")
    try:
        text = raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")  # as Excel saves it in Chinese
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;，", key=first.count))
    try:
        while (cells := next(reader, None)) is not None:
            yield reader.line_num, cells
    except csv.Error as error:
        raise TableFileError(f"{path}:{reader.line_num}: 这一行读不了。请用 Excel 打开，另存为 .xlsx 再试。") from error


def _workbook(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    raw = read_bytes(path)
    archive.inspect(raw, str(path))
    for number, cells in xlsx.first_sheet(raw, str(path), MOST_ROWS + 1):
        texts = [""] * max(cells)
        for at, cell in cells.items():
            texts[at - 1] = _cell(cell.value) or damage.read(cell).text
        yield number, texts


def _cell(value: Any) -> str:
    """A date as text; empty for anything else."""
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else ""
