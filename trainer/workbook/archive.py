"""Is this file a workbook, and is it safe to open? Looked at before anything in it is unpacked for good."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath

from trainer.workbook.remarks import WorkbookError

MOST_BYTES = 20_000_000  # of the file
MOST_UNPACKED = 64_000_000  # of all parts together
MOST_PARTS = 1_000
MOST_MARKS = 50_000  # elements that are neither a cell nor a row: openpyxl makes an object of each, even of empty ones
MOST_CELLS = 2_100_000  # elements of rows, cells and texts; formatted empty rows may be very many: a cell in each
MOST_IN_ROW = 16_384  # cells, as in Excel; a row is read as a whole
_OLD = b"\xd0\xcf\x11\xe0"  # .xls, .et and everything with a password
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_DECLARED = tuple(
    mark.encode(coding) for mark in ("<!doctype", "<!entity") for coding in ("ascii", "utf-16-le", "utf-16-be")
)
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"  # the namespace; openpyxl knows the usual one only
_MEDIA = "xl/media/"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\1\0\0\0", b"\xd7\xcd\xc6\x9a", b"RIFF")
_ROW, _CELL, *_TEXTS = (
    tuple(f"<{name}{end}".encode() for end in " />") for name in ("row", "c", "v", "f", "is", "t", "si", "r")
)
_STRINGS = "xl/sharedStrings.xml"  # read one after the other: nothing of a text's look is kept
_LOOKS = 10  # elements of the look of a run; LibreOffice makes one of each change between Latin and Chinese letters
_CHUNK = 1_000_000
_TABLE = re.compile(r"^[^\n,\t]*[,\t]", re.MULTILINE)  # a line with cells
_SCRIPT = (
    "手里是一份话术：运行 trainer new，把客户的话一句一句粘贴进去，就有一个情景；"
    "有分支的，再用 trainer export 导出成工作簿，在“对话”里一行写一个回合"
)
_SAVE = "请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”，再导入"


def inspect(raw: bytes, name: str) -> None:
    """Raise WorkbookError with what it is and what to do, unless the bytes are a workbook that may be opened."""
    reason = _reason(raw, name)
    if reason:
        raise WorkbookError(f"{name}：{reason}。")


def _reason(raw: bytes, name: str) -> str | None:
    if not raw:
        return "文件是空的"
    if len(raw) > MOST_BYTES:
        return f"文件有 {len(raw) / 1e6:.0f} MB，太大了；情景工作簿不会超过 {MOST_BYTES // 1_000_000} MB"
    if raw.startswith(_OLD):
        if _LOCKED in raw:
            return "工作簿设了打开密码；请在 Excel 或 WPS 里取消密码，保存后再导入"
        return f"这是旧格式（.xls 或 .et）；{_SAVE}"
    if not raw.startswith(b"PK"):
        return _text(raw)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _parts(archive, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error):
        return f"文件损坏了，读不出来；{_SAVE}"


def _text(raw: bytes) -> str:
    """What a file that is no archive is."""
    if b"<html" in raw[:2000].lower() or b"<table" in raw[:2000].lower():
        return f"这是网页，只是名字像表格；{_SAVE}"
    for coding, said in (("utf-8-sig", ""), ("gb18030", "，GBK 编码"), ("utf-16", "，UTF-16 编码")):
        try:
            text = raw.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not _TABLE.search(text[:2000]):
            return f"这是一篇文字{said}，不是表格，不能直接导入。{_SCRIPT}"
        if "\0" not in text:
            return f"这是文本表格（CSV{said}），只有一张表，放不下情景；{_SAVE}，六张表都要在"
    return "这不是 Excel 工作簿；请选用 trainer export 导出、改好的那个 .xlsx 文件"


def _parts(archive: zipfile.ZipFile, name: str) -> str | None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        most = MOST_UNPACKED // 1_000_000
        return f"展开有 {len(parts)} 个部分、{unpacked / 1e6:.0f} MB，太大了（最多 {most} MB）；请删掉多余的内容"
    if any(part.flag_bits & 1 for part in parts):
        return "文件加了密；请取消密码，保存后再导入"
    if "word/document.xml" in names:
        return f"这是 Word 文档，不能直接导入。{_SCRIPT}"
    if "content.xml" in names or "xl/workbook.bin" in names:
        return f"这是另一种表格格式（.ods 或 .xlsb）；{_SAVE}"
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        return "这不是 Excel 工作簿；请选用 trainer export 导出、改好的那个 .xlsx 文件"
    with archive.open("xl/workbook.xml") as book:
        if _STRICT in book.read(_CHUNK):
            return "这是“Strict Open XML”格式；请另存为普通的“Excel 工作簿（.xlsx）”，再导入"
    if PurePath(name).suffix.lower() == ".xlsm" or any(part.rpartition("/")[2] == "vbaProject.bin" for part in names):
        return f"工作簿里有宏（.xlsm），为了安全不打开；{_SAVE}"
    looked = [(part.filename, _look(archive, part)) for part in parts]
    for part_name, one in looked:
        if one.declares:
            return f"文件的内部（{part_name}）有不该有的声明，为了安全不打开；{_SAVE}"
    marks, cells = sum(one.marks for _, one in looked), sum(one.cells for _, one in looked)
    if marks > MOST_MARKS or cells > MOST_CELLS or any(one.endless_row for _, one in looked):
        return "文件里的格式或空格子太多了（看不见的也算）；请用 trainer export 重新导出一个，只把文字粘贴过去"
    return None


@dataclass(slots=True)
class _Looked:
    """What is in a part."""

    declares: bool = False  # entities: a workbook never does, an attack may
    marks: int = 0  # elements that are neither a row nor a cell nor a text
    cells: int = 0  # those that are
    endless_row: bool = False


def _look(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> _Looked:
    """Reads all of it, so its checksum is tested, whatever it is called: relationships may make a sheet of any part.

    Pictures are left out, which no parser takes.
    """
    found = _Looked()
    before = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            if not before and part.filename.startswith(_MEDIA) and chunk.startswith(_IMAGES):
                return found
            seen = before + chunk.lower()
            found.declares = found.declares or any(mark in seen for mark in _DECLARED)
            rows, cells, *texts = (sum(map(chunk.count, marks)) for marks in (_ROW, _CELL, *_TEXTS))
            others = chunk.count(b"<") - chunk.count(b"</") - rows - cells - sum(texts)
            looks = min(others, _LOOKS * texts[-1]) if part.filename == _STRINGS else 0
            found.cells += rows + cells + sum(texts) + looks
            found.marks += others - looks
            found.endless_row = found.endless_row or (cells > MOST_IN_ROW and not rows)
            before = seen[-40:]
    return found
