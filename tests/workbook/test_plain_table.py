"""Tables to be read: in Excel and in any other program, text stays text."""

from __future__ import annotations

import csv
import io

import openpyxl

from trainer.report.report_table import PlainColumn, PlainTable
from trainer.workbook.damage import MAX_CELL
from trainer.workbook.plain_table import to_csv
from trainer.workbook.xlsx import first_sheet, save_tables

TEXTS = (
    "=1+1",
    "+86",
    "-1",
    "@x",
    "普通",
    "#N/A",
    "1234567890123456789",
    '=HYPERLINK("http://x","y")',
    "a\x1b[31mb",
    "\ud800",
)
TABLE = PlainTable(
    "表", (PlainColumn("文", 20), PlainColumn("数", 8)), [(text, 1.5) for text in TEXTS] + [(None, None)]
)


def test_a_workbook_holds_data_and_no_formulas() -> None:
    book = openpyxl.load_workbook(io.BytesIO(save_tables([TABLE, PlainTable("空", TABLE.columns, [])])))
    page = book["表"]
    assert [cell.data_type for cell in page["A"][1:-1]] == ["s"] * len(TEXTS)
    assert [cell.value for cell in page["A"][1:-3]] == list(TEXTS[:-2])
    assert page["A10"].value == "a‹U+001B›[31mb"
    assert page["A11"].value == "‹U+D800›"
    assert (page["B2"].value, page["B2"].data_type) == (1.5, "n")
    assert page["A12"].value is None
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:B12"
    assert (page["A1"].value, page["A1"].font.bold) == ("文", True)
    assert (page.column_dimensions["A"].width, page.column_dimensions["B"].width) == (20, 8)
    assert book["空"].auto_filter.ref == "A1:B1"


def test_a_csv_is_read_by_excel_and_holds_no_formulas() -> None:
    raw = to_csv(TABLE)
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[0] == ["文", "数"]
    assert [row[0] for row in rows[1:5]] == ["'=1+1", "'+86", "'-1", "'@x"]
    assert rows[5] == ["普通", "1.5"]
    assert rows[-1] == ["", ""]


def test_what_no_cell_holds_is_cut() -> None:
    long = PlainTable("长", (PlainColumn("文", 9),), [("长" * 40_000,)])
    ((_, heading), (_, cells)) = first_sheet(save_tables([long]), "x", 9)
    assert heading[1].value == "文"
    assert len(cells[1].value) == MAX_CELL
    assert first_sheet(save_tables([TABLE]), "x", 3)[-1][0] == 3


def test_every_line_of_a_row_is_seen_and_the_footer_stands_above_the_edge() -> None:
    columns = (PlainColumn("规则", 12), PlainColumn("Christopher Wong", 10))
    table = PlainTable("宽", columns, [("短", 1), ("这一条规则的名字要占四行才写得下", 2), (None, None)])
    page = openpyxl.load_workbook(io.BytesIO(save_tables([table])))["宽"]
    heights = [page.row_dimensions[number].height for number in (1, 2, 3, 4)]
    assert heights[1] is None
    assert heights[3] is None
    assert 25 < heights[0] < heights[2]
    assert page.page_margins.footer + 0.3 <= page.page_margins.bottom
