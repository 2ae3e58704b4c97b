"""`trainer whatif`: whose kept results would change if a rule were another. Nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.cli.options import find
from trainer.output.local_time import local_time
from trainer.output.say import say
from trainer.report.way import way_of
from trainer.visible import argument, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.table import Table

    from trainer.authoring.whatif import Comparison, Difference, Setting
    from trainer.history.store import Store
    from trainer.history.values import Session
    from trainer.scenario.resolved import Scenario


@click.command(
    "whatif",
    help="要是这条规则改成这样，谁的成绩会变：用改过的规则，把存下来的通话重新打一遍分，列出前后的总分。什么也不写。",
)
@click.argument("scenario", metavar="情景")
@click.option(
    "--set",
    "texts",
    multiple=True,
    required=True,
    metavar="回合.规则.参数=内容",
    help="改哪一条，例如 greet.hello.points=6；可以写几个。及格分写 pass_mark=75。规则的名字看 trainer show 情景",
)
def command(scenario: str, texts: tuple[str, ...]) -> None:
    """Load, change, judge, print."""
    from trainer.authoring.whatif import changed, compare, parse_settings
    from trainer.errors import ScenarioError
    from trainer.history.opened import opened
    from trainer.practice.screen import console
    from trainer.scenario.load import examine, packs_folder
    from trainer.scenario.packs import PackFolder

    wanted = parse_settings(texts)
    path = find(scenario)
    packs = PackFolder(packs_folder(path))
    loaded = examine(path, packs)
    if loaded.scenario is None:
        raise ScenarioError(tuple(problem for problem in loaded.problems if not problem.warning))
    other = changed(loaded, packs, wanted)
    with opened(user_settings.load().data_folder) as store:
        found = compare(_sessions(store, loaded.scenario.id), loaded.scenario, other)
    show(console(), loaded.scenario, wanted, found)


def _sessions(store: Store, scenario: str) -> Iterator[Session]:
    """The finished sessions of that scenario, oldest first, one at a time."""
    for result in store.results(scenario=scenario):
        yield store.session(result.number)


def show(console: Console, scenario: Scenario, wanted: tuple[Setting, ...], found: Comparison) -> None:
    """The differences as a table, and what is to be known about it."""
    from rich.text import Text

    from trainer.report.summary import print_wrapped

    count = len(found.differences) + found.same
    rules = "；".join(one_line(one.text) for one in wanted)
    print_wrapped(console, Text(f"{scenario.file.title}：要是 {rules}", style="bold"))
    if not count:
        print_wrapped(console, Text(f"还没有存下来的成绩可比。先练一次：trainer practice {argument(scenario.id)}"))
    elif not found.differences:
        print_wrapped(console, Text(f"存下来的 {count} 份成绩，总分和结果都不变。"))
    else:
        console.print(_table(found.differences))
        print_wrapped(console, Text(_told(found, count)))
    if found.older:
        text = f"其中 {found.older} 份是情景或程序的旧版本打的，前后两个总分都按现在的重新算过。"
        print_wrapped(console, Text(text, style="dim"))
    if found.unusable:
        text = f"还有 {found.unusable} 份没有比：没有存文字，或者走过的回合现在的情景里没有了。"
        print_wrapped(console, Text(text, style="dim"))
    if found.differences:
        say("这里什么也没有改。要真的改：改情景文件（trainer export 或 trainer watch），存下来的成绩不会变。", err=True)


def _told(found: Comparison, count: int) -> str:
    """How many change, and how many of them pass or do not."""
    up = sum(not one.before.passed and bool(one.after.passed) for one in found.differences)
    down = sum(bool(one.before.passed) and not one.after.passed for one in found.differences)
    turns = [f"{number} 份{words}" for number, words in ((up, "变成通过"), (down, "变成不通过")) if number]
    passes = f"其中 {'，'.join(turns)}" if turns else "通过不通过都不变"
    return f"{count} 份成绩里有 {len(found.differences)} 份会变，{passes}。"


def _table(differences: tuple[Difference, ...]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from trainer.report.display import number, result_of
    from trainer.report.identity import NOBODY

    table = Table(box=SIMPLE_HEAD, show_edge=False)
    for title in ("号", "学员", "时间", "方式", "现在", "改后", "结果"):
        table.add_column(title, justify="right" if title in ("号", "现在", "改后") else "left")
    for one in differences:
        session, before, after = one.session, one.before, one.after
        was, now = result_of(before.passed, marked=False), result_of(after.passed, marked=False)
        trainee = session.trainee
        table.add_row(
            str(session.number),
            Text(one_line(NOBODY if trainee is None else trainee.name)),
            local_time(session.started),
            way_of(session.mode, session.source),
            number(before.total),
            number(after.total),
            Text(was if was == now else f"{was} → {now}", style="" if was == now else "bold"),
        )
    return table
