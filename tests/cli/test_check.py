from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from tests.scenario.conftest import GOOD
from trainer.cli.check import command as check
from trainer.cli.list_ import command as list_
from trainer.cli.show import command as show
from trainer.cli.show import wrapped


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
        "→ again，如果没做到sorry",
        "补救 hear.sorry",
    ):
        assert piece in result.stdout


def test_wrapped_lines_keep_their_indentation() -> None:
    lines = wrapped("   " + "字" * 60)
    assert all(line.startswith("   ") for line in lines)
    assert max(len(line) for line in lines) <= 42
