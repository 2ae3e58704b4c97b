"""`trainer results compare N M`: two results of the same kind, and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.errors import TrainerError
from trainer.output.local_time import SHORT, local_time
from trainer.output.say import say
from trainer.visible import one_line

if TYPE_CHECKING:
    from trainer.history.comparison import Comparison
    from trainer.history.store import Store
    from trainer.history.values import Result

LINES = 12  # of each kind


@click.command("compare", help="两次比一比：差几分，哪些变好了，哪些变差了。要同一个情景、同一种练法。")
@click.argument("first", type=click.IntRange(min=1), metavar="编号")
@click.argument("second", type=click.IntRange(min=1), metavar="编号")
def command(first: int, second: int) -> None:
    """The earlier one beside the later one."""
    from trainer.history.opened import opened
    from trainer.practice.screen import console
    from trainer.report.progress_screen import changed, difference

    with opened(user_settings.load().data_folder) as store:
        comparison = compared(store, first, second)
    before, now = comparison.before, comparison.now
    say(f"{one_line(now.title)}：{_named(before)} → {_named(now)}")
    names = (f"第 {one.number} 号" for one in (before, now))
    say(difference(comparison, *names) or "有一次不出分，只能看哪些变了。")
    changed(console(), comparison.changes, LINES)
    if not comparison.changes:
        say("每一条都一样。")


def compared(store: Store, first: int, second: int) -> Comparison:
    """The two results in order of time. Raises TrainerError where they are not of the same kind."""
    from trainer.history.comparison import alike, compare

    before, now = sorted((store.result(first), store.result(second)), key=lambda one: (one.started, one.number))
    if before.number == now.number:
        raise TrainerError("这是同一次，写两个不同的编号。看有哪些：trainer results")
    if not alike(before, now):
        raise TrainerError(
            f"第 {before.number} 号和第 {now.number} 号不能比：{_difference_in_kind(before, now)}。"
            "要同一个情景、同一个分支，都是键盘或都是语音，都是练习或都是考核。"
        )
    rules = {n: tuple(store.rule_results(numbers=[n])) for n in (before.number, now.number)}
    return compare(before, now, rules[before.number], rules[now.number])


def _difference_in_kind(one: Result, other: Result) -> str:
    if one.scenario != other.scenario:
        return f"一个是“{one_line(one.title)}”，一个是“{one_line(other.title)}”"
    if one.variant != other.variant:
        return "走的分支不一样"
    return "一个打字，一个用耳麦" if one.source != other.source else "一个是练习，一个是考核"


def _named(one: Result) -> str:
    return f"第 {one.number} 号（{local_time(one.started, SHORT)}）"
