from __future__ import annotations

from fractions import Fraction

import pytest

from .helpers import agent, call_of, context, judged, part_of, rule_of


@pytest.mark.parametrize(
    ("replies", "outcome"),
    [
        pytest.param(["请您别着急。请您别着急。"], "met", id="exactly so often"),
        pytest.param(["请您别着急。请您别着急。", "请您别着急"], "missed", id="once more"),
        pytest.param(["好的。好的。好的。好的。"], "met", id="short ones are free"),
        pytest.param(["我明白了。我明白了。我明白了。"], "missed", id="four 字 count"),
        pytest.param(
            ["我们马上安排师傅上门吧", "我们马上安排师傅上门啊", "我们马上安排师傅上门呢"],
            "missed",
            id="nearly the same",
        ),
        pytest.param(["我们马上安排师傅", "我们明天安排经理", "我们后天安排回访"], "met", id="different ones"),
    ],
)
def test_the_same_sentence_at_most_so_often(replies: list[str], outcome: str) -> None:
    assert judged(rule_of(repetition="2"), *(agent(r) for r in replies)).outcome == outcome


@pytest.mark.parametrize(("similarity", "outcome"), [("80%", "missed"), ("80.1%", "met")])
def test_exactly_as_like_is_the_same(similarity: str, outcome: str) -> None:
    assert judged(rule_of(repetition="1", similarity=similarity), agent("甲乙丙丁戊，甲乙丙丁子")).outcome == outcome


def test_every_place_is_shown() -> None:
    judgement = judged(rule_of(repetition="1"), agent("好的，请您别着急", 0, 8), agent("请您别着急！", 10, 16))
    assert [(e.utterance, e.char_start, e.char_end, e.said, e.start) for e in judgement.evidence] == [
        (0, 3, 8, "请您别着急", 3.0),
        (1, 0, 5, "请您别着急", 10.0),
    ]
    assert judgement.why == "“请您别着急”说了 2 遍，最多 1 遍；换一种说法，或者说说下一步怎么办"
    assert (judgement.fraction, judgement.hits) == (Fraction(0), ())


@pytest.mark.parametrize(("second", "outcome"), [("我明白了", "missed"), ("那好吧行", "unclear")])
def test_bad_audio_is_no_proof_of_absence(second: str, outcome: str) -> None:
    said = (agent("我明白了", 0, 1), agent(second, 2, 3), agent("我明白了", 4, 5, gate="cut"))
    assert judged(rule_of(repetition="1"), *said).outcome == outcome


def test_a_cut_slice_is_read_from_its_start() -> None:
    part = part_of(call_of(agent("我明白了我明白了")))
    piece = type(part.slices[0])(0, part.slices[0].utterance, 4, 8)
    half = type(part)(part.call, part.turn, (piece, piece))
    judgement = rule_of(repetition="1").judge(half, context())
    assert [e.char_start for e in judgement.evidence] == [4, 4]


def test_silence_meets_nothing() -> None:
    assert rule_of(repetition="3").silence_satisfies
