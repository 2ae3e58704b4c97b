"""What is odd about the sheets themselves, and how an exported workbook looks."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from trainer.rules import RULES
from trainer.workbook.exporting import build
from trainer.workbook.importing import Imported
from trainer.workbook.remarks import WorkbookError
from trainer.workbook.sheets import BASICS, GUIDE, JUDGING, LISTS, SHEETS, TALK, TRYOUTS, letter
from trainer.workbook.table import MOST_ROWS
from trainer.workbook.xlsx import load

from .conftest import Book

Told = Callable[..., list[str]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def replaced(raw: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The archive with some of its parts exchanged or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return out.getvalue()


def part_of(raw: bytes, sheet: str) -> str:
    """The name of the part that holds that sheet."""
    return f"xl/worksheets/sheet{(GUIDE, *SHEETS).index(sheet) + 1}.xml"


def inline(*rows: str) -> bytes:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'.encode()


def row(number: int, *texts: str) -> str:
    cells = "".join(
        f'<c r="{letter(at)}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in enumerate(texts, 1)
    )
    return f'<row r="{number}">{cells}</row>'


def test_merged_cells_are_named(book: Book, told: Told) -> None:
    book[JUDGING].merge_cells("A3:A5")
    book[GUIDE].merge_cells("A3:B3")
    book[TALK].merge_cells("N1:O1")  # of a heading, beside the table
    assert "rich.xlsx:评分!A3: 单元格 A3:A5 合并了，只有左上角有内容；请取消合并，把每一行都填上" in told(book)
    assert not any("说明!" in line or "对话!" in line for line in told(book))


def test_a_hidden_sheet_is_read_and_told(book: Book, told: Told, back: Callable[..., Imported]) -> None:
    book[TALK].sheet_state = "hidden"
    assert told(book) == ["rich.xlsx:对话!A1: 提醒：这张表是隐藏的，里面的内容照样读了；请取消隐藏，看看对不对"]
    assert len(back(book).scenario.file.turns) == 3


def test_a_sheet_too_many_is_told(book: Book, told: Told) -> None:
    book.book.create_sheet("Sheet1")
    page = book.book.create_sheet("草稿")
    page["A1"], page.sheet_state = "x", "veryHidden"
    assert told(book) == [
        "rich.xlsx:草稿!A1: 提醒：多了一张表（隐藏的），没有读；情景只用基本信息、对话、评分、意图库、试说例句这几张"
    ]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_missing_sheet_is_told(book: Book, told: Told, sheet: str) -> None:
    book.book.remove(book[sheet])
    lines = told(book)
    assert lines[0] == f"rich.xlsx:{sheet}!A1: 工作簿里少了“{sheet}”这张表；请从导出的工作簿里把它复制回来"
    assert lines[-1].startswith("有 1 处要改")


def test_a_renamed_sheet_is_recognised(book: Book, told: Told) -> None:
    book[TALK].title = "对话表"
    assert told(book)[0].endswith("少了“对话”这张表；是不是“对话表”？请改回原来的名字")


def test_blanks_around_a_sheets_name_do_no_harm(book: Book, back: Callable[..., Imported]) -> None:
    book[TALK].title = "对话 "
    assert back(book).remarks == ()


def test_the_guide_may_go(book: Book, back: Callable[..., Imported]) -> None:
    book.book.remove(book[GUIDE])
    assert back(book).remarks == ()


def test_headings_may_move_and_stand_lower(book: Book, back: Callable[..., Imported]) -> None:
    book[JUDGING].insert_rows(1)
    book[JUDGING]["A1"] = "我们的评分"
    book[TALK].insert_cols(3)
    assert back(book).remarks == ()


def test_a_sheet_without_headings_is_told(book: Book, told: Told) -> None:
    book[TALK].delete_rows(1)
    assert told(book)[0].startswith("rich.xlsx:对话!A1: 第一行应该是表头（回合、怎么开始、对方说的话、补救哪条 ……）")


def test_odd_headings_are_told(book: Book, told: Told) -> None:
    heads = {cell.value: cell for cell in book[JUDGING][1]}
    heads["提示"].value = "提是"
    heads["备注"].value = "分值"
    lines = told(book)
    assert f"rich.xlsx:评分!{heads['提示'].coordinate}: 提醒：没有“提是”这一列，这一列没有读，是不是“提示”？" in lines
    assert f"rich.xlsx:评分!{heads['备注'].coordinate}: “分值”这一列有两个；请删掉一个" in lines
    assert "rich.xlsx:评分!A1: 少了“提示”“备注”这一列；请照导出的样子写回去" in lines


def test_more_branches_may_be_added(book: Book, back: Callable[..., Imported]) -> None:
    page = book[TALK]
    column = page.max_column + 1
    page.cell(1, column, "如果 7")
    page.cell(1, column + 1, "去哪\n7")
    page[f"{letter(column + 1)}{book.find(TALK, 'again', '回合')[1:]}"] = "结束"
    done = back(book)
    assert done.remarks == ()
    assert [step.go for step in done.scenario.file.turns[2].next] == ["end"]


def test_what_stands_beside_and_below_the_table_is_left_out(book: Book, back: Callable[..., Imported]) -> None:
    page = book[TALK]
    page["Z2"], page["Z90"], page["A91"] = "自己的笔记", "别的笔记", "_x000D_"
    assert back(book).remarks == ()


def test_fifty_thousand_rows_are_cut_at_a_place(rich_raw: bytes, told: Told) -> None:
    heads = ("回合", "编号", "规则", "内容", "分值", "提示")
    rows = (row(number, "greet", f"r{number}", "要说", f"您好{number}", "1", "说您好") for number in range(2, 50_002))
    raw = replaced(rich_raw, {part_of(rich_raw, JUDGING): inline(row(1, *heads), *rows)})
    lines = told(raw)
    cut = MOST_ROWS + 2
    assert f"rich.xlsx:评分!A{cut}: 这张表超过 {MOST_ROWS} 行，从这里起没有读；请删掉多余的行" in lines
    assert len(lines) < 6


@pytest.mark.parametrize(("last", "told"), [(50_000, 0), (1_048_576, 1)])
def test_empty_rows_down_to_the_end_of_the_sheet_do_no_harm(
    book: Book, back: Callable[..., Imported], last: int, told: int
) -> None:
    raw = book.raw()
    name = part_of(raw, TRYOUTS)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        text = archive.read(name).decode("utf-8")
    empty = f'<row r="{last}"><c r="A{last}" s="1"/></row>'
    raw = replaced(raw, {name: text.replace("</sheetData>", f"{empty}</sheetData>").encode()})
    remarks = [str(remark) for remark in back(raw).remarks]
    assert len(remarks) == told
    assert all(remark.startswith("rich.xlsx:试说例句!A100001: 提醒：从第 100001 行起没有读") for remark in remarks)


def test_what_the_file_says_of_its_size_is_not_believed(book: Book, back: Callable[..., Imported]) -> None:
    raw = book.raw()
    name = part_of(raw, TALK)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        text = archive.read(name).decode("utf-8")
    assert "<dimension" in text
    raw = replaced(raw, {name: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', text).encode()})
    assert back(raw).remarks == ()


def test_text_with_bold_words_is_read_whole_and_readings_are_left_out(
    rich_raw: bytes, back: Callable[..., Imported]
) -> None:
    name = part_of(rich_raw, TALK)
    with zipfile.ZipFile(io.BytesIO(rich_raw)) as archive:
        text = archive.read(name).decode("utf-8")
    bold = '<r><t>你就</t></r><r><rPr><b/></rPr><t xml:space="preserve">一句话&#10;再见</t></r>'
    shared = f'<sst xmlns="{MAIN}"><si>{bold}<rPh sb="0" eb="1"><t>ni</t></rPh></si></sst>'
    cell = re.search(r'<c r="(C\d+)"[^>]*><is><t>- 你就一句话都不说？</t></is></c>', text)
    assert cell is not None
    with zipfile.ZipFile(io.BytesIO(rich_raw)) as archive:
        types = archive.read("[Content_Types].xml").decode("utf-8")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    parts = {
        "[Content_Types].xml": types.replace("</Types>", override).encode(),
        name: text.replace(cell[0], f'<c r="{cell[1]}" t="s"><v>0</v></c>').encode(),
        "xl/sharedStrings.xml": shared.encode(),
    }
    turns = back(replaced(rich_raw, parts)).scenario.file.turns
    assert turns[2].line == ("你就一句话", "再见")


def test_rows_beyond_every_sheet_are_left_out(rich_raw: bytes, told: Told) -> None:
    rows = inline(row(1, "名称", "说法", "来自", "用到"), row(4_000_000, "甲", "乙"))
    lines = told(replaced(rich_raw, {part_of(rich_raw, LISTS): rows}))
    assert not any("4000000" in line for line in lines)


def test_parts_that_make_no_sense_are_damage(rich_raw: bytes, told: Told) -> None:
    raw = replaced(rich_raw, {part_of(rich_raw, TALK): b"<worksheet><sheetData><row>"})
    assert "可能损坏了" in told(raw)[0]


def test_two_sheets_of_one_name_the_first_counts(rich_raw: bytes, back: Callable[..., Imported]) -> None:
    with zipfile.ZipFile(io.BytesIO(rich_raw)) as archive:
        text = archive.read("xl/workbook.xml").decode("utf-8")
    raw = replaced(rich_raw, {"xl/workbook.xml": text.replace(f'name="{GUIDE}"', f'name="{LISTS}"').encode()})
    assert "工作簿里" not in str(told_or_error(back, raw))


def told_or_error(back: Callable[..., Imported], raw: bytes) -> Any:
    try:
        return back(raw)
    except WorkbookError as error:
        return error


# How it looks


def test_every_cell_is_text_and_wrapped(book: Book) -> None:
    for name in (GUIDE, *SHEETS):
        page = book[name]
        for cells in page.iter_rows():
            for cell in cells:
                assert (cell.number_format, cell.alignment.wrap_text) == ("@", True), cell.coordinate
                assert cell.value is None or cell.data_type == "s"
        for column in page.column_dimensions.values():
            assert column.number_format == "@"
            assert 7 <= column.width <= 84


def test_the_headings_stay_in_sight(book: Book) -> None:
    assert {name: book[name].freeze_panes for name in (GUIDE, *SHEETS)} == {
        GUIDE: "A2", BASICS: "A2", TALK: "B2", JUDGING: "D2", LISTS: "B2", TRYOUTS: "C2",
    }  # fmt: skip


def lists(book: Book, sheet: str) -> dict[str, DataValidation]:
    """The drop-down lists of a sheet by area."""
    found = book[sheet].data_validations.dataValidation
    return {str(one.sqref): one for one in found if one.type == "list"}


def test_drop_down_lists_offer_what_may_be_chosen(book: Book) -> None:
    talk, judging = lists(book, TALK), lists(book, JUDGING)
    assert talk["B2:B1000"].formula1 == '"对方说话,电话铃响,对方不出声,对方挂机"'
    assert talk["F2:F1000"].formula1 == "'对话'!$A$2:$A$1000"
    assert judging["A2:A1000"].formula1 == "'对话'!$A$2:$A$1000"
    area = re.fullmatch(r"'说明'!\$A\$(\d+):\$A\$(\d+)", str(judging["C2:C1000"].formula1))
    assert area is not None
    offered = [book[GUIDE][f"A{number}"].value for number in range(int(area[1]), int(area[2]) + 1)]
    assert len(offered) == len(RULES)
    assert offered[0] == "要说（required）"
    kind = book.find(BASICS, "类型", "内容")
    hints = [one for one in book[BASICS].data_validations.dataValidation if one.prompt and "C2:C3" in str(one.sqref)]
    assert [(one.type, one.promptTitle) for one in hints] == [(None, "内容")]
    assert lists(book, BASICS)[kind].formula1 == '"来电,外呼,回访,投诉,代接留言,录音质检,问答"'
    assert lists(book, BASICS)[book.find(BASICS, "声音", "内容")].formula1 == '"女声,男声"'
    assert lists(book, TRYOUTS)["F2:F1000"].formula1 == '"是,否"'


def test_hints_fit_what_excel_shows(book: Book) -> None:
    for name in SHEETS:
        rules = book[name].data_validations.dataValidation
        assert rules
        for rule in rules:
            assert not rule.showErrorMessage
            assert len(rule.prompt or "") <= 255
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.formula1 or "") <= 255


def test_the_guide_explains_every_kind_of_rule(book: Book) -> None:
    rows = [[cell.value for cell in cells] for cells in book[GUIDE].iter_rows(min_row=2)]
    for rule in RULES:
        line = next(one for one in rows if str(one[0]).endswith(f"（{rule.operator}）"))
        assert line[1]
    assert "trainer import" in str(rows)


def test_text_that_looks_like_a_formula_stays_text(book: Book, back: Callable[..., Imported]) -> None:
    place = book.put(TRYOUTS, "海棠苑", "学员的回答", "=1+1")
    book[TRYOUTS][place].data_type = "s"
    done = back(book)
    assert "=1+1" in done.text
    sheets = build({"id": "x", "turns": [{"id": "a", "line": "=1+1"}]}, {})
    assert sheets[2].rows[1]["line"] == "=1+1"


def test_what_no_cell_can_hold_is_refused() -> None:
    with pytest.raises(WorkbookError, match=r"对话!C3 要放 40\d+ 个字，Excel 的一格最多 32767 个"):
        build({"turns": [{"id": "a", "line": "好" * 40_000}]}, {})
    rules = [{"required": "您好"}] * (MOST_ROWS + 1)
    with pytest.raises(WorkbookError, match="“评分”会有 2001 行，太多了"):
        build({"rules": rules}, {})
    with pytest.raises(WorkbookError, match="回合不能叫“整通”"):
        build({"turns": [{"id": "整通"}]}, {})
    examples = [{"name": "同名", "replies": {}}, {"name": "同名", "replies": {}}]
    with pytest.raises(WorkbookError, match="例句不能叫“单句”"):
        build({"examples": [{"name": "单句", "replies": {}}]}, {})
    with pytest.raises(WorkbookError, match="两个例句都叫“同名”"):
        build({"examples": examples}, {})


def test_odd_shapes_are_kept_in_a_special_form() -> None:
    steps = [{"go": f"t{number}"} for number in range(25)]
    sheets = build(
        {
            "caller": {"mood": "angry"},
            "odd": ["甲"],
            "turns": [{"id": "end", "next": steps, "extra": {"a": "b"}}],
            "examples": [{"name": "a", "replies": {}, "extra": "x"}],
            "rules": [{"required": ["甲\n乙"], "where": ["x"], "?": "?"}],
        },
        {},
    )
    assert {row["name"]: row["value"] for row in sheets[1].rows[-2:]} == {
        "caller": "YAML: {mood: angry}",
        "odd": "- 甲",
    }
    assert sheets[2].rows[1]["more"].startswith("extra: {a: b}\nnext: [{go: t0}, ")
    assert sheets[3].rows[0]["content"] == 'YAML: ["甲\\n乙"]'
    assert sheets[5].rows == [{"name": "a", "more": "extra: x"}]


def test_two_sheets_that_are_one_part_of_the_file_are_refused(rich_raw: bytes) -> None:
    """A part of some megabytes under a thousand names would be read a thousand times."""
    name = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(io.BytesIO(rich_raw)) as old:
        links = old.read(name).replace(b"sheet2.xml", b"sheet3.xml")
    with pytest.raises(WorkbookError, match="内容读不出来"):
        load(replaced(rich_raw, {name: links}), "rich.xlsx", SHEETS)
