"""Warnings about scenarios that load, but may surprise their trainees."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.conftest import GOOD
from tests.scenario.helpers import RULE, changed
from trainer.checking.achievable_totals import main_path
from trainer.checking.check import check
from trainer.checking.fairness import check_fairness
from trainer.scenario.load import examine, packs_folder
from trainer.scenario.packs import PackFolder

BAD_CALL = """\
  - name: 差
    replies: {greet: 喂, hear: 什么, again: 啊}
    expect: {hear.sorry: missed, again.required-1: missed}
  - name: 补救
    replies: {greet: 喂, hear: 什么, again: 很抱歉}
    expect: {again.required-1: met}
"""
TRIED = "sentences: [{turn: greet, text: 您早, expect: {required-1: missed}}]\n"
FULL = GOOD.replace(RULE, RULE + "        points: 98\n") + BAD_CALL + TRIED


def warnings(tmp_path: Path, text: str) -> list[tuple[int, int, str]]:
    path = tmp_path / "good.yaml"
    path.write_text(text, encoding="utf-8")
    report = check([path])
    assert report.errors == []
    return [(one.line, one.column, one.message) for one in report.warnings]


def test_a_fair_scenario_has_no_warning(tmp_path: Path) -> None:
    assert warnings(tmp_path, FULL) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "piece"),
    [
        ("points: 98", "points: 97", (6, 1), "主线上的规则一共 99 分，不是 100 分"),
        ("[很抱歉, 对不起]", "[很抱歉, 请]", (17, 25), "“请”只有一个字"),
        (BAD_CALL, "", (10, 9), "没有哪个示例没做到“greet.required-1”"),
        (
            "again: 很抱歉}\n    expect: {again.required-1: met}",
            "again: 好}",
            (25, 9),
            "没有哪个示例做到“again.required-1”",
        ),
    ],
    ids=["points", "one character", "all met", "never met"],
)
def test_what_may_surprise_is_named_at_its_place(
    tmp_path: Path, old: str, new: str, place: tuple[int, int], piece: str
) -> None:
    line, column, message = warnings(tmp_path, changed(old, new, FULL))[0]
    assert (line, column) == place
    assert piece in message


def test_rules_without_points_need_no_example(tmp_path: Path) -> None:
    text = changed(RULE, RULE + "        points: 98\n      - {required: 您早, points: 0}\n      - banned: 挂了\n")
    assert warnings(tmp_path, text + BAD_CALL + TRIED) == []


CHECKLIST = """\
id: good
title: 质检
kind: checklist
rules:
  - banned: 不行
examples:
  - name: 好
    replies: {call: 您好}
"""


def test_what_needs_sound_is_not_asked_of_examples(tmp_path: Path) -> None:
    rules = (
        RULE
        + "        points: 96\n      - pitch: 4\n        points: 1\n      - loudness: [-30, -12]\n        points: 1\n"
    )
    assert warnings(tmp_path, GOOD.replace(RULE, rules) + BAD_CALL + TRIED) == []


def test_a_checklist_is_not_asked_for_the_callers_times(tmp_path: Path) -> None:
    rules = "  - {required: 您好, points: 90}\n  - {gap: 3, points: 5}\n  - {share: 60%, points: 5}\n"
    text = changed("  - banned: 不行\n", rules, CHECKLIST) + "  - {name: 差, replies: {call: 喂}}\n"
    text += "sentences: [{text: 您早, expect: {required-1: missed}}]\n"
    assert warnings(tmp_path, text) == []


def test_in_an_example_the_trainee_cannot_hang_up(tmp_path: Path) -> None:
    rules = "rules:\n  - {hangup: caller, points: 1}\n"
    text = FULL.replace("points: 98", "points: 97") + rules
    text = changed("      - {go: end}", "      - {go: bye}", text)
    text = changed("  - id: again\n", "  - {id: bye, cue: hangup, next: [{go: end}]}\n  - id: again\n", text)
    text = changed("      - required: 很抱歉\n", "      - required: 很抱歉\n    next: [{go: bye}]\n", text)
    assert warnings(tmp_path, text) == []


def test_a_scenario_without_any_points_is_warned_about(tmp_path: Path) -> None:
    assert [one[:2] for one in warnings(tmp_path, CHECKLIST)] == [(4, 1)]
    assert "没有一条规则有分" in warnings(tmp_path, CHECKLIST)[0][2]


def test_the_main_path_is_the_way_without_conditions(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    loaded = examine(path, PackFolder(packs_folder(path)))
    assert loaded.scenario is not None
    assert main_path(loaded.scenario.file) == ["greet", "hear"]
    path.write_text(CHECKLIST, encoding="utf-8")
    checklist = examine(path, PackFolder(packs_folder(path))).scenario
    assert checklist is not None
    assert main_path(checklist.file) == []


def test_a_scenario_with_mistakes_is_not_judged(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD.replace("title:", "titel:"), encoding="utf-8")
    assert check_fairness(examine(path, PackFolder(packs_folder(path))), []) == []


@pytest.mark.parametrize(("who", "messages"), [("caller", []), ("agent", ["没有哪个示例做到“call.hangup-1”"])])
def test_nobody_is_asked_for_an_example_that_hangs_up_on_the_caller(
    tmp_path: Path, who: str, messages: list[str]
) -> None:
    text = FULL.replace("points: 98", "points: 97").replace("{go: end}", "{go: bye}")
    text = text.replace("examples:", f"  - {{id: bye, cue: hangup}}\nrules:\n  - hangup: {who}\nexamples:")
    found = [message.partition("；")[0] for _, _, message in warnings(tmp_path, text)]
    assert found == messages
