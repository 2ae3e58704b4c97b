"""Choosing a scenario, by a reader that types what it was given."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from rich.cells import cell_len

from tests.practice.conftest import Scripted
from trainer.cli.choose_scenario import ask_scenario, choose_scenario, print_scenarios, scenarios

from .helpers import ROOT

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def aftersales() -> tuple[str, str]:
    """What to type for it: the number of its kind, and its own there."""
    inbound = [one.id for one in scenarios() if one.kind == "inbound"]
    return "1", str(inbound.index("in-aftersales") + 1)


def test_a_broken_scenario_is_named_and_the_rest_can_be_practised(
    capfd: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "情景"
    folder.mkdir()
    mini = ROOT / "tests" / "practice" / "mini.yaml"
    (folder / "mini.yaml").write_text(mini.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "broken.yaml").write_text("id: x\n", encoding="utf-8")
    monkeypatch.setattr("trainer.scenario.library.default_library", lambda: folder)

    assert ask_scenario(Scripted(["1"])) == str(folder / "mini.yaml")
    assert "先不能练：broken.yaml" in capfd.readouterr().out

    for file in folder.iterdir():
        file.unlink()
    assert ask_scenario(Scripted(["1"])) is None
    assert "还没有可以练的情景" in capfd.readouterr().out


def test_practice_without_a_name_asks_and_can_be_left(aftersales: tuple[str, str]):
    assert choose_scenario(Scripted([*aftersales])).endswith("in-aftersales.yaml")
    with pytest.raises(click.exceptions.Exit) as left:
        choose_scenario(Scripted([""]))
    assert left.value.exit_code == 0


def test_enter_goes_back_from_a_kind_and_then_out(capfd: Capture):
    assert ask_scenario(Scripted(["2", "", ""])) is None

    shown = capfd.readouterr().out
    assert shown.count("1  来电（") == 2
    assert "  1  新客户一周内首联  ★" in shown


def test_a_long_list_stands_in_two_columns_of_a_screen(capfd: Capture):
    print_scenarios([one for one in scenarios() if one.kind == "inbound"])

    lines = capfd.readouterr().out.splitlines()
    assert len(lines) < 20
    assert all(cell_len(line) <= 80 for line in lines)
    assert all(number in " ".join(lines) for number in ("  1  ", " 20  "))


def test_a_narrow_window_gets_one_column(capfd: Capture, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "50")
    inbound = [one for one in scenarios() if one.kind == "inbound"]
    print_scenarios(inbound)

    lines = capfd.readouterr().out.splitlines()
    assert len(lines) == len(inbound)
    assert all(cell_len(line) <= 50 and line.endswith("★") for line in lines)


def test_an_exam_is_taken_not_practised(capfd: Capture):
    reader = Scripted(["2", ""])

    assert ask_scenario(reader, "考") is None
    assert "考哪一个？输入数字（直接回车 返回）：" in reader.asked


def test_listing_scenarios_loads_nothing_that_judges():
    program = (
        "import sys; from trainer.cli.choose_scenario import scenarios; "
        "assert len(scenarios()) > 1; "
        "print(sorted({'pydantic', 'numpy', 'trainer.rules', 'trainer.text.lexicon'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
