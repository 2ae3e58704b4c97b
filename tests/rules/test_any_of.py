from __future__ import annotations

from fractions import Fraction

import pytest

from .helpers import agent, call_of, context, judged, part_of, rule_of

EITHER = {"any_of": [{"required": "再见"}, {"required": ["谢谢", "抱歉"], "all": "true"}]}


@pytest.mark.parametrize(
    ("text", "outcome", "fraction"),
    [
        pytest.param("再见", "met", Fraction(1), id="the first"),
        pytest.param("谢谢，抱歉", "met", Fraction(1), id="the second"),
        pytest.param("谢谢", "partly", Fraction(1, 2), id="the greatest of them"),
        pytest.param("好", "missed", Fraction(0), id="none"),
    ],
)
def test_greatest_fraction(text: str, outcome: str, fraction: Fraction) -> None:
    judgement = judged(rule_of(**EITHER), agent(text))
    assert (judgement.outcome, judgement.fraction) == (outcome, fraction)


def test_evidence_is_that_of_the_best() -> None:
    judgement = judged(rule_of(**EITHER), agent("谢谢"), agent("再见"))
    assert [(e.utterance, e.said) for e in judgement.evidence] == [(1, "再见")]


def test_the_unmeasured_could_have_met_it() -> None:
    rule = rule_of(any_of=[{"required": "您好"}, {"hangup": "caller"}])
    assert judged(rule, agent("再见")).outcome == "not_measured"
    assert judged(rule, agent("您好")).outcome == "met"
    assert rule.judge(part_of(call_of(ended_by="caller")), context()).outcome == "met"
    assert rule.templates() == ("您好",)


def test_a_refusal_is_told_and_a_doubt_marked_where_nothing_else_meets_it() -> None:
    rule = rule_of(any_of=[{"required": "再见"}, {"required": "给您打电话"}])
    refused, doubtful = judged(rule, agent("不会给您打电话")), judged(rule, agent("他说会给您打电话"))
    assert (refused.outcome, refused.reason) == ("missed", "refused")
    assert (doubtful.outcome, [mark.said for mark in doubtful.review]) == ("met", ["他说会给您打电话"])
    assert judged(rule, agent("他说会给您打电话，再见")).review == ()
