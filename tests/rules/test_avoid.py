from __future__ import annotations

from fractions import Fraction

import pytest

from trainer.call import Utterance

from .helpers import agent, judged, rule_of


@pytest.mark.parametrize(
    ("reply", "outcome", "reason"),
    [
        pytest.param(agent("没问题"), "missed", None, id="typed"),
        pytest.param(agent("没问题", 0, 1), "missed", None, id="heard"),
        pytest.param(agent("梅问题", 0, 1), "unclear", "unclear_speech", id="sounds so"),
        pytest.param(agent("梅问题"), "met", None, id="typed otherwise"),
        pytest.param(agent("有问题"), "met", None, id="something else"),
        pytest.param(agent("好的", 0, 1, gate="noisy"), "unclear", "audio", id="bad audio"),
        pytest.param(agent("没问题", 0, 1, gate="noisy"), "unclear", "audio", id="said in bad audio"),
    ],
)
def test_only_the_very_characters_cost(reply: Utterance, outcome: str, reason: str | None) -> None:
    judgement = judged(rule_of(avoid="没问题"), reply)
    assert (judgement.outcome, judgement.reason) == (outcome, reason)
    assert bool(judgement.hits) == (outcome == "missed")
    assert all(not e.counted for e in judgement.evidence) or outcome == "missed"


def test_each_phrase_costs_two() -> None:
    judgement = judged(rule_of(avoid=["没问题", "随便"]), agent("随便，没问题"), agent("没问题"))
    assert [(h.key, h.deduct, h.evidence.utterance, h.evidence.char_start, h.corrected) for h in judgement.hits] == [
        ("随便", Fraction(2), 0, 0, False),
        ("没问题", Fraction(2), 0, 3, False),
        ("没问题", Fraction(2), 1, 0, False),
    ]
    assert judgement.why == "“随便”少说为好，换个更妥当的说法"
    assert judged(rule_of(avoid="没问题", deduct="1 per hit"), agent("没问题")).hits[0].deduct == 1


@pytest.mark.parametrize(
    ("replies", "corrected"),
    [
        pytest.param(["没问题，我马上为您处理"], True, id="said after it"),
        pytest.param(["没问题", "我马上为您处理"], True, id="in the next reply"),
        pytest.param(["我马上为您处理，没问题"], False, id="said before it"),
        pytest.param(["没问题"], False, id="never"),
    ],
)
def test_saying_it_better_puts_it_right(replies: list[str], corrected: bool) -> None:
    judgement = judged(rule_of(avoid="没问题", say="我马上为您处理"), *(agent(r) for r in replies))
    assert judgement.hits[0].corrected is corrected
    assert "换成“我马上为您处理”更好" in judgement.why


def test_parameters() -> None:
    rule = rule_of(avoid=["甲", "乙"], fatal="true")
    assert rule.templates() == ("甲", "乙")
    assert rule.worth == 0
    assert judged(rule, agent("甲")).hits[0].fatal
