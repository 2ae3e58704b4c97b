"""What a trainee sees while speaking: four calm lines that fit into 80 columns."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from trainer.practice.meter import Meter, Reading, bar, drawing, needle, tail


def drawn(reading: Reading, width: int = 79) -> list[str]:
    out = StringIO()
    Console(file=out, width=width + 1, color_system=None).print(drawing(reading, width))
    return [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("doing", ["caller", "listening", "recognising"])
@pytest.mark.parametrize("width", [79, 40, 20])
def test_no_line_is_wider_than_the_screen(doing, width: int):
    reading = Reading(doing, 65.4, -20, True, "您好" * 60, True, 168.2, 120, 0.0, 2.5, lost=3)
    lines = drawn(reading, width)

    assert len(lines) <= 4
    assert max(cell_len(line) for line in lines) <= width


def test_listening_shows_time_level_text_pace_and_keys():
    lines = drawn(Reading("listening", 65.4, -30, True, "您好，海棠苑", True, 168.2, 120))

    assert lines[0].startswith("● 请说话  1:05  音量 ██████████··········")
    assert lines[1] == "您好，海棠苑"
    assert "标准 120  现在 168 字/分" in lines[2]
    assert lines[3].startswith("空格 说完")


def test_an_exam_offers_neither_a_second_try_nor_hints():
    keys = drawn(Reading("listening", exam=True))[-1]
    assert "重录" not in keys
    assert "提示" not in keys
    assert "空格 说完" in keys


def test_the_caller_is_only_listened_to():
    assert drawn(Reading("caller", 2.0))[0].startswith("◉ 对方正在说  0:02")


@pytest.mark.parametrize(
    ("reading", "told"),
    [
        (Reading("listening", 2.0, level=-50, speaking=True, loudest=-50), "有点轻"),
        (Reading("listening", 2.0, level=-50, speaking=True, loudest=-20), ""),
        (Reading("listening", level=-3, speaking=True), "太响"),
        (Reading("listening", level=-20, speaking=True), ""),
        (Reading("listening", quiet=1.6, pause=2.5), "再停 1 秒就算说完"),
        (Reading("listening", quiet=1.6), ""),
        (Reading("listening", lost=2), "丢了 2 次声音"),
        (Reading("listening", left=8.0), "还能说 8 秒"),
        (Reading("recognising", 1.0), ""),
        (Reading("recognising", 4.0), "电脑忙，还要等一会儿"),
    ],
    ids=[
        "soft",
        "between two words",
        "loud",
        "good",
        "about to end",
        "nothing said yet",
        "sound lost",
        "too long",
        "recognising",
        "still",
    ],
)
def test_what_is_wrong_is_said_at_once(reading: Reading, told: str):
    head = drawn(reading)[0]
    assert told in head
    assert told or head.rstrip().endswith(("·", "█"))


def test_a_computer_too_slow_for_live_text_is_told_so():
    assert drawn(Reading("listening", live_text=False))[1] == "（电脑忙，文字说完以后出来）"
    assert drawn(Reading("listening", text="您好", live_text=False))[1] == "您好（电脑忙，其余的字说完以后出来）"
    assert drawn(Reading("recognising", text="您好", live_text=False))[1] == "您好"
    assert drawn(Reading("listening"))[1] == ""


@pytest.mark.parametrize(("level", "full"), [(-90, 0), (-60, 0), (-30, 10), (0, 20), (6, 20)])
def test_bar_goes_from_minus_60_to_0_dbfs(level: float, full: int):
    assert bar(level).plain.count("█") == full


def test_needle_stands_left_of_the_standard_when_slow_and_right_when_fast():
    slow, fast = needle(60, 120).plain, needle(240, 120).plain

    assert slow.index("▲") < slow.index("┼")
    assert fast.index("▲") > fast.index("┼")
    assert "▲" in needle(9999, 120).plain
    assert "▲" not in needle(None, 120).plain


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [("您好", 4, "您好"), ("请问您贵姓", 6, "…贵姓"), ("", 3, "")],
    ids=["fits", "end", "none"],
)
def test_the_end_of_a_long_text_is_shown(text: str, width: int, shown: str):
    assert tail(text, width) == shown


def test_it_is_drawn_at_most_ten_times_a_second_and_leaves_nothing():
    now = 0.0
    out = StringIO()
    console = Console(file=out, force_terminal=True, width=80)
    meter = Meter(console, lambda: now)
    meter.show(Reading("listening", text="一"))
    first = len(out.getvalue())
    now = 0.05
    meter.show(Reading("listening", text="二"))
    assert len(out.getvalue()) == first
    meter.show(Reading("recognising", text="三"), now=True)
    assert "三" in out.getvalue()
    meter.clear()
    meter.clear()
    assert out.getvalue().endswith("\x1b[2K")


def test_nothing_is_drawn_where_no_terminal_is():
    out = StringIO()
    meter = Meter(Console(file=out), lambda: 0.0)
    meter.show(Reading("listening"))
    meter.clear()
    assert out.getvalue() == ""


def test_a_question_is_read_out_and_handed_in():
    out = StringIO()
    console = Console(file=out, width=80)
    console.print(drawing(Reading("caller", quiz=True), 79))
    console.print(drawing(Reading("listening", quiz=True), 79))

    assert "正在读题" in out.getvalue()
    assert out.getvalue().count("h 交卷") == 2
    assert "挂机" not in out.getvalue()
