"""现在是谁？: whose results are being made, asked at the start and again before an exam.

Everybody with this account of the computer sees them all: names keep results apart, they do not lock them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainer.errors import TrainerError
from trainer.history.database import HistoryError, NotThereError
from trainer.history.values import LONGEST_NAME
from trainer.output.say import say
from trainer.visible import one_line, steering

if TYPE_CHECKING:
    from trainer.history.store import Store
    from trainer.history.values import Trainee
    from trainer.practice.reader import Reader
    from trainer.settings import Settings

GUEST = "游客"
_STAFF_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")


@dataclass(frozen=True, slots=True)
class Who:
    """Who practises now."""

    trainee: Trainee | None  # None: 未署名
    kept: bool = True  # False: a guest, nothing is stored


def usual(store: Store, settings: Settings) -> Who:
    """Without asking: whoever practised here last, else the name in the settings, else 未署名."""
    last = store.last_trainee()
    if last is None and settings.trainee is not None and not store.read_only:
        last = store.trainee(settings.trainee, settings.slots.get("工号"))
    return Who(last)


def named(store: Store, words: str) -> Who:
    """The one meant by a name, a 工号, or both; a new name becomes a new trainee. Raises TrainerError."""
    words = words.strip()
    if words == GUEST:
        return Who(None, kept=False)
    if steering(words) or not 0 < len(words) <= LONGEST_NAME:
        raise TrainerError(f"名字请用看得见的字写，不超过 {LONGEST_NAME} 个。")
    name, _, last = words.rpartition(" ")
    if name and _STAFF_NUMBER.fullmatch(last):
        found = store.trainee(name.strip(), last)
        if found.name != name.strip():
            raise TrainerError(f"工号 {last} 是{one_line(found.name)}的。")
        return Who(found)
    known = store.trainees()
    if not any(words in (one.name, one.staff_number) for one in known):
        if _STAFF_NUMBER.fullmatch(words):
            raise TrainerError(f"没有人用过工号 {words}。第一次来请写姓名和工号，例如：小王 {words}")
        return Who(store.trainee(words))
    return Who(store.find_trainee(words))


def known(store: Store, words: str) -> Who:
    """Whom the words mean, as `named`, but nobody becomes a new trainee: somebody unknown has nothing kept."""
    if words.strip() == GUEST:
        return Who(None, kept=False)
    try:
        return Who(store.find_trainee(words.strip()))
    except NotThereError:
        return Who(None, kept=False)


def ask(reader: Reader, store: Store, settings: Settings) -> Who:
    """Ask the person at the keyboard; nobody is asked where there is none."""
    before = usual(store, settings)
    if not reader.interactive:
        return before
    enter = "不署名" if before.trainee is None else title(before.trainee)
    while True:
        try:
            words = reader.reply(f"现在是谁？写姓名，或者姓名和工号（回车 {enter}；游客 不留记录）：").strip()
            who = named(store, words) if words else before
        except EOFError:
            return before
        except HistoryError:
            raise
        except TrainerError as error:
            say(error.message)
            continue
        if who.trainee is not None:
            store.remember_trainee(who.trainee)
        return who


def title(trainee: Trainee) -> str:
    """Name and 工号, for one line of the screen."""
    return one_line(trainee.name if trainee.staff_number is None else f"{trainee.name} {trainee.staff_number}")
