"""Words that an engine made of a mere sound (晚安 of 嗯): a doubt at most."""

from __future__ import annotations

import pytest

from .helpers import agent, call_of, context, part_of, rule_of

SURE, UNLIKELY = 0.6, 0.15


def outcome(
    text: str, confidence: float, seconds: float = 0.55, hypotheses: tuple[str, ...] = (), **rule: object
) -> str:
    said = agent(text, 1.0, 1.0 + seconds, confidence=confidence, hypotheses=hypotheses)
    return rule_of(**rule).judge(part_of(call_of(said)), context()).outcome


@pytest.mark.parametrize("text", ["晚安", "碗安"])
def test_a_phrase_is_not_surely_said(text: str) -> None:
    assert outcome(text, SURE, required="晚安") == "met"
    assert outcome(text, UNLIKELY, required="晚安") == "unclear"
    assert outcome(text, UNLIKELY, seconds=1.5, required="晚安") == "met"


def test_what_is_missing_stays_missing() -> None:
    assert outcome("晚安", UNLIKELY, required="再见") == "missed"


def test_another_hypothesis_proves_nothing() -> None:
    assert outcome("玩儿", SURE, hypotheses=("晚安",), required="晚安") == "met"
    assert outcome("玩儿", UNLIKELY, hypotheses=("晚安",), required="晚安") == "missed"


@pytest.mark.parametrize("text", ["不知道", "布知道"])
def test_a_forbidden_word_is_no_sure_hit(text: str) -> None:
    assert outcome(text, SURE, banned="不知道") == "missed"
    assert outcome(text, UNLIKELY, banned="不知道") == "unclear"
