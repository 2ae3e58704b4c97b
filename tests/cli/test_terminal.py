"""What a person sees in a terminal of 80 × 24: a real one, by tmux."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from terminal import Terminal, needs_tmux

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests" / "practice" / "mini.yaml"

pytestmark = needs_tmux


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Terminal]:
    with Terminal(tmp_path, "practice", str(MINI), "--by", "keyboard") as terminal:
        yield terminal


def pick_up(terminal: Terminal) -> None:
    terminal.see("准备好了按空格")
    terminal.press("Space")
    terminal.see("第 1 声")
    terminal.press("Space")
    terminal.see("请先开口")
    terminal.see("我：")  # only now the keys are read one by one; what is pressed earlier may get lost


def test_a_call_from_brief_to_scorecard(practice: Terminal):
    pick_up(practice)
    practice.type("喂")
    practice.see("Tab 重说这一句")
    practice.press("Tab")
    practice.type("您好，海棠苑客户服务中心")
    practice.see("陈女士：")
    practice.type("非常抱歉")
    practice.see("好的，那就这样。")
    practice.type("再见")
    practice.see("等对方先挂")
    practice.press("Enter")
    practice.see("1/3 房号")
    practice.type("3-2-501")
    practice.see("2/3 电话")
    practice.press("Enter")
    practice.see("3/3 其他")
    practice.press("Enter")
    text = practice.see("EXIT 0") if "EXIT 0" in practice.screen() else practice.see("先改这一点")

    assert "总分" in text
    assert all(cell_len(line) <= 80 for line in text.splitlines())


def test_what_comes_next_fits_a_window_made_smaller(practice: Terminal):
    pick_up(practice)
    practice.resize(50)
    practice.press("C-d")
    practice.see("1/3 房号")
    for field in ("2/3 电话", "3/3 其他", "先改这一点"):
        practice.press("Enter")
        practice.see(field)
    card = practice.history().partition("成绩单")[2]

    assert "───" not in card
    assert re.search("　没做到 0/[0-9]", card)


def test_chinese_is_edited_by_whole_characters(practice: Terminal):
    pick_up(practice)
    practice.press("-l", "您好你海棠苑")
    practice.see("您好你海棠苑")
    practice.press("Left", "Left", "Left", "BSpace")
    practice.see("我：您好海棠苑")
    practice.press("Enter")

    assert "做到：先问好" in practice.see("做到")


def test_interrupt_leaves_the_terminal_sane_and_the_call_kept(practice: Terminal):
    pick_up(practice)
    practice.type("您好，海棠苑客户服务中心")
    practice.see("陈女士：")
    practice.press("C-c")
    text = practice.see("EXIT 130")

    assert "trainer practice --resume" in text
    practice.see("icanon")
    assert "-icanon" not in practice.screen()


def test_ctrl_d_hangs_up(practice: Terminal):
    pick_up(practice)
    practice.press("C-d")

    assert "您挂机了" in practice.see("1/3 房号")


def test_no_colour_where_none_is_wanted(tmp_path: Path):
    with Terminal(tmp_path, "practice", str(MINI), NO_COLOR="1") as terminal:
        pick_up(terminal)
        coloured = terminal._run("capture-pane", "-p", "-e")

    assert not re.search(r"\x1b\[(3[0-7]|9[0-7]|38)", coloured)


def test_the_menu_shows_what_there_is(tmp_path: Path):
    with Terminal(tmp_path) as terminal:
        text = terminal.see("现在是谁？")
        assert "游客 不留记录" in text
        terminal.type("小王 1008")
        text = terminal.see("输入数字")
        for item in (
            "练习",
            "考核",
            "今天练什么",
            "我的成绩",
            "我的进步",
            "检查麦克风",
            "情景列表",
            "带教老师",
            "帮助",
        ):
            assert item in text
        terminal.type("4")
        terminal.see("还没有成绩")
        terminal.type("99")
        terminal.see("请输入 1 到 9 的数字")
        terminal.press("Enter")
        terminal.see("EXIT 0")
