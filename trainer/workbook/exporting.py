"""A scenario file → an Excel workbook with all that is in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from trainer.errors import ScenarioError
from trainer.scenario.load import Loaded, examine, packs_folder
from trainer.scenario.packs import PackFolder
from trainer.workbook import basics, guide, phrase_lists, rules_sheet, talk, tryouts
from trainer.workbook.damage import MAX_CELL
from trainer.workbook.phrase_lists import PackLists
from trainer.workbook.remarks import WorkbookError
from trainer.workbook.sheets import Sheet, letter
from trainer.workbook.table import MOST_ROWS
from trainer.workbook.xlsx import save

RESERVED = (rules_sheet.CALL, rules_sheet.INNER, talk.END_SHOWN)  # written in the place of a turn's id


def export(path: Path) -> tuple[str, bytes]:
    """The scenario's id and the workbook. Raises ScenarioError where the file has mistakes, WorkbookError where a
    workbook cannot hold it.
    """
    packs = PackFolder(packs_folder(path))
    loaded = examine(path, packs)
    if loaded.scenario is None:
        raise ScenarioError(tuple(problem for problem in loaded.problems if not problem.warning))
    return loaded.scenario.id, export_loaded(loaded, packs)


def export_loaded(loaded: Loaded, packs: PackFolder) -> bytes:
    """The workbook of a scenario that was looked at already."""
    return save(build(loaded.document.data, lists_of(loaded.document.data.get("use") or (), packs)))


def lists_of(use: Any, packs: PackFolder) -> PackLists:
    """The phrase lists of the packs in use, by pack."""
    names = use if isinstance(use, (list, tuple)) else [use]
    used = {name: packs.pack(name) for name in names if isinstance(name, str)}
    return {name: pack.file.lists for name, pack in used.items() if pack is not None and pack.file is not None}


def build(data: dict[str, Any], pack_lists: PackLists) -> list[Sheet]:
    """The sheets of that scenario."""
    reserved = next((turn["id"] for turn in data.get("turns") or () if turn["id"] in RESERVED), None)
    if reserved:
        raise WorkbookError(f"回合不能叫“{reserved}”，在表格里它有别的意思；请先在情景文件里改名。")
    how_to, rules_area = guide.write()
    sheets = [
        how_to,
        basics.write(data),
        talk.write(data),
        rules_sheet.write(data, rules_area),
        phrase_lists.write(data, pack_lists),
        tryouts.write(data),
    ]
    for sheet in sheets:
        _check_size(sheet)
    return sheets


def _check_size(sheet: Sheet) -> None:
    """Excel would cut a longer text without a word."""
    if len(sheet.rows) > MOST_ROWS:
        raise WorkbookError(f"“{sheet.name}”会有 {len(sheet.rows)} 行，太多了（最多 {MOST_ROWS} 行）；请拆成几个情景。")
    for number, row in enumerate(sheet.rows, 2):
        for at, column in enumerate(sheet.columns, 1):
            size = len(row.get(column.key, ""))
            if size > MAX_CELL:
                place = f"{sheet.name}!{letter(at)}{number}"
                raise WorkbookError(f"{place} 要放 {size} 个字，Excel 的一格最多 {MAX_CELL} 个；请写短一点。")
