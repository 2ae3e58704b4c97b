"""`trainer progress`: whether one gets better, as small charts in the terminal."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.cli.results import day
from trainer.cli.who import usual
from trainer.output.say import say
from trainer.report.way import SOURCES
from trainer.visible import one_line

if TYPE_CHECKING:
    from trainer.history.store import Store
    from trainer.history.values import Source, Trainee


@click.command("progress", help="我的进步：总分、八项本领、语速，学会了什么、还总漏什么、下一步练什么。")
@click.option("--trainee", metavar="姓名或工号", help="看这位的；不写，看上次练的那位。")
@click.option("--since", metavar="日期", help="只算这一天以来的，例如 2026-11-01。")
@click.option("--by", type=click.Choice(["voice", "keyboard"]), help="只看语音或键盘的；不写，看最近用的那种。")
def command(trainee: str | None, since: str | None, by: Source | None) -> None:
    """Find whose, draw."""
    from trainer.history.opened import opened

    settings, first = user_settings.load(), day(since)
    with opened(settings.data_folder) as store:
        who = usual(store, settings).trainee if trainee is None else store.find_trainee(trainee)
        _show(store, who, first, by)


def show_progress(who: Trainee | None) -> None:
    """As the command without options, for a trainee; None: for results without a name."""
    from trainer.history.opened import opened

    with opened(user_settings.load().data_folder) as store:
        _show(store, who, None, None)


def _show(store: Store, who: Trainee | None, first: datetime | None, by: Source | None) -> None:
    """The results of one trainee and one way, told and drawn."""
    from trainer.history.progress import progress
    from trainer.practice.screen import console
    from trainer.report.progress_screen import show

    kept = store.results(trainee=None if who is None else who.id, since=first)
    every = [one for one in kept if one.trainee == who and one.source != "recording"]
    ways = Counter(one.source for one in every)
    way = by or (every[-1].source if every else "keyboard")
    results = [one for one in every if one.source == way]
    if not results:
        say(f"{_name(who)}还没有{'' if by is None and not every else SOURCES[way]}成绩。练一次就有了：trainer practice")
        return
    course = progress(results, store.rule_results(numbers=[one.number for one in results]))
    say(f"{_name(who)}的进步 · {SOURCES[way]}")
    show(console(), course, store.scenario(results[-1].sha256))
    for other, times in ways.items():
        if other != way:
            say(f"另有{SOURCES[other]} {times} 次：trainer progress --by {other}")


def _name(who: Trainee | None) -> str:
    return "您" if who is None else one_line(who.name)
