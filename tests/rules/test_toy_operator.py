"""A new operator is one class in RULES: from there it is found in every place where people meet operators."""

from __future__ import annotations

import importlib.util
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, ClassVar

import openpyxl
import pytest
from rich.console import Console

from trainer import rules, scoring
from trainer.call import Call, Utterance
from trainer.cli.show import describe
from trainer.report.console import render
from trainer.report.paper import page
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells, Key, Words
from trainer.rules.outcome import met, missed
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario
from trainer.scenario.schema import schema
from trainer.workbook.exporting import export
from trainer.workbook.importing import convert

MAKE_GUIDE = Path(__file__).resolve().parents[2] / "scripts" / "make_guide.py"
SCENARIO = """\
id: loud
title: 大声
kind: inbound
turns:
  - id: greet
    cue: ring
    rules:
      - {id: calm, exclaimed: 1, counting: each, points: 5}
"""


class Exclaimed(Rule):
    """At most so many exclamation marks."""

    operator: ClassVar[str] = "exclaimed"
    label: ClassVar[str] = "感叹号"
    meaning: ClassVar[str] = "感叹号最多几个"
    keys: ClassVar[dict[str, Key]] = {"counting": Key("怎样数", "怎样数感叹号", {"each": "一个一个数"})}
    example: ClassVar[str] = "{exclaimed: 2, counting: each}"
    cells: ClassVar[Cells] = Cells(example="2 个")

    exclaimed: int
    counting: str = "each"

    def wish(self, words: Words) -> str:
        return f"感叹号最多 {self.exclaimed} 个"

    def judge(self, part: Part, context: Context) -> Judgement:
        found = sum(piece.text.count("！") for piece in part.slices)
        return missed(f"用了 {found} 个感叹号") if found > self.exclaimed else met("语气平和")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario that uses the operator."""
    monkeypatch.setattr(rules, "RULES", (*rules.RULES, Exclaimed))
    path = tmp_path / "loud.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


@pytest.fixture
def scenario(path: Path) -> Scenario:
    return load(path)


def test_it_judges_and_stands_on_the_scorecard(scenario: Scenario) -> None:
    call = Call((Utterance("agent", "您好！请说！", "greet"),), ("greet",), source="x")
    out = StringIO()
    render(Console(file=out, width=80), scoring.score(scenario, call), scenario)
    assert "感叹号" in out.getvalue()
    assert "用了 2 个感叹号" in out.getvalue()


@pytest.mark.usefixtures("path")
def test_editors_know_it_and_its_key() -> None:
    known = schema()["$defs"]["Rule"]["properties"]
    assert known["exclaimed"]["description"] == "感叹号最多几个"
    assert known["counting"]["description"] == "写在 exclaimed 里：怎样数；不写是 each"


@pytest.mark.usefixtures("path")
def test_the_authors_guide_has_a_row_for_it() -> None:
    spec = importlib.util.spec_from_file_location("make_guide", MAKE_GUIDE)
    assert spec is not None
    assert spec.loader is not None
    guide: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(guide)
    table = guide.operators()
    assert "| **感叹号** `exclaimed` | 感叹号最多几个 | `- {exclaimed: 2, counting: each}` | 得分 |" in table
    assert "- `exclaimed`：`counting` 怎样数：`each` 一个一个数（不写是 each）。" in table


def test_excel_explains_it_and_gives_it_back(path: Path, scenario: Scenario) -> None:
    raw = export(path)[1]
    book = openpyxl.load_workbook(BytesIO(raw))
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"感叹号（exclaimed）", "感叹号最多几个", "2 个", "怎样数感叹号: each"} <= cells
    assert convert(raw, "loud.xlsx").scenario.rules == scenario.rules


def test_the_printed_sheet_and_the_list_of_rules_put_it_into_words(scenario: Scenario) -> None:
    assert "<b>感叹号最多 1 个</b>（5 分）" in page([(scenario, {}, {})])
    assert "   · 感叹号：感叹号最多 1 个【greet.calm，5 分】" in list(describe(scenario))
