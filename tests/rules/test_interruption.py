from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from trainer.call import Utterance

from .helpers import agent, call_of, caller, context, judged, part_of, rule_of

STRICT = {"interruption": "1.5", "times": "0"}


@pytest.mark.parametrize(
    ("start", "hits", "shown"),
    [
        pytest.param(10.0, 0, [], id="when the caller has finished"),
        pytest.param(9.7, 0, [], id="0.3 s before: taking turns"),
        pytest.param(9.699, 0, [(9.699, 10.0, False)], id="more: over the caller, but no interruption yet"),
        pytest.param(8.5, 0, [(8.5, 10.0, False)], id="exactly 1.5 s"),
        pytest.param(8.499, 1, [(8.499, 10.0, True)], id="longer"),
    ],
)
def test_who_begins_while_the_caller_speaks_and_goes_on_interrupts(
    start: float, hits: int, shown: list[tuple[float, float, bool]]
) -> None:
    judgement = judged(rule_of(**STRICT), caller("我家漏水了", 0, 10), agent("您先别急", start, 14))
    assert (len(judgement.hits), judgement.outcome) == (hits, "missed" if hits else "met")
    assert [(e.start, pytest.approx(e.end), e.counted) for e in judgement.evidence] == shown
    assert all(e.utterance == 1 for e in judgement.evidence)


def test_it_is_over_when_the_trainee_stops() -> None:
    assert judged(rule_of(**STRICT), caller("我家漏水了", 0, 10), agent("您先别急", 3, 4.5)).outcome == "met"
    (hit,) = judged(rule_of(**STRICT), caller("我家漏水了", 0, 10), agent("您先别急", 3, 5)).hits
    assert (hit.evidence.start, hit.evidence.end) == (3, 5)


def test_a_hit_costs_five_and_says_what_to_do() -> None:
    said = caller("甲", 0, 10), agent("您听我说", 7, 12), caller("乙", 13, 20), agent("不是的", 17.7, 20)
    judgement = judged(rule_of(**STRICT), *said)
    assert [(hit.deduct, hit.fatal, hit.evidence.utterance) for hit in judgement.hits] == [(5, False, 1), (5, False, 3)]
    assert len({hit.key for hit in judgement.hits}) == 2
    assert judgement.why == "客户还在说，您就开口了，共 2 次（最长 3 秒）；听客户说完，停一下再回答"


@pytest.mark.parametrize(
    ("shape", "costs"),
    [
        pytest.param({}, [], id="one is free unless told otherwise"),
        pytest.param({"times": "0"}, [5], id="none is free"),
        pytest.param({"times": "0", "deduct": "2.5"}, [Fraction(5, 2)], id="another price"),
        pytest.param({"times": "0", "fatal": "true"}, [5], id="fatal"),
    ],
)
def test_some_are_free(shape: dict[str, str], costs: list[Fraction]) -> None:
    judgement = judged(rule_of(interruption="1.5", **shape), caller("甲", 0, 10), agent("您听我说", 7, 12))
    assert [hit.deduct for hit in judgement.hits] == costs
    assert [hit.fatal for hit in judgement.hits] == ["fatal" in shape] * len(costs)
    assert len(judgement.evidence) == 1


def test_a_free_one_is_mentioned() -> None:
    judgement = judged(rule_of(interruption="1.5"), caller("甲", 0, 10), agent("您听我说", 7, 12))
    assert judgement.why == "抢话 1 次，不扣分；听客户说完再回答更好"


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        pytest.param("嗯", 0, id="one word"),
        pytest.param("嗯，好的，好的。", 0, id="several of them"),
        pytest.param("队", 0, id="heard as another character of that sound"),
        pytest.param("嗯，我知道了", 1, id="and more"),
        pytest.param("对不起", 1, id="a longer word that begins so"),
        pytest.param("", 1, id="nothing understood"),
    ],
)
def test_to_show_that_one_listens_is_no_interruption(text: str, hits: int) -> None:
    assert len(judged(rule_of(**STRICT), caller("甲", 0, 10), agent(text, 3, 5)).hits) == hits


def test_the_words_of_listening_can_be_set() -> None:
    rule = rule_of(**STRICT, **{"except": ["<附和>", "明白"]})
    assert rule.templates() == ("<附和>", "明白")
    for text, hits in (("是是，明白", 0), ("哦", 0), ("嗯", 1)):
        around = context(lists={"附和": ("(是)?是", "哦")})
        assert len(judged(rule, caller("甲", 0, 10), agent(text, 3, 5), within=around).hits) == hits


@pytest.mark.parametrize(
    "said",
    [
        pytest.param([agent("请问您的地址", 0, 6), caller("喂", 2, 9)], id="the trainee began"),
        pytest.param([agent("请问您的地址", 0, 6), caller("喂", 0, 9)], id="both at once"),
        pytest.param([caller("喂", 0, 3), agent("您好", 3.5, 6), caller("我说", 4, 9)], id="between two of them"),
    ],
)
def test_a_caller_who_begins_over_the_trainee_is_not_the_trainees_fault(said: list[Utterance]) -> None:
    judgement = judged(rule_of(**STRICT), *said)
    assert (judgement.outcome, judgement.evidence, judgement.why) == ("met", (), "没有抢客户的话")


def test_in_a_turn_only_its_replies_count_but_over_any_speech() -> None:
    call = call_of(
        caller("甲", 0, 10, turn="before"), agent("您听我说", 5, 9, turn="turn"), agent("好了", 6, 9, turn="later")
    )
    rule = rule_of(**STRICT)
    assert [hit.evidence.utterance for hit in rule.judge(part_of(call), context()).hits] == [1]
    assert len(rule.judge(part_of(call, None), context()).hits) == 2


def test_a_caller_who_interrupts_can_be_asked_for() -> None:
    call = call_of(agent("您好，这里是海棠苑", 0, 5), caller("快来人", 2, 4))
    judgement = rule_of(**STRICT, speaker="caller").judge(part_of(call, speaker="caller"), context())
    assert [hit.evidence.utterance for hit in judgement.hits] == [1]


@pytest.mark.parametrize(
    ("said", "more", "outcome", "reason"),
    [
        pytest.param([caller("喂", 0, 9), agent("您好")], {}, "not_measured", "keyboard", id="typed"),
        pytest.param([caller("喂", 0, 9), agent("您好", 2, 8)], {"echo": True}, "not_measured", "speakers", id="echo"),
        pytest.param([caller("喂"), agent("您好", 2, 8)], {}, "not_measured", "one_side", id="the caller is text"),
        pytest.param([agent("您好", 2, 8)], {}, "not_measured", "one_side", id="only the trainee recorded"),
        pytest.param([agent("您好", 2, 8)], {"both_sides": True}, "met", None, id="the caller says nothing"),
        pytest.param([caller("喂", 0, 9), agent("您好", 2, 8, gate="voices")], {}, "unclear", "audio", id="bad audio"),
        pytest.param(
            [caller("喂", 0, 9), agent("您好", 2, 8, gate="voices"), agent("您好", 9, 10)],
            {},
            "met",
            None,
            id="partly bad",
        ),
    ],
)
def test_what_cannot_be_measured_costs_nothing(
    said: list[Utterance], more: dict[str, bool], outcome: str, reason: str | None
) -> None:
    judgement = judged(rule_of(**STRICT), *said, **more)
    assert (judgement.outcome, judgement.reason, judgement.hits) == (outcome, reason, ())


def test_grace_is_no_longer_than_an_interruption() -> None:
    assert rule_of(interruption="1", grace="1").operator == "interruption"
    with pytest.raises(ValidationError, match="grace 不能比 interruption 大"):
        rule_of(interruption="1", grace="1.5")
