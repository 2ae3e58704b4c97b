"""What is said about a workbook: mistakes by sheet and cell, and from which cell each part of the scenario came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from trainer.errors import Problem, TrainerError
from trainer.scenario.yaml_nodes import Loc


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as text. `line` of a remark counts the lines inside it from 1."""

    sheet: str
    place: str  # column and row, as `D7`
    text: str = ""
    number: bool = False  # Excel keeps it as a number, not as text
    broken: bool = False  # what stood there cannot be used; that is reported already

    def __bool__(self) -> bool:
        """There is something in it."""
        return bool(self.text) or self.broken


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake (or, as a warning, one doubt) in a workbook."""

    book: str
    sheet: str
    place: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        """`book.xlsx:评分!D7: message`."""
        mark = "提醒：" if self.warning else ""
        return f"{self.book}:{self.sheet}!{self.place}: {mark}{self.message}"


class WorkbookError(TrainerError):
    """A workbook cannot be read, has mistakes (all of them at once) or cannot be written."""

    code = "workbook"

    def __init__(self, message: str, findings: Iterable[Finding | Problem] = ()) -> None:
        """`findings` are printed above the message."""
        self.findings = tuple(findings)
        super().__init__("\n".join([*map(str, self.findings), message]))


@dataclass(slots=True)
class Remarks:
    """Collects findings and places while a workbook is read."""

    book: str = ""
    findings: dict[Finding, None] = field(default_factory=dict)  # in the order found, each once
    places: dict[Loc, tuple[Cell, int | None]] = field(default_factory=dict)  # with the line inside the cell
    names: dict[Loc, Cell] = field(default_factory=dict)  # the cell of a part's name, if it has one of its own
    held: bool = False  # a mistake leads to many others: those are told when it is mended
    zeros: Mapping[str, str] = field(default_factory=dict)  # 571 → 0571: numbers with zeros in front in the book

    def error(self, cell: Cell, message: str, line: int | None = None) -> None:
        """Something that has to be mended."""
        self._add(cell, message, line, warning=False)

    def warn(self, cell: Cell, message: str, line: int | None = None) -> None:
        """Something that should be looked at."""
        self._add(cell, message, line, warning=True)

    def mark(self, loc: Loc, cell: Cell, line: int | None = None) -> None:
        """Note that this cell has that part of the scenario."""
        self.places[loc] = (cell, line)

    def where(self, loc: Loc) -> tuple[Cell, int | None]:
        """The cell of that part, or of the nearest part around it; the whole, (), has one as well."""
        return next(self.places[loc[:size]] for size in range(len(loc), -1, -1) if loc[:size] in self.places)

    def _add(self, cell: Cell, message: str, line: int | None, *, warning: bool) -> None:
        several = line is not None and "\n" in cell.text
        text = f"第 {line} 行：{message}" if several else message
        self.findings[Finding(self.book, cell.sheet, cell.place, text, warning)] = None
