from __future__ import annotations

from fractions import Fraction

import pytest

from .helpers import agent, call_of, context, judged, part_of, rule_of

NEITHER = {"none_of": [{"required": "满意吗"}, {"required": ["打分", "评价"], "all": "true"}]}


@pytest.mark.parametrize(
    ("text", "outcome", "fraction", "why"),
    [
        pytest.param("打扰了", "met", Fraction(1), "没有做不该做的事", id="neither"),
        pytest.param("您满意吗", "missed", Fraction(0), "这里不要说“满意吗”", id="one"),
        pytest.param("请打分", "partly", Fraction(1, 2), "这里不要说“打分”", id="half of one"),
    ],
)
def test_one_less_the_greatest(text: str, outcome: str, fraction: Fraction, why: str) -> None:
    judgement = judged(rule_of(**NEITHER), agent(text))
    assert (judgement.outcome, judgement.fraction, judgement.why) == (outcome, fraction, why)


def test_without_words_the_why_is_general() -> None:
    judgement = judged(rule_of(none_of=[{"hangup": "agent"}]), ended_by="agent")
    assert (judgement.outcome, judgement.why) == ("missed", "这里不该这样做，先顾客户的情况")


def test_silence_is_no_merit() -> None:
    nothing = part_of(call_of(ended_by="caller"))
    assert rule_of(**NEITHER).judge(nothing, context()).reason == "no_reply"
    assert rule_of(none_of=[{"hangup": "agent"}]).judge(nothing, context()).outcome == "met"


def test_unknown_inner_leaves_it_unknown() -> None:
    rule = rule_of(none_of=[{"required": "满意吗"}, {"pace": "120"}])
    assert judged(rule, agent("好")).outcome == "not_measured"
    assert judged(rule, agent("您满意吗")).outcome == "missed"
    assert judged(rule, agent("好", 0, 1, gate="noisy")).outcome == "unclear"
    assert rule.templates() == ("满意吗",)


def test_what_must_not_be_said_is_so_however_it_was_meant() -> None:
    rule = rule_of(none_of=[{"required": "给您退款"}])
    assert judged(rule, agent("您要我们给您退款，凭什么")).outcome == "missed"
    assert judged(rule, agent("我不给您退款")).outcome == "met"
