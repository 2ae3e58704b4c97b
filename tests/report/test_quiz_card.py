from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from trainer import scoring
from trainer.call import Call, Utterance
from trainer.report.console import render
from trainer.report.quiz_card import explanation, heading, number_of, options, question, result_of, right_answer
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard, Verdict

QUIZ = Path(__file__).parents[1] / "practice" / "questions.yaml"


@pytest.fixture(scope="module")
def quiz() -> Scenario:
    return load(QUIZ)


def call(quiz: Scenario, *said: tuple[str, str | None], **more) -> Call:
    """Each question as it was asked, and what was said; None: nothing."""
    utterances = []
    for turn, text in said:
        utterances.append(Utterance("caller", quiz.turn(turn).lines(None)[0], turn))
        if text is not None:
            heard = text.startswith("~")
            utterances.append(Utterance("agent", text.removeprefix("~"), turn, recognised=heard))
    return Call(tuple(utterances), path=tuple(turn for turn, _ in said), source="keyboard", **more)


def shown(card: Scorecard, quiz: Scenario, **more) -> str:
    out = StringIO()
    render(Console(file=out, width=80, markup=True, emoji=True), card, quiz, **more)
    return out.getvalue()


def of(quiz: Scenario, *answers: str | None, **more) -> str:
    turns = [turn.id for turn in quiz.file.turns]
    return shown(scoring.score(quiz, call(quiz, *zip(turns, answers, strict=False), **more)), quiz)


def test_every_question_has_a_row_and_the_total_stands_below(quiz):
    text = of(quiz, "A", "AC", "早上好")
    rows = [line.split()[:3] for line in text.splitlines() if line.startswith("    ") and line.split()[0].isdecimal()]

    assert rows == [["1", "答错", "0/40"], ["2", "答对", "40/40"], ["3", "答错", "0/20"]]
    assert "总分 40 / 100   还没通过   及格线 60\n答对 1 题，答错 2 题\n先弄懂这一题：第 1 题，电话响了" in text
    assert "第 1 轮" not in text
    assert max(cell_len(line) for line in text.splitlines()) <= 80


def test_a_wrong_answer_comes_with_question_right_answer_and_explanation(quiz):
    before, _, after = of(quiz, "A", "AC", "早上好").partition("40/40")

    for words in ("最晚第几声要接起来？", "您选的是 A；正确答案是 B（第三声）。", "讲解：三声之内接"):
        assert words in before
    assert "您答：A" not in before
    for words in ("您答：早上好", "没有说到“您好”。", "讲解：先问好，再报海棠苑。"):
        assert words in after


def test_an_answer_that_names_nothing_is_quoted(quiz):
    assert "您答：随便" in of(quiz, "随便", "AC", "您好")


def test_everything_right_is_praised(quiz):
    text = of(quiz, "B", "AC", "您好")

    assert "答对 3 题\n这次没有丢分，答得很好！" in text
    assert "讲解" not in text


def test_no_answer_and_no_question(quiz):
    text = of(quiz, None, ended_by="agent")

    assert "没答" in text
    assert "正确答案是 B（第三声）。" in text
    assert "没有答到的题：2、3（0/60）" in text
    assert "没答 3 题" in text


def test_a_stored_quiz_without_any_question(quiz):
    text = of(quiz)

    assert "不出分" in text
    assert "先弄懂" not in text
    assert "没有丢分" not in text


def test_what_was_not_heard_costs_nothing_and_is_explained(quiz):
    text = of(quiz, "~不好说", "AC", "您好")

    assert "听不清" in text
    assert "正确答案是 B（第三声）。" in text
    assert "不出分·待复核" in text


def test_bad_sound_is_named(quiz):
    said = call(quiz, ("rings", "~B"), ("note", "AC"), ("hello", "您好"))
    quiet = tuple(replace(u, gate="quiet") if u.recognised else u for u in said.utterances)
    card = scoring.score(quiz, replace(said, utterances=quiet))

    assert "声音太小，听不清" in shown(card, quiz)


def test_the_pace_is_left_out(quiz):
    said = call(quiz, ("rings", "~选B，第三声就应该接起来了，再晚客户就等急了"), ("note", "AC"), ("hello", "您好"))
    timed = tuple(replace(u, start=0.0, end=5.0, speech=5.0) if u.recognised else u for u in said.utterances)
    card = scoring.score(quiz, replace(said, utterances=timed))

    assert card.pace.gross is not None
    assert "语速" not in shown(card, quiz)


def test_a_rule_of_the_whole_quiz_is_shown_where_it_costs(quiz):
    card = scoring.score(quiz, call(quiz, ("rings", "B"), ("note", "AC"), ("hello", "您好")))
    rude = Verdict("call.banned-1", None, "banned", "missed", "说了“喂”", deducted=Fraction(5))
    text = shown(replace(card, verdicts=(*card.verdicts, rude)), quiz)

    assert "整张卷子：忌语——说了“喂”" in text
    assert "先弄懂" not in text


def test_a_question_for_each_recording_can_be_heard(quiz):
    card = scoring.score(quiz, call(quiz, ("rings", "A"), ("note", "AC"), ("hello", "您好")))
    out = Console(file=StringIO(), width=80)

    rows = render(out, card, quiz, playable=lambda verdict: verdict.turn == "note")

    assert {number: row.turn for number, row in rows.items()} == {2: "note"}
    assert render(out, card, quiz, playable=lambda verdict: False) == {}
    assert render(out, card, quiz) == {}


def verdict(outcome, points=1, deducted=0) -> Verdict:
    return Verdict("a.b", "a", "choice", outcome, "", points=Fraction(points), deducted=Fraction(deducted))


@pytest.mark.parametrize(
    ("verdicts", "outcome"),
    [
        ([verdict("met"), verdict("met")], "met"),
        ([verdict("met"), verdict("missed")], "partly"),
        ([verdict("met"), verdict("not_measured")], "met"),
        ([verdict("not_measured")], "not_measured"),
        ([], "not_measured"),
        ([verdict("missed"), verdict("unclear")], "unclear"),
        ([verdict("met", deducted=2)], "partly"),
        ([verdict("missed")], "missed"),
    ],
)
def test_what_became_of_a_question_with_several_rules(verdicts, outcome):
    assert result_of(verdicts) == outcome


def test_a_deduction_stands_beside_the_points(quiz):
    card = scoring.score(quiz, call(quiz, ("rings", "B"), ("note", "AC"), ("hello", "您好")))
    first, *others = card.verdicts
    text = shown(replace(card, verdicts=(replace(first, deducted=Fraction(2)), *others)), quiz)

    assert "40/40" in text
    assert "−2" in text


def test_what_a_question_is_made_of(quiz):
    turn = quiz.turn("note")

    assert (number_of(quiz, "note"), heading(quiz, "rings"), heading(quiz, "note"), heading(quiz, "hello")) == (
        2, "单选", "多选", "简答",
    )  # fmt: skip
    assert question(turn, turn.lines(None)[0]) == "报修电话里，哪几样一定要记下来？"
    assert options(quiz, "note", {"公司": "翠湖"})["D"].startswith("客户在翠湖住了")
    assert right_answer(quiz, "note", {}) == "A（房号）、C（电话）"
    assert right_answer(quiz, "hello", {}) is None
    assert explanation(quiz, "hello", {"公司": "翠湖"}) == "讲解：先问好，再报翠湖。"


def test_a_question_need_not_be_explained(quiz):
    turns = tuple(turn.model_copy(update={"explain": None}) for turn in quiz.file.turns)
    bare = replace(quiz, file=quiz.file.model_copy(update={"turns": turns}))

    assert explanation(bare, "rings", {}) is None
    assert "讲解" not in of(bare, "A", "B", "喂")
