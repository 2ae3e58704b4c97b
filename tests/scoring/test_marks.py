"""Which sentences are left to a person, and which are not: rude ones, stock phrases, one sentence over and over."""

from __future__ import annotations

import random
import tracemalloc
from dataclasses import replace

import pytest

from trainer.scenario.resolved import Scenario
from trainer.scorecard import Review, Scorecard
from trainer.scoring import score

from .conftest import Make
from .helpers import call, heard, line, typed

RUDE = "您自己弄坏的，怪得了谁"
STOCK = "非常抱歉，您别着急，我们马上处理"
TURNS = """
use: [soft]
lists: {水管: [换水管]}
facts: {房号: 3栋501}
turns:
  - id: a
    line: {x: （急）我家厨房的水管昨天晚上突然裂开了, y: 漏水}
    rules: [{required: 抱歉}]
  - {id: b, line: 好的, rules: [{required: 再见}]}
  - {id: c, cue: silence, rules: [{required: 喂}]}
variants: {x: 裂开, y: 漏水}
"""
SOFT = """
lists:
  致歉: [非常抱歉]
  安抚: [您别着急]
  处理: ["(我们)?马上处理"]
  道别: [再见]
  问: [请问您贵姓]
  别处: ["{没有的}"]
"""


@pytest.fixture
def scenario(make: Make) -> Scenario:
    return make(TURNS, soft=SOFT)


def kinds(card: Scorecard) -> list[tuple[str, int, str]]:
    return [(one.kind, one.utterance, one.said) for one in card.review]


def test_a_rude_sentence_is_marked_where_it_stands(scenario: Scenario) -> None:
    card = score(scenario, call(typed(f"非常抱歉。{RUDE}！")))
    assert card.review == (Review("manners", 0, 5, 5 + len(RUDE), RUDE),)


def test_marks_move_neither_points_nor_passing(scenario: Scenario) -> None:
    plain, marked = (score(scenario, call(typed(text))) for text in ("非常抱歉", f"非常抱歉。{RUDE}"))
    assert (plain.total, plain.passed, plain.review) == (marked.total, marked.passed, ())


@pytest.mark.parametrize(
    "said",
    [
        heard(RUDE, gate="noisy"),
        heard(RUDE, end=0.5, confidence=0.1),
        line(RUDE),
    ],
    ids=["heard badly", "a mere sound", "the caller's words"],
)
def test_what_was_not_clearly_the_trainees_is_not_marked(scenario: Scenario, said: object) -> None:
    assert score(scenario, call(said)).review == ()  # type: ignore[arg-type]


def test_a_quiz_has_no_marks(scenario: Scenario) -> None:
    quiz = replace(scenario, file=scenario.file.model_copy(update={"kind": "quiz"}))
    assert score(quiz, call(typed(RUDE))).review == ()


# --- stock phrases --------------------------------------------------------------------------------------------------


def test_a_reply_of_stock_phrases_alone_is_marked(scenario: Scenario) -> None:
    assert kinds(score(scenario, call(typed(STOCK)))) == [("stock", 0, STOCK)]


def test_a_phrase_said_twice_is_one_both_times(scenario: Scenario) -> None:
    said = "非常抱歉，您别着急，我们马上处理，非常抱歉"
    assert kinds(score(scenario, call(typed(said)))) == [("stock", 0, said)]


def test_a_long_reply_takes_little_memory(scenario: Scenario) -> None:
    chooses = random.Random(1)
    said = "".join(chooses.choice("处理安排登记核实通知上门维修回访") for _ in range(1500))
    score(scenario, call(typed("您好")))  # what is kept for all calls
    tracemalloc.start()
    try:
        score(scenario, call(typed(said)))
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_every_sentence_of_it_is(scenario: Scenario) -> None:
    said = call(typed("非常抱歉。您别着急！"), heard("我们马上处理"))
    assert kinds(score(scenario, said)) == [
        ("stock", 0, "非常抱歉"), ("stock", 0, "您别着急"), ("stock", 1, "我们马上处理"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "turn"),
    [
        pytest.param("非常抱歉，您别着急，我们马上处理水管", "a", id="a word of the caller's"),
        pytest.param("非常抱歉，您别着急，我们马上处理，留个房号", "a", id="the name of a fact"),
        pytest.param("飞常抱歉，您别着急，我们马上处理", "a", id="a wording misspelt"),
        pytest.param("非常抱歉，您别着急，我们马上处理，师傅带着工具过去", "a", id="what is done"),
        pytest.param("非常抱歉，您别着急，请问您贵姓？我们马上处理", "a", id="a question"),
        pytest.param("非常抱歉，您别着急，我们马上处理，再见", "a", id="a goodbye"),
        pytest.param("非常抱歉，非常抱歉，您别着急", "a", id="two lists"),
        pytest.param("抱歉，您别着急", "a", id="a short answer"),
        pytest.param(STOCK, "b", id="to a line without substance"),
        pytest.param(STOCK, "c", id="to nobody"),
    ],
)
def test_other_replies_are_not(scenario: Scenario, said: str, turn: str) -> None:
    assert score(scenario, call(typed(said, turn), path=turn)).review == ()


def test_without_general_lists_there_are_no_stock_phrases(make: Make) -> None:
    assert score(make(TURNS.replace("use: [soft]", "")), call(typed(STOCK))).review == ()


# --- one sentence over and over -------------------------------------------------------------------------------------

LONG = "我帮您看看是怎么一回事"


@pytest.mark.parametrize(
    ("replies", "where"),
    [
        pytest.param([("a", "我在听着。我在听着！我在听着。我在听着")], [0], id="in one reply"),
        pytest.param([("a", "我在听着。我在听着。")], [], id="twice"),
        pytest.param([("a", "对不起。对不起。对不起。")], [], id="short"),
        pytest.param([("a", LONG), ("b", LONG), ("c", LONG)], [2], id="in three replies"),
        pytest.param([("a", LONG), ("a", LONG), ("b", LONG)], [], id="in two replies"),
        pytest.param([("a", "我在听着"), ("b", "我在听着"), ("c", "我在听着")], [], id="short, in three replies"),
    ],
)
def test_one_sentence_over_and_over(scenario: Scenario, replies: list[tuple[str, str]], where: list[int]) -> None:
    card = score(scenario, call(*(typed(text, turn) for turn, text in replies), path="a b c"))
    assert [one.utterance for one in card.review if one.kind == "repetition"] == where
    assert {one.kind for one in card.review} <= {"repetition"}
