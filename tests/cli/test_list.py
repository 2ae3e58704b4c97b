from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.scenario.conftest import GOOD
from trainer.scenario.heading import KINDS
from trainer.scenario.load import Loaded

from .helpers import trainer

Capture = pytest.CaptureFixture[str]


def test_piped_every_scenario_is_one_line_of_five_columns(
    capfd: Capture, loaded_library: Mapping[Path, Loaded]
) -> None:
    ran = trainer(capfd, "list")
    assert (ran.code, ran.err) == (0, "")
    rows = [line.split("\t") for line in ran.out.splitlines()]
    files = [loaded.scenario.file for loaded in loaded_library.values() if loaded.scenario]
    assert rows == [[file.id, file.title, KINDS[file.kind], str(file.level), str(len(file.turns))] for file in files]


def test_a_scenario_with_mistakes_is_named_aside(capfd: Capture, tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(GOOD.replace("title:", "titel:"), encoding="utf-8")
    ran = trainer(capfd, "list", str(tmp_path))
    assert (ran.code, ran.out) == (0, "good\t报修\t来电\t1\t3\n")
    assert ran.err == "有问题没有列出：bad.yaml；用 trainer check 看看哪里要改。\n"


def test_a_folder_without_scenarios_is_the_users_mistake(capfd: Capture, tmp_path: Path) -> None:
    ran = trainer(capfd, "list", str(tmp_path))
    assert (ran.code, ran.out) == (1, "")
    assert f"{tmp_path}" in ran.err.replace("\n", "")
    assert "这里没有情景文件" in ran.err


@pytest.mark.parametrize(("text", "example"), [(GOOD, "good"), ("id: x\n", "ID")], ids=["a scenario", "only mistakes"])
def test_in_a_terminal_it_is_a_table_with_the_next_step(
    capfd: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, example: str
) -> None:
    (tmp_path / "good.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    ran = trainer(capfd, "list", str(tmp_path))
    assert ran.code == 0
    plain = re.sub(r"\x1b\[[0-9;]*m", "", ran.out)
    header, *rows, last = plain.splitlines()
    assert header.split() == ["id", "标题", "类型", "级", "回合"]
    assert [row.split() for row in rows] == ([["good", "报修", "来电", "1", "3"]] if text == GOOD else [])
    assert last == f"共 {len(rows)} 个。看详情：trainer show {example}"


def test_every_kind_has_a_name() -> None:
    from typing import get_args

    from trainer.scenario.model import Kind

    assert set(KINDS) == set(get_args(Kind))
