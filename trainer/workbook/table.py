"""A sheet as it was read: which column is which by its heading, rows of cells, what is odd about the sheet itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from trainer.scenario.suggestions import offer, short
from trainer.workbook.damage import Raw, read
from trainer.workbook.remarks import Cell, Remarks
from trainer.workbook.sheets import Column, letter

MOST_ROWS = 2_000  # with something in them; a scenario has far fewer
_MOST_NAMED = 8  # rows in one message
_HEADING_WITHIN = 10  # rows: somebody may have written a title above


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet as the file keeps it: row number → column number → cell, empty ones left out."""

    name: str
    rows: Mapping[int, Mapping[int, Raw]]
    hidden: bool = False
    merged: tuple[str, ...] = ()  # ranges, as `A2:A5`
    cut: int | None = None  # the row at which reading stopped, because there are too many
    unseen: tuple[int, ...] = ()  # hidden rows
    remarked: bool = False  # somebody left comments in the book
    unread: int | None = None  # the first row of many more, none of them looked at


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings."""

    sheet: str
    number: int
    cells: Mapping[str, Cell] = field(default_factory=dict)
    at: Mapping[str, str] = field(default_factory=dict)  # column key → letter

    def __getitem__(self, key: str) -> Cell:
        """The cell in that column; an empty one where nothing is written."""
        return self.cells.get(key) or Cell(self.sheet, f"{self.at.get(key, 'A')}{self.number}")


def table(raw: RawSheet, columns: Sequence[Column], remarks: Remarks) -> list[Row] | None:
    """The rows with something in them; odd headings, merged cells and too many rows go to the remarks.

    None: without its headings, or cut off, the sheet cannot be understood.
    """
    found = _headings(raw, columns)
    if found is None:
        titles = "、".join([column.title for column in columns if not column.optional][:4])
        remarks.error(Cell(raw.name, "A1"), f"第一行应该是表头（{titles} ……）；请照导出的样子写回去")
        return None
    heading, keys = found
    whole = _check_headings(raw, heading, keys, columns, remarks)
    for area in raw.merged:
        if int(re.sub(r"\D", "", area.partition(":")[2]) or 0) > heading:
            message = f"单元格 {area} 合并了，只有左上角有内容；请取消合并，把每一行都填上"
            remarks.error(Cell(raw.name, area.partition(":")[0]), message)
    if unseen := [number for number in raw.unseen if number in raw.rows]:
        rows = "、".join(map(str, unseen[:_MOST_NAMED])) + (" 等" if len(unseen) > _MOST_NAMED else "")
        message = f"第 {rows} 行是隐藏的，里面的内容照样读了；不要的请删掉整行"
        remarks.warn(Cell(raw.name, f"A{unseen[0]}"), message)
    if raw.cut is not None:
        remarks.error(Cell(raw.name, f"A{raw.cut}"), f"这张表超过 {MOST_ROWS} 行，从这里起没有读；请删掉多余的行")
    if raw.unread is not None:
        message = f"从第 {raw.unread} 行起没有读；下面要是只有空行，选中它们“删除整行”，保存，就不再提醒"
        remarks.warn(Cell(raw.name, f"A{raw.unread}"), message)
    read_rows = list(_rows(raw, heading, keys, remarks))
    return None if raw.cut is not None or not whole else read_rows


def _headings(raw: RawSheet, columns: Sequence[Column]) -> tuple[int, dict[int, str]] | None:
    """The row of the headings, and column number → key."""
    by_title = {column.title: column.key for column in columns}
    for number in sorted(raw.rows)[:_HEADING_WITHIN]:
        row = raw.rows[number]
        keys = {at: by_title[title] for at in sorted(row) if (title := _title(row[at])) in by_title}
        if len(keys) >= min(2, len(by_title)):
            return number, keys
    return None


def _title(raw: Raw) -> str:
    text = re.sub(r"\s+", "", read(raw).text)
    branch = re.fullmatch(r"(如果|去哪)(\d+)", text)
    return f"{branch[1]} {branch[2]}" if branch else text


def _check_headings(
    raw: RawSheet, heading: int, keys: Mapping[int, str], columns: Sequence[Column], remarks: Remarks
) -> bool:
    """Whether no column is missing that decides anything."""
    row = raw.rows[heading]
    gone = [column for column in columns if column.key not in keys.values() and not column.optional]
    odd = len(keys.values()) > len({*keys.values()}) or any(_title(cell) for at, cell in row.items() if at not in keys)
    missing = [column.title for column in gone if odd or not column.spare]  # odd: it may be there by another name
    if spare := [column.title for column in gone if column.title not in missing]:
        remarks.warn(Cell(raw.name, f"A{heading}"), f"少了“{'”“'.join(spare)}”这一列，就当作都没有写")
    for at, cell in sorted(row.items()):
        place = Cell(raw.name, f"{letter(at)}{heading}")
        title = _title(cell)
        if at not in keys and title:
            remarks.warn(place, f"没有“{short(title)}”这一列，这一列没有读{offer(title, missing)}")
        elif at in keys and keys[at] in [keys[other] for other in keys if other < at]:
            remarks.error(place, f"“{short(title)}”这一列有两个；请删掉一个")
    if missing:
        remarks.error(Cell(raw.name, f"A{heading}"), f"少了“{'”“'.join(missing)}”这一列；请照导出的样子写回去")
    return not missing


def _rows(raw: RawSheet, heading: int, keys: Mapping[int, str], remarks: Remarks) -> Iterator[Row]:
    at = {key: letter(column) for column, key in keys.items()}
    for number in sorted(raw.rows):
        if number <= heading:
            continue
        cells: dict[str, Cell] = {}
        for column, key in keys.items():
            if column in raw.rows[number]:
                done = read(raw.rows[number][column])
                cell = Cell(raw.name, f"{at[key]}{number}", done.text, done.number, done.wrong is not None)
                if raw.rows[number][column].struck and cell:
                    remarks.warn(cell, "这一格的字画了删除线，照样读了；不要的请真的删掉")
                if done.wrong:
                    remarks.error(cell, done.wrong)
                if cell:
                    cells[key] = cell
        if cells:
            yield Row(raw.name, number, cells, at)
