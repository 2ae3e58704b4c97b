"""The only module that knows openpyxl: sheets and tables → the bytes of an .xlsx file, and back to cells."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from rich.cells import cell_len

from trainer.report.report_table import PlainTable, Value
from trainer.workbook.damage import Raw
from trainer.workbook.plain_table import readable
from trainer.workbook.remarks import WorkbookError
from trainer.workbook.sheets import LAST_ROW, Column, Sheet, letter
from trainer.workbook.table import MOST_ROWS, RawSheet

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as XlsxCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

Taken = TypeVar("Taken")

MOST_COLUMNS = 60
_LAST_READ = 100_000  # row; some programs format empty rows down to the millionth
_GLANCE = 20  # rows of a sheet that is none of ours
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]{0,200}?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_UNSEEN = re.compile(rb'<(?:\w+:)?row\s(?=[^<>]{0,200}?hidden="(?:1|true)")[^<>]{0,200}?\br="(\d{1,7})"')
_COMMENTS = re.compile(r"xl/(?:threadedComments/|(?:comments/)?comments?\d*\.xml)", re.IGNORECASE)
_MOST_MERGED = 50  # named; nobody reads more
_CHUNK = 1_000_000
_HEAD, _PLAIN, _GREY = "表头", "内容", "只看"
_EDGE = "FFBFBFBF"
_FONT, _SIZE, _CHARSET = "微软雅黑", 10, 134  # GB 2312: a program without the font takes another Chinese one
_LINE = 16.5  # pt, of that font
_MOST_HEIGHT = 409  # pt; no row of Excel is higher
_PAGE = 130  # characters of that font across a page of A4, landscape
_A4 = 9


def save(sheets: Iterable[Sheet]) -> bytes:
    """The file. Every cell is text, so Excel changes nothing that is typed into it."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "trainer"
    _styles(book)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EncodingWarning)  # openpyxl's scratch files: it opens them anew as UTF-8
        book.save(out)
    return out.getvalue()


def _fill(page: Worksheet, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment

    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, column in enumerate(sheet.columns, 1):
        whole = page.column_dimensions[letter(number)]
        whole.width, whole.number_format, whole.alignment = column.width, "@", wrapped
        _write(page.cell(1, number), column.title, _HEAD)
        _help(page, column, sheet, letter(number))
    for index, row in enumerate(sheet.rows):
        for number, column in enumerate(sheet.columns, 1):
            _write(page.cell(index + 2, number), row.get(column.key, ""), _GREY if index in sheet.grey else _PLAIN)
        lines = max(_lines(row.get(column.key, ""), column.width) for column in sheet.columns)
        page.row_dimensions[index + 2].height = _height(lines)
    page.freeze_panes = sheet.freeze
    fixed = letter(max(1, ord(sheet.freeze[0]) - ord("A")))
    _paper(page, [column.width for column in sheet.columns], fixed)
    if sheet.printed is not None:
        page.print_area = f"A1:{letter(len(sheet.columns))}{max(1, sheet.printed) + 1}"


def _height(lines: int) -> float:
    """pt of a row in which so many lines are seen: programs other than Excel do not make rows fit."""
    return min(_MOST_HEIGHT, lines * _LINE + 3)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column of that many characters."""
    return sum(max(1, -(-cell_len(line) // (width - 1))) for line in text.split("\n"))


def _paper(page: Any, widths: Sequence[int], fixed: str) -> None:
    """How the sheet is printed: A4, no letters too small to be read, headings and columns A to `fixed` on every page,
    name and page number below.
    """
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.properties import PageSetupProperties

    page.page_setup.orientation, page.page_setup.paperSize = "landscape", _A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = max(1, round(sum(widths) / _PAGE)), 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    columns = f"'{page.title}'!$A:${fixed}," if page.page_setup.fitToWidth > 1 else ""
    page.defined_names.add(DefinedName("_xlnm.Print_Titles", attr_text=f"{columns}'{page.title}'!$1:$1"))
    page.page_margins.left = page.page_margins.right = page.page_margins.top = 0.4  # inches
    page.page_margins.bottom, page.page_margins.footer = 0.6, 0.25
    page.oddFooter.left.text, page.oddFooter.center.text = "&F", "&A"
    page.oddFooter.right.text = "第 &P 页，共 &N 页"


def _styles(book: Workbook) -> None:
    """The three looks of a cell, each made once: every cell is text, wrapped, with thin lines around it."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    edge = Side(style="thin", color=_EDGE)

    def font(**more: Any) -> Font:
        return Font(name=_FONT, size=_SIZE, charset=_CHARSET, **more)

    for name, letters, fill in (
        (_HEAD, font(bold=True, color="FFFFFFFF"), PatternFill("solid", fgColor="FF1F4E79")),
        (_PLAIN, font(), PatternFill()),
        (_GREY, font(color="FF7F7F7F"), PatternFill("solid", fgColor="FFF2F2F2")),
    ):
        style = NamedStyle(name, font=letters, fill=fill, number_format="@")
        style.alignment = Alignment(wrap_text=True, vertical="center" if name == _HEAD else "top")
        style.border = Border(left=edge, right=edge, top=edge, bottom=edge)
        book.add_named_style(style)


def _write(cell: XlsxCell | MergedCell, text: str, style: str) -> None:
    cell.style = style
    if text:
        cell.value = text
        cell.data_type = "s"  # also where the text begins with =


def _help(page: Worksheet, column: Column, sheet: Sheet, at: str) -> None:
    """The drop-down list and the hint of the column with that letter; some cells have lists of their own."""
    own = {index + 2: formula for (index, key), formula in sheet.choices.items() if key == column.key}
    for row, formula in own.items():
        _validate(page, [f"{at}{row}"], formula, column)
    edges = [1, *sorted(own), LAST_ROW + 1]
    areas = [f"{at}{above + 1}:{at}{below - 1}" for above, below in pairwise(edges) if below - above > 1]
    if column.choices or column.tip:
        _validate(page, areas, column.choices, column)


def _validate(page: Worksheet, areas: Iterable[str], choices: str, column: Column) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(
        type="list" if choices else None,
        formula1=choices or None,
        allow_blank=True,
        showErrorMessage=False,  # the list helps; what does not fit is explained when the book is imported
        showInputMessage=bool(column.tip),
        promptTitle=column.title if column.tip else None,
        prompt=column.tip or None,
    )
    for area in areas:
        rule.add(area)
    page.add_data_validation(rule)


def save_tables(tables: Iterable[PlainTable]) -> bytes:
    """Tables to be read: text is text whatever it begins with, numbers are numbers, each column can be filtered.

    Written row by row, so that memory stays small.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    book.properties.creator = "trainer"
    _styles(book)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EncodingWarning)
        for table in tables:
            page: Any = book.create_sheet(table.name)
            for number, column in enumerate(table.columns, 1):
                page.column_dimensions[letter(number)].width = column.width
            page.freeze_panes = "A2"
            page.auto_filter.ref = f"A1:{letter(len(table.columns))}{len(table.rows) + 1}"
            _paper(page, [column.width for column in table.columns], "A")

            def cell(value: Value, style: str, page: Any = page) -> Any:
                made: Any = WriteOnlyCell(page)
                _write(made, value if isinstance(value, str) else "", style)
                if isinstance(value, (int, float)):
                    made.value, made.number_format = value, "General"
                return made

            titles = tuple(column.title for column in table.columns)
            for number, row in enumerate((titles, *table.rows), 1):
                told = [readable(value) for value in row]
                lines = max(
                    _lines(value, column.width) if isinstance(value, str) else 1
                    for value, column in zip(told, table.columns, strict=True)
                )
                if lines > 1:
                    page.row_dimensions[number].height = _height(lines)
                page.append([cell(value, _PLAIN if number > 1 else _HEAD) for value in told])
        out = io.BytesIO()
        book.save(out)
    return out.getvalue()


def load(raw: bytes, name: str, wanted: Collection[str]) -> list[RawSheet]:
    """The sheets of a file that `archive.inspect` let pass, row by row, so that memory stays small.

    Each wanted one once; of the others only the first rows. Formulas are not computed. Raises WorkbookError where
    openpyxl cannot read it.
    """
    return _reading(raw, name, lambda pages: list(_sheets(pages, raw, wanted)))


def first_sheet(raw: bytes, name: str, most: int) -> list[tuple[int, Mapping[int, Raw]]]:
    """The rows of the first sheet that hold something, at most `most`: number, and column number → cell.

    Otherwise as `load`.
    """

    def rows(pages: list[Any]) -> list[tuple[int, Mapping[int, Raw]]]:
        pages[0].reset_dimensions()
        return list(islice(_rows(pages[0]), most))

    return _reading(raw, name, rows)


def _reading(raw: bytes, name: str, take: Callable[[list[Any]], Taken]) -> Taken:
    """What `take` gets from the sheets. Raises WorkbookError."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # parts that openpyxl does not keep: nothing of ours
        try:
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False, rich_text=False)
            try:
                return take(book.worksheets)
            finally:
                book.close()
        except Exception as error:  # whatever openpyxl meets in a damaged file: it has no error of its own
            raise WorkbookError(
                f"{name}：文件里的内容读不出来，可能损坏了；请用 Excel 或 WPS 打开它，另存为新的 .xlsx，再导入。"
            ) from error


def _sheets(pages: Iterable[Any], raw: bytes, wanted: Collection[str]) -> Iterator[RawSheet]:
    seen: set[str] = set()
    pages = list(pages)
    if len({page._worksheet_path for page in pages}) < len(pages):
        raise ValueError("two sheets are one part of the file: it would be read again and again")
    for page in pages:
        name = str(page.title).strip()
        whole = name in wanted and name not in seen
        seen.add(name)
        yield _sheet(page, name, raw, _LAST_READ if whole else _GLANCE)


def _sheet(page: Any, name: str, raw: bytes, last: int) -> RawSheet:
    page.reset_dimensions()  # what the file says of its own size need not be true
    rows: dict[int, dict[int, Raw]] = {}
    cut = unread = None
    for number, row in enumerate(page.iter_rows(max_col=MOST_COLUMNS), 1):
        cells = _cells(row)
        if cells and len(rows) > MOST_ROWS:
            cut = number
            break
        if cells:
            rows[number] = cells
        if number >= last:
            unread = number + 1
            break
    merged, unseen = _marked(page, raw)
    return RawSheet(name, rows, page.sheet_state != "visible", merged, cut, unseen, _remarked(raw), unread)


def _rows(page: Any) -> Iterator[tuple[int, Mapping[int, Raw]]]:
    for number, row in enumerate(page.iter_rows(max_col=MOST_COLUMNS), 1):
        if cells := _cells(row):
            yield number, cells


def _cells(row: Iterable[Any]) -> dict[int, Raw]:
    """Column number → cell, of those that hold something."""
    return {
        at: Raw(cell.value, cell.data_type, cell.number_format, bool(cell.font.strike))
        for at, cell in enumerate(row, 1)
        if cell.value is not None and str(cell.value).strip()
    }


def _remarked(raw: bytes) -> bool:
    """Whether there are comments in the book."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return any(_COMMENTS.match(name) for name in archive.namelist())


def _marked(page: Any, raw: bytes) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The merged areas and the hidden rows; reading row by row, openpyxl leaves them out."""
    found: dict[str, None] = {}
    unseen: dict[int, None] = {}
    before = b""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open(page._worksheet_path) as part:
        while chunk := part.read(_CHUNK):
            for area in _MERGED.findall(before + chunk):
                found[area.decode("ascii")] = None
            for row in _UNSEEN.findall(before + chunk):
                unseen[int(row)] = None
            before = chunk[-200:]
    return tuple(found)[:_MOST_MERGED], tuple(unseen)
