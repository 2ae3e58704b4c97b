"""The menu, driven by a reader that types what it was given."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.history.kept import BAD, NOW, keep
from tests.practice.conftest import Scripted
from trainer import settings
from trainer.cli import menu as menus
from trainer.cli.choose_scenario import scenarios
from trainer.cli.menu import menu
from trainer.history.opened import opened
from trainer.history.values import Session, Settlement

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def aftersales() -> tuple[str, str]:
    """What to type for it: the number of its kind, and its own there."""
    inbound = [one.id for one in scenarios() if one.kind == "inbound"]
    return "1", str(inbound.index("in-aftersales") + 1)


ME = ""  # 现在是谁？ 不署名


def kept(folder: Path) -> list[Session]:
    with opened(folder / "data") as store:
        return [store.session(number) for number in store.chosen()]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "trainer.toml").write_text('data_folder = "data"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_enter_leaves(capfd: Capture):
    menu(Scripted([ME, ""]))

    out = capfd.readouterr().out
    assert out.count("话务礼仪陪练") == 1
    assert "8  带教老师" in out
    assert "9  帮助" in out


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("3", "今天（"),
        ("4", "还没有成绩"),
        ("5", "小王还没有成绩"),
        ("6", "键盘练习可以开始"),
        ("7", "来电：售后中心报修★"),
        ("8", "  5  复核"),
        ("9", "company = "),
        ("10", "请输入 1 到 9 的数字"),
        ("练习", "请输入 1 到 9 的数字"),
    ],
    ids=["today", "results", "progress", "microphone", "scenarios", "trainer", "help", "too big", "a word"],
)
def test_every_entry_answers_and_comes_back(capfd: Capture, typed: str, says: str):
    menu(Scripted(["小王", typed, "", "", ""]))

    assert says in capfd.readouterr().out


@pytest.mark.parametrize(("entry", "mode"), [("1", "practice"), ("2", "exam")])
def test_a_call_is_played_kept_and_offered_again(
    capfd: Capture, here: Path, aftersales: tuple[str, str], entry: str, mode: str
):
    again = [ME] if mode == "exam" else []
    menu(Scripted([ME, entry, *again, *aftersales, "您好，海棠苑售后", "/退出", ""]))

    [left] = kept(here)
    assert (left.mode, left.scenario, left.finished) == (mode, "in-aftersales", False)

    menu(Scripted([ME, entry, *again, "1", "/退出", ""]))

    out = capfd.readouterr().out
    assert "上次的“售后中心报修”" in out
    assert "接着上次：售后中心报修" in out
    assert len(kept(here)) == 1


def test_a_call_left_is_not_forced_on_anybody(here: Path, aftersales: tuple[str, str]):
    menu(Scripted([ME, "1", *aftersales, "/退出", ""]))
    menu(Scripted([ME, "1", "", "", ""]))

    assert len(kept(here)) == 1


def test_what_another_trainee_left_is_not_offered(capfd: Capture, here: Path, aftersales: tuple[str, str]):
    menu(Scripted(["小王", "1", *aftersales, "您好", "/退出", ""]))
    menu(Scripted(["小李", "1", *aftersales, "您好，海棠苑售后", "/退出", ""]))
    capfd.readouterr()

    menu(Scripted(["小王", "1", "1", "/退出", ""]))

    assert "我：您好\n" in capfd.readouterr().out.partition("接着上次")[2]
    assert [one.trainee.name for one in kept(here) if one.trainee] == ["小王", "小李"]


def test_a_guest_leaves_nothing(here: Path, aftersales: tuple[str, str]):
    menu(Scripted(["游客", "1", *aftersales, "您好，海棠苑售后", "/退出", ""]))

    assert kept(here) == []


def test_before_an_exam_a_guest_may_give_a_name(here: Path, aftersales: tuple[str, str]):
    menu(Scripted(["游客", "2", "小王 1008", *aftersales, "您好，海棠苑售后", "/退出", ""]))

    [left] = kept(here)
    assert (left.mode, left.trainee and left.trainee.staff_number) == ("exam", "1008")


def test_a_store_that_is_damaged_is_told_and_the_call_is_played(
    capfd: Capture, here: Path, aftersales: tuple[str, str]
):
    (here / "data").mkdir()
    (here / "data" / "history.db").write_bytes(b"x" * 5000)
    menu(Scripted(["1", *aftersales, "您好，海棠苑售后", "/退出", ""]))

    captured = capfd.readouterr()
    assert "成绩库坏了" in captured.err
    assert "不留记录" in captured.err
    assert "您好，海棠苑售后" in captured.out
    assert (here / "data" / "history.db").read_bytes() == b"x" * 5000


def test_what_a_trainer_answered_is_read_at_the_start_once(capfd: Capture, here: Path):
    keep(BAD)
    with opened(here / "data") as store:
        store.settle(Settlement(1, None, "reject", "再练一次", "王老师", NOW))

    menu(Scripted(["小王", ""]))
    out = capfd.readouterr().out
    assert "带教老师有话对您说：" in out
    assert "不通过：再练一次" in out
    menu(Scripted(["", ""]))
    assert "再练一次" not in capfd.readouterr().out


def test_a_mistake_in_the_settings_does_not_end_the_menu(capfd: Capture, here: Path):
    (here / "trainer.toml").write_text('nmae = "小王"\n', encoding="utf-8")

    menu(Scripted(["4", "9", ""]))

    captured = capfd.readouterr()
    assert "是不是 name？" in captured.err
    assert "全部命令" in captured.out


def test_a_scenario_with_a_mistake_is_told_when_it_is_chosen_and_the_menu_goes_on(
    capfd: Capture, here: Path, monkeypatch: pytest.MonkeyPatch
):
    text = "id: talk\ntitle: 说话\nkind: inbound\nturns: [{id: greet, lines: 喂}]\n"
    (here / "talk.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr("trainer.scenario.library.default_library", lambda: here)

    menu(Scripted([ME, "1", "1", ""]))

    captured = capfd.readouterr()
    assert "talk.yaml:4:" in captured.err
    assert captured.out.count("话务礼仪陪练") == 2


def test_the_end_of_input_leaves():
    menu(Scripted([]))


@pytest.mark.parametrize(
    ("typed", "way"), [([""], "voice"), (["2"], "keyboard"), (["1"], "voice"), ([], None), (["q"], None)]
)
def test_who_ends_the_question_how_to_answer_goes_back(monkeypatch, typed: list[str], way: str | None):
    monkeypatch.setattr(menus, "voice_works", lambda: True)
    reader = Scripted(typed)
    reader.interactive = True

    assert menus.ask_way(reader, settings.load()) == way


def test_a_scorecard_is_opened_from_one_s_own_results(capfd: Capture, here: Path):
    keep(BAD, title="我练过的")
    keep(BAD, 1, who="小李", title="别人的")
    menu(Scripted(["小王", "4", "x", "1", "", ""]))

    out = capfd.readouterr().out
    assert "我练过的" in out
    assert "别人的" not in out
    assert "请输入列表里的编号" in out
    assert "成绩单 · 报修小练习" in out
