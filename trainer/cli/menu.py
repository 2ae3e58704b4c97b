"""What `trainer` alone shows in a terminal: what there is to do, chosen by number."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from trainer import settings as user_settings
from trainer.cli.choose_scenario import ask_scenario, print_all
from trainer.cli.practice import begin, elsewhere, open_store, resume_last
from trainer.cli.progress import show_progress
from trainer.cli.results import browse
from trainer.cli.terminal import offer, open_reader, pick
from trainer.cli.told import tell_answers
from trainer.cli.voice_setup import PracticeOptions, voice_works
from trainer.cli.who import Who, ask
from trainer.errors import TrainerError
from trainer.output.local_time import SHORT, local_time
from trainer.output.say import say
from trainer.visible import one_line

if TYPE_CHECKING:
    from trainer.history.values import Session
    from trainer.practice.reader import Reader
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

GUEST = Who(None, kept=False)


def menu(reader: Reader | None = None) -> None:
    """Show the menu until the user leaves."""
    reader = reader or open_reader()
    who = who_is_there(reader)
    items: tuple[tuple[str, Callable[[Reader], object]], ...] = (
        ("练习", lambda r: start(r, "practice", who)),
        ("考核", lambda r: start(r, "exam", who)),
        ("今天练什么", lambda r: today(r, who or GUEST)),
        ("我的成绩", lambda r: browse(r, (who or GUEST).trainee)),
        ("我的进步", lambda r: show_progress((who or GUEST).trainee)),
        ("检查麦克风", microphone),
        ("情景列表", lambda r: print_all()),
        ("带教老师", trainer),
        ("帮助", lambda r: say(HELP)),
    )
    offer(reader, "话务礼仪陪练", items, "输入数字，回车确定（直接回车 离开）：")


def who_is_there(reader: Reader) -> Who | None:
    """Asked once, at the start; None, after a sentence, where it cannot be: then it is asked before each call."""
    with ExitStack() as stack:
        try:
            settings = user_settings.load()
            store = open_store(settings, stack)
            if store is None:
                return None
            who = ask(reader, store, settings)
            tell_answers(store, who.trainee)
            return who
        except TrainerError as error:
            say(error.message, err=True)
            return None


def start(reader: Reader, mode: str, who: Who | None) -> None:
    """Practise or take the exam, which asks again who it is; a call left in the middle is offered first."""
    from trainer.practice.claim import open_elsewhere

    settings = user_settings.load()
    unfinished: tuple[Session, ...] = ()
    with ExitStack() as stack:
        store = open_store(settings, stack) if who is None or who.kept or mode == "exam" else None
        if store is not None:
            who = ask(reader, store, settings) if who is None or mode == "exam" else who
            unfinished = store.unfinished() if who.kept else ()
    who = who or Who(None, kept=False)
    for left in unfinished:
        if left.trainee != who.trainee:
            continue
        if open_elsewhere(settings.data_folder, left.key):
            say(elsewhere(left))
            continue
        if left.mode != mode:
            break
        say(f"上次的“{one_line(left.title)}”（{local_time(left.started, SHORT)}）没有做完。")
        if pick(reader, 1, "输入 1 接着做，直接回车 重新选：") == 0:
            return resume_last(settings, left.scenario, reader=reader, key=left.key)
        break
    name = ask_scenario(reader, "考" if mode == "exam" else "练", who)
    by = None if name is None else ask_way(reader, settings)
    if name is not None and by is not None:
        options = PracticeOptions(by=by)
        begin(settings, name, "exam" if mode == "exam" else "practice", reader=reader, options=options, who=who)
    return None


def ask_way(reader: Reader, settings: Settings) -> Way | None:
    """By voice or by keyboard: as the settings say, else asked where voice would work; None: the user goes back."""
    if settings.by is not None or not reader.interactive or not voice_works():
        return settings.by or "keyboard"
    ways: tuple[Way, ...] = ("voice", "keyboard")
    place = pick(reader, len(ways), "怎么回答？1 用耳麦说　2 打字（直接回车 用耳麦，q 返回）：", enter=0)
    return None if place is None else ways[place]


def today(reader: Reader, who: Who) -> None:
    """今天练什么, for whoever said who it is."""
    from trainer.cli.today import propose

    propose(reader, user_settings.load(), who.trainee)


def trainer(reader: Reader) -> None:
    """带教老师: what a trainer needs."""
    from trainer.cli.trainers_desk import desk

    desk(reader)


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
        say("")
        devices.choose(reader, settings)
