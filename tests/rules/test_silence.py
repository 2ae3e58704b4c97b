from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from nearly import text_graded

from trainer.call import Utterance
from trainer.rules.interface import Judgement

from .helpers import agent, call_of, caller, context, judged, part_of, rule_of


def waiting(text: str, said_until: float, silent_until: float, **more: str) -> Judgement:
    rule = rule_of(silence="10", excused_by="请您稍等", **more)
    return judged(
        rule,
        caller("帮我查", 0, 1),
        agent(text, said_until - 1, said_until),
        agent("嗯", 14, 15),
        agent("查到了", silent_until, silent_until + 1),
    )


def asked(text: str, until: float) -> list[Utterance]:
    """The caller asks, the trainee says the text, and after fifteen seconds nobody speaks until then."""
    return [caller("查", 0, 1), agent(text, 9, 15), agent("查到了", until, until + 1)]


@pytest.mark.parametrize(
    ("until", "hits"), [pytest.param(12.0, 0, id="exactly ten seconds"), pytest.param(12.001, 1, id="a moment more")]
)
def test_longer_than_the_limit_costs(until: float, hits: int) -> None:
    judgement = judged(rule_of(silence="10"), caller("查", 0, 1), agent("好", 1, 2), agent("查到了", until, until + 1))
    assert (len(judgement.hits), judgement.outcome) == (hits, "missed" if hits else "met")


def test_a_hit_says_where_and_costs_five() -> None:
    judgement = judged(rule_of(silence="10"), caller("查", 0, 1), agent("好", 1, 2), agent("查到了", 22.5, 23))
    (hit,) = judgement.hits
    assert (hit.deduct, hit.fatal, hit.corrected) == (Fraction(5), False, False)
    assert (hit.evidence.utterance, hit.evidence.start, hit.evidence.end) == (2, 2, 22.5)
    assert "最长 20.5 秒" in judgement.why


def test_some_are_free_and_the_price_can_be_set() -> None:
    said = (caller("查", 0, 1), agent("甲", 20, 21), agent("乙", 40, 41), agent("丙", 60, 61))
    rule = rule_of(silence="10", times="1", deduct="3 per hit")
    judgement = judged(rule, *said)
    assert [(hit.deduct, hit.evidence.utterance) for hit in judgement.hits] == [(3, 2), (3, 3)]
    assert len({hit.key for hit in judgement.hits}) == 2
    assert judged(rule_of(silence="10", times="3"), *said).outcome == "met"


@pytest.mark.parametrize(
    ("text", "said_until", "until", "outcome"),
    [
        pytest.param("请您稍等", 3, 45, "met", id="announced 12 s before it begins"),
        pytest.param("请您稍等", 2, 45, "met", id="announced 13 s before"),
        pytest.param("好的", 3, 45, "missed", id="not announced"),
    ],
)
def test_an_announced_wait_is_excused(text: str, said_until: float, until: float, outcome: str) -> None:
    assert waiting(text, said_until, until).outcome == outcome


@pytest.mark.parametrize(("end", "outcome"), [(5.0, "met"), (4.999, "missed")])
def test_an_announcement_lasts_fifteen_seconds(end: float, outcome: str) -> None:
    said = (caller("查", 0, 1), agent("请您稍等", 2, end), agent("嗯", 12, 20), agent("查到了", 40, 41))
    assert judged(rule_of(silence="10", excused_by="请您稍等"), *said).outcome == outcome


def test_an_announcement_at_the_head_of_a_long_reply_is_long_past() -> None:
    said = (caller("查", 0, 1), agent("请您稍等，" + "我把来龙去脉讲一讲" * 4, 2, 42), agent("查到了", 60, 61))
    assert judged(rule_of(silence="10", excused_by="请您稍等"), *said).outcome == "missed"


def test_only_the_trainees_announcement_before_it_excuses() -> None:
    said = (caller("请您稍等", 0, 1), agent("好", 1, 2), agent("请您稍等", 40, 41))
    assert judged(rule_of(silence="10", excused_by=["请您稍等", "稍等一下"]), *said).outcome == "missed"


def test_the_speech_that_ends_it_says_whose_turn_it_is() -> None:
    call = call_of(caller("查", 0, 1), agent("好", 30, 31, turn="turn"), caller("喂", 60, 61, turn="later"))
    assert [h.evidence.utterance for h in rule_of(silence="10").judge(part_of(call), context()).hits] == [1]
    assert len(rule_of(silence="10").judge(part_of(call, None), context()).hits) == 2


def test_overlapping_speech_and_untimed_text_are_no_silence() -> None:
    said = (caller("长", 0, 30), agent("短", 5, 6), agent("后", 35, 36), agent("打字"), agent("后", 70, 71))
    assert judged(rule_of(silence="10"), *said).outcome == "met"


@pytest.mark.parametrize(
    ("said", "both", "outcome", "reason"),
    [
        pytest.param([agent("好")], False, "not_measured", "keyboard", id="typed"),
        pytest.param([agent("好", 0, 1), agent("好", 60, 61)], False, "not_measured", "one_side", id="one side"),
        pytest.param([agent("好", 0, 1), agent("好", 60, 61)], True, "missed", None, id="both sides, the caller mute"),
        pytest.param([], False, "not_measured", "keyboard", id="nothing"),
    ],
)
def test_what_cannot_be_measured_costs_nothing(
    said: list[Utterance], both: bool, outcome: str, reason: str | None
) -> None:
    judgement = judged(rule_of(silence="10"), *said, both_sides=both)
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


def test_its_phrases_are_checked() -> None:
    assert rule_of(silence="10", excused_by="请您稍等").templates() == ("请您稍等",)
    assert rule_of(silence="10").templates() == ()
    assert rule_of(silence="10", fatal="true").fatal


def test_an_announcement_heard_badly_excuses_whatever_was_said_elsewhere() -> None:
    rule = rule_of(silence="10", excused_by="请您在线上稍等片刻")
    first = [caller("查", 0, 1), agent("请您在线上稍等片刻", 1, 3), agent("查到了", 16, 17)]
    again = agent(text_graded("unclear", "请您在线上稍等片刻"), 40, 42)
    judgement = judged(rule, *first, caller("还有", 18, 39), again, agent("查到了", 55, 56))
    assert (judgement.outcome, judgement.hits) == ("met", ())


WAIT, NEARLY = "请您在线上稍等片刻", text_graded("unclear", "请您在线上稍等片刻")


@pytest.mark.parametrize(
    ("until", "outcome", "reason"),
    [
        pytest.param(35.0, "met", None, id="twice the limit"),
        pytest.param(35.001, "unclear", "unclear_speech", id="a moment more"),
        pytest.param(55.0, "unclear", "unclear_speech", id="forty seconds"),
    ],
)
def test_an_announcement_heard_badly_excuses_no_silence_of_over_twice_the_limit(
    until: float, outcome: str, reason: str | None
) -> None:
    judgement = judged(rule_of(silence="10", excused_by=WAIT), *asked(NEARLY, until))
    assert (judgement.outcome, judgement.reason, judgement.hits) == (outcome, reason, ())


def test_the_doubtful_silence_is_shown_with_its_length() -> None:
    judgement = judged(rule_of(silence="10", excused_by=WAIT), *asked(NEARLY, 55))
    assert [(e.utterance, e.start, e.end) for e in judgement.evidence] == [(2, 15, 55)]
    assert judgement.why.startswith("有 40 秒没人说话，之前有没有说“请您稍等”听不准")


def test_a_doubt_changes_nothing_where_that_many_are_free_or_others_cost() -> None:
    free = rule_of(silence="10", times="1", excused_by=WAIT)
    assert judged(free, *asked(NEARLY, 55)).outcome == "met"
    first = [caller("查", 0, 1), agent("好", 100, 101)]
    later = [replace(one, start=one.start + 101, end=one.end + 101) for one in asked(NEARLY, 55)]
    judgement = judged(rule_of(silence="10", excused_by=WAIT), *first, *later)
    assert (judgement.outcome, [hit.evidence.utterance for hit in judgement.hits]) == ("missed", [1])
    assert judged(free, *first, *later).outcome == "unclear"


@pytest.mark.parametrize(
    ("until", "outcome"), [pytest.param(45.0, "met", id="thirty seconds"), pytest.param(45.001, "partly", id="more")]
)
def test_an_announced_wait_of_over_thirty_seconds_is_told_and_costs_nothing(until: float, outcome: str) -> None:
    judgement = judged(rule_of(silence="10", excused_by=WAIT), *asked(WAIT, until))
    assert (judgement.outcome, judgement.hits) == (outcome, ())
    assert ("30 秒查不到，就先提出给客户回电话" in judgement.why) == (outcome == "partly")


def test_words_that_only_resemble_the_announcement_excuse_nothing() -> None:
    assert waiting("我不请您稍等", 13, 30).outcome == "missed"
