"""What `trainer` alone shows in a terminal: six things to do, chosen by number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len

from trainer import settings as user_settings
from trainer.cli.booth import Wishes, able
from trainer.cli.practice import begin, open_reader, resume_last
from trainer.errors import TrainerError
from trainer.scenario.model import KINDS

if TYPE_CHECKING:
    from trainer.practice.reader import Reader
    from trainer.scenario.resolved import Scenario
    from trainer.settings import Settings, Way

FEW = 15  # scenarios that a screen of 24 lines shows one a line
COLUMN = 38  # cells of the left one

HELP = """练习：客户说一句，您回一句，马上看到哪里要改，可以重说。
考核：说完一整通电话才看成绩，每句只说一次。
用耳麦说：说完停一停，或者按空格；h 挂机，r 重录，l 再听一遍，t 改打字，? 看提示，q 先停。
打字回答：回车 说完，Ctrl-D 挂机，/提示 看提示，/退出 先存起来下次接着练。
问答：选择题写字母（多选连着写，例如 AC），简答题写一句话；Ctrl-D 交卷。
换成您自己的公司、姓名、工号：在这个文件夹里建 trainer.toml，写三行
  name = "小王"
  staff_number = "1008"
  company = "海棠苑"
全部命令：trainer --help"""


def menu(reader: Reader | None = None) -> None:
    """Show the menu until the user leaves."""
    reader = reader or open_reader()
    items: tuple[tuple[str, Callable[[Reader], object]], ...] = (
        ("练习", lambda r: start(r, "practice")),
        ("考核", lambda r: start(r, "exam")),
        ("我的成绩", results),
        ("检查麦克风", microphone),
        ("情景列表", lambda r: print_all()),
        ("帮助", lambda r: click.echo(HELP)),
    )
    while True:
        click.echo("\n话务礼仪陪练")
        for number, (title, _) in enumerate(items, 1):
            click.echo(f"  {number}  {title}")
        place = pick(reader, len(items), "输入数字，回车确定（直接回车 离开）：")
        if place is None:
            return
        try:
            items[place][1](reader)
        except TrainerError as error:
            click.echo(error.message, err=True)


def start(reader: Reader, mode: str) -> None:
    """Practise or take the exam; a call left in the middle is offered first."""
    from trainer.practice import store

    settings = user_settings.load()
    left = store.read_all(settings.data_folder).unfinished()
    if left is not None and left.mode == mode:
        click.echo(f"上次的“{left.title}”（{left.started:%m-%d %H:%M}）没有做完。")
        if pick(reader, 1, "输入 1 接着做，直接回车 重新选：") == 0:
            return resume_last(settings, left.scenario, reader=reader)
    name = ask_scenario(reader)
    by = None if name is None else ask_way(reader, settings)
    if name is not None and by is not None:
        wishes = Wishes(by=by)
        begin(settings, name, "exam" if mode == "exam" else "practice", reader=reader, wishes=wishes)
    return None


def ask_way(reader: Reader, settings: Settings) -> Way | None:
    """By voice or by keyboard: as the settings say, else asked where voice would work; None: the user goes back."""
    if settings.by is not None or not reader.interactive or not able():
        return settings.by or "keyboard"
    ways: tuple[Way, ...] = ("voice", "keyboard")
    place = pick(reader, len(ways), "怎么回答？1 用耳麦说　2 打字（直接回车 用耳麦，q 返回）：", enter=0)
    return None if place is None else ways[place]


def results(reader: Reader) -> None:
    """我的成绩."""
    from trainer.practice import records, store
    from trainer.practice.screen import console

    records.show(console(), store.read_all(user_settings.load().data_folder))


def microphone(reader: Reader) -> None:
    """检查麦克风: what `trainer doctor` says, all of it; then a microphone can be tried out and chosen."""
    from trainer.audio.device import inputs
    from trainer.cli import devices
    from trainer.cli.doctor import report

    settings = user_settings.load()
    report(settings)
    try:
        there = inputs()
    except TrainerError:
        return
    if there:
        click.echo("")
        devices.choose(reader, settings)


def ask_scenario(reader: Reader) -> str | None:
    """The path of the scenario chosen by number, from many by its kind first; None: the user goes back."""
    shown = scenarios()
    if not shown:
        click.echo("这里还没有可以练的情景。")
    while shown:
        here = shown if len(shown) <= FEW else ask_kind(reader, shown)
        if not here:
            break
        print_scenarios(here)
        place = pick(reader, len(here), "练哪一个？输入数字（直接回车 返回）：")
        if place is not None:
            return here[place].path or here[place].id
        if here == shown:
            break
    return None


def ask_kind(reader: Reader, shown: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """The scenarios of the kind chosen by number; none: the user goes back."""
    kinds = [kind for kind in KINDS if any(scenario.file.kind == kind for scenario in shown)]
    groups = [tuple(scenario for scenario in shown if scenario.file.kind == kind) for kind in kinds]
    for number, (kind, group) in enumerate(zip(kinds, groups, strict=True), 1):
        click.echo(f"  {number}  {KINDS[kind]}（{len(group)} 个）")
    place = pick(reader, len(groups), "哪一类？输入数字（直接回车 返回）：")
    return () if place is None else groups[place]


def print_scenarios(shown: Sequence[Scenario]) -> None:
    """The scenarios with their numbers, in two columns where one would not fit the screen."""
    rows = [f"{n:>3}  {one.file.title}  {'★' * one.file.level}" for n, one in enumerate(shown, 1)]
    half = len(rows) if len(rows) <= FEW else -(-len(rows) // 2)
    for left, right in zip_longest(rows[:half], rows[half:], fillvalue=""):
        click.echo(f"{left}{' ' * max(2, COLUMN - cell_len(left))}{right}".rstrip())


def print_all() -> None:
    """Every conversation that can be practised, by kind."""
    shown = scenarios()
    for kind, title in KINDS.items():
        if group := [scenario for scenario in shown if scenario.file.kind == kind]:
            click.echo(f"{title}：" + "、".join(f"{one.file.title}{'★' * one.file.level}" for one in group))
    click.echo(f"共 {len(shown)} 个。练的时候先选类，再选情景；全部名字：trainer list")


def scenarios() -> tuple[Scenario, ...]:
    """The conversations that can be practised, the easy ones first; broken files are named."""
    from trainer.scenario.library import default_library, library
    from trainer.scenario.load import examine, packs_folder
    from trainer.scenario.packs import PackFolder

    files = library(default_library())
    packs = PackFolder(packs_folder(files[0])) if files else None
    found: list[Scenario] = []
    for path in files:
        assert packs is not None
        loaded = examine(path, packs)
        if loaded.scenario is None:
            count = sum(not problem.warning for problem in loaded.problems)
            click.echo(f"  这个情景文件有 {count} 处错误，先不能练：{path.name}（看：trainer check {path}）")
        elif loaded.scenario.file.turns:
            found.append(loaded.scenario)
    return tuple(sorted(found, key=lambda one: (one.file.level, one.id)))


def pick(reader: Reader, most: int, question: str, enter: int | None = None) -> int | None:
    """An index below `most`; `enter` where the user just presses Enter, None where the user leaves."""
    while most:
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
        click.echo(f"请输入 1 到 {most} 的数字。")
    return None
