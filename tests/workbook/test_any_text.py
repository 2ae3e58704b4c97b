"""Whatever texts a scenario holds, its sheets hold them, and give them back."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.scenario.packs import PackFolder
from trainer.scenario.yaml_nodes import parse, walk
from trainer.visible import TURNING, UNSEEN
from trainer.workbook import basics
from trainer.workbook.damage import Raw
from trainer.workbook.exporting import build
from trainer.workbook.importing import _gather, _tables
from trainer.workbook.remarks import Remarks
from trainer.workbook.sheets import BASICS, Sheet
from trainer.workbook.table import RawSheet

from .conftest import RICH

DATA: dict[str, Any] = parse(RICH, "rich.yaml").data
FIXED = {"id", "kind", "voice", "recovery", "path"}
PLACES = [at for at, _ in walk(DATA) if at[-1] not in FIXED and "path" not in at and at[-1] != "id"]
NASTY = st.text(
    st.sampled_from(" \n\t:：,，、；;[]{}-↳“”\"'#&*!|>%@`<>()?=\\YAML全部是否客户3-2月日12.5%busy做到了甲乙\u3000")
)
TEXTS = st.one_of(NASTY, st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=20)).filter(
    lambda text: text and not re.search(f"{UNSEEN}|{TURNING}", text)  # what is told
)


def raw(sheet: Sheet) -> RawSheet:
    """The sheet as it would be read from a file."""
    heads = {at: Raw(column.title) for at, column in enumerate(sheet.columns, 1)}
    rows = {1: heads}
    for number, row in enumerate(sheet.rows, 2):
        texts = {at: row.get(column.key, "") for at, column in enumerate(sheet.columns, 1)}
        rows[number] = {at: Raw(text) for at, text in texts.items() if text}
    return RawSheet(sheet.name, rows)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(PLACES), TEXTS, max_size=6))
def test_any_text_comes_back(packs: PackFolder, texts: dict[tuple[Any, ...], str]) -> None:
    data = deepcopy(DATA)
    for at, text in texts.items():
        holder = data
        for step in at[:-1]:
            holder = holder[step]
        holder[at[-1]] = text
    remarks = Remarks(book="rich.xlsx")
    tables = _tables([raw(sheet) for sheet in build(data, {})], remarks)
    again = basics.read(tables[BASICS], remarks)
    _gather(again, tables, packs, remarks)
    assert again == data
    assert not [str(one) for one in remarks.findings]
