from __future__ import annotations

from fractions import Fraction

import pytest

from trainer.call import Utterance
from trainer.rules.filler import places

from .helpers import agent, context, judged, rule_of, words

FILLERS = ["嗯", "呃", "那个"]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        pytest.param("嗯，好的", [(0, 1)], id="one character always"),
        pytest.param("嗯嗯嗯，呃好的", [(0, 3), (4, 5)], id="over and over is one"),
        pytest.param("嗯，嗯……嗯，好", [(0, 6)], id="with commas as well"),
        pytest.param("那个房间", [], id="那个 that points"),
        pytest.param("那个，房间", [(0, 2)], id="那个 that hangs"),
        pytest.param("我想问那个", [(3, 5)], id="at the end"),
        pytest.param("那个那个房间", [(0, 4)], id="twice in a row"),
        pytest.param("嗯那个，好", [(0, 1), (1, 3)], id="two different ones"),
    ],
)
def test_hesitations(text: str, spans: list[tuple[int, int]]) -> None:
    assert list(places(agent(text, 0, 5), FILLERS)) == spans


@pytest.mark.parametrize(("pause", "count"), [(0.3, 1), (0.299, 0)])
def test_a_pause_makes_it_hang(pause: float, count: int) -> None:
    timed = words(("我", 0, 0.2), ("那个", 0.2, 0.6), ("房间", 0.6 + pause, 2))
    reply = agent("我那个房间", 0, 2, words=timed)
    assert len(list(places(reply, FILLERS))) == count


def test_word_times_that_do_not_fit_prove_nothing() -> None:
    assert not list(places(agent("那个房间", 0, 2, words=words(("那个房间", 0, 1), ("吗", 3, 4))), FILLERS))
    assert not list(
        places(
            agent(
                "那个房间",
                0,
                2,
                words=words(
                    ("那", 0, 1),
                ),
            ),
            FILLERS,
        )
    )


def test_beyond_so_many_a_minute_each_costs_two_ten_at_most() -> None:
    reply = agent("嗯，一，嗯，二，嗯，三，嗯，四，呃", 0, 30)
    judgement = judged(rule_of(filler=FILLERS), reply)
    assert (judgement.outcome, judgement.max_deduct) == ("missed", 10)
    assert [(hit.deduct, hit.evidence.char_start, hit.evidence.said) for hit in judgement.hits] == [
        (Fraction(2), 12, "嗯"),
        (Fraction(2), 16, "呃"),
    ]
    assert len({hit.key for hit in judgement.hits}) == 2
    assert judgement.why == "口头语 5 次（30 秒），每分钟最多 3 次；想好再说，用停顿代替“嗯”"


@pytest.mark.parametrize(
    ("speech", "limit", "outcome"),
    [
        pytest.param(20.0, "5", "met", id="less than a minute counts as one"),
        pytest.param(100.0, "3", "met", id="three a minute, 100 s: five"),
        pytest.param(99.0, "3", "missed", id="99 s: four"),
        pytest.param(20.0, "0", "missed", id="none at all"),
    ],
)
def test_free_ones_grow_with_the_speech(speech: float, limit: str, outcome: str) -> None:
    reply = agent("嗯，一，嗯，二，嗯，三，嗯，四，呃", 0, 200, speech=speech)
    assert judged(rule_of(filler=FILLERS, max=limit, deduct="1"), reply).outcome == outcome


def test_span_stands_in_for_unknown_speech() -> None:
    assert judged(rule_of(filler="嗯", max="1"), agent("嗯，一，嗯", 0, 120, speech=None)).outcome == "met"


@pytest.mark.parametrize(
    ("replies", "outcome", "reason"),
    [
        pytest.param([agent("嗯")], "not_measured", "keyboard", id="typed"),
        pytest.param([agent("嗯", 0, 1, gate="noisy")], "unclear", "audio", id="bad audio"),
        pytest.param([agent("嗯", 0, 1, gate="noisy"), agent("好", 1, 2)], "met", None, id="the good part counts"),
    ],
)
def test_what_cannot_be_measured_costs_nothing(replies: list[Utterance], outcome: str, reason: str | None) -> None:
    judgement = judged(rule_of(filler="嗯", max="0"), *replies)
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


def test_fillers_are_templates() -> None:
    rule = rule_of(filler="<口头语>", max="0")
    assert rule.templates() == ("<口头语>",)
    around = context(lists={"口头语": ("嗯", "呃")})
    assert len(judged(rule, agent("嗯，呃", 0, 1), within=around).hits) == 2


def test_outside_of_the_slice_nothing_counts() -> None:
    from .helpers import call_of, part_of

    part = part_of(call_of(agent("嗯，好，嗯", 0, 5)))
    half = type(part)(part.call, part.turn, (type(part.slices[0])(0, part.slices[0].utterance, 2, 5),))
    assert [h.evidence.char_start for h in rule_of(filler="嗯", max="0").judge(half, context()).hits] == [4]
