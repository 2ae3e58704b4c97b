"""What is kept of recordings, whose it is, and how it goes: `score --trainee`, `results import`, `forget`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.practice.conftest import Scripted
from trainer import settings
from trainer.cli.options import find
from trainer.cli.results_import import title_of
from trainer.history.opened import opened
from trainer.history.values import Result
from trainer.scenario.load import load

from .helpers import trainer
from .test_score import SCENARIO, stored

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return str(path)


def results() -> tuple[Result, ...]:
    with opened(settings.load().data_folder) as store:
        return store.results()


def test_a_recording_is_kept_under_the_agent_s_name_once(capfd: Capture, tmp_path: Path, scenario: str) -> None:
    call = stored(tmp_path, "您好海棠苑", "再见")
    assert trainer(capfd, "score", call, "-s", scenario).code in (0, 1)
    assert results() == ()
    for who in ("小王 1008", "1008"):
        trainer(capfd, "score", call, "-s", scenario, "--trainee", who)
    (kept,) = results()
    assert kept.trainee is not None
    assert (kept.trainee.name, kept.trainee.staff_number, kept.source) == ("小王", "1008", "recording")


def test_a_number_that_nobody_has_is_told(capfd: Capture, tmp_path: Path, scenario: str) -> None:
    ran = trainer(capfd, "score", stored(tmp_path, "您好"), "-s", scenario, "--trainee", "2001")
    assert ran.code == 1
    assert "没有人用过工号 2001" in ran.err


def test_one_trainee_for_a_whole_batch_is_no_list(capfd: Capture, tmp_path: Path, scenario: str) -> None:
    call = stored(tmp_path, "您好")
    ran = trainer(capfd, "score", call, "-s", scenario, "--out", str(tmp_path / "out"), "--trainee", "小王")
    assert ran.code == 2
    assert "trainer results import" in ran.err


def test_a_batch_is_imported_assigned_and_forgotten(capfd: Capture, tmp_path: Path, scenario: str) -> None:
    calls = [stored(tmp_path, text, name=f"{n}.json") for n, text in enumerate(("您好海棠苑", "喂"))]
    trainer(capfd, "score", *calls, "-s", scenario, "--out", str(tmp_path / "out"))
    assert (title_of("in-hold"), title_of("nowhere")) == (load(find("in-hold")).file.title, None)
    ran = trainer(capfd, "results", "import", str(tmp_path / "out"))
    assert "记下了 2 通" in ran.out
    assert "以前记过 2 通" in trainer(capfd, "results", "import", str(tmp_path / "out")).out
    ran = trainer(capfd, "results", "assign", "all", "--trainee", "小李 2001")
    assert "2 次成绩记到了小李 2001名下" in ran.out
    assert {one.trainee and one.trainee.name for one in results()} == {"小李"}
    number = results()[0].number
    assert "删掉了 1 次" in trainer(capfd, "forget", "--session", str(number), "--yes").out
    assert "删掉了 1 次" in trainer(capfd, "forget", "--trainee", "2001", "--yes").out
    assert results() == ()
    ran = trainer(capfd, "forget", "--trainee", "2001", "--yes")
    assert (ran.code, ran.out) == (1, "")
    assert "没有叫“2001”的学员" in ran.err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 2, "写明删哪些"),
        (("--before", "昨天"), 1, "看不懂，写成这样"),
        (("--before", "2026年1月31日"), 1, "什么也没删"),
        (("--session", "7"), 1, "什么也没删"),
    ],
)
def test_what_cannot_be_forgotten_is_told(capfd: Capture, words: tuple[str, ...], code: int, told: str) -> None:
    ran = trainer(capfd, "forget", *words)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err


@pytest.mark.parametrize(("answer", "left"), [("", 1), ("不", 1), ("删", 0)])
def test_forgetting_asks_first(
    capfd: Capture, tmp_path: Path, scenario: str, monkeypatch: pytest.MonkeyPatch, answer: str, left: int
) -> None:
    trainer(capfd, "score", stored(tmp_path, "您好海棠苑"), "-s", scenario, "--trainee", "小王")
    monkeypatch.setattr("trainer.cli.terminal.open_reader", lambda: Scripted([answer]))
    ran = trainer(capfd, "forget", "--trainee", "小王")
    assert "要删掉小王的“测试”" in ran.out
    assert len(results()) == left


def test_where_nobody_can_be_asked_nothing_is_deleted(capfd: Capture, tmp_path: Path, scenario: str) -> None:
    trainer(capfd, "score", stored(tmp_path, "您好海棠苑"), "-s", scenario, "--trainee", "小王")
    ran = trainer(capfd, "forget", "--trainee", "小王")
    assert (ran.code, len(results())) == (2, 1)
    assert "--yes" in ran.err


def test_a_folder_that_is_no_batch_is_told(capfd: Capture, tmp_path: Path) -> None:
    ran = trainer(capfd, "results", "import", str(tmp_path))
    assert ran.code == 1
    assert "没有 results.jsonl" in ran.err


def test_a_damaged_line_is_told(capfd: Capture, tmp_path: Path, scenario: str) -> None:
    trainer(capfd, "score", stored(tmp_path, "您好海棠苑"), "-s", scenario, "--out", str(tmp_path / "out"))
    file = tmp_path / "out" / "results.jsonl"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + text.replace('"verdicts":[', '"verdicts":[1,').replace("call.json", "other.json"), "utf-8")
    ran = trainer(capfd, "results", "import", str(tmp_path / "out"))
    assert ran.code == 1
    assert "有 1 行坏了" in ran.err
    shutil.rmtree(tmp_path / "out")
    assert len(results()) == 1


def test_one_session_of_somebody_leaves_the_person(capfd: Capture, tmp_path: Path, scenario: str) -> None:
    calls = [stored(tmp_path, text, name=f"{n}.json") for n, text in enumerate(("您好海棠苑", "喂"))]
    trainer(capfd, "score", *calls, "-s", scenario, "--trainee", "小王")
    first, second = results()
    assert trainer(capfd, "forget", "--trainee", "小王", "--session", str(first.number), "--yes").code == 0
    assert [one.number for one in results()] == [second.number]
    assert trainer(capfd, "forget", "--trainee", "小王", "--session", "99", "--yes").code == 1
    with opened(settings.load().data_folder) as store:
        assert store.find_trainee("小王") == second.trainee


def test_nothing_of_a_guest_is_kept(capfd: Capture, tmp_path: Path, scenario: str) -> None:
    trainer(capfd, "score", stored(tmp_path, "您好"), "-s", scenario, "--trainee", "游客")
    assert results() == ()


def test_what_was_assigned_names_its_new_trainee(capfd: Capture, tmp_path: Path, scenario: str) -> None:
    trainer(capfd, "score", stored(tmp_path, "您好", name="a.json"), "-s", scenario, "--trainee", "小王")
    with opened(settings.load().data_folder) as store:
        number = results()[0].number
        store.assign((number,), store.trainee("小李"))
        card = store.session(number).card
        assert card is not None
        assert card.call.trainee == "小李"
