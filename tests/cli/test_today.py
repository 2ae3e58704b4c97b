"""`trainer today`: what is due, a drill, a call."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.history.kept import BAD, GOOD, keep
from tests.practice.conftest import Scripted
from trainer import settings
from trainer.cli import today
from trainer.history import todays_plan
from trainer.history.opened import opened
from trainer.history.spaced_repetition import due, practised
from trainer.history.values import Trainee
from trainer.scoring.skills import SKILLS

from .helpers import trainer

Capture = pytest.CaptureFixture[str]


def put_off(days: float = 0) -> Trainee:
    """小王, whose groups all went well so many days ago."""
    at = datetime.now().astimezone() - timedelta(days=days)
    with opened(settings.load().data_folder) as store:
        who = store.trainee("小王")
        store.remember_trainee(who)
        for skill in SKILLS:
            store.remember(who, skill, practised(None, "good", at))
    return who


def test_without_a_name_one_is_asked_for(capfd: Capture) -> None:
    assert "--trainee 姓名" in trainer(capfd, "today").out


def test_nothing_due_says_when_the_next_is(capfd: Capture) -> None:
    put_off()
    out = trainer(capfd, "today").out
    assert "小王今天没有要复习的，下一项" in out
    assert "到期" in out


def test_a_beginner_gets_an_easy_call_and_a_drill(capfd: Capture) -> None:
    with opened(settings.load().data_folder) as store:
        store.remember_trainee(store.trainee("小王"))
    out = trainer(capfd, "today").out
    assert "该练：接听问候、礼貌称呼、安抚体谅 等 8 项" in out
    assert "  1  小练 5 分钟：" in out
    assert "  2  打一通：" in out
    assert "★★" not in out
    assert "开始：trainer practice " in out


def test_what_is_overdue_comes_first_and_by_keyboard_without_the_voice(capfd: Capture) -> None:
    keep(BAD, 3)
    out = trainer(capfd, "today", "--trainee", "小王").out
    assert "该练：接听问候（过了 " in out
    assert "语速声音" not in out


def test_what_was_missed_counts_for_every_group_that_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(BAD, 3)
    asked: dict[str, Any] = {}
    monkeypatch.setattr(todays_plan, "choose_drill", lambda lessons, due, missed, **more: asked.update(missed))
    with opened(settings.load().data_folder) as store:
        who = store.find_trainee("小王")
        lost = {one.skill for one in store.rule_results() if one.outcome in ("missed", "partly")}
        assert len(lost) > 1
        wanted = due({skill: None for skill in SKILLS if skill in lost}, datetime.now().astimezone(), typed=True)
        today.plan(store, who, wanted, [])
    assert {skill for skill, often in asked.items() if often} == lost


def test_the_drill_goes_turn_by_turn_and_keeps_nothing(capfd: Capture) -> None:
    who = put_off(90)
    today.propose(Scripted(["1", *["好的", ""] * 5]), settings.load(), who)
    out = capfd.readouterr().out
    assert "补练 1/" in out
    assert "补练结束" in out
    with opened(settings.load().data_folder) as store:
        assert store.results() == ()


def test_the_call_is_begun_under_the_trainee_s_name(capfd: Capture) -> None:
    who = put_off(90)
    today.propose(Scripted(["2", "喂", "/退出"]), settings.load(), who)
    assert "已经存好" in capfd.readouterr().out
    with opened(settings.load().data_folder) as store:
        (left,) = store.unfinished()
        assert left.trainee == who


def test_enter_leaves_it_at_the_plan(capfd: Capture) -> None:
    today.propose(Scripted([""]), settings.load(), put_off(90))
    assert "补练" not in capfd.readouterr().out


def test_a_passed_call_opens_the_next_level(capfd: Capture, tmp_path: Path) -> None:
    keep(GOOD, 60, scenario="in-late", title="响过三声才接")
    assert "★★" in trainer(capfd, "today").out
