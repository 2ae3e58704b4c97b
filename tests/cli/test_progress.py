"""`trainer progress`: charts of one trainee's results."""

from __future__ import annotations

import pytest

from tests.history.kept import BAD, GOOD, HALF, keep

from .helpers import trainer

Capture = pytest.CaptureFixture[str]


def test_nobody_has_progress_before_the_first_call(capfd: Capture) -> None:
    assert "您还没有成绩" in trainer(capfd, "progress").out


def test_totals_groups_and_what_was_learned_are_drawn_in_eighty_columns(capfd: Capture) -> None:
    for day, replies in enumerate((BAD, HALF, GOOD, GOOD)):
        keep(replies, 9 - day)
    shown = trainer(capfd, "progress").out
    assert "小王的进步 · 键盘" in shown
    assert "总分（4 次；练习按第一次说的算）" in shown
    assert "2026-11-12 到 2026-11-15，最高 100，最近一次 100" in shown
    assert "▓" in shown
    assert "学会了：" in shown
    assert "报单位" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_what_keeps_being_missed_and_the_next_step_are_named(capfd: Capture) -> None:
    for day in range(3):
        keep(BAD, day)
    shown = trainer(capfd, "progress").out
    assert "最近总漏掉的" in shown
    assert "报单位（3 次里漏了 3 次，接听问候）" in shown
    assert "下一步：多练“" in shown


def test_all_well_asks_for_something_harder(capfd: Capture) -> None:
    keep(GOOD)
    assert "下一步：样样都稳" in trainer(capfd, "progress").out


def test_voice_and_keyboard_stand_apart(capfd: Capture) -> None:
    keep(BAD, 2)
    keep(GOOD, 1, source="voice")
    assert "语音" in trainer(capfd, "progress").out.splitlines()[0]
    assert "另有键盘 1 次：trainer progress --by keyboard" in trainer(capfd, "progress").out
    assert "键盘" in trainer(capfd, "progress", "--by", "keyboard").out.splitlines()[0]


def test_another_trainee_and_a_later_start_can_be_asked_for(capfd: Capture) -> None:
    keep(BAD, 9, who="小李")
    keep(GOOD, 1)
    assert "小李的进步" in trainer(capfd, "progress", "--trainee", "小李").out
    late = trainer(capfd, "progress", "--trainee", "小李", "--since", "2026-11-18").out
    assert "小李还没有成绩" in late
    assert "小王还没有语音成绩" in trainer(capfd, "progress", "--by", "voice").out
