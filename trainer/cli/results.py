"""`trainer results`: 我的成绩, finished sessions as a table.

Keyboard and voice stand apart, for their scores cannot be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.visible import one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from trainer.history.values import Result, Source

SOURCES: Mapping[Source, str] = {"keyboard": "键盘", "voice": "语音"}
LATEST = 20


@click.command("results", help="我的成绩：最近练习和考核的分数。键盘和语音分开看。")
def command() -> None:
    """Read the sessions, print the table."""
    show_results()


def show_results() -> None:
    """The user's results on the screen."""
    from trainer.history.opened import opened
    from trainer.practice.screen import console

    with opened(user_settings.load().data_folder) as store:
        latest = (one for source in SOURCES for one in store.results(source=source, limit=LATEST))
        show(console(), tuple(latest), store.broken)


def show(console: Console, kept: tuple[Result, ...], broken: tuple[Path, ...] = ()) -> None:
    """The latest results of each way of practising, newest last."""
    from rich.text import Text

    if not kept:
        console.print("还没有成绩。练一次就有了：trainer practice")
    for source, name in SOURCES.items():
        results = tuple(one for one in kept if one.source == source)
        if results:
            console.print(Text(f"{name}练习，最近 {min(len(results), LATEST)} 次", style="bold"))
            console.print(_table(results[-LATEST:]))
    for path in broken:
        console.print(Text(f"这个文件坏了，没有算进来：{one_line(str(path))}", style="yellow"))


def _table(results: tuple[Result, ...]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from trainer.report.display import number, result_of

    table = Table(box=SIMPLE_HEAD, show_edge=False)
    for title in ("时间", "情景", "方式"):
        table.add_column(title, no_wrap=title == "时间")
    table.add_column("总分", justify="right")
    table.add_column("第一次", justify="right")
    table.add_column("结果")
    for session in results:
        table.add_row(
            f"{session.started:%Y-%m-%d %H:%M}",
            Text(one_line(session.title)),
            "考核" if session.mode == "exam" else "练习",
            number(session.total),
            number(session.first_total) if session.mode == "practice" else "",
            result_of(session.passed, marked=session.marked),
        )
    return table
