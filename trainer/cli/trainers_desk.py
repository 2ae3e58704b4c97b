"""带教老师 of the menu: scenarios of one's own, the report of the class, what trainees do not agree with."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.cli.choose_scenario import ask_scenario
from trainer.cli.terminal import offer, pick
from trainer.cli.who import Who
from trainer.errors import TrainerError
from trainer.output.local_time import SHORT, local_time
from trainer.output.say import say
from trainer.visible import one_line

if TYPE_CHECKING:
    from trainer.history.store import Store
    from trainer.practice.reader import Reader

MOST = 15  # calls to review that a screen of 24 lines shows
MORE = """更多的用命令做，每条后面加 --help 看怎么写：
  trainer import 工作簿.xlsx   把改好的工作簿变成情景
  trainer try 情景             试一句话，看怎么打分
  trainer print 情景           打印台词、试卷
  trainer whatif 情景          改了分值，谁的成绩会变
  trainer score 录音           给录音打分
  trainer results assign       把未署名的成绩记到学员名下
  trainer report --trainee 姓名   一位学员的报告；--all 全部"""


def desk(reader: Reader) -> None:
    """Show what there is to do until the trainer goes back."""
    items: tuple[tuple[str, Callable[[Reader], object]], ...] = (
        ("写一个新情景", write_new),
        ("用 Excel 改一个情景", edit),
        ("检查自己的情景", lambda r: check_own()),
        ("全班的报告", lambda r: report_class()),
        ("复核：学员不同意的、要人看的", review),
        ("更多", lambda r: say(MORE)),
    )
    offer(reader, "带教老师", items, "输入数字，回车确定（直接回车 返回）：")


def write_new(reader: Reader) -> None:
    """The interview of `trainer new`, which tells where one can stop."""
    from trainer.cli.new import begin

    with suppress(click.Abort, EOFError):
        begin(reader)


def edit(reader: Reader) -> None:
    """A scenario as a workbook in the current folder, and what to do with it."""
    from trainer.cli.export import write

    name = ask_scenario(reader, "改", Who(None, kept=False))
    if name is not None:
        write(name)


def check_own() -> None:
    """What `trainer check` says of the user's own scenarios."""
    from trainer.checking.check import check
    from trainer.cli.check import tell

    folder = user_settings.load().own_scenarios
    found = check((folder,)) if folder.is_dir() else None
    if found is None or not (found.scenarios or found.packs or found.problems):
        say("还没有自己的情景。写一个选 1；改自带的选 2，改好用 trainer import 导入。")
        return
    tell(found)


def report_class() -> None:
    """The report of the class in the current folder, shown by the browser."""
    from trainer.cli.report import write_class

    write_class(user_settings.load())


def review(reader: Reader) -> None:
    """What a person should look at, newest last: show one, settle a verdict or the whole call."""
    from trainer.cli.results_show import show
    from trainer.history.opened import opened
    from trainer.practice.screen import console

    by = ""
    with opened(user_settings.load().data_folder) as store:
        while waiting := _waiting(store):
            number = _number(reader, "看哪一次？输入编号（直接回车 返回）：")
            if number is None:
                return
            if number not in waiting:
                say("请输入列表里的编号。")
                continue
            try:
                show(console(), store, number)
                by = _settle(reader, store, number, by)
            except TrainerError as error:
                say(error.message)
        say("没有等着复核的。学员不同意哪一条，或者程序要请人看，就会列在这里。")


def _waiting(store: Store) -> list[int]:
    """The numbers of the latest calls that wait, after they were listed."""
    from trainer.report.display import number
    from trainer.report.identity import NOBODY

    found = store.results(marked=True, limit=MOST)
    if found:
        say(f"\n等着复核的（最近 {len(found)} 次）：")
    for one in found:
        who = NOBODY if one.trainee is None else one_line(one.trainee.name)
        say(f"  {one.number}  {local_time(one.started, SHORT)}  {who}  {one_line(one.title)}  {number(one.total)} 分")
    return [one.number for one in found]


def _settle(reader: Reader, store: Store, number: int, by: str) -> str:
    """Ask what the trainer says of the call, keep and tell it; his name, to be offered next time."""
    from trainer.cli.results_settle import answer

    place = _number(reader, "定哪一条？输入条号，整通写 0（直接回车 返回）：")
    if place is None:
        return by
    of_call = "1 这通算通过　2 不通过" if place == 0 else "1 同意学员，算做到　2 维持原判"
    chosen = pick(reader, 2, f"{of_call}（直接回车 返回）：")
    if chosen is None:
        return by
    offered = f"（回车 {one_line(by)}）" if by else ""
    by = _asked(reader, f"您是谁？写姓名{offered}：") or by
    because = _asked(reader, "为什么？写一句，学员会看到：") if by else ""
    if not because:
        say("没有写完，先不定。")
        return by
    answer(store, number, place or None, "reject" if chosen else "agree", because, by)
    return by


def _number(reader: Reader, question: str) -> int | None:
    """A number that was typed; None: back."""
    while True:
        text = _asked(reader, question)
        if text in ("", "q", "/退出"):
            return None
        if text.isdecimal() and len(text) < 10:
            return int(text)
        say("请输入数字。")


def _asked(reader: Reader, question: str) -> str:
    """What was typed; nothing where the user goes back."""
    try:
        return reader.reply(question).strip()
    except EOFError:
        return ""
