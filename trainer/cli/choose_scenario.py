"""Choosing a scenario by number: those of the library by kind, the easy ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len

from trainer.cli.options import own_folders
from trainer.cli.terminal import pick
from trainer.output.say import say
from trainer.scenario.heading import KINDS
from trainer.visible import argument, one_line

if TYPE_CHECKING:
    from pathlib import Path

    from trainer.practice.reader import Reader
    from trainer.scenario.heading import Heading

FEW = 15  # scenarios that a screen of 24 lines shows one a line
COLUMN = 38  # cells of the left one


def choose_scenario(reader: Reader) -> str:
    """Ask which scenario; its path. In a pipe nobody can be asked: raises UsageError."""
    if not reader.interactive:
        raise click.UsageError("还要写上情景的名称，例如 trainer practice in-aftersales。看有哪些：trainer list")
    name = ask_scenario(reader)
    if name is None:
        raise click.exceptions.Exit(0)
    return name


def ask_scenario(reader: Reader) -> str | None:
    """The path of the scenario chosen by number, from many by its kind first; None: the user goes back."""
    shown = scenarios()
    if not shown:
        say("这里还没有可以练的情景。")
    while shown:
        here = shown if len(shown) <= FEW else ask_kind(reader, shown)
        if not here:
            break
        print_scenarios(here)
        place = pick(reader, len(here), "练哪一个？输入数字（直接回车 返回）：")
        if place is not None:
            return str(here[place].path)
        if here == shown:
            break
    return None


def ask_kind(reader: Reader, shown: Sequence[Heading]) -> tuple[Heading, ...]:
    """The scenarios of the kind chosen by number; none: the user goes back."""
    groups = _by_kind(shown)
    for number, (kind, group) in enumerate(groups.items(), 1):
        say(f"  {number}  {KINDS[kind]}（{len(group)} 个）")
    place = pick(reader, len(groups), "哪一类？输入数字（直接回车 返回）：")
    return () if place is None else list(groups.values())[place]


def print_scenarios(shown: Sequence[Heading]) -> None:
    """The scenarios with their numbers, in two columns where one would not fit the screen."""
    rows = [f"{n:>3}  {one.title}  {'★' * one.level}" for n, one in enumerate(shown, 1)]
    half = len(rows) if len(rows) <= FEW else -(-len(rows) // 2)
    for left, right in zip_longest(rows[:half], rows[half:], fillvalue=""):
        say(f"{left}{' ' * max(2, COLUMN - cell_len(left))}{right}".rstrip())


def print_all() -> None:
    """Every conversation that can be practised, by kind."""
    shown = scenarios()
    for kind, group in _by_kind(shown).items():
        say(f"{KINDS[kind]}：" + "、".join(f"{one.title}{'★' * one.level}" for one in group))
    say(f"共 {len(shown)} 个。练的时候先选类，再选情景；全部名字：trainer list")


def scenarios() -> tuple[Heading, ...]:
    """The conversations there are, the easy ones first; the user's own are marked, files without a valid heading named.

    Only headings are read. A mistake further down in a file is reported when that file is chosen.
    """
    from trainer.scenario.heading import heading
    from trainer.scenario.library import everything, marked

    folders = own_folders()
    found: list[Heading] = []
    for path in everything(folders):
        one = heading(path)
        if one is None:
            count = _mistakes(path)
            say(f"  这个情景文件有 {count} 处错误，先不能练：{one_line(path.name)}")
            say(f"  看哪里要改：trainer check {argument(path)}")
        elif one.kind != "checklist":
            found.append(replace(one, title=marked(one.title, path, folders)))
    return tuple(sorted(found, key=lambda one: (one.level, one.id)))


def _by_kind(shown: Sequence[Heading]) -> dict[str, tuple[Heading, ...]]:
    """Kind → its scenarios, in the order in which kinds are shown; kinds without any are left out."""
    groups = {kind: tuple(one for one in shown if one.kind == kind) for kind in KINDS}
    return {kind: group for kind, group in groups.items() if group}


def _mistakes(path: Path) -> int:
    """How many there are in the file."""
    from trainer.scenario.load import examine, packs_folder
    from trainer.scenario.packs import PackFolder

    return sum(not problem.warning for problem in examine(path, PackFolder(packs_folder(path))).problems)
