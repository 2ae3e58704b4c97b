"""Figures of fairness: what counts as agreement, as caught, and as left out."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import replace

import bench_fair
import pytest
from _fair_calls import Judged, Result, answered, between, disagreements, figures, kappa

from tests.library.fair import BlindCall, Library, stored_call
from trainer import scoring
from trainer.call import Call, Utterance
from trainer.scorecard import Review

SCENARIO = Library()["quiz-k"]


def judged(label, outcome, *, worth=True, **more):
    return Judged(
        **{"rule": "a.b", "operator": "required", "reply": "", "partial": False, **more},
        worth=worth,
        label=label,
        outcome=outcome,
    )


@pytest.fixture
def values():
    """The figures of one call with those verdicts, by the end of their names."""

    def of(*every, kind="excellent", path=("a",), taken=("a",)):
        blind = BlindCall("quiz-k", "e1", kind, None, path, {}, {})
        card = scoring.score(SCENARIO, stored_call(SCENARIO, blind))
        found = [Result(blind, card, taken, every, gone=1)]
        return {figure.name.partition(": ")[2]: figure.value for figure in figures("x", found)}, [*disagreements(found)]

    return of


def test_points_agree_where_both_say_met_or_both_say_not(values):
    found, rows = values(
        judged("met", "met"),
        judged("met", "partly", operator="order"),
        judged("missed", "met"),
        judged("partly", "missed", partial=True),
        judged("partly", "met"),
        judged("met", "unclear"),
    )
    assert (found["met precision"], found["met recall"]) == (0.5, 0.5)
    assert found["left out, partly, of rules that cannot say so"] == 1
    assert (found["left out, unclear"], found["left out, rules that are no more"]) == (1, 1)
    assert (found["agreement, operator order"], found["agreement, scenario quiz-k"]) == (0, 0.5)
    assert sum(row[0] == "verdict" for row in rows) == 2


def test_violations_are_caught_by_their_rule_or_by_a_mark(values):
    found, _ = values(
        judged("missed", "missed", worth=False),
        judged("missed", "met", worth=False, marked=True),
        judged("missed", "met", worth=False),
        judged("met", "missed", worth=False),
        judged("met", "met", worth=False),
        kind="bad",
        taken=("a", "b"),
    )
    assert found["violations charged or marked"] == pytest.approx(2 / 3)
    assert found["violations charged by their own rule"] == pytest.approx(1 / 3)
    assert found["deductions without a violation"] == 0.5
    assert found["paths as the listener takes them"] == 0


def test_one_marked_reply_answers_for_one_violation():
    said = (Utterance("agent", "甲", "a"), Utterance("agent", "乙", "b"))
    marks = tuple(Review("manners", number, 0, 1, text) for number, text in ((0, "甲"), (0, "甲"), (1, "乙")))
    card = replace(scoring.score(SCENARIO, Call(said, ("a", "b"))), review=marks)
    every = [judged("missed", "met", rule=rule, worth=False) for rule in ("call.x", "a.y", "call.z", "call.w")]
    turns = {"call.x": None, "a.y": "a", "call.z": None, "call.w": None}
    assert [one.marked for one in answered(every, turns, card)] == [True, True, False, False]
    assert answered([judged("met", "met", worth=False)], {"a.b": None}, card)[0].marked is False


def test_kappa_leaves_out_what_chance_would_agree_on():
    assert kappa([]) == kappa([("met", "met")] * 3) == 1
    assert kappa([("met", "met"), ("met", "missed"), ("missed", "met"), ("missed", "missed")]) == 0


def test_two_listeners_are_compared_where_both_are_sure():
    first = BlindCall("s", "e1", "bad", None, (), {}, {"a": "met", "b": "met", "c": "?"})
    second = BlindCall("s", "e1", "bad", None, (), {}, {"a": "met", "b": "missed", "c": "met", "d": "met"})
    assert [figure.value for figure in between([first], [second], "x")] == [0.5, 0]


def test_any_files_can_be_measured(tmp_path):
    replies = {"q1": "甲"}
    call = {"scenario": "in-unclear", "call": "e1", "kind": "bad", "variant": None, "replies": replies}
    calls, sentences, mockery, others = (tmp_path / name for name in ("c.json", "s.tsv", "m.tsv", "p.tsv"))
    calls.write_text(
        json.dumps([{**call, "human_path": ["greet"], "human": {"taboo.insult": "met"}}]), encoding="utf-8"
    )
    sentences.write_text("intent\tlabel\tsentence\nsorry\t1\t非常抱歉\nrude\t1\t你脑子有病\n", encoding="utf-8")
    mockery.write_text(
        "scenario\tturn\tsentence\nin-unclear\tnowhere\t哼\nin-unclear\t\t你脑子有病\n", encoding="utf-8"
    )
    others.write_text("label\tsentence\n0\t你脑子有病\n", encoding="utf-8")
    table = tmp_path / "list.tsv"
    options = {"calls": calls, "sentences": sentences, "mockery": mockery, "paraphrases": others, "list": table}
    found = {figure.name: figure.value for figure in bench_fair.run(Namespace(**options))}
    assert found["files: other calls that pass unmarked"] == 0
    assert found["files: intents found"] == found["files: rude charged or marked"] == 1
    assert found["files: mockery in an excellent example charged or marked"] == 1
    assert found["files: mockery left out, no excellent example goes through the turn"] == 1
    assert found["files: paraphrases right"] == 0
    assert table.read_text(encoding="utf-8").splitlines()[-1] == "files\tparaphrase\t\tinnocent\ttaboo\t你脑子有病"


def test_the_first_look_stands_beside_the_figures_of_today(tmp_path, monkeypatch):
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "paraphrases.tsv").write_text("label\tsentence\n1\t你脑子有病\n", encoding="utf-8")
    (folder / "mockery_cp-pay_accept.txt").write_text("呵呵\n", encoding="utf-8")
    first = {"figures": [{"name": "new: paraphrases right", "value": 0}]}
    (folder / "first.json").write_text(json.dumps(first), encoding="utf-8")
    monkeypatch.setattr(bench_fair, "DATA", tmp_path)
    monkeypatch.setattr(bench_fair, "SHARED", tmp_path / "nowhere")
    monkeypatch.setattr(bench_fair, "INNOCENT", tmp_path / "nowhere.txt")
    nothing = dict.fromkeys(("calls", "sentences", "mockery", "paraphrases", "list"))
    right, unmarked = bench_fair.run(Namespace(**nothing))
    assert (right.value, right.note[-14:]) == (1, "at first 0.000")
    assert (unmarked.value, unmarked.note[:5]) == (0, "of 1:")
