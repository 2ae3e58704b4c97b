from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from trainer.rules.choice import Choice, described
from trainer.rules.interface import Rule

from .helpers import agent, context, judged, rule_of

OPTIONS = {"A": "房号", "B": "年龄", "C": "电话", "D": "姓名"}
ONE = rule_of(choice="C")
THREE = rule_of(choice=["A", "C", "D"])

TYPED = {
    "one: right": (ONE, "C", "met", 1, "选对了：C（电话）"),
    "one: by its words": (ONE, "应该是电话", "met", 1, "选对了"),
    "one: wrong": (ONE, "B", "missed", 0, "您选的是 B；正确答案是 C（电话）"),
    "one: right and wrong": (ONE, "B、C", "missed", 0, "只能选一项，您选了 B、C；正确答案是 C（电话）"),
    "one: none": (ONE, "随便", "missed", 0, "没看出选的是哪一项；正确答案是 C（电话）"),
    "one: empty": (ONE, "", "missed", 0, "没看出选的是哪一项"),
    "three: all": (THREE, "ACD", "met", 1, "选对了：A（房号）、C（电话）、D（姓名）"),
    "three: two": (THREE, "A 和 D", "partly", Fraction(2, 3), "少选了 C；正确答案是 A（房号）"),
    "three: two and a wrong one": (THREE, "ABD", "partly", Fraction(1, 3), "少选了 C，多选了 B"),
    "three: all and the wrong one": (THREE, "全选", "partly", Fraction(2, 3), "多选了 B；"),
    "three: one and a wrong one": (THREE, "AB", "missed", 0, "少选了 C、D，多选了 B"),
    "three: the wrong one": (THREE, "B", "missed", 0, "少选了 A、C、D，多选了 B"),
}


@pytest.mark.parametrize(("rule", "text", "outcome", "fraction", "why"), TYPED.values(), ids=TYPED)
def test_typed(rule: Rule, text: str, outcome: str, fraction: Any, why: str) -> None:
    judgement = judged(rule, agent(text), within=context(choices=OPTIONS))
    assert (judgement.outcome, judgement.fraction) == (outcome, fraction)
    assert why in judgement.why
    assert judgement.hits == ()


IN_PARTS = {
    "all understood": (("房号、电话、姓名", False), "met", 1, "选对了"),
    "one not understood": (("房号、楼号、姓名", False), "partly", Fraction(2, 3), "“楼号”没看出是哪一项；少选了 C；"),
    "none lacking": (("房号、电话、姓名、楼号", False), "met", 1, "选对了"),
    "heard": (("房号、楼号、姓名", True), "unclear", None, "“楼号”没听清是哪一项，不扣分"),
    "heard, and a wrong one": (("房号、楼号、年龄", True), "missed", 0, "“楼号”没看出是哪一项；少选了 C、D，多选了 B"),
    "heard, none lacking": (("房号、电话、姓名、楼号", True), "met", 1, "选对了"),
}


@pytest.mark.parametrize(("said", "outcome", "fraction", "why"), IN_PARTS.values(), ids=IN_PARTS)
def test_part_by_part(said: tuple[str, bool], outcome: str, fraction: Any, why: str) -> None:
    text, heard = said
    judgement = judged(THREE, agent(text, *((0.0, 1.0) if heard else ())), within=context(choices=OPTIONS))
    assert judgement.outcome == outcome
    assert fraction is None or judgement.fraction == fraction
    assert why in judgement.why


HEARD = {
    "right": ("C", "met", None),
    "right by sound": ("西", "met", None),
    "right by its words": ("店话", "met", None),
    "wrong": ("B", "missed", None),
    "no option": ("不好说", "unclear", "unclear_speech"),
    "perhaps a letter": ("易", "unclear", "unclear_speech"),
}


@pytest.mark.parametrize(("text", "outcome", "reason"), HEARD.values(), ids=HEARD)
def test_heard(text: str, outcome: str, reason: str | None) -> None:
    judgement = judged(ONE, agent(text, 0.0, 1.0), within=context(choices=OPTIONS))
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


IN_PIECES = {
    "corrected": (("我选A", "不对", "C"), "met"),
    "corrected with no": (("我选B", "不，选C"), "met"),
    "corrected to a wrong one": (("我选C", "不对", "A"), "missed"),
    "corrected to nothing": (("我选A", "不对"), "unclear"),
    "a denial that may belong to either": (("我选C", "不要", "A"), "unclear"),
}


@pytest.mark.parametrize(("pieces", "outcome"), IN_PIECES.values(), ids=IN_PIECES)
def test_a_reply_cut_into_pieces(pieces: tuple[str, ...], outcome: str) -> None:
    said = [agent(piece, 2.0 * index, 2.0 * index + 1) for index, piece in enumerate(pieces)]
    assert judged(ONE, *said, within=context(choices=OPTIONS)).outcome == outcome


GATED = {
    "nothing good": (None, "unclear"),
    "a right answer beside it": ("C", "met"),
    "a wrong answer beside it": ("B", "unclear"),
}


@pytest.mark.parametrize(("text", "outcome"), GATED.values(), ids=GATED)
def test_bad_audio_is_no_wrong_answer(text: str | None, outcome: str) -> None:
    said = [replace(agent("B", 0.0, 1.0), gate="quiet")]
    said += [] if text is None else [agent(text, 2.0, 3.0)]
    judgement = judged(ONE, *said, within=context(choices=OPTIONS))
    assert judgement.outcome == outcome


def test_evidence_says_where_and_whether_it_counted() -> None:
    judgement = judged(THREE, agent("选A，"), agent("再选 B", 4.0, 5.0), within=context(choices=OPTIONS))
    assert [(e.utterance, e.phrase, e.said, e.char_start, e.char_end, e.counted) for e in judgement.evidence] == [
        (0, "A", "A", 1, 2, True),
        (1, "B", "B", 3, 4, False),
    ]
    assert judgement.evidence[0].start is None
    assert judgement.evidence[1].start == pytest.approx(4.75)
    assert judgement.evidence[1].alternative == "年龄"


@pytest.mark.parametrize("value", ["", "AB", "F", "b", [], ["A", "AB"], ["A", "A"], [["A"]], {"A": "1"}, None])
def test_other_values_are_refused(value: Any) -> None:
    with pytest.raises(ValidationError, match="要写选项的字母"):
        rule_of(choice=value)


def test_letters_are_kept_as_written() -> None:
    rule = rule_of(choice=["C", "A"])
    assert isinstance(rule, Choice)
    assert rule.choice == ("C", "A")


def test_a_letter_without_option_stands_alone() -> None:
    assert described(["B", "A"], {"A": "房号"}) == "A（房号）、B"
