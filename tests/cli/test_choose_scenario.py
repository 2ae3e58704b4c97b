"""Choosing a scenario, by a reader that types what it was given."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from rich.cells import cell_len

from tests.history.kept import BAD, GOOD, keep
from tests.practice.conftest import Scripted
from trainer import settings
from trainer.cli.choose_scenario import ask_scenario, best_marks, choose_scenario, print_scenarios, scenarios
from trainer.cli.menu import menu
from trainer.cli.practice import whose_marks
from trainer.cli.who import Who
from trainer.history.opened import opened

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
    assert "考哪一个？输入数字，或打名字里的字（直接回车 返回）：" in reader.asked


def test_listing_scenarios_loads_nothing_that_judges():
    program = (
        "import sys; from trainer.cli.choose_scenario import scenarios; "
        "assert len(scenarios()) > 1; "
        "print(sorted({'pydantic', 'numpy', 'trainer.rules', 'trainer.text.lexicon'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_words_of_a_title_choose_in_either_question(capfd: Capture):
    assert str(ask_scenario(Scripted(["漏水"]))).endswith("cp-leak.yaml")
    assert str(ask_scenario(Scripted(["1", "电话营销"]))).endswith("out-sales.yaml")

    assert str(ask_scenario(Scripted(["回访", "节日问候"]))).endswith("fu-festival.yaml")
    assert "投诉回访" in capfd.readouterr().out

    assert ask_scenario(Scripted(["没有这样的", "99", ""])) is None
    told = capfd.readouterr().out
    assert "没有名字里有“没有这样的”的情景" in told
    assert "请输入 1 到 " in told


def test_ones_best_marks_stand_beside_the_titles_by_way(capfd: Capture):
    keep(BAD, 3, scenario="in-late")
    keep(GOOD, 2, scenario="in-late")
    keep(GOOD, 0, scenario="in-hold", who="小李")
    keep(BAD, 0, scenario="in-scope")
    assert best_marks() == {"in-late": "✓100", "in-scope": "10"}

    keep(BAD, 1, scenario="in-late", source="voice")
    assert best_marks() == {"in-late": "✓键100 语10", "in-scope": "键10"}
    ask_scenario(Scripted(["1", "", ""]))
    shown = capfd.readouterr().out
    assert "响过三声才接  ★  ✓键100 语10" in shown
    assert "（键 打字，语 用耳麦，最好的一次，练习按第一次说的算；✓ 通过了）" in shown


def test_a_store_that_cannot_be_read_leaves_the_marks_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trainer.toml").write_text('data_folder = "data"\n', encoding="utf-8")
    (tmp_path / "data").write_text("no folder", encoding="utf-8")
    assert best_marks() == {}


def test_a_guest_sees_nobody_s_marks(capfd: Capture):
    keep(GOOD, 0, scenario="in-late")
    assert best_marks(Who(None, kept=False)) == {}
    ask_scenario(Scripted(["1", "", ""]), who=Who(None, kept=False))
    assert "✓" not in capfd.readouterr().out


@pytest.mark.parametrize(("named", "shown"), [("小李", True), ("游客", False), ("小张", False)])
def test_the_marks_are_those_of_whoever_was_named(named: str, shown: bool):
    keep(GOOD, 1, scenario="in-late", who="小李")
    keep(BAD, 0, scenario="in-hold", who="小王")
    assert best_marks(whose_marks(settings.load(), named)) == ({"in-late": "✓100"} if shown else {})
    assert best_marks(whose_marks(settings.load(), None)) == {"in-hold": "10"}
    with opened(settings.load().data_folder) as store:
        assert [one.name for one in store.trainees()] == ["小李", "小王"]  # nobody became a new one


def test_the_menu_shows_a_guest_no_marks(capfd: Capture):
    keep(GOOD, 0, scenario="in-late")
    menu(Scripted(["游客", "1", "1", "", "", ""]))
    assert "✓" not in capfd.readouterr().out
    menu(Scripted(["小王", "1", "1", "", "", ""]))
    assert "✓100" in capfd.readouterr().out
