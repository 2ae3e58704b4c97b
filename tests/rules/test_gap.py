from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from trainer.call import Utterance

from .helpers import agent, caller, judged, rule_of


@pytest.mark.parametrize(
    ("shape", "start", "outcome", "fraction"),
    [
        pytest.param({"gap": "3"}, 5.0, "met", Fraction(1), id="exactly three seconds"),
        pytest.param({"gap": "3"}, 6.5, "partly", Fraction(1, 2), id="half way to twice as long"),
        pytest.param({"gap": "3"}, 8.0, "missed", Fraction(0), id="zero at twice as long"),
        pytest.param({"gap": "3", "zero_at": "4"}, 5.25, "partly", Fraction(3, 4), id="own zero"),
        pytest.param({"gap": "3"}, 1.0, "met", Fraction(1), id="before the caller has finished"),
    ],
)
def test_wait_after_the_callers_last_word(
    shape: dict[str, str], start: float, outcome: str, fraction: Fraction
) -> None:
    judgement = judged(rule_of(**shape), caller("漏水了", 0, 2), agent("好的", start, start + 1))
    assert (judgement.outcome, judgement.fraction) == (outcome, fraction)
    assert judgement.evidence[0].utterance == 1
    assert judgement.evidence[0].end == start


def test_longest_wait_decides() -> None:
    judgement = judged(
        rule_of(gap="3"),
        caller("一", 0, 1), agent("一", 2, 3), agent("一", 30, 31), caller("二", 32, 33), agent("二", 37.5, 38),
    )  # fmt: skip
    assert judgement.fraction == Fraction(1, 2)
    assert judgement.why == "客户说完后等了 4.5 秒才有回应；3 秒内先应一声“好的”"
    assert [(e.utterance, e.start, e.end) for e in judgement.evidence] == [(4, 33.0, 37.5)]


@pytest.mark.parametrize(
    ("said", "outcome", "reason"),
    [
        pytest.param([caller("喂"), agent("好")], "not_measured", "keyboard", id="typed"),
        pytest.param([caller("喂"), agent("好", 5, 6)], "not_measured", "one_side", id="the caller is only text"),
        pytest.param([agent("好", 5, 6)], "not_measured", "one_side", id="a recording of the trainee"),
        pytest.param([caller("喂", 0, 1), agent("好", 9, 10, gate="quiet")], "unclear", "audio", id="bad audio"),
        pytest.param([caller("喂", 0, 1), agent("好")], "not_measured", "keyboard", id="voice asks, keyboard answers"),
    ],
)
def test_what_cannot_be_measured_costs_nothing(said: list[Utterance], outcome: str, reason: str) -> None:
    judgement = judged(rule_of(gap="3"), *said)
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("clear", "hidden", "outcome"),
    [
        pytest.param(1.0, 3.0, "met", id="within the limit"),
        pytest.param(1.0, 3.001, "unclear", id="the longest, and too long"),
        pytest.param(20.0, 15.0, "missed", id="a longer one was clear"),
    ],
)
def test_a_long_wait_before_a_reply_heard_badly_is_not_waved_through(clear: float, hidden: float, outcome: str) -> None:
    first = [caller("一", 0, 1), agent("一", 1 + clear, 25)]
    second = [caller("二", 26, 27), agent("二", 27 + hidden, 50, gate="quiet")]
    assert judged(rule_of(gap="3"), *first, *second).outcome == outcome


def test_typed_reply_beside_spoken_ones_is_left_out() -> None:
    said = [caller("喂", 0, 1), agent("好"), caller("喂", 9, 10), agent("好", 11, 12)]
    assert judged(rule_of(gap="3"), *said).outcome == "met"


def test_zero_at_lies_beyond() -> None:
    with pytest.raises(ValidationError, match="zero_at 要比 gap 大"):
        rule_of(gap="3", zero_at="3")
