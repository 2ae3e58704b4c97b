"""How commands talk with a terminal: a console on stdout, a reader of what is typed, a choice by number, bars."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from trainer.errors import TrainerError
from trainer.output.say import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live

    from trainer.practice.reader import Reader

WIDTH_WHEN_PIPED = 80


def console() -> Console:
    """stdout; 80 columns wide where it is no terminal. NO_COLOR is honoured by rich."""
    from trainer.output.styled import VisibleConsole

    width = None if sys.stdout.isatty() else WIDTH_WHEN_PIPED
    return VisibleConsole(width=width)


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Say what is being waited for while it lasts; nothing where there is no terminal."""
    screen = console()
    if not screen.is_terminal:
        yield
        return
    with screen.status(text):
        yield


def window() -> int:
    """How many cells are in a line of the window as it is now; 80 where there is no window."""
    return shutil.get_terminal_size((WIDTH_WHEN_PIPED, 24)).columns


def open_reader() -> Reader:
    """A terminal gets the keyboard with editing, anything else plain lines."""
    if sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty():
        from trainer.practice.keyboard import Keyboard

        return Keyboard()
    from trainer.practice.reader import Lines

    return Lines(getattr(sys.stdin, "buffer", None) or ())


def pick(reader: Reader, most: int, question: str, enter: int | None = None) -> int | None:
    """An index below `most`; `enter` where the user just presses Enter, None where the user leaves."""
    while most:
        answer = pick_or_words(reader, most, question, enter)
        if not isinstance(answer, str):
            return answer
        say(f"请输入 1 到 {most} 的数字。")
    return None


def pick_or_words(reader: Reader, most: int, question: str, enter: int | None = None) -> int | str | None:
    """As `pick`; anything but such a number is given back as it was typed."""
    try:
        text = reader.reply(question).strip()
    except EOFError:
        return None
    if not text:
        return enter
    if text in ("q", "/退出"):
        return None
    if text.isdecimal() and len(text) < 5 and 1 <= int(text) <= most:
        return int(text) - 1
    return text


def offer(reader: Reader, title: str, items: Sequence[tuple[str, Callable[[Reader], object]]], question: str) -> None:
    """Show a menu and do what is chosen, until the user leaves it."""
    while True:
        say(f"\n{title}")
        for number, (name, _) in enumerate(items, 1):
            say(f"  {number}  {name}")
        place = pick(reader, len(items), question)
        if place is None:
            return
        try:
            items[place][1](reader)
        except TrainerError as error:
            say(error.message, err=True)
        except (KeyboardInterrupt, click.Abort):  # out of what was begun; once more at the menu leaves it
            say("\n已停止。")


class LevelBar:
    """The level while recording, on one line of the terminal; nothing where there is none."""

    def __init__(self) -> None:
        """Draw with the first level."""
        self._console = console()
        self._live: Live | None = None

    def __enter__(self) -> Self:
        """For `with`."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take the bar away; the cursor is shown again."""
        self._clear()

    def show(self, level: float, left: float) -> None:
        """The level in dBFS and the seconds still to come."""
        from rich.live import Live
        from rich.text import Text

        from trainer.practice.meter import bar

        if not self._console.is_terminal:
            return
        if self._live is None:
            self._live = Live(console=self._console, transient=True, refresh_per_second=10)
            self._live.start()
        self._live.update(Text.assemble("● 正在录音  ", bar(level), f"  还有 {left:.0f} 秒"))

    def say(self, line: str) -> None:
        """A line of text in place of the bar."""
        self._clear()
        say(line)

    def _clear(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None


class Listening:
    """A progress bar over recordings on stderr; silent where stderr is no terminal."""

    def __init__(self, recordings: Iterable[str], shown: Callable[[str], str] = str) -> None:
        """How many there are is known from the start. `shown`: how a recording is named on the screen."""
        self._count = len(list(recordings))
        self._shown = shown
        self._bar: Any = None
        self._task: Any = None
        self._name = ""

    def __enter__(self) -> Self:
        """Show the bar."""
        if sys.stderr.isatty():
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            from trainer.output.styled import VisibleConsole

            self._bar = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=20),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=VisibleConsole(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task("准备语音识别……", total=self._count)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take the bar away; the cursor is shown again."""
        if self._bar is not None:
            self._bar.stop()

    def each(self, recordings: Iterable[str]) -> Iterator[str]:
        """The recordings one by one; the one before is done when the next is asked for."""
        for done, recording in enumerate(recordings):
            self._name = Path(self._shown(recording)).name
            self._show(f"正在听 {self._name}", done)
            yield recording

    def progress(self, seconds: float) -> None:
        """The first `seconds` of the current recording have been heard."""
        from trainer.report.display import clock

        self._show(f"正在听 {self._name}（{clock(seconds)}）")

    def _show(self, text: str, done: int | None = None) -> None:
        if self._bar is not None:
            self._bar.update(self._task, description=text, **({} if done is None else {"completed": done}))
