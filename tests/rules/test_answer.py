from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from .helpers import judged, rule_of


@pytest.mark.parametrize(
    ("shape", "call", "outcome", "fraction"),
    [
        pytest.param({"answer": "3 rings"}, {"rings": 3}, "met", Fraction(1), id="the third ring is in time"),
        pytest.param({"answer": "3 rings"}, {"rings": 4}, "missed", Fraction(0), id="the fourth is late"),
        pytest.param({"answer": "1 ring"}, {"rings": 1}, "met", Fraction(1), id="one ring"),
        pytest.param({"answer": "3 rings", "full": "2 rings"}, {"rings": 2}, "met", Fraction(1), id="full points"),
        pytest.param(
            {"answer": "3 rings", "full": "2 rings"}, {"rings": 3}, "partly", Fraction(1, 2), id="half at the limit"
        ),
        pytest.param({"answer": "4 rings", "full": "2 rings"}, {"rings": 3}, "partly", Fraction(3, 4), id="half way"),
        pytest.param({"answer": "3 rings"}, {"answered": 15.0}, "met", Fraction(1), id="rings from seconds, 5 s each"),
        pytest.param({"answer": "3 rings"}, {"answered": 15.001}, "missed", Fraction(0), id="a moment late"),
        pytest.param(
            {"answer": "12"}, {"answered": 12.0, "rings": 3}, "met", Fraction(1), id="seconds win where asked"
        ),
        pytest.param({"answer": "12"}, {"rings": 3}, "missed", Fraction(0), id="seconds from rings"),
        pytest.param({"answer": 12.5}, {"answered": 12.5}, "met", Fraction(1), id="a number"),
        pytest.param({"answer": "3 rings"}, {"rings": 0}, "met", Fraction(1), id="before the first ring"),
    ],
)
def test_the_sooner_the_better(shape: dict[str, str], call: dict[str, float], outcome: str, fraction: Fraction) -> None:
    judgement = judged(rule_of(**shape), **call)
    assert (judgement.outcome, judgement.fraction) == (outcome, fraction)


def test_why_says_how_long_it_took() -> None:
    assert judged(rule_of(answer="3 rings"), rings=5).why == "响了 5 声才接；铃响 3 声之内接起来"
    assert judged(rule_of(answer="12"), answered=13.25).why == "过了 13.2 秒才接；铃响 12 秒之内接起来"
    assert judged(rule_of(answer="12", full="6"), answered=9).why == "过了 9 秒接的，6 秒之内接更好"


def test_no_ring_is_not_measured() -> None:
    judgement = judged(rule_of(answer="3 rings"))
    assert (judgement.outcome, judgement.reason) == ("not_measured", "no_ring")


@pytest.mark.parametrize("value", ["3 bells", "three rings", "0", "-1", "3  rings", "", "3声"])
def test_refuses_other_spans(value: str) -> None:
    with pytest.raises(ValidationError, match="3 rings 或 12"):
        rule_of(answer=value)


def test_full_is_not_later() -> None:
    assert rule_of(answer="15", full="3 rings")
    with pytest.raises(ValidationError, match="full 不能比 answer 晚"):
        rule_of(answer="15", full="4 rings")
