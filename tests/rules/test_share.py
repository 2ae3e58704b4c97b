from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from trainer.call import Utterance

from .helpers import agent, call_of, caller, context, judged, part_of, rule_of


@pytest.mark.parametrize(
    ("seconds", "outcome", "fraction"),
    [
        pytest.param(15.0, "met", Fraction(1), id="exactly 60 %"),
        pytest.param(40.0, "partly", Fraction(1, 2), id="80 %: half way to everything"),
        pytest.param(5.0, "met", Fraction(1), id="less"),
    ],
)
def test_so_much_of_all_speech(seconds: float, outcome: str, fraction: Fraction) -> None:
    judgement = judged(rule_of(share="60%"), caller("漏水了", 0, 10), agent("好的", 11, 11 + seconds))
    assert (judgement.outcome, judgement.fraction) == (outcome, fraction)


def test_pauses_inside_replies_are_left_out_where_they_are_known() -> None:
    said = caller("漏水了", 0, 10), agent("好的", 11, 51, speech=10.0), agent("嗯", 60, 65, speech=None)
    assert judged(rule_of(share="60%"), *said).outcome == "met"


def test_why_gives_the_figures_and_the_way_out() -> None:
    judgement = judged(rule_of(share="60%"), caller("漏水了", 0, 10), agent("甲", 11, 20), agent("乙", 21, 41))
    assert judgement.why == "您说了 74.4% 的时间，最多 60%；说短一点，多问一句，让客户说"
    assert [(e.utterance, e.start, e.end) for e in judgement.evidence] == [(1, 11, 41)]
    good = judged(rule_of(share="60%"), caller("漏水了", 0, 10), agent("甲", 11, 16))
    assert good.why == "您说了 33.3% 的时间，也给客户留了说话的时间"


@pytest.mark.parametrize(
    ("said", "fraction"),
    [
        pytest.param([agent("甲", 100, 140)], Fraction(1), id="exactly forty"),
        pytest.param([agent("甲", 100, 150)], Fraction(3, 4), id="fifty: a quarter of the way to twice"),
        pytest.param([agent("甲", 100, 180)], Fraction(0), id="twice"),
        pytest.param([agent("甲", 100, 125), agent("乙", 155, 180)], Fraction(3, 4), id="the silence between is none"),
        pytest.param(
            [agent("甲", 100, 125), caller("嗯", 126, 127), agent("乙", 155, 180)], Fraction(1), id="嗯 ends it"
        ),
        pytest.param([agent("甲", 100, 150), caller("嗯", 120, 121)], Fraction(1), id="嗯 in the middle ends it"),
        pytest.param([agent("甲", 100, 150), caller("嗯", 105, 106)], Fraction(7, 8), id="嗯 too early"),
    ],
)
def test_nobody_speaks_for_ever(said: list[Utterance], fraction: Fraction) -> None:
    judgement = judged(rule_of(share="99%", monologue="40"), caller("漏水了", 0, 60), *said)
    assert judgement.fraction == fraction
    assert ("连着说了" in judgement.why) == (fraction < 1)


def test_a_monologue_is_shown_from_its_beginning_to_its_end() -> None:
    said = (
        caller("漏水了", 0, 90),
        agent("甲", 100, 120),
        agent("乙", 125, 151),
        caller("嗯", 152, 153),
        agent("丙", 154, 155),
    )
    judgement = judged(rule_of(share="60%", monologue="40"), *said)
    assert judgement.why == "连着说了 46 秒；每说完一点停一停，问一句“您看可以吗”"
    assert [(e.utterance, e.start, e.end) for e in judgement.evidence] == [(1, 100, 151)]


def test_the_worse_of_the_two_counts() -> None:
    said = caller("漏水了", 0, 10), agent("甲", 11, 71)
    assert judged(rule_of(share="60%", monologue="40"), *said).fraction == Fraction(5, 14)
    assert judged(rule_of(share="85%", monologue="40"), *said).fraction == Fraction(1, 2)


def test_a_turn_has_its_own_share() -> None:
    call = call_of(caller("漏水了", 0, 100, turn="before"), caller("喂", 101, 102), agent("甲", 103, 112))
    rule = rule_of(share="60%")
    assert rule.judge(part_of(call), context()).fraction == Fraction(1, 4)
    assert rule.judge(part_of(call, None), context()).outcome == "met"


@pytest.mark.parametrize(
    ("said", "outcome", "reason"),
    [
        pytest.param([caller("喂", 0, 1), agent("好")], "not_measured", "keyboard", id="typed"),
        pytest.param([caller("喂"), agent("好", 0, 9)], "not_measured", "one_side", id="the caller is only text"),
        pytest.param([agent("好", 0, 9)], "not_measured", "one_side", id="only the trainee recorded"),
        pytest.param([caller("喂", 0, 0), agent("好", 1, 1)], "not_measured", "too_short", id="no time at all"),
        pytest.param([caller("喂", 0, 1), agent("好", 1, 9, gate="voices")], "unclear", "audio", id="whose voice"),
        pytest.param([caller("喂", 0, 9), agent("好", 9, 10, gate="voices")], "met", None, id="little all the same"),
    ],
)
def test_what_cannot_be_measured_costs_nothing(said: list[Utterance], outcome: str, reason: str | None) -> None:
    judgement = judged(rule_of(share="60%"), *said)
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


@pytest.mark.parametrize("value", ["0%", "100%", "150%"])
def test_a_share_lies_between_nothing_and_everything(value: str) -> None:
    with pytest.raises(ValidationError, match="share 要在 0% 和 100% 之间"):
        rule_of(share=value)
