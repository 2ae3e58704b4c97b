"""The values of a call report, and the page without a browser: what it says is what the console says."""

from __future__ import annotations

import base64
import csv
import hashlib
import re
from dataclasses import replace
from datetime import datetime
from io import StringIO

import pytest
from rich.console import Console

from tests.report.html import made
from tests.report.html.hostile import HOSTILE, LONG, hostile_session
from trainer.history.values import Settlement
from trainer.output.local_time import local_time
from trainer.report.console import render
from trainer.report.groups import Groups
from trainer.report.html.call_report import call_report, call_tables, call_values
from trainer.report.html.sound import Sound, Sounds
from trainer.report.simple import simplified
from trainer.workbook.plain_table import to_csv
from trainer.workbook.xlsx import save_tables


def rows(report):
    return [row for section in report.sections for row in section.rows]


@pytest.mark.parametrize(("name", "example"), [("in-hold", 4), ("cp-leak", 6), ("checklist-complaint", 3)])
def test_it_says_what_the_console_says(name, example):
    session, scenario = made.session(name, example)
    out = StringIO()
    render(Console(file=out, width=80), session.card, scenario)
    shown = re.sub(r"\s", "", out.getvalue())
    report = call_values(session, scenario)
    for line in (report.total, *report.arithmetic):
        assert re.sub(r"\s", "", line) in shown
    assert rows(report)
    for row in rows(report):
        assert re.sub(r"\s", "", row.points) in shown


@pytest.mark.parametrize(("name", "example"), [("in-hold", 4), ("cp-leak", 0), ("checklist-complaint", 0)])
def test_the_pieces_of_an_utterance_are_its_text_and_point_to_rows(name, example):
    session, scenario = made.session(name, example)
    report = call_values(session, scenario)
    texts = {n: one.text for n, one in enumerate(simplified(session.card).call.utterances)}
    lines = [line for section in report.sections for line in section.lines]
    assert {line.number: "".join(piece.text for piece in line.pieces) for line in lines} == texts
    numbers = {row.number for row in rows(report) if row.number}
    pointed = {number for line in lines for piece in line.pieces for number in piece.rows}
    assert pointed
    assert pointed <= numbers
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_head_and_settlements():
    session, scenario = made.session("in-hold", 4)
    rule = next(one.id for one in session.card.verdicts if one.outcome == "missed")
    at = datetime(2026, 11, 22, 18, 5).astimezone()
    said = [
        Settlement(7, rule, "dispute", "我说了", None, at),
        Settlement(7, rule, "agree", "听到了", "李老师", at),
        Settlement(7, None, "reject", "重练", "李老师", at),
    ]
    report = call_values(session, scenario, said)
    facts = dict(report.facts)
    assert (facts["学员"], facts["工号"], facts["时间"]) == ("小王", "1008", local_time(session.started))
    assert facts["情景版本"] == scenario.sha256[:12]
    row = next(row for row in rows(report) if row.rule == rule)
    assert row.settled == ("学员（2026-11-22 18:05）不同意：我说了", "李老师（2026-11-22 18:05）同意：听到了")
    assert report.settled[0] == "李老师（2026-11-22 18:05）不通过：重练"
    assert report.settled[1].startswith("程序算的：0 分，还没通过；复核后：")


def test_without_a_name_without_a_result():
    session, scenario = made.session("in-hold", 4, trainee=None)
    assert dict(call_values(session, scenario).facts)["学员"] == "未署名"
    with pytest.raises(ValueError, match=session.key):
        call_values(replace(session, card=None), scenario)


def test_groups_of_the_company_add_up_to_the_whole():
    session, scenario = made.session("in-hold", 4)
    own = call_values(session, scenario, groups=Groups((("greet.*", "开场"), ("*", "其余"))))
    assert [name for name, _, _ in own.groups] == ["开场", "其余"]
    assert own.groups[0][1] == "0/12"
    eight = call_values(session, scenario)
    possible = [
        [int(one) for _, told, _ in report.groups for one in re.findall(r"/(\d+)", told)] for report in (own, eight)
    ]
    assert sum(possible[0]) == sum(possible[1]) > 0


def test_a_sound_is_found_by_the_middle_of_what_is_played():
    sounds = Sounds((Sound("001", 9.5, 4.0, b"a"), Sound("002", 20.0, 3.0, b"b")), "录音")
    play = sounds.play(10.0, 12.0)
    assert (play.sound, play.start, play.end, play.clock) == (0, 0.5, 2.5, "0:10")
    assert sounds.play(13.0, 15.0) is None  # another speaks while the margin of the reply is recorded
    assert sounds.play(20.0, 99.0) is None
    assert sounds.play(21.0, 22.5).sound == 1
    assert not sounds.beside
    assert sounds.sources()[0] == "data:audio/ogg;base64,YQ=="


def test_the_policy_lets_in_only_the_style_and_the_script_of_the_page():
    session, scenario = made.session("in-hold", 4)
    html = call_report(session, scenario).html
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1].replace("&#39;", "'")
    for element in ("style", "script"):
        inside = re.search(f"<{element}>(.*?)</{element}>", html, re.DOTALL)[1]
        assert base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode() in policy
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert " style=" not in html
    assert "http://" not in html
    assert "https://" not in html


def test_hostile_text_is_escaped_everywhere():
    session, scenario = hostile_session()
    html = call_report(session, scenario).html
    for text in HOSTILE:
        if "<" in text:
            assert text not in html
    assert html.count("<script>") == 1
    assert "\u202e" not in html
    assert LONG in html


def test_hostile_text_is_no_formula_in_a_workbook():
    from io import BytesIO

    from openpyxl import load_workbook

    session, scenario = hostile_session()
    tables = call_tables(call_values(session, scenario))
    book = load_workbook(BytesIO(save_tables(tables)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if str(cell.value).startswith("=")} == {"s"}
    assert any(str(cell.value).startswith("=") for cell in cells)
    read = [cell for row in csv.reader(StringIO(to_csv(tables[0]).decode("utf-8-sig"))) for cell in row]
    assert any(cell.startswith("'=") for cell in read)
    assert not any(cell.startswith("=") for cell in read)


def test_a_quiz_names_the_right_answer():
    session, scenario = made.session("quiz-phone", 1)
    report = call_values(session, scenario)
    notes = [note for section in report.sections for note in section.notes]
    assert any(note.startswith("正确答案：") for note in notes)
    assert any(note.startswith("讲解：") for note in notes)
    assert report.sections[0].title == "第 1 题"


def test_what_was_not_reached_is_told():
    session, scenario = made.session("in-hold", 4)
    path = session.card.call.path[:2]
    said = tuple(one for one in session.card.call.utterances if one.turn in path)
    call = replace(session.card.call, path=path, utterances=said, ended_by="agent")
    from trainer import scoring

    cut = replace(session, card=scoring.score(scenario, call))
    titles = [section.title for section in call_values(cut, scenario).sections]
    assert titles == ["第 1 轮", "第 2 轮", "挂机早了，没走到的", "整通电话"]
