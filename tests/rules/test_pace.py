from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from trainer.rules.pace import pace_of
from trainer.scorecard import Pace as CallPace

from .helpers import agent, caller, context, judged, rule_of

TWENTY = "一二三四五六七八九十" * 2


@pytest.mark.parametrize(
    ("seconds", "outcome", "fraction"),
    [
        pytest.param(10.0, "met", Fraction(1), id="120: on target"),
        pytest.param(12.5, "met", Fraction(1), id="96: exactly 20 % slower"),
        pytest.param(12.6, "partly", Fraction(2000, 21) / 96, id="a bit slower"),
        pytest.param(8.334, "met", Fraction(1), id="144: 20 % faster, to the millisecond"),
        pytest.param(6.25, "partly", Fraction(1, 2), id="192: 60 % faster, half way"),
        pytest.param(5.0, "missed", Fraction(0), id="240: exactly 100 % faster"),
        pytest.param(4.0, "missed", Fraction(0), id="300: past zero"),
        pytest.param(100.0, "partly", Fraction(1, 8), id="12: slow, never quite zero"),
    ],
)
def test_points_fall_in_a_line(seconds: float, outcome: str, fraction: Fraction) -> None:
    judgement = judged(rule_of(pace="120"), agent(TWENTY, 3.0, 3.0 + seconds))
    assert judgement.outcome == outcome
    assert judgement.fraction == fraction
    assert (judgement.evidence[0].utterance, judgement.evidence[0].start) == (0, 3.0)


def test_why_gives_the_figures_and_the_way_out() -> None:
    fast = judged(rule_of(pace="120"), agent(TWENTY, 0, 6.25))
    assert fast.why == "语速 192 字/分，标准 120，比标准快；说慢一点，句间停一停"
    assert "再连贯一点" in judged(rule_of(pace="120"), agent(TWENTY, 0, 20)).why


def test_chars_and_time_add_up_over_the_replies_that_count() -> None:
    replies = (
        agent(TWENTY, 0, 10),
        agent("一二三四五六七八九十" * 1 + "，" * 30, 10, 11),  # 10 字: too short
        agent(TWENTY * 2, 20, 40),
        agent(TWENTY, 50, 51, gate="noisy"),
        agent(TWENTY),
    )
    judgement = judged(rule_of(pace="120", within="0%"), *replies)
    assert judgement.outcome == "met"
    assert [e.utterance for e in judgement.evidence] == [0, 2]


def test_exactly_min_chars_counts() -> None:
    assert judged(rule_of(pace="120"), agent(TWENTY, 0, 10)).outcome == "met"
    short = judged(rule_of(pace="120"), agent(TWENTY[:-1], 0, 10))
    assert (short.outcome, short.reason) == ("not_measured", "too_short")
    assert judged(rule_of(pace="120", min_chars="19"), agent(TWENTY[:-1], 0, 9.5)).outcome == "met"


def test_net_leaves_pauses_out() -> None:
    reply = agent(TWENTY, 0, 10, speech=5.0)
    assert judged(rule_of(pace="240", measure="net", within="0%"), reply).outcome == "met"
    assert judged(rule_of(pace="120", measure="gross", within="0%"), reply).outcome == "met"
    unknown = judged(rule_of(pace="120", measure="net"), agent(TWENTY, 0, 10, speech=None))
    assert unknown.reason == "too_short"


@pytest.mark.parametrize(
    ("replies", "outcome", "reason"),
    [
        pytest.param([agent(TWENTY)], "not_measured", "keyboard", id="typed"),
        pytest.param([agent(TWENTY, 0, 5, gate="quiet")], "unclear", "audio", id="bad audio"),
        pytest.param([agent("好", 0, 1), agent(TWENTY, 2, 5, gate="quiet")], "not_measured", "too_short", id="mixed"),
        pytest.param([agent(TWENTY, 5, 5)], "not_measured", "too_short", id="no time at all"),
    ],
)
def test_what_cannot_be_measured_costs_nothing(replies: list[object], outcome: str, reason: str) -> None:
    judgement = judged(rule_of(pace="120"), *replies)  # type: ignore[arg-type]
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


def test_relative_to_the_caller_as_heard_else_as_scripted_else_the_number() -> None:
    rule = rule_of(pace="120", relative_to="caller", within="0%")
    fast = agent(TWENTY, 10, 15)
    assert judged(rule, caller(TWENTY, 0, 5), fast).outcome == "met"
    assert judged(rule, caller(TWENTY), fast, within=context(who={"pace": "240"})).outcome == "met"
    alone = judged(rule, caller(TWENTY), fast)
    assert alone.outcome == "missed"
    assert "标准 120" in alone.why
    assert "客户 240" in judged(rule, caller(TWENTY, 0, 5), fast).why


def test_pace_of_gives_gross_and_net() -> None:
    said = (agent(TWENTY, 0, 10, speech=8.0), agent(TWENTY, 20, 30, speech=None))
    assert pace_of(said) == CallPace(gross=120.0, net=150.0, chars=40, seconds=20.0)
    assert pace_of((agent(TWENTY),)) == CallPace(None, None, 0, 0.0)
    assert pace_of((agent("你好", 0, 1),), min_chars=2).gross == 120.0


def test_zero_at_lies_beyond_within() -> None:
    with pytest.raises(ValidationError, match="zero_at 要比 within 大"):
        rule_of(pace="120", within="50%", zero_at="50%")
