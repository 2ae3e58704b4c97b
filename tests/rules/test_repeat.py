from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from trainer.rules.repeat import Repeat

from .helpers import agent, context, judged, rule_of

FACTS = {"房号": "3栋2单元501", "诉求": ["厨房漏水", "门锁坏了"]}


@pytest.mark.parametrize(
    ("text", "outcome", "fraction"),
    [
        pytest.param("三栋二单元五零一，厨房漏水，门锁坏了", "met", Fraction(1), id="all of them"),
        pytest.param("3-2-501，厨房漏水", "partly", Fraction(2, 3), id="two of three"),
        pytest.param("三栋二单元五零二", "missed", Fraction(0), id="a digit wrong"),
        pytest.param("好的", "missed", Fraction(0), id="none"),
    ],
)
def test_found_over_needed(text: str, outcome: str, fraction: Fraction) -> None:
    judgement = judged(rule_of(repeat="all"), agent(text), within=context(facts=FACTS))
    assert (judgement.outcome, judgement.fraction) == (outcome, fraction)


def test_evidence_points_at_the_words() -> None:
    text = "您是三栋二单元五零一，厨房漏水"
    judgement = judged(rule_of(repeat="all"), agent("好的", 0, 1), agent(text, 2, 17), within=context(facts=FACTS))
    assert [(e.utterance, e.phrase, e.said, e.how) for e in judgement.evidence] == [
        (1, "3栋2单元501", "三栋二单元五零一", "exact"),
        (1, "厨房漏水", "厨房漏水", "exact"),
    ]
    room = judgement.evidence[0]
    assert (room.char_start, room.char_end, room.start, room.end) == (2, 10, 4.0, 12.0)
    assert judgement.why == "还要复述：门锁坏了；一条一条念给客户听，请他确认"


def test_named_facts_only_and_every_value_of_them() -> None:
    rule = rule_of(repeat=["诉求"])
    assert isinstance(rule, Repeat)
    assert rule.facts_named() == ("诉求",)
    assert judged(rule, agent("门锁坏了"), within=context(facts=FACTS)).fraction == Fraction(1, 2)
    assert Repeat(repeat="all").facts_named() == ()


def test_at_least_suffices_and_never_asks_for_more_than_there_is() -> None:
    enough = judged(rule_of(repeat="all", at_least="1"), agent("厨房漏水"), within=context(facts=FACTS))
    assert (enough.outcome, enough.why) == ("met", "复述了 1 个要点")
    all_there = judged(rule_of(repeat="all", at_least="9"), agent("姓陈"), within=context(facts={"姓": "陈"}))
    assert all_there.outcome == "met"


def test_words_count_by_sound_and_doubt_is_kept_open() -> None:
    same = judged(rule_of(repeat=["诉求"]), agent("出房漏水，门锁坏了", 0, 5), within=context(facts=FACTS))
    assert (same.outcome, same.evidence[0].how) == ("met", "sound")
    near = judged(rule_of(repeat="all"), agent("我家的厨房漏电", 0, 5), within=context(facts={"诉求": "厨房漏水"}))
    assert near.outcome == "unclear"
    assert [e.counted for e in near.evidence] == [False]


def test_near_sound_on_typed_text_is_a_miss() -> None:
    judgement = judged(rule_of(repeat="all"), agent("我家的厨房漏电"), within=context(facts={"诉求": "厨房漏水"}))
    assert judgement.outcome == "missed"


@pytest.mark.parametrize(("text", "outcome"), [("3-2-501", "met"), ("好", "unclear")])
def test_bad_audio_leaves_the_missing_open(text: str, outcome: str) -> None:
    around = context(facts={"房号": "3栋2单元501"})
    assert (
        judged(rule_of(repeat="all"), agent(text, 0, 1), agent("3-2-501", 2, 3, gate="cut"), within=around).outcome
        == outcome
    )


@pytest.mark.parametrize("shape", ["all", ["电话"]])
def test_no_facts_is_not_measured(shape: object) -> None:
    judgement = judged(rule_of(repeat=shape), agent("好"), within=context())
    assert (judgement.outcome, judgement.reason) == ("not_measured", "no_facts")


def test_a_value_of_signs_only_is_never_said() -> None:
    assert judged(rule_of(repeat="all"), agent("好"), within=context(facts={"备注": "（？）"})).outcome == "missed"


def test_signs_of_templates_in_a_value_mean_nothing() -> None:
    around = context(facts={"诉求": "漏水(厨房)"})
    assert judged(rule_of(repeat="all"), agent("漏水厨房"), within=around).outcome == "met"


@pytest.mark.parametrize("value", ["房号", [], ["房号", ""], {"a": "b"}])
def test_shape(value: object) -> None:
    with pytest.raises(ValidationError, match="all"):
        rule_of(repeat=value)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("电话1380013800", "unclear"),
        ("电话13800138000", "met"),
        ("电话138", "missed"),
        ("1380013800，13800138000", "met"),
    ],
    ids=["a digit lost", "right", "far from it", "put right"],
)
def test_a_number_garbled_by_recognition_costs_nothing(text: str, outcome: str) -> None:
    within = context(facts={"电话": "13800138000"})
    assert judged(rule_of(repeat=["电话"]), agent(text, 0, 5), within=within).outcome == outcome


def test_a_wrong_value_is_told_and_the_others_still_earn() -> None:
    around = context(facts={"房号": "3栋2单元501", "电话": "13800138000", "诉求": "漏水"})
    text = "3栋2单元501，电话13800138009，对吗"
    judgement = judged(rule_of(repeat=["房号", "电话"]), agent(text), within=around)
    assert (judgement.outcome, judgement.fraction, judgement.reason) == ("partly", Fraction(1, 2), "wrong_fact")
    assert judgement.why == "电话说成了 13800138009，应是 13800138000；马上更正，再请客户确认"
    assert [(e.said, e.counted) for e in judgement.evidence] == [("3栋2单元501", True), ("13800138009", False)]
    all_of = judged(rule_of(repeat="all"), agent(text), within=around)
    assert all_of.why == "电话说成了 13800138009，应是 13800138000；还要复述：漏水；一条一条念给客户听，请他确认"


def test_a_wrong_value_is_among_those_that_were_needed() -> None:
    around = context(facts={"房号": "3栋2单元501", "电话": "13800138000"})
    judgement = judged(rule_of(repeat="all", at_least="1"), agent("3栋2单元501，13800138009"), within=around)
    assert (judgement.outcome, judgement.fraction) == ("partly", Fraction(1, 2))


@pytest.mark.parametrize("words", ["不对，是", "我更正一下，是", "我更正一下，您的电话尾号是"])
def test_a_value_put_right_counts_as_said(words: str) -> None:
    judgement = judged(
        rule_of(repeat="all"), agent(f"电话13800138009，{words}8000"), within=context(facts={"电话": "13800138000"})
    )
    (place,) = judgement.evidence
    assert (judgement.outcome, place.said, place.counted) == ("met", f"13800138009，{words}8000", True)


def test_a_wrong_digit_that_is_easily_misheard_is_unclear() -> None:
    judgement = judged(rule_of(repeat="all"), agent("房号4栋", 0, 5), within=context(facts={"房号": "10栋"}))
    assert judgement.outcome == "unclear"


def test_a_garbled_number_is_shown_but_not_counted() -> None:
    judgement = judged(
        rule_of(repeat="all"), agent("您的电话1380013800", 0, 5), within=context(facts={"电话": "13800138000"})
    )
    (place,) = judgement.evidence
    assert (place.said, place.char_start, place.char_end, place.how, place.counted) == (
        "1380013800",
        4,
        14,
        "near",
        False,
    )
    assert judgement.reason == "unclear_speech"


def test_a_number_typed_wrong_is_missed() -> None:
    within = context(facts={"电话": "13800138000"})
    assert judged(rule_of(repeat="all"), agent("1380013800"), within=within).outcome == "missed"


@pytest.mark.parametrize("value", ["……", "漏水" * 300], ids=["no words", "longer than a phrase"])
def test_odd_facts_are_only_missed(value: str) -> None:
    assert judged(rule_of(repeat="all"), agent("您好"), within=context(facts={"诉求": value})).outcome == "missed"


@pytest.mark.parametrize(
    ("fact", "text", "outcome"),
    [
        pytest.param("身份证", "带身份祝和合同", "unclear", id="a short word garbled"),
        pytest.param("行驶证", "车子的行驶值，还有", "unclear", id="however likely what was heard is"),
        pytest.param("行驶证", "车子的驾驶证，还有", "missed", id="another word that begins otherwise"),
        pytest.param("身份证", "带上户口本", "missed", id="another word"),
        pytest.param("七点", "明晚起点有灯会", "unclear", id="a number garbled"),
    ],
)
def test_a_garbled_fact_is_unclear_when_heard(fact: str, text: str, outcome: str) -> None:
    rule, facts = rule_of(repeat="all"), {"事": fact}
    assert judged(rule, agent(text, 0.0, 4.0), within=context(facts=facts)).outcome == outcome
    assert judged(rule, agent(text), within=context(facts=facts)).outcome == "missed"
