from __future__ import annotations

from fractions import Fraction

import pytest

from trainer.rules.combine import Combination

from .helpers import agent, call_of, context, judged, part_of, rule_of

BOTH = {"all_of": [{"required": "您好"}, {"required": ["海棠苑", "工号1008"], "all": "true"}]}


@pytest.mark.parametrize(
    ("text", "outcome", "fraction"),
    [
        pytest.param("您好，海棠苑，工号1008", "met", Fraction(1), id="every one"),
        pytest.param("您好，海棠苑", "partly", Fraction(1, 2), id="the least of them"),
        pytest.param("海棠苑，工号1008", "missed", Fraction(0), id="one missing"),
    ],
)
def test_least_fraction(text: str, outcome: str, fraction: Fraction) -> None:
    judgement = judged(rule_of(**BOTH), agent(text))
    assert (judgement.outcome, judgement.fraction) == (outcome, fraction)


def test_why_is_that_of_the_worst_and_evidence_that_of_all() -> None:
    judgement = judged(rule_of(**BOTH), agent("您好，海棠苑"))
    assert "1008" in judgement.why
    assert [e.char_start for e in judgement.evidence if e.counted] == [0, 3]
    assert judged(rule_of(**BOTH), agent("您好，海棠苑，工号1008")).why == "几项都做到了"


def test_unmeasured_inner_leaves_it_unmeasured() -> None:
    judgement = judged(rule_of(all_of=[{"required": "您好"}, {"pace": "120"}]), agent("您好"))
    assert (judgement.outcome, judgement.reason) == ("not_measured", "keyboard")


def test_without_a_reply_what_needs_one_is_missed() -> None:
    rule = rule_of(all_of=[{"required": "您好"}, {"hangup": "caller"}])
    assert rule.judge(part_of(call_of(ended_by="caller")), context()).outcome == "missed"
    quiet = rule_of(all_of=[{"banned": "不知道"}])
    assert quiet.judge(part_of(call_of()), context()).reason == "no_reply"


def test_checking_sees_what_is_inside() -> None:
    rule = rule_of(all_of=[{"required": "您好"}, {"order": ["a", "b"]}], where="after x")
    assert rule.templates() == ("您好",)
    assert rule.references() == ("x", "a", "b")


def test_written_as_read() -> None:
    shape = {"all_of": [{"required": "您好"}, {"pattern": "好", "not": "true"}, {"any_of": [{"duration": "9"}]}]}
    assert rule_of(**shape).model_dump(mode="json", exclude_unset=True, by_alias=True) == {
        "all_of": [{"required": ["您好"]}, {"pattern": "好", "not": True}, {"any_of": [{"duration": 9.0}]}]
    }


def test_a_combination_names_its_rules() -> None:
    with pytest.raises(NotImplementedError):
        Combination().inner()


def test_marks_are_those_of_all() -> None:
    rule = rule_of(all_of=[{"required": "您好"}, {"required": "给您打电话"}])
    judgement = judged(rule, agent("您好，他说会给您打电话"))
    assert (judgement.outcome, [mark.said for mark in judgement.review]) == ("met", ["他说会给您打电话"])
