"""Choosing a scenario by number, or by words of its title: by kind, the easy ones first, with one's best marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len

from trainer.cli.options import own_folders
from trainer.cli.terminal import pick_or_words, window
from trainer.output.say import say
from trainer.scenario.heading import KINDS
from trainer.visible import argument, one_line

if TYPE_CHECKING:
    from pathlib import Path

    from trainer.cli.who import Who
    from trainer.practice.reader import Reader
    from trainer.scenario.heading import Heading

FEW = 15  # scenarios that a screen of 24 lines shows one a line
GAP = 2  # cells between two columns
WAYS = {"keyboard": ("键", "打字"), "voice": ("语", "用耳麦")}  # marks of both stand apart


def choose_scenario(reader: Reader, who: Who | None = None) -> str:
    """Ask which scenario; its path. In a pipe nobody can be asked: raises UsageError. `who`: see `best_marks`."""
    if not reader.interactive:
        raise click.UsageError("还要写上情景的名称，例如 trainer practice in-aftersales。看有哪些：trainer list")
    name = ask_scenario(reader, who=who)
    if name is None:
        raise click.exceptions.Exit(0)
    return name


def ask_scenario(reader: Reader, doing: str = "练", who: Who | None = None) -> str | None:
    """The path of the scenario chosen by number, from many by kind first, or by its title; None: back.

    `doing`: what it is chosen for, 练 or 考; `who`: see `best_marks`.
    """
    shown = scenarios()
    if not shown:
        say("这里还没有可以练的情景。")
    marks = best_marks(who) if shown else {}
    while shown:
        here = shown if len(shown) <= FEW else ask_kind(reader, shown)
        if not here:
            break
        if len(here) == 1 and here != shown:
            return str(here[0].path)
        chosen = _among(reader, here, shown, marks, doing)
        if chosen:
            return str(chosen[0].path)
        if here == shown:
            break
    return None


def _among(
    reader: Reader, here: Sequence[Heading], shown: Sequence[Heading], marks: Mapping[str, str], doing: str
) -> tuple[Heading, ...]:
    """The one chosen from those; words that fit several show these. None: the user goes back."""
    while True:
        print_scenarios(here, marks)
        one_each = [(one,) for one in here]
        chosen = _pick(reader, one_each, shown, f"{doing}哪一个？输入数字，或打名字里的字（直接回车 返回）：")
        if len(chosen) < 2:
            return chosen
        here = chosen


def ask_kind(reader: Reader, shown: Sequence[Heading]) -> tuple[Heading, ...]:
    """The scenarios of the kind chosen by number, or those of that title; none: the user goes back."""
    groups = _by_kind(shown)
    for number, (kind, group) in enumerate(groups.items(), 1):
        say(f"  {number}  {KINDS[kind]}（{len(group)} 个）")
    return _pick(reader, [*groups.values()], shown, "哪一类？输入数字，或打情景名字里的字（直接回车 返回）：")


def _pick(
    reader: Reader, groups: Sequence[tuple[Heading, ...]], shown: Sequence[Heading], question: str
) -> tuple[Heading, ...]:
    """The group of that number, or the scenarios of that title; none: the user goes back."""
    from trainer.scenario.titles import named

    while True:
        answer = pick_or_words(reader, len(groups), question)
        if not isinstance(answer, str):
            return () if answer is None else groups[answer]
        if answer.isdecimal():
            say(f"请输入 1 到 {len(groups)} 的数字。")
        elif found := named(answer, shown):
            return found
        else:
            say(f"没有名字里有“{one_line(answer)}”的情景。")


def print_scenarios(shown: Sequence[Heading], marks: Mapping[str, str] | None = None) -> None:
    """The scenarios with their numbers, in two columns where one would not fit the screen. `marks`: by id."""
    known = marks or {}
    rows = [
        f"{n:>3}  {one.title}  {'★' * one.level}  {known.get(one.id, '')}".rstrip() for n, one in enumerate(shown, 1)
    ]
    half = -(-len(rows) // 2)
    column = max(cell_len(row) for row in rows[:half]) + GAP
    if len(rows) <= FEW or column + max(cell_len(row) for row in rows[half:]) > window():
        half = len(rows)
    for left, right in zip_longest(rows[:half], rows[half:], fillvalue=""):
        say(f"{left}{' ' * (column - cell_len(left)) if right else ''}{right}")
    if known.keys() & {one.id for one in shown}:
        every = "".join(known.values())
        ways = "".join(f"{letter} {name}，" for letter, name in WAYS.values() if letter in every)
        say(f"（{ways}最好的一次，练习按第一次说的算；✓ 通过了）")


def best_marks(who: Who | None = None) -> dict[str, str]:
    """Scenario id → the best mark, and ✓ where it passed; nothing for a guest, or where none can be read.

    `who`: whose marks; None: of whoever practised last.
    """
    from trainer import settings
    from trainer.cli.who import usual
    from trainer.errors import TrainerError
    from trainer.history.comparison import best
    from trainer.history.opened import opened
    from trainer.report.display import number

    try:
        here = settings.load()
        with opened(here.data_folder) as store:
            who = who or usual(store, here)
            mine = who.trainee
            results = store.results(trainee=None if mine is None else mine.id) if who.kept else ()
            kept = [one for one in results if one.trainee == mine]
    except TrainerError:
        return {}
    passed = {(one.scenario, one.source) for one in kept if one.passed}
    found = {key: one for key, one in best(kept).items() if key[1] in WAYS}
    both = len({source for _, source in found}) > 1
    marks: dict[str, str] = {}
    for (scenario, source), one in found.items():
        sign = "✓" if (scenario, source) in passed else ""
        letter = WAYS[source][0] if both else ""
        marks[scenario] = f"{marks.get(scenario, '')} {sign}{letter}{number(one.compared, 0)}".strip()
    return marks


def print_all() -> None:
    """Every conversation that can be practised, by kind."""
    shown = scenarios()
    for kind, group in _by_kind(shown).items():
        say(f"{KINDS[kind]}：" + "、".join(f"{one.title}{'★' * one.level}" for one in group))
    say(f"共 {len(shown)} 个。练的时候先选类，再选情景；全部名字，连同只给录音打分的清单：trainer list")


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
