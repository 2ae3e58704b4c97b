from __future__ import annotations

import re
from io import StringIO

import pytest
from rich.color import ColorSystem
from rich.live import Live
from rich.progress import Progress, TextColumn
from rich.table import Table
from rich.text import Text

from trainer.output.styled import VisibleConsole
from trainer.visible import OBEYED

EVIL = "\x1b[8m\x9b2J\u202e"
MARKED = "‹U+001B›[8m‹U+009B›2J‹U+202E›"


def console(*, terminal: bool = False, width: int = 80) -> tuple[VisibleConsole, StringIO]:
    out = StringIO()
    made = VisibleConsole(file=out, width=width)
    made._force_terminal = made.is_interactive = terminal
    return made, out


@pytest.mark.parametrize("thing", [f"甲{EVIL}", Text(f"甲{EVIL}"), Text.assemble(("甲", "bold"), EVIL)])
def test_text_is_marked(thing: str | Text) -> None:
    screen, out = console()
    screen.print(thing)
    assert out.getvalue() == f"甲{MARKED}\n"


def test_nothing_is_read_as_markup_or_emoji() -> None:
    screen, out = console()
    screen.print("[red]甲[/red] :smile:")
    assert out.getvalue() == "[red]甲[/red] :smile:\n"


def test_styles_get_through() -> None:
    screen, out = console(terminal=True)
    screen._color_system = ColorSystem.STANDARD
    screen.print(Text(f"甲{EVIL}乙", style="bold"))
    assert out.getvalue().startswith("\x1b[1m甲\x1b[0m")
    assert re.sub(r"\x1b\[[01]m", "", out.getvalue()) == f"甲{MARKED}乙\n"


def test_a_table_keeps_its_shape() -> None:
    screen, out = console(width=40)
    table = Table()
    table.add_column("名")
    table.add_row(f"甲{EVIL}乙")
    screen.print(table)
    lines = out.getvalue().splitlines()
    assert re.search(OBEYED, out.getvalue().replace("\n", "")) is None
    assert all(len(line) <= 40 for line in lines)


def test_long_text_loses_nothing_to_its_marks() -> None:
    screen, out = console(width=40)
    screen.print(Text("甲" * 19 + "\x1b" * 9 + "乙"))
    assert out.getvalue().replace("\n", "") == "甲" * 19 + "‹U+001B›" * 9 + "乙"


def test_what_is_drawn_over_is_marked_and_still_drawn_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    screen, out = console(terminal=True)
    with Live(Text(f"甲{EVIL}"), console=screen, transient=True, auto_refresh=False) as live:
        live.refresh()
    with Progress(TextColumn("{task.description}", markup=False), console=screen, transient=True) as bar:
        bar.add_task(f"正在听 {EVIL}")
        bar.refresh()
    text = out.getvalue()
    assert MARKED in text
    assert "\x9b" not in text
    assert "\x1b[8m" not in text
    assert "\x1b[2K" in text


def test_a_reader_that_goes_away_is_told_to_the_boundary() -> None:
    class Gone(StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        VisibleConsole(file=Gone(), width=80).print("甲")
