"""Examples played as calls, and what is said where they do not hold."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from tests.scenario.conftest import GOOD
from trainer.checking.check import Report, check
from trainer.checking.examples import MOST_VISITS, agrees, call_of
from trainer.scenario.load import load
from trainer.scenario.model import Example

CHECKLIST = """\
id: good
title: 质检
kind: checklist
rules:
  - required: 您好
  - banned: 不行
examples:
  - name: 好
    replies: {call: [您好, 再见]}
    expect: {total: "100", passed: "true"}
  - name: 差
    replies: {call: 这个不行}
    expect: {total: "0", passed: "false", call.required-1: missed}
"""
LOOP = GOOD.replace(
    "    recovery: sorry\n",
    "    recovery: sorry\n    next: [{if: {missed: required-1}, go: again}, {go: end}]\n",
)


def checked(tmp_path: Path, text: str) -> Report:
    (tmp_path / "good.yaml").write_text(text, encoding="utf-8")
    return check([tmp_path / "good.yaml"])


def test_a_checklist_hears_all_replies_in_order(tmp_path: Path) -> None:
    report = checked(tmp_path, CHECKLIST)
    assert report.errors == []
    assert report.examples == 2
    scenario = load(tmp_path / "good.yaml")
    call = call_of(scenario, scenario.file.examples[0])
    assert [utterance.text for utterance in call.utterances] == ["您好", "再见"]
    assert call.path == ()


@pytest.mark.parametrize(
    ("old", "new", "place", "piece"),
    [
        ('"100"', '"<50"', (10, 21), "total 算出来是 100，和期望的 <50 不符"),
        (
            'total: "0"',
            'total: "5"',
            (13, 21),
            "算出来是 0，和期望的 5 不符；主要是 call.banned-1 没做到，少 5 分；call.required-1",
        ),
        ('"false"', '"null"', (13, 34), "passed 算出来是 false（总分 0），期望的是 null"),
        ("call.required-1: missed", "call.required-1: met", (13, 60), "call.required-1 的结果是 missed（"),
    ],
)
def test_what_does_not_hold_is_told_with_what_came_out(
    tmp_path: Path, old: str, new: str, place: tuple[int, int], piece: str
) -> None:
    (problem,) = checked(tmp_path, CHECKLIST.replace(old, new)).errors
    assert (problem.line, problem.column) == place
    assert piece in problem.message


def test_an_example_that_goes_round_comes_to_an_end_and_answers_once(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(LOOP, encoding="utf-8")
    scenario = load(tmp_path / "good.yaml")
    call = call_of(scenario, Example.model_validate({"name": "x", "replies": {"hear": "好", "again": "好"}}))
    assert call.path == ("greet", "hear", *["again"] * MOST_VISITS)
    assert [utterance.text for utterance in call.utterances if utterance.turn == "again"].count("好") == 1


@pytest.mark.parametrize(
    ("figure", "wanted", "fits"),
    [
        (90, ">=90", True),
        (90, ">90", False),
        (90, "<=90", True),
        (90, "<90", False),
        (90, "90", True),
        (90, "= 90.0", True),
        ("82.5", "82.5", True),
        (90, "null", False),
        (None, "null", True),
        (None, ">=0", False),
    ],
)
def test_a_figure_fits_what_is_written(figure: int | str | None, wanted: str, fits: bool) -> None:
    assert agrees(None if figure is None else Fraction(figure), wanted) is fits


def test_a_wrong_scenario_is_counted_and_not_played(tmp_path: Path) -> None:
    report = checked(tmp_path, GOOD.replace("title:", "titel:"))
    assert [(problem.line, problem.column) for problem in report.errors] == [(1, 1), (2, 1)]
    assert (report.scenarios, report.examples, report.warnings) == (1, 0, [])
