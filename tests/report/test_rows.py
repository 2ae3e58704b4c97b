"""A row has one number: on the screen, in the call report, in its workbook and for `trainer results dispute`."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from tests.report.html import made
from trainer.cli.results_show import row
from trainer.errors import TrainerError
from trainer.report.console import render
from trainer.report.html.call_report import call_tables, call_values
from trainer.report.rows import is_silence, rows

NAMES = ("cp-leak", "in-hold", "checklist-complaint", "quiz-phone")
CASES = [(name, place) for name in NAMES for place in range(len(made.scenario(name).file.examples))]


@pytest.mark.parametrize(("name", "example"), CASES)
def test_screen_report_workbook_and_disputes_number_the_rows_alike(name, example):
    session, scenario = made.session(name, example)
    card = session.card
    report = call_values(session, scenario)
    shown = {one.number: one.rule for section in report.sections for one in section.rows if one.number}
    by_number = {number: one.id for number, one in rows(card, scenario).items()}
    assert shown
    assert shown.items() <= by_number.items()
    assert {number: row(card, scenario, number).id for number in shown} == shown
    sheet = next(table for table in call_tables(report) if table.name == "逐项")
    assert {line[1]: line[-1] for line in sheet.rows if line[1]} == shown
    out = StringIO()
    told = render(Console(file=out, width=80), card, scenario, playable=lambda verdict: True)
    assert {number: one.id for number, one in told.items()} == by_number
    if scenario.file.kind != "quiz":
        assert shown == by_number
        assert [int(one) for one in re.findall(r"^ *(\d+)\. ", out.getvalue(), re.M)] == list(by_number)


def test_what_was_not_said_has_no_number():
    session, scenario = made.session("cp-leak", 7)
    first, *others = session.card.verdicts
    unsaid = replace(first, outcome="missed", reason="no_reply", evidence=(), earned=0)
    session = replace(session, card=replace(session.card, verdicts=(unsaid, *others)))
    silent = [one for one in session.card.verdicts if is_silence(one)]
    assert unsaid in silent
    assert not {one.id for one in silent} & {one.id for one in rows(session.card, scenario).values()}
    told = [one for section in call_values(session, scenario).sections for one in section.rows]
    assert {one.rule for one in told if one.number is None} == {one.id for one in silent}


def test_a_row_that_can_be_played_keeps_its_number():
    session, scenario = made.session("cp-leak", 7)
    every = rows(session.card, scenario)
    third = every[3].id
    told = render(Console(file=StringIO(), width=80), session.card, scenario, playable=lambda one: one.id == third)
    assert {number: one.id for number, one in told.items()} == {3: third}


def test_a_number_that_no_row_has_is_refused():
    session, scenario = made.session("in-hold", 4)
    last = max(rows(session.card, scenario))
    with pytest.raises(TrainerError, match=f"没有第 {last + 1} 条，成绩单上有 1 到 {last}"):
        row(session.card, scenario, last + 1)
