"""What is no workbook, or none that may be opened, is told apart before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from trainer.workbook import archive
from trainer.workbook.archive import inspect
from trainer.workbook.remarks import WorkbookError

from .test_sheets import replaced

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
TABLE = "回合,对方说的话\ngreet,您好，请讲\n"


def packed(parts: Mapping[str, bytes], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def broken(raw: bytes) -> bytes:
    """One byte of the first part's content turned round."""
    at = raw.index(b"[Content_Types].xml") + 60
    return raw[:at] + bytes([raw[at] ^ 0xFF]) + raw[at + 1 :]


def encrypted(raw: bytes) -> bytes:
    """The flag that says the parts are encrypted, in the list of contents."""
    at = raw.index(b"PK\x01\x02") + 8
    return raw[:at] + bytes([raw[at] | 1]) + raw[at + 1 :]


NOT: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "文件是空的"),
    "old format": (OLE, "旧格式（.xls 或 .et）；请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "设了打开密码"),
    "utf-8 csv": (TABLE.encode(), "文本表格（CSV），只有一张表"),
    "excel's csv": (TABLE.encode("utf-8-sig"), "文本表格（CSV）"),
    "gbk csv": (TABLE.encode("gb18030"), "文本表格（CSV，GBK 编码）"),
    "utf-16 csv": (TABLE.encode("utf-16"), "文本表格（CSV，UTF-16 编码）"),
    "web page": (b"<HTML><table><tr><td>x</td></tr></table>", "是网页，只是名字像表格"),
    "noise": (b"\x89PNG\r\n\x1a\n\0\0\0\xff", "不是 Excel 工作簿"),
    "half a file": (packed({"[Content_Types].xml": b"x" * 1000}, zipfile.ZIP_STORED)[:200], "损坏了"),
    "another archive": (packed({"a.txt": b"x"}), "不是 Excel 工作簿"),
    "word": (packed({"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "Word 文档"),
    "ods": (packed({"content.xml": b"<x/>"}), ".ods 或 .xlsb"),
    "xlsb": (packed({"xl/workbook.bin": b"x", "[Content_Types].xml": b"<x/>"}), ".ods 或 .xlsb"),
    "many parts": (packed({f"{number}.xml": b"" for number in range(1_001)}), "1001 个部分"),
    "bomb": (packed({f"xl/{number}.xml": b" " * 30_000_000 for number in range(3)}), "90 MB，太大了（最多 64 MB）"),
}


@pytest.mark.parametrize(("raw", "message"), NOT.values(), ids=NOT)
def test_what_is_no_workbook_is_told_apart(raw: bytes, message: str) -> None:
    with pytest.raises(WorkbookError) as error:
        inspect(raw, "话术.xlsx")
    assert error.value.message.startswith("话术.xlsx：")
    assert message in error.value.message
    assert error.value.exit_code == 1


def test_a_workbook_is_let_through(rich_raw: bytes) -> None:
    inspect(rich_raw, "rich.xlsx")


def test_macros_are_refused_by_content_and_by_name(rich_raw: bytes) -> None:
    with pytest.raises(WorkbookError, match="有宏"):
        inspect(replaced(rich_raw, {"xl/vbaProject.bin": b"x"}), "rich.xlsx")
    with pytest.raises(WorkbookError, match="有宏"):
        inspect(rich_raw, "rich.XLSM")


ATTACK = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize("coding", ["ascii", "utf-16", "utf-16-le", "utf-16-be"])
def test_declarations_are_refused(rich_raw: bytes, coding: str) -> None:
    raw = replaced(rich_raw, {"xl/worksheets/sheet2.xml": b" " * 999_990 + ATTACK.encode(coding)})
    with pytest.raises(WorkbookError, match=r"（xl/worksheets/sheet2.xml）有不该有的声明"):
        inspect(raw, "rich.xlsx")


@pytest.mark.parametrize(
    "name", ["xl/worksheets/sheet2.dat", "xl/worksheets/sheet2.XML", "xl/worksheets/sheet2", "xl/media/image1.png"]
)
@pytest.mark.parametrize("coding", ["ascii", "utf-16"])
def test_declarations_are_refused_whatever_the_part_is_called(rich_raw: bytes, name: str, coding: str) -> None:
    with zipfile.ZipFile(io.BytesIO(rich_raw)) as old:
        parts = {one: old.read(one) for one in old.namelist() if one != "xl/worksheets/sheet2.xml"}
    for one in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        parts[one] = parts[one].replace(b"xl/worksheets/sheet2.xml", name.encode())
    parts[name] = ATTACK.replace("DOCTYPE", "DocType").encode(coding)
    with pytest.raises(WorkbookError, match=f"（{name}）有不该有的声明"):
        inspect(packed(parts), "rich.xlsx")


PADDING = {
    "styles": b"<xf/>" * 60_000,
    "merged cells in a remark": b"<!-- " + b"<mergeCell " * 60_000 + b"-->",
    "a row without end": b"<row>" + b"<c/>" * 1_000_000,
    "rows without end": b"<row><c/></row>" * 1_100_000,
    "prefixed rows": b"<x:row/>" * 60_000,
}


@pytest.mark.parametrize("padding", PADDING.values(), ids=PADDING)
def test_more_than_anyone_fills_in_is_refused_unread(rich_raw: bytes, padding: bytes) -> None:
    with pytest.raises(WorkbookError, match="格式或空格子太多了"):
        inspect(replaced(rich_raw, {"xl/worksheets/sheet2.xml": padding}), "rich.xlsx")


def test_formatted_empty_rows_down_to_the_last_are_let_through(rich_raw: bytes) -> None:
    rows = b'<row r="1"><c r="A1" s="1"/></row>' * 1_048_576
    inspect(replaced(rich_raw, {"xl/worksheets/sheet9.xml": rows}), "rich.xlsx")


def test_a_picture_may_hold_anything(rich_raw: bytes) -> None:
    inspect(replaced(rich_raw, {"xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + ATTACK.encode()}), "rich.xlsx")


def test_damage_inside_is_found_by_the_checksum(rich_raw: bytes) -> None:
    with pytest.raises(WorkbookError, match="损坏了"):
        inspect(broken(rich_raw), "rich.xlsx")


def test_encrypted_parts_are_refused(rich_raw: bytes) -> None:
    with pytest.raises(WorkbookError, match="加了密"):
        inspect(encrypted(rich_raw), "rich.xlsx")


def test_a_huge_file_is_refused_unread() -> None:
    with pytest.raises(WorkbookError, match="文件有 20 MB，太大了"):
        inspect(b"PK" + b"\0" * archive.MOST_BYTES, "rich.xlsx")


def test_a_strict_workbook_is_told_how_to_be_saved(rich_raw: bytes) -> None:
    usual, strict = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", archive._STRICT
    with zipfile.ZipFile(io.BytesIO(rich_raw)) as parts:
        book = parts.read("xl/workbook.xml")
    assert usual in book
    with pytest.raises(
        WorkbookError, match=r"^rich\.xlsx：这是“Strict.*请另存为普通的“Excel 工作簿（\.xlsx）”，再导入。$"
    ):
        inspect(replaced(rich_raw, {"xl/workbook.xml": book.replace(usual, strict)}), "rich.xlsx")


def test_the_look_of_many_runs_is_no_reason_to_refuse(rich_raw: bytes) -> None:
    """LibreOffice parts a text where Latin and Chinese letters meet, and says the font of each part."""
    run = '<r><rPr><sz val="10"/><rFont val="x"/><family val="2"/><charset val="134"/></rPr><t>甲</t></r>'
    strings = f"<sst><si>{run * 20_000}</si></sst>".encode()
    inspect(replaced(rich_raw, {"xl/sharedStrings.xml": strings}), "a.xlsx")
    with pytest.raises(WorkbookError, match="太多了"):
        inspect(replaced(rich_raw, {"xl/other.xml": strings}), "a.xlsx")
