from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from trainer.rules.interface import Judgement

from .helpers import agent, call_of, context, part_of, rule_of

SLOTS = {"称呼": "陈女士"}


def addressed(*replies: object, path: tuple[str, ...] = ("a", "b", "c"), **more: str) -> Judgement:
    said = [agent(r, turn=path[min(n, len(path) - 1)]) if isinstance(r, str) else r for n, r in enumerate(replies)]
    call = call_of(*said, path=path)  # type: ignore[arg-type]
    return rule_of(addressed="{称呼}", **more).judge(part_of(call, None), context(slots=SLOTS))


@pytest.mark.parametrize(
    ("replies", "more", "outcome", "fraction"),
    [
        pytest.param(["陈女士您好", "好的"], {}, "met", Fraction(1), id="once suffices"),
        pytest.param(["好的，陈小姐"], {}, "met", Fraction(1), id="小姐 for 女士"),
        pytest.param(["陈太太"], {}, "missed", Fraction(0), id="not 太太"),
        pytest.param(["陈女士", "陈女士"], {"at_least": "2"}, "met", Fraction(1), id="in two replies"),
        pytest.param(["陈女士陈女士", "好"], {"at_least": "2"}, "partly", Fraction(1, 2), id="twice in one is once"),
        pytest.param(["陈女士", "好", "好"], {"from_": "b"}, "missed", Fraction(0), id="before the turn"),
        pytest.param(["好", "陈女士", "好"], {"from_": "b"}, "met", Fraction(1), id="in that turn"),
        pytest.param(["好", "好", "陈女士"], {"from_": "b"}, "met", Fraction(1), id="later"),
    ],
)
def test_in_so_many_replies(replies: list[str], more: dict[str, str], outcome: str, fraction: Fraction) -> None:
    judgement = addressed(*replies, **more)
    assert (judgement.outcome, judgement.fraction) == (outcome, fraction)


def test_evidence_is_the_first_place_in_each_reply() -> None:
    judgement = addressed("您好，陈女士，陈小姐", "陈小姐", at_least="2")
    assert [(e.utterance, e.char_start, e.char_end, e.said) for e in judgement.evidence] == [
        (0, 3, 6, "陈女士"),
        (1, 0, 3, "陈小姐"),
    ]
    assert addressed("好").why == "称呼“陈女士”说了 0 次，要 1 次；问到姓氏后，回话时带上称呼"


def test_same_sound_counts_nearly_the_same_does_not() -> None:
    assert addressed(agent("晨女士您好", 0, 3, turn="a")).outcome == "met"
    assert addressed(agent("孙女士您好", 0, 3, turn="a")).outcome == "missed"


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (agent("晨女士您好", 0, 3, turn="a"), "met"),
        (agent("沉小姐您好", 0, 3, turn="a"), "met"),
        (agent("常女士您好", 0, 3, turn="a"), "unclear"),
        (agent("孙女士您好", 0, 3, turn="a"), "missed"),
        (agent("女士您好", 0, 3, turn="a"), "missed"),
        ("常女士您好", "missed"),
        (agent("孙女士您好", 0, 3, turn="a", hypotheses=("陈女士您好",)), "met"),
    ],
    ids=["same sound", "other form", "similar surname", "another surname", "no surname", "typed", "other hypothesis"],
)
def test_a_surname_that_recognition_may_have_got_wrong(reply: Any, outcome: str) -> None:
    assert addressed(reply).outcome == outcome


def test_an_unclear_surname_is_shown() -> None:
    (evidence,) = addressed(agent("好的，常女士", 0, 3, turn="a")).evidence
    assert (evidence.said, evidence.alternative) == ("常女士", "陈女士")
    assert (evidence.counted, evidence.char_start, evidence.char_end) == (False, 3, 6)


def test_bad_audio_leaves_it_open() -> None:
    bad = agent("陈女士", 2, 3, turn="a", gate="noisy")
    assert addressed(agent("好的", 0, 1, turn="a"), bad).outcome == "unclear"
    assert addressed(agent("陈女士", 0, 1, turn="a"), bad).outcome == "met"


def test_where_the_call_did_not_come_to_it() -> None:
    assert addressed("陈女士", from_="z").reason == "not_visited"
    assert addressed("陈女士", from_="c").reason == "no_reply"


def test_an_address_without_a_title_has_no_other_form() -> None:
    call = call_of(agent("老师好"))
    assert rule_of(addressed="老师").judge(part_of(call), context()).outcome == "met"
    assert rule_of(addressed="王小姐").judge(part_of(call_of(agent("王女士好"))), context()).outcome == "met"
    assert rule_of(addressed="老师").templates() == ("老师",)


@pytest.mark.parametrize(
    ("replies", "outcome", "fraction", "said"),
    [
        pytest.param(["您好王先生"], "missed", Fraction(0), "王先生", id="another name alone"),
        pytest.param(["秦先生您好", "好的，王先生。"], "partly", Fraction(1, 2), "王先生", id="right first"),
        pytest.param(["王先生您好，对不起，秦先生"], "met", Fraction(1), None, id="put right"),
        pytest.param(["秦先生，隔壁的王先生也说了"], "met", Fraction(1), None, id="somebody else"),
    ],
)
def test_another_name_is_told(replies: list[str], outcome: str, fraction: Fraction, said: str | None) -> None:
    call = call_of(*(agent(text) for text in replies))
    judgement = rule_of(addressed="{称呼}").judge(part_of(call), context(slots={"称呼": "秦先生"}))
    assert (judgement.outcome, judgement.fraction) == (outcome, fraction)
    if said is not None:
        assert judgement.reason == "wrong_fact"
        assert judgement.why == f"称呼说成了 {said}，应是 秦先生；拿不准就再问一声贵姓"


def test_recognition_mixes_names_up_so_another_one_is_none() -> None:
    call = call_of(agent("王先生您好", heard=True))
    judgement = rule_of(addressed="秦先生").judge(part_of(call), context())
    assert (judgement.outcome, judgement.reason) == ("missed", None)
