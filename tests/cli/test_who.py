"""现在是谁？: every answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.practice.conftest import Scripted
from trainer.cli.who import Who, ask, named, title, usual
from trainer.errors import TrainerError
from trainer.history.database import HistoryError
from trainer.history.opened import opened
from trainer.history.store import Store
from trainer.history.values import LONGEST_NAME
from trainer.settings import Settings

NOBODY = Settings()
IN_SETTINGS = Settings(slots={"姓名": "小赵", "工号": "9"})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path) as store:
        yield store


def test_enter_is_whoever_was_here_last(store: Store):
    wang = store.trainee("小王", "1008")
    store.remember_trainee(wang)
    reader = Scripted([""])

    assert ask(reader, store, NOBODY) == Who(wang)
    assert "（回车 小王 1008；游客 不留记录）" in reader.asked[0]


def test_the_first_time_enter_is_nobody_or_the_one_in_the_settings(store: Store):
    reader = Scripted([""])
    assert ask(reader, store, NOBODY) == Who(None)
    assert "回车 不署名" in reader.asked[0]
    who = ask(Scripted([""]), store, IN_SETTINGS)
    assert who.trainee is not None
    assert (who.trainee.name, who.trainee.staff_number) == ("小赵", "9")
    assert store.last_trainee() == who.trainee


@pytest.mark.parametrize("words", ["小王", " 小王 ", "小王 1008", "王 小明 A-7"])
def test_a_new_name_is_a_new_trainee_who_is_remembered(store: Store, words: str):
    who = ask(Scripted([words]), store, NOBODY)

    assert [who.trainee] == list(store.trainees())
    assert who.trainee is not None
    assert title(who.trainee) == words.strip()
    assert usual(store, IN_SETTINGS) == who


def test_a_name_or_a_number_is_enough_the_next_time(store: Store):
    wang = store.trainee("小王", "1008")
    assert named(store, "小王") == named(store, "1008") == named(store, "小王 1008") == Who(wang)
    assert store.trainees() == (wang,)


def test_a_guest_is_not_stored_and_not_remembered(store: Store):
    wang = store.trainee("小王")
    store.remember_trainee(wang)
    assert ask(Scripted(["游客"]), store, NOBODY) == Who(None, kept=False)
    assert store.last_trainee() == wang
    assert store.trainees() == (wang,)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("小李 1008", "工号 1008 是小王的"),
        ("2035", "没有人用过工号 2035。第一次来请写姓名和工号，例如：小王 2035"),
        ("王\x1b[31m", "看得见的字"),
        ("王\u202e", "看得见的字"),
        ("王" * (LONGEST_NAME + 1), f"不超过 {LONGEST_NAME} 个"),
        ("老张", "有 2 位"),
    ],
)
def test_what_is_wrong_is_told_and_asked_again(store: Store, capfd: pytest.CaptureFixture[str], words: str, says: str):
    wang = store.trainee("小王", "1008")
    store.trainee("老张", "1")
    store.trainee("老张", "2")
    reader = Scripted([words, "1008"])

    assert ask(reader, store, NOBODY) == Who(wang)
    assert says in capfd.readouterr().out
    assert len(reader.asked) == 2
    assert len(store.trainees()) == 3


def test_an_option_with_a_mistake_is_an_error(store: Store):
    with pytest.raises(TrainerError, match="看得见的字"):
        named(store, "  ")


def test_the_end_of_input_is_as_last_time(store: Store):
    wang = store.trainee("小王")
    store.remember_trainee(wang)
    assert ask(Scripted([]), store, NOBODY) == Who(wang)


def test_in_a_pipe_nobody_is_asked(store: Store):
    reader = Scripted(["小王"], interactive=False)
    assert ask(reader, store, NOBODY) == Who(None)
    assert reader.asked == []


def test_a_store_that_cannot_be_written_is_an_error(store: Store):
    store._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(HistoryError):
        ask(Scripted(["小王"]), store, NOBODY)
