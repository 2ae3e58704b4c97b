"""The menu, driven by a reader that types what it was given."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.practice.conftest import Scripted
from trainer import settings
from trainer.cli import menu as menus
from trainer.cli.menu import ask_scenario, menu, pick
from trainer.cli.practice import choose_scenario, warm_up
from trainer.practice import store
from trainer.scenario.load import load

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def aftersales() -> tuple[str, str]:
    """What to type for it: the number of its kind, and its own there."""
    inbound = [scenario.id for scenario in menus.scenarios() if scenario.file.kind == "inbound"]
    return "1", str(inbound.index("in-aftersales") + 1)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "trainer.toml").write_text('data_folder = "data"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_enter_leaves(capfd: Capture):
    menu(Scripted([""]))

    out = capfd.readouterr().out
    assert out.count("话务礼仪陪练") == 1
    assert "6  帮助" in out


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("3", "还没有成绩"),
        ("4", "键盘练习可以开始"),
        ("5", "来电：售后中心报修★"),
        ("6", "company = "),
        ("9", "请输入 1 到 6 的数字"),
        ("练习", "请输入 1 到 6 的数字"),
    ],
    ids=["results", "microphone", "scenarios", "help", "too big", "a word"],
)
def test_every_entry_answers_and_comes_back(capfd: Capture, typed: str, says: str):
    menu(Scripted([typed, ""]))

    assert says in capfd.readouterr().out


@pytest.mark.parametrize(("entry", "mode"), [("1", "practice"), ("2", "exam")])
def test_a_call_is_played_kept_and_offered_again(
    capfd: Capture, here: Path, aftersales: tuple[str, str], entry: str, mode: str
):
    menu(Scripted([entry, *aftersales, "您好，海棠苑售后", "/退出", ""]))

    [left] = store.read_all(here / "data").sessions
    assert (left.mode, left.scenario, left.finished) == (mode, "in-aftersales", False)

    menu(Scripted([entry, "1", "/退出", ""]))

    out = capfd.readouterr().out
    assert "上次的“售后中心报修”" in out
    assert "接着上次：售后中心报修" in out
    assert len(store.read_all(here / "data").sessions) == 1


def test_a_call_left_is_not_forced_on_anybody(here: Path, aftersales: tuple[str, str]):
    menu(Scripted(["1", *aftersales, "/退出", ""]))
    menu(Scripted(["1", "", "", ""]))

    assert len(store.read_all(here / "data").sessions) == 1


def test_a_mistake_in_the_settings_does_not_end_the_menu(capfd: Capture, here: Path):
    (here / "trainer.toml").write_text('nmae = "小王"\n', encoding="utf-8")

    menu(Scripted(["3", "6", ""]))

    captured = capfd.readouterr()
    assert "是不是 name？" in captured.err
    assert "全部命令" in captured.out


def test_the_end_of_input_leaves():
    menu(Scripted([]))


@pytest.mark.parametrize("typed", ["q", "/退出", ""])
def test_going_back_picks_nothing(typed: str):
    assert pick(Scripted([typed]), 3, "？") is None


def test_nothing_to_pick_from_asks_nothing():
    reader = Scripted(["1"])

    assert pick(reader, 0, "？") is None
    assert reader.asked == []


def test_a_broken_scenario_is_named_and_the_rest_can_be_practised(
    capfd: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "情景"
    folder.mkdir()
    mini = Path(menus.__file__).parents[2] / "tests" / "practice" / "mini.yaml"
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
    import click

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
    menus.print_scenarios([scenario for scenario in menus.scenarios() if scenario.file.kind == "inbound"])

    lines = capfd.readouterr().out.splitlines()
    assert len(lines) < 20
    assert all(cell_len(line) <= 80 for line in lines)
    assert all(number in " ".join(lines) for number in ("  1  ", " 20  "))


@pytest.mark.parametrize(
    ("typed", "way"), [([""], "voice"), (["2"], "keyboard"), (["1"], "voice"), ([], None), (["q"], None)]
)
def test_who_ends_the_question_how_to_answer_goes_back(monkeypatch, typed: list[str], way: str | None):
    monkeypatch.setattr(menus, "able", lambda: True)
    reader = Scripted(typed)
    reader.interactive = True

    assert menus.ask_way(reader, settings.load()) == way


def test_warming_up_judges_in_the_background_and_never_fails():
    scenario = load(Path(menus.__file__).parents[2] / "tests" / "practice" / "mini.yaml")

    timer = warm_up(scenario, delay=0)
    timer.join(60)

    assert timer.daemon
    assert not timer.is_alive()
