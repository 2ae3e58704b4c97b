"""`trainer results`: 我的成绩, finished sessions as a table; its subcommands look at one of them.

Keyboard and voice stand apart, for their scores cannot be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.cli.options import own_folders
from trainer.errors import TrainerError
from trainer.history.database import HistoryError
from trainer.output.local_time import MINUTE, SHORT, local_time
from trainer.output.local_time import day as day_of
from trainer.output.say import say
from trainer.report.way import MODES, SOURCES
from trainer.scenario.library import marked
from trainer.visible import one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from trainer.history.store import Store
    from trainer.history.values import Result, Source, Trainee
    from trainer.practice.reader import Reader

LATEST = 20

# name → module, the command in it, one line of help
COMMANDS: dict[str, tuple[str, str, str]] = {
    "show": ("trainer.cli.results_show", "command", "再看一次成绩单"),
    "play": ("trainer.cli.results_play", "command", "听当时说的话"),
    "compare": ("trainer.cli.results_compare", "command", "两次比一比"),
    "dispute": ("trainer.cli.results_settle", "dispute", "不同意某一条，写下理由"),
    "review": ("trainer.cli.results_settle", "review", "带教老师：复核，定下来"),
    "assign": ("trainer.cli.results_assign", "command", "把未署名的成绩记到一位学员名下"),
    "import": ("trainer.cli.results_import", "command", "把批量打分的结果记到坐席名下"),
}


class Subcommands(click.Group):
    """Imports only the subcommand that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import its module; None where there is no such subcommand."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


@click.group(
    "results",
    cls=Subcommands,
    invoke_without_command=True,
    help="我的成绩：练习、考核和录音的分数，键盘和语音分开看。后面写编号，可以看成绩单、听录音、比较、复核。",
)
@click.option("--trainee", metavar="姓名或工号", help="只看这位的。")
@click.option("--scenario", metavar="情景", help="只看这个情景的。")
@click.option("--since", metavar="日期", help="只看这一天以来的，例如 2026-11-01。")
@click.option("--by", type=click.Choice(["voice", "keyboard", "recording"]), help="只看语音、键盘或录音的。")
@click.pass_context
def command(
    ctx: click.Context, trainee: str | None, scenario: str | None, since: str | None, by: Source | None
) -> None:
    """The table, where no subcommand follows."""
    if ctx.invoked_subcommand is None:
        show_results(trainee, scenario, since, by)


def show_results(
    trainee: str | None = None, scenario: str | None = None, since: str | None = None, by: Source | None = None
) -> None:
    """The results that fit, on the screen."""
    from trainer.history.opened import opened
    from trainer.practice.screen import console

    first = day(since)
    with opened(user_settings.load().data_folder) as store:
        whose = None if trainee is None else store.find_trainee(trainee).id
        name = None if scenario is None else id_of(scenario)
        kept = {
            source: store.results(trainee=whose, scenario=name, since=first, source=source, limit=LATEST)
            for source in SOURCES
            if by in (None, source)
        }
        narrowed = any(one is not None for one in (trainee, scenario, since, by))
        show(console(), store, kept, narrowed=narrowed)


def browse(reader: Reader, trainee: Trainee | None) -> None:
    """我的成绩 of the menu: one's own results, those of all without a name, and any scorecard by its number."""
    from trainer.cli.results_show import show as show_card
    from trainer.history.opened import opened
    from trainer.practice.screen import console

    whose = None if trainee is None else trainee.id
    with opened(user_settings.load().data_folder) as store:
        kept = {source: store.results(trainee=whose, source=source, limit=LATEST) for source in SOURCES}
        show(console(), store, kept)
        while any(kept.values()):
            try:
                text = reader.reply("看哪一张成绩单？输入编号（直接回车 返回）：").strip()
            except EOFError:
                return
            if not text or text in ("q", "/退出"):
                return
            if not (text.isdecimal() and len(text) < 10):
                say("请输入列表里的编号。")
                continue
            try:
                show_card(console(), store, int(text))
            except TrainerError as error:
                say(error.message)


def day(text: str | None) -> datetime | None:
    """The beginning of that day, in local time. Raises TrainerError."""
    try:
        return None if text is None else day_of(text)
    except ValueError as error:
        raise TrainerError(f"日期“{one_line(text or '')}”看不懂，写成这样：2026-11-01。") from error


def id_of(scenario: str) -> str:
    """The id that results are kept by. A scenario that is gone may still have results."""
    from trainer.cli.options import find

    try:
        return find(scenario).stem
    except TrainerError:
        return scenario


def show(console: Console, store: Store, latest: Mapping[Source, Sequence[Result]], *, narrowed: bool = False) -> None:
    """The latest results of each way of practising, newest last."""
    from rich.text import Text

    every = [one for results in latest.values() for one in results]
    if not every:
        none = "没有这样的成绩。看全部：trainer results" if narrowed else "还没有成绩。练一次就有了：trainer practice"
        console.print(none)
    several = len({one.trainee for one in every}) > 1
    for source, results in latest.items():
        if results:
            console.print(Text(f"{SOURCES[source]}，最近 {len(results)} 次", style="bold"))
            console.print(_table(store, results, several=several))
    if every:
        last = max(every, key=lambda one: one.started)
        console.print(Text(f"看成绩单：trainer results show {last.number}　看进步：trainer progress", style="dim"))
    for path in store.broken:
        console.print(Text(f"这个文件坏了，没有算进来：{one_line(str(path))}", style="yellow"))


def way(store: Store, one: Result) -> str:
    """Practice, exam or recording; of a spoken call also how many of its replies were typed."""
    card = None
    if one.source == "voice":
        with suppress(HistoryError):  # what is damaged is told where it is opened
            card = store.session(one.number).card
    said = [] if card is None else [each for each in card.call.utterances if each.speaker == "agent"]
    typed = sum(not each.recognised for each in said)
    return f"{MODES[one.mode]}（{typed} 句打字）" if typed else MODES[one.mode]


def _table(store: Store, results: Sequence[Result], *, several: bool) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from trainer.report.display import number
    from trainer.report.identity import NOBODY

    years = {one.started.astimezone().year for one in results} | {datetime.now().astimezone().year}
    form = SHORT if len(years) == 1 else MINUTE
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1))
    table.add_column("编号", justify="right")
    for title in ("时间", "情景", "方式"):
        table.add_column(title, overflow="fold")
    table.add_column("总分", justify="right", overflow="fold")
    table.add_column("第一次", justify="right", overflow="fold")
    table.add_column("结果", overflow="fold")
    if several:
        table.add_column("学员")
    own = own_folders()
    for one in results:
        row: list[str | Text] = [
            str(one.number),
            local_time(one.started, form),
            Text(one_line(marked(one.title, one.scenario_path, own))),
            way(store, one),
            number(one.total),
            number(one.first_total) if one.mode == "practice" else "",
            Text(_outcome(store, one)),
        ]
        table.add_row(*row, *([Text(NOBODY if one.trainee is None else one_line(one.trainee.name))] if several else ()))
    return table


def _outcome(store: Store, one: Result) -> str:
    """Whether it passed; where a trainer settled it, also what then came out."""
    from trainer.cli.results_show import settled_of
    from trainer.report.session_text import outcome_text

    after = settled_of(store, one.number) if any(s.by for s in store.settlements(one.number)) else None
    return outcome_text(one, after)
