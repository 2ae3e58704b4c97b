from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.scenario.conftest import PACK
from trainer.scenario.load import Loaded, examine
from trainer.scenario.packs import PackFolder
from trainer.workbook.exporting import export_loaded
from trainer.workbook.importing import Imported, convert
from trainer.workbook.remarks import WorkbookError

# A bit of everything a scenario may hold, and of what is hard to write into a cell.
RICH = r"""
format: 1
id: rich
title: "报修：漏水"
kind: complaint
level: 2
source: [P-greet]
brief: "第一行\n第二行 {公司}"
slots: {公司: 海棠苑, 工号: "0571", 区号: "0086"}
caller: {name: 陈女士, pace: 200}
facts: {房号: 3-2, 诉求: [漏水, 门锁], 时间: "12:30", 一项: [甲乙]}
variants: {busy: 客户忙, free: 客户有空}
use: [taboo]
change: {taboo.unknown: {deduct: 3, unless: [知不知道, "[笑]"]}}
pass_mark: 70
lists:
  问候: [您好, 早上好]
  单句: [很高兴为您服务]
  一句: 欢迎致电
turns:
  - id: greet
    cue: ring
    rules:
      - required: <问候>
      - {id: org, required: ["{公司}服务中心"], points: "2.5", hint: 报单位}
      - {required: [工号, 您好], all: "true", where: first 15s, match: exact, note: 给自己看}
      - {order: all}
      - {answer: 3 rings, full: 2 rings}
    next:
      - {if: {variant: busy}, go: again}
      - {if: [{missed: org}, {not_said: [请稍等, "{公司}"]}], go: hear}
      - {if: {silent: "true"}, go: end}
      - {if: [{met: org}], go: hear}
      - {go: hear}
  - id: hear
    line: {busy: [我在开会, 快点说], free: "喂: 谁啊"}
    rules:
      - id: sorry
        required: [很抱歉, 对不起]
        at_least: 1
        where: after greet.org
        applies_when: {variant: free}
      - {banned: 肯定赔, unless: [不能说肯定赔], fatal: "true", severity: 甲}
      - {avoid: [没问题], say: "好的，我马上为您处理", deduct: 2}
      - id: either
        any_of:
          - required: [稍后回电, 马上回电]
          - all_of: [{required: 请您稍等}, {repeat: [房号]}]
          - none_of: [{banned: [不知道], unless: 知不知道}]
        points: 3
      - {pattern: '一\d{10}', not: "true"}
      - {repeat: all, at_least: 1}
    next: []
  - id: again
    recovery: hear.sorry
    line: [你就一句话都不说？]
    rules: []
rules:
  - {courtesy: {请: 1, 您你: 90%}}
  - {pace: 120, within: 20%, relative_to: caller, speaker: agent}
  - {loudness: [-30, -12], jump: 10}
  - {silence: 10, excused_by: [请稍等], times: 1}
  - {interruption: 1.5, except: [嗯, 好的]}
  - {share: 60%, monologue: 40}
  - {note: [房号], id: written}
  - {hangup: caller}
  - {addressed: "{公司}", from: hear, at_least: 2}
  - {similar: 您反映的问题我们会尽快处理, score: 70%}
  - {filler: [嗯, 呃], max: 3}
examples:
  - name: 优秀
    variant: free
    rings: 2
    note: {房号: 3-2, 时间: "12:30"}
    path: [greet, hear]
    replies:
      greet: [您好，海棠苑服务中心, 工号0571]
      hear: {text: "很抱歉,漏水", seconds: 6.5, gap: "0.8", heard: "true"}
    expect: {total: ">=0", passed: "false", greet.org: met, taboo.unknown: unclear}
  - name: 几种写法
    replies:
      greet: [{text: 您好, seconds: 2}, 海棠苑, {text: 再见, heard: "false"}]
      hear: [只有一句]
      again: {text: 很抱歉}
sentences:
  - {turn: hear, variant: free, text: 抱歉什么呀, heard: "true", expect: {sorry: missed, <一句>: missed}}
  - {turn: greet, text: "欢迎致电：您好", expect: {<一句>: met, greet.required-1: met}}
"""


class Book:
    """An exported workbook in the hands of somebody with Excel."""

    def __init__(self, raw: bytes) -> None:
        self.book: Workbook = load_workbook(io.BytesIO(raw))

    def __getitem__(self, sheet: str) -> Worksheet:
        page = self.book[sheet]
        assert isinstance(page, Worksheet)
        return page

    def find(self, sheet: str, text: str, title: str) -> str:
        """The place below that heading in the first row that holds the text."""
        page = self[sheet]
        heads = {str(cell.value): cell.column_letter for cell in page[1] if cell.value}
        rows = list(page.iter_rows(min_row=2))
        for column in range(page.max_column):  # a turn's own row rather than one that leads there
            for row in rows:
                if row[column].value == text:
                    return f"{heads[title]}{row[0].row}"
        raise AssertionError(f"{text} is not on {sheet}")

    def put(self, sheet: str, text: str, title: str, value: Any, shape: str | None = None) -> str:
        """Type a value into that cell; gives its place."""
        place = self.find(sheet, text, title)
        self[sheet][place] = value
        if shape:
            self[sheet][place].number_format = shape
        return place

    def text(self, sheet: str, text: str, title: str) -> str:
        return str(self[sheet][self.find(sheet, text, title)].value or "")

    def raw(self) -> bytes:
        out = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", EncodingWarning)  # openpyxl's scratch files
            self.book.save(out)
        return out.getvalue()


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> PackFolder:
    """The pack `taboo` of the scenario tests."""
    folder = tmp_path_factory.mktemp("rich") / "packs"
    folder.mkdir()
    (folder / "taboo.yaml").write_text(PACK, encoding="utf-8")
    return PackFolder(folder)


@pytest.fixture(scope="session")
def rich(packs: PackFolder) -> Loaded:
    path = packs.folder.parent / "rich.yaml"
    path.write_text(RICH, encoding="utf-8")
    loaded = examine(path, packs)
    assert loaded.scenario is not None, [str(problem) for problem in loaded.problems]
    return loaded


@pytest.fixture(scope="session")
def rich_raw(rich: Loaded, packs: PackFolder) -> bytes:
    return export_loaded(rich, packs)


@pytest.fixture
def book(rich_raw: bytes) -> Book:
    """The scenario above as a workbook."""
    return Book(rich_raw)


@pytest.fixture
def back(packs: PackFolder) -> Callable[..., Imported]:
    """Import what was edited."""

    def back(book: Book | bytes, name: str = "rich.xlsx") -> Imported:
        raw = book if isinstance(book, bytes) else book.raw()
        return convert(raw, name, packs=packs)

    return back


@pytest.fixture
def told(back: Callable[..., Imported]) -> Callable[..., list[str]]:
    """What importing says, as lines; errors or only warnings."""

    def told(book: Book | bytes, name: str = "rich.xlsx") -> list[str]:
        try:
            return [str(remark) for remark in back(book, name).remarks]
        except WorkbookError as error:
            return error.message.splitlines()

    return told


@pytest.fixture(scope="session")
def library_packs() -> PackFolder:
    from trainer.scenario.library import default_library

    return PackFolder(default_library() / "packs")


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[Book], Path]:
    """The book saved as a file."""

    def edited(book: Book, name: str = "rich.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(book.raw())
        return path

    return edited
