from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from tests.scenario.conftest import GOOD
from trainer.cli.check import command as check
from trainer.cli.list_ import command as list_
from trainer.cli.show import command as show
from trainer.cli.show import wrapped
from trainer.errors import TrainerError


def test_check_prints_places_and_fails_on_errors(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD.replace("title:", "titel:"), encoding="utf-8")
    result = CliRunner().invoke(check, [str(path)])
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].startswith(f"{path}:1:1: ")
    assert "2 处要改" in result.stderr


def test_check_passes_with_warnings_only(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    result = CliRunner().invoke(check, [str(path), "--json"])
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert data["scenarios"] == 1
    assert all(problem["warning"] for problem in data["problems"])


def test_check_takes_the_name_of_a_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = CliRunner().invoke(check, ["in-hold"])
    assert result.exit_code == 0
    assert "查了 1 个情景" in result.output
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in-hold").mkdir()  # a path goes before a name
    wrong = CliRunner().invoke(check, ["in-hold", "in-hole", "nothing-like-it", "cp-leak"])
    assert isinstance(wrong.exception, TrainerError)
    assert "是不是“in-hold”？" in wrong.exception.message
    assert "nothing-like-it：没有这个情景" in wrong.exception.message
    assert "这里没有情景文件" in str(CliRunner().invoke(check, ["in-hold"]).exception)


def test_check_prints_the_schema() -> None:
    assert json.loads(CliRunner().invoke(check, ["--schema"]).stdout)["$schema"]


def test_list_is_tab_separated_when_piped(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("id: x\n", encoding="utf-8")
    result = CliRunner().invoke(list_, [str(tmp_path)])
    assert result.stdout == "good\t报修\t来电\t1\t3\n"
    assert "bad.yaml" in result.stderr


def test_show_tells_lines_rules_and_branches(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    result = CliRunner().invoke(show, [str(path)])
    assert result.exit_code == 0, result.output
    for piece in (
        "报修（good，来电，1 级，80 分及格）",
        "【电话铃响】",
        "对方：我家漏水了",
        "→ again，如果没说“很抱歉”",
        "补救 hear.sorry",
    ):
        assert piece in result.stdout


def test_wrapped_lines_keep_their_indentation() -> None:
    lines = wrapped("   " + "字" * 60)
    assert all(line.startswith("   ") for line in lines)
    assert max(len(line) for line in lines) <= 42


@pytest.mark.parametrize("name", ["话术.xlsx", "话术.csv"])
def test_a_table_is_told_apart_from_a_scenario(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")
    result = CliRunner().invoke(check, [str(tmp_path / name)])
    assert isinstance(result.exception, TrainerError)
    assert f"{name}：这是表格" in result.exception.message


def test_a_folder_without_scenarios_is_not_fine(tmp_path: Path) -> None:
    result = CliRunner().invoke(check, [str(tmp_path)])
    assert isinstance(result.exception, TrainerError)
    assert "这里没有情景文件" in result.exception.message


def test_show_speaks_chinese_and_keeps_ids_whole() -> None:
    lines = CliRunner().invoke(show, ["cp-leak"]).stdout.splitlines()
    text = "\n".join(lines)
    assert max(cell_len(line) for line in lines) <= 80
    for english in ("required", "banned", "order:", "gap:"):
        assert english not in text
    assert "先后顺序：“致歉” → “问需求”" in text
    assert "【greet.name，2 分】" in text.replace("\n   【", "【")
    assert "   → angrier，如果没说“致歉”" in lines


def test_show_tells_variants_and_silence() -> None:
    text = CliRunner().invoke(show, ["fu-visit"]).stdout
    assert "情况：solved 已解决" in text
    assert "如果情况是“不方便”" in text
    assert "做到一项" not in text


def test_show_offers_the_nearest_name() -> None:
    result = CliRunner().invoke(show, ["cp-lek"])
    assert isinstance(result.exception, TrainerError)
    assert result.exception.message == "cp-lek：没有这个情景，是不是“cp-leak”？\n看有哪些情景：trainer list"


def test_an_empty_library_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(list_, [str(tmp_path)])
    assert isinstance(result.exception, TrainerError)
    assert "这里没有情景文件" in result.exception.message
