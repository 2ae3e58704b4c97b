"""An Excel workbook → the text of a scenario file, or every mistake with its sheet and cell."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.errors import Problem, ScenarioError, nearest
from trainer.rules.fields import IDENTIFIER
from trainer.scenario.library import reserved
from trainer.scenario.load import MOST_PROBLEMS, Loaded, examine_document, packs_folder
from trainer.scenario.packs import PackFolder
from trainer.scenario.resolved import Scenario
from trainer.scenario.source import decode
from trainer.scenario.suggestions import short
from trainer.scenario.yaml_nodes import Document, Loc, parse
from trainer.workbook import archive, basics, phrase_lists, rules_sheet, talk, tryouts
from trainer.workbook.exporting import lists_of
from trainer.workbook.remarks import Cell, Finding, Remarks, WorkbookError
from trainer.workbook.sheet_words import in_sheet_words
from trainer.workbook.sheets import BASICS, GUIDE, JUDGING, LISTS, SHEETS, TALK, TRYOUTS, Column
from trainer.workbook.table import RawSheet, Row, table
from trainer.workbook.write_yaml import render
from trainer.workbook.xlsx import load

SUFFIXES = (".yaml", ".yml")
_COLUMNS: Mapping[str, Sequence[Column]] = {
    BASICS: basics.COLUMNS,
    TALK: talk.columns(),
    JUDGING: rules_sheet.COLUMNS,
    LISTS: phrase_lists.COLUMNS,
    TRYOUTS: tryouts.COLUMNS,
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What a workbook gave."""

    path: Path  # where the scenario file belongs
    text: str
    scenario: Scenario
    remarks: tuple[Finding | Problem, ...]  # warnings


def convert(
    raw: bytes, name: str, out: Path | None = None, *, folder: Path = Path(), packs: PackFolder | None = None
) -> Imported:
    """The scenario file for the bytes of a workbook; `name` is for the messages, `out` where the file will be;
    without it in `folder`, named by its id.

    `packs`: None means those beside the file, or of the library. Raises WorkbookError with every mistake.
    """
    archive.inspect(raw, name)
    remarks = Remarks(book=name)
    tables = _tables(load(raw, name, SHEETS), remarks)
    if any(sheet not in tables for sheet in SHEETS):
        raise _refusal(list(remarks.findings))
    data = basics.read(tables[BASICS], remarks)
    _check_id(data.get("id"), remarks)
    path = out or folder / _path(data.get("id"))
    packs = packs or PackFolder(packs_folder(path))
    unused = _gather(data, tables, packs, remarks)
    text = render(data)
    document, loaded = _examine(text, path, packs)
    _tell_packs(loaded, unused, remarks)
    others = [problem for problem in loaded.problems if problem not in loaded.lacking.values()]
    found = [*remarks.findings, *_located(others, document, remarks)]
    if loaded.scenario is None or any(not one.warning for one in found):
        raise _refusal(found)
    return Imported(path, text, loaded.scenario, tuple(_in_order(found)))


def _tables(sheets: Sequence[RawSheet], remarks: Remarks) -> dict[str, list[Row]]:
    """The rows of every sheet that is read; one that is missing or has no headings is left out."""
    found: dict[str, list[Row]] = {}
    known = {sheet.name: sheet for sheet in reversed(sheets)}  # of two with one name the first, which was read whole
    remarks.zeros = {number.lstrip("0"): number for number in _zeros(sheets)}
    remarks.mark((), Cell(BASICS, "A1"))
    for name in (BASICS, TALK, JUDGING, LISTS, TRYOUTS):
        sheet = known.get(name)
        if sheet is None:
            near = nearest(name, [other for other in known if other not in (*SHEETS, GUIDE)])
            renamed = f"；是不是“{near}”？请改回原来的名字" if near else "；请从导出的工作簿里把它复制回来"
            remarks.error(Cell(name, "A1"), f"工作簿里少了“{name}”这张表{renamed}")
            continue
        if sheet.hidden:
            remarks.warn(Cell(name, "A1"), "这张表是隐藏的，里面的内容照样读了；请取消隐藏，看看对不对")
        rows = table(sheet, _COLUMNS[name], remarks)
        if rows is not None:
            found[name] = rows
    for name, sheet in known.items():
        if name not in (*SHEETS, GUIDE) and sheet.rows:
            hidden = "（隐藏的）" if sheet.hidden else ""
            remarks.warn(Cell(name, "A1"), f"多了一张表{hidden}，没有读；情景只用{'、'.join(SHEETS)}这几张")
    return found


def _zeros(sheets: Sequence[RawSheet]) -> set[str]:
    texts = (cell.value for sheet in sheets for row in sheet.rows.values() for cell in row.values())
    return {number for text in texts if isinstance(text, str) for number in re.findall(r"(?<!\d)0\d+(?!\d)", text)}


def _check_id(scenario_id: Any, remarks: Remarks) -> None:
    """Other files are named after the id too, so `--out` makes no difference."""
    if isinstance(scenario_id, str) and reserved(scenario_id):
        cell = remarks.places["id",][0]
        remarks.error(cell, f"“编号”也是文件名，“{scenario_id}”另有用处，不能用；请换一个，例如 in-repair")


def _path(scenario_id: Any) -> Path:
    """The file that the id names."""
    if isinstance(scenario_id, str) and IDENTIFIER.fullmatch(scenario_id):
        return Path(f"{scenario_id}{SUFFIXES[0]}")
    return Path(f"scenario{SUFFIXES[0]}")  # only for the loader: the id is wrong, nothing will be written


def _gather(
    data: dict[str, Any], tables: Mapping[str, list[Row]], packs: PackFolder, remarks: Remarks
) -> dict[str, list[Row]]:
    """Put the content of the other sheets into the scenario; a sheet without rows changes nothing.

    Gives the rows of phrase lists whose pack is not in use.
    """
    variants = data.get("variants")
    turns = talk.read(tables[TALK], list(variants) if isinstance(variants, dict) else [], remarks)
    rules = rules_sheet.read(tables[JUDGING], turns, remarks)
    pack_lists = lists_of(data.get("use") or (), packs)
    lists = phrase_lists.read(tables[LISTS], pack_lists, remarks)
    examples, sentences = tryouts.read(tables[TRYOUTS], remarks)
    for key, name, value in (
        ("turns", TALK, turns), ("rules", JUDGING, rules), ("lists", LISTS, lists), ("examples", TRYOUTS, examples),
        ("sentences", TRYOUTS, sentences),
    ):  # fmt: skip
        if value:
            data[key] = value
        remarks.places.setdefault((key,), (Cell(name, "A1"), None))
    return phrase_lists.unused(tables[LISTS], pack_lists)


def _tell_packs(loaded: Loaded, unused: Mapping[str, Sequence[Row]], remarks: Remarks) -> None:
    """Packs taken out of the workbook: as a mistake where something needs them, else their phrase lists lie idle."""
    cell, _ = remarks.where(("use",))
    for problem in loaded.lacking.values():
        remarks.error(cell, in_sheet_words(problem.message))
    for pack, rows in unused.items():
        if pack not in loaded.lacking:
            remarks.warn(
                rows[0]["name"],
                f"“规则包”里没有 {short(pack)}，它的 {len(rows)} 种说法都不算；"
                f"要用，请在“{BASICS}”的“规则包”里加上 {short(pack)}，不用就不必管",
            )


def _examine(text: str, path: Path, packs: PackFolder) -> tuple[Document, Loaded]:
    try:
        document = parse(decode(text.encode("utf-8"), str(path)), str(path))
    except ScenarioError as error:  # too big: no single cell is to blame
        empty = Document(str(path), [])
        return empty, Loaded(None, error.problems, empty)
    return document, examine_document(document, path, packs)


def _located(problems: Sequence[Problem], document: Document, remarks: Remarks) -> list[Finding | Problem]:
    """The loader's problems at their cells. What a cell with a mistake leads to is left out."""
    wrong = {(one.sheet, one.place) for one in remarks.findings if not one.warning}
    places = sorted((at, len(loc), loc) for known in (document.values, document.keys) for loc, at in known.items())
    named = {at: remarks.names[loc] for loc, at in document.keys.items() if loc in remarks.names}
    found: list[Finding | Problem] = []
    for problem in problems:
        if problem.path != document.path:
            found.append(problem)  # of a pack
            continue
        index = bisect_right(places, ((problem.line, problem.column), 1_000)) - 1
        loc: Loc = places[index][2] if index >= 0 else ()
        cell, line = remarks.where(loc)
        cell, line = (name, None) if (name := named.get((problem.line, problem.column))) else (cell, line)
        if (cell.sheet, cell.place) in wrong:
            continue
        here = Remarks(book=remarks.book)
        (here.warn if problem.warning else here.error)(cell, in_sheet_words(problem.message), line)
        found += here.findings
    return list(dict.fromkeys(found))


def _in_order(findings: Sequence[Finding | Problem]) -> list[Finding | Problem]:
    """By sheet, row and column; what is wrong in packs comes last."""

    def key(one: Finding | Problem) -> tuple[int, int, int, str]:
        if isinstance(one, Problem):
            return len(SHEETS) + 1, one.line, one.column, one.message
        letters, digits = re.findall(r"[A-Z]+|\d+", one.place)
        sheet = SHEETS.index(one.sheet) if one.sheet in SHEETS else len(SHEETS)
        return sheet, int(digits), len(letters), letters + one.message

    return sorted(findings, key=key)


def _refusal(findings: Sequence[Finding | Problem]) -> WorkbookError:
    errors = sum(not one.warning for one in findings)
    left = len(findings) - MOST_PROBLEMS
    more = f"还有 {left} 处没有列出，先改上面这些。\n" if left > 0 else ""
    message = f"{more}有 {errors} 处要改，没有写任何文件。改好、保存，再导入一次。"
    return WorkbookError(message, _in_order(findings)[:MOST_PROBLEMS])
