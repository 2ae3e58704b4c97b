"""`trainer forget`: sound, text and results of sessions deleted for good, by date, trainee or number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from trainer import settings as user_settings
from trainer.cli.results import day
from trainer.errors import TrainerError
from trainer.output.say import say
from trainer.visible import one_line

if TYPE_CHECKING:
    from trainer.history.store import Store
    from trainer.history.values import Trainee


@click.command("forget", help="把练习和成绩彻底删掉：录音、说的话、分数和备份。删了就找不回来。")
@click.option("--before", metavar="日期", help="这一天以前的，例如 2026-01-01")
@click.option("--trainee", metavar="姓名或工号", help="这位学员的全部")
@click.option("--session", "number", type=int, metavar="编号", help="这一次的；编号看 trainer results")
@click.option("--yes", is_flag=True, help="不再问一遍")
def command(before: str | None, trainee: str | None, number: int | None, yes: bool) -> None:
    """Choose, ask, delete, tell."""
    if before is None and trainee is None and number is None:
        raise click.UsageError("写明删哪些：--before 日期、--trainee 姓名或工号，或 --session 编号。")
    from trainer.history.opened import opened

    until = day(before)
    folder = user_settings.load().data_folder
    with opened(folder) as store:
        person = None if trainee is None else store.find_trainee(trainee)
        whole = person if before is None and number is None else None
        chosen = store.chosen(trainee=person, before=until, number=number)
        if not chosen and whole is None:
            store.compact()  # what an earlier run could not give back
            raise TrainerError("没有这样的练习，什么也没删。有哪些：trainer results")
        if not yes and not _sure(_question(store, chosen, person)):
            say("没有删。")
            return
        _forget(store, chosen, whole)


def _sure(question: str) -> bool:
    """Whether the person at the keyboard says so. Raises UsageError where nobody is there to be asked."""
    from trainer.cli.terminal import open_reader

    reader = open_reader()
    if not reader.interactive:
        raise click.UsageError("这里没有人可以问。确实要删，就加上 --yes。")
    say(question)
    try:
        return reader.reply("删就写 删，直接回车 不删：").strip() == "删"
    except EOFError:
        return False


def _question(store: Store, chosen: tuple[int, ...], person: Trainee | None) -> str:
    if len(chosen) == 1:
        [one] = store.headings(chosen)
        what = f"“{one_line(one.title)}”（{one.started.astimezone():%Y-%m-%d %H:%M}）"
    else:
        times = [one.started.astimezone() for one in store.headings(chosen)]
        span = f"（{min(times):%Y-%m-%d} 到 {max(times):%Y-%m-%d}）" if times else ""
        what = f"{len(chosen)} 次练习和成绩{span}"
    whose = "所有人的" if person is None and len(chosen) > 1 else "" if person is None else f"{one_line(person.name)}的"
    return f"要删掉{whose}{what}：录音、说的话、分数和备份都删，找不回来。"


def _forget(store: Store, chosen: tuple[int, ...], person: Trainee | None) -> None:
    from trainer.practice.forget import forget

    gone = forget(store, store.path.parent, chosen, person)
    say(f"删掉了 {gone.sessions} 次练习和成绩、{gone.replies} 句录音，备份也删了。")
    if gone.busy:
        raise TrainerError(f"有 {len(gone.busy)} 次正在另一个窗口里练，没有删。请在那边练完再删。")
