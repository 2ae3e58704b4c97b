"""What `trainer` alone shows in a terminal: six things to do, chosen by number."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.cli.booth import Wishes, able
from trainer.cli.practice import begin, open_reader, resume_last
from trainer.errors import ScenarioError, TrainerError

if TYPE_CHECKING:
    from trainer.practice.reader import Reader
    from trainer.scenario.resolved import Scenario
    from trainer.settings import Settings, Way

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
        ("情景列表", lambda r: print_scenarios()),
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
    if name is not None:
        wishes = Wishes(by=ask_way(reader, settings))
        begin(settings, name, "exam" if mode == "exam" else "practice", reader=reader, wishes=wishes)
    return None


def ask_way(reader: Reader, settings: Settings) -> Way:
    """By voice or by keyboard: as the settings say, else asked where voice would work."""
    if settings.by is not None or not reader.interactive or not able():
        return settings.by or "keyboard"
    return "keyboard" if pick(reader, 2, "怎么回答？1 用耳麦说　2 打字（直接回车 用耳麦）：") == 1 else "voice"


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
    """The path of the scenario chosen by number; None: the user goes back."""
    shown = print_scenarios()
    place = pick(reader, len(shown), "练哪一个？输入数字（直接回车 返回）：")
    return None if place is None else shown[place].path or shown[place].id


def print_scenarios() -> tuple[Scenario, ...]:
    """The conversations that can be practised, with their numbers."""
    from trainer.scenario.library import default_library, library
    from trainer.scenario.load import load

    shown: list[Scenario] = []
    for path in library(default_library()):
        try:
            scenario = load(path)
        except ScenarioError as error:
            click.echo(
                f"  这个情景文件有 {len(error.problems)} 处错误，先不能练：{path.name}（看：trainer check {path}）"
            )
            continue
        if scenario.file.turns:
            shown.append(scenario)
            click.echo(f"  {len(shown):>2}  {scenario.file.title}  {'★' * scenario.file.level}  {scenario.id}")
    if not shown:
        click.echo("这里还没有可以练的情景。")
    return tuple(shown)


def pick(reader: Reader, most: int, question: str) -> int | None:
    """An index below `most`; None where the user just presses Enter or ends the input."""
    while most:
        try:
            text = reader.reply(question).strip()
        except EOFError:
            return None
        if not text or text in ("q", "/退出"):
            return None
        if text.isdecimal() and 1 <= int(text) <= most:
            return int(text) - 1
        click.echo(f"请输入 1 到 {most} 的数字。")
    return None
