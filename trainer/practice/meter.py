"""What is drawn while somebody speaks: who, how long, how loud, the text so far, the pace against the standard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Literal

from rich.cells import cell_len
from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from trainer.report.display import clock
from trainer.report.simple import simple

Doing = Literal["caller", "listening", "recognising"]

BAR = 20  # cells
QUIETEST, LOUDEST = -60.0, 0.0  # dBFS at the ends of the bar
SOFT, LOUD = -42.0, -8.0  # dBFS; speech softer or louder than that gets a notice
NEEDLE = 41  # cells
FULL_PACE = 360  # 字 a minute at the needle's end
LONG_WAIT = 3.0  # s of recognising that are worth a word
HURRY = 10.0  # s before the longest reply ends
EVERY = 0.1  # s between two drawings
NAMES: dict[Doing, tuple[str, str]] = {
    "caller": ("◉ 对方正在说", "cyan"),
    "listening": ("● 请说话", "bold red"),
    "recognising": ("… 正在识别", "yellow"),
}
KEYS: dict[Doing, str] = {
    "caller": "听完再说 · t 打字 · h 挂机 · q 先停",
    "listening": "空格 说完 · r 重录 · l 再听 · ? 提示 · t 打字 · h 挂机 · q 先停",
    "recognising": "t 打字 · q 先停",
}
KEYS_IN_EXAMS = "空格 说完 · l 再听 · t 打字 · h 挂机 · q 先停"


@dataclass(frozen=True, slots=True)
class Reading:
    """One moment of listening."""

    doing: Doing
    seconds: float = 0.0  # since the reply began; while recognising: since it was over
    level: float = QUIETEST  # dBFS of the last tenth of a second
    speaking: bool = False
    text: str = ""  # heard so far
    live_text: bool = True  # text comes while somebody speaks; False: this machine is too slow for it
    pace: float | None = None  # 字 a minute so far
    target: int | None = None  # 字 a minute
    quiet: float = 0.0  # s since anybody spoke
    pause: float = 0.0  # s of quiet that end the reply; 0: nothing said yet
    left: float = 60.0  # s of sound that the reply may still have
    lost: int = 0  # times sound was lost
    exam: bool = False  # no second try, no hints
    quiz: bool = False  # a question is read out, no caller speaks
    note: bool = False  # a call note can be filled in
    notice: str = ""  # the answer to a key that does nothing now
    loudest: float = LOUDEST  # dBFS of the loudest tenth of the last second: between two words it is soft


def drawing(reading: Reading, width: int) -> Group:
    """Four lines, the last one the keys; none is wider than `width` cells."""
    name, style = NAMES[reading.doing]
    if reading.quiz:
        name = name.replace("对方正在说", "正在读题")
    head = Text.assemble((name, style), f"  {clock(reading.seconds)}  ", ("音量 ", "dim"), bar(reading.level))
    note, colour = _note(reading)
    head.append(f"  {note}", style=colour)
    lines = [head]
    if reading.doing != "caller":
        lines.append(_text(reading, width))
    if reading.target is not None:
        lines.append(needle(reading.pace, reading.target))
    keys = KEYS_IN_EXAMS if reading.exam and reading.doing == "listening" else KEYS[reading.doing]
    if reading.note and reading.doing != "recognising":
        keys = keys.replace(" · h ", " · n 记录 · h ")
    lines.append(Text(keys.replace("挂机", "交卷") if reading.quiz else keys, style="dim"))
    for line in lines:
        line.truncate(width, overflow="ellipsis")
        line.no_wrap = True
    return Group(*lines)


def bar(level: float) -> Text:
    """The level as a bar, plain characters that every terminal has."""
    share = (min(max(level, QUIETEST), LOUDEST) - QUIETEST) / (LOUDEST - QUIETEST)
    full = round(share * BAR)
    style = "red" if level > LOUD else "green"
    return Text.assemble(("█" * full, style), ("·" * (BAR - full), "dim"))


def needle(pace: float | None, target: int) -> Text:
    """The running pace on a line from 0 to FULL_PACE, with the standard marked."""
    marks = ["─"] * NEEDLE
    place = _place(target)
    marks[place] = "┼"
    text = Text("语速 ", style="dim")
    if pace is not None:
        marks[_place(pace)] = "▲"
    text.append("".join(marks))
    text.append(f"  标准 {target}", style="dim")
    if pace is not None:
        text.append(f"  现在 {pace:.0f} 字/分")
    return text


def _place(pace: float) -> int:
    return min(NEEDLE - 1, round(pace / FULL_PACE * (NEEDLE - 1)))


def _note(reading: Reading) -> tuple[str, str]:
    if reading.notice:
        return reading.notice, "yellow"
    if reading.lost:
        return f"电脑太忙，丢了 {reading.lost} 次声音", "yellow"
    if reading.doing == "listening" and reading.left < HURRY:
        return f"还能说 {max(0.0, reading.left):.0f} 秒", "yellow"
    if reading.doing == "listening" and reading.speaking:
        if reading.level > LOUD:
            return "太响，离麦克风远一点", "red"
        soft = reading.seconds > 1.0 and reading.loudest < SOFT
        return ("有点轻，靠近麦克风", "yellow") if soft else ("", "")
    if reading.doing == "listening" and reading.pause and reading.quiet > 1.0:
        return f"再停 {max(1, ceil(reading.pause - reading.quiet))} 秒就算说完", "dim"
    if reading.doing == "recognising" and reading.seconds > LONG_WAIT:
        return "电脑忙，还要等一会儿", "yellow"
    return "", ""


def _text(reading: Reading, width: int) -> Text:
    if reading.live_text or reading.doing == "recognising":
        return Text(tail(simple(reading.text), width))
    later = "（电脑忙，其余的字说完以后出来）" if reading.text else "（电脑忙，文字说完以后出来）"
    return Text.assemble(tail(simple(reading.text), width - cell_len(later)), (later, "dim"))


def tail(text: str, width: int) -> str:
    """The end of the text, at most `width` cells of it."""
    if cell_len(text) <= width:
        return text
    while text and cell_len(text) > width - 1:
        text = text[1:]
    return f"…{text}"


class Meter:
    """The drawing on a terminal, drawn over itself at most every EVERY s; gone when the reply is over."""

    def __init__(self, console: Console, clock: Callable[[], float]) -> None:
        self._console, self._clock = console, clock
        self._live: Live | None = None
        self._last = float("-inf")

    def show(self, reading: Reading, *, now: bool = False) -> None:
        """Draw, unless the last drawing is too fresh; `now`: in any case."""
        if not self._console.is_terminal:
            return
        instant = self._clock()
        if not now and instant - self._last < EVERY:
            return
        self._last = instant
        if self._live is None:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        self._live.update(drawing(reading, min(self._console.width - 1, 79)), refresh=True)

    def clear(self) -> None:
        """Take the drawing away."""
        if self._live is not None:
            self._live.stop()
            self._live = None
        self._last = float("-inf")
