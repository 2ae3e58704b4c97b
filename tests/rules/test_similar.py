from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from .helpers import agent, context, judged, rule_of

SAMPLE = "您反映的问题我们会尽快处理"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        pytest.param(SAMPLE, "met", id="the same"),
        pytest.param("好的好的好的，您反映的问题我们尽快处理，请放心", "met", id="a stretch of a long reply"),
        pytest.param("您反映的问题", "missed", id="half"),
        pytest.param("再见", "missed", id="something else"),
        pytest.param("，。", "missed", id="no 字 at all"),
    ],
)
def test_likeness_of_the_best_stretch(text: str, outcome: str) -> None:
    assert judged(rule_of(similar=SAMPLE), agent(text)).outcome == outcome


def test_exactly_the_score_is_enough() -> None:
    # 五个字里四个相同、一样长：likeness 80 %
    reply = agent("甲乙丙丁子")
    assert judged(rule_of(similar="甲乙丙丁戊", score="80%"), reply).outcome == "met"
    missed = judged(rule_of(similar="甲乙丙丁戊", score="80.1%"), reply)
    assert missed.outcome == "missed"
    assert "只相似 80%" in missed.why
    assert "甲乙丙丁戊" in missed.why
    assert not missed.evidence[0].counted


def test_same_sound_is_as_like_as_the_same_character() -> None:
    judgement = judged(rule_of(similar="办公室", score="100%"), agent("在伴公市里"))
    assert judgement.outcome == "met"
    assert (judgement.evidence[0].said, judgement.evidence[0].char_start, judgement.evidence[0].char_end) == (
        "伴公市",
        1,
        4,
    )


def test_best_of_several_samples_with_slots() -> None:
    rule = rule_of(similar=["再见", "欢迎致电{公司}"])
    judgement = judged(rule, agent("欢迎致电海棠苑"), within=context(slots={"公司": "海棠苑"}))
    assert judgement.outcome == "met"
    assert judgement.evidence[0].alternative == "欢迎致电海棠苑"
    assert rule.templates() == ("再见", "欢迎致电{公司}")


def test_a_sentence_over_two_replies_has_two_places() -> None:
    judgement = judged(rule_of(similar=SAMPLE), agent("您反映的问题", 0, 2), agent("我们会尽快处理", 4, 6))
    assert [(e.utterance, e.char_start, e.char_end, e.start, e.end) for e in judgement.evidence] == [
        (0, 0, 6, 0, 2),
        (1, 0, 7, 4, 6),
    ]


@pytest.mark.parametrize(("good", "outcome"), [(SAMPLE, "met"), ("好的", "unclear")])
def test_bad_audio_leaves_it_open(good: str, outcome: str) -> None:
    judgement = judged(rule_of(similar=SAMPLE), agent(good, 0, 2), agent(SAMPLE, 3, 5, gate="quiet"))
    assert judgement.outcome == outcome
    assert all(e.utterance == 0 for e in judgement.evidence)


def test_score_is_a_percentage() -> None:
    with pytest.raises(ValidationError, match="百分比"):
        rule_of(similar=SAMPLE, score="0.7")
    assert rule_of(similar=SAMPLE).score == Fraction(7, 10)  # type: ignore[attr-defined]


def test_more_than_all_is_refused() -> None:
    with pytest.raises(ValidationError, match="score 最多 100%"):
        rule_of(similar="您好", score="170%")
