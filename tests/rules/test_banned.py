from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from nearly import BANNED, text_graded

from trainer.rules.banned import Banned
from trainer.rules.interface import Judgement

from .helpers import agent, judged, rule_of


def heard(text: str, **more: Any) -> Any:
    return agent(text, 0.0, 4.0, **more)


def hits(judgement: Judgement) -> list[tuple[str, int | None, int | None]]:
    return [(hit.key, hit.evidence.char_start, hit.evidence.char_end) for hit in judgement.hits]


UNLESS = rule_of(banned="不知道", unless=["不知道您(是否)?方便", "客户说(他)?不知道"])
TABLE = {
    "exact": (rule_of(banned="不知道"), "这个我不知道。", [("不知道", 3, 6)]),
    "not said": (rule_of(banned="不知道"), "我帮您查一下。", []),
    "two of a list": (rule_of(banned=["不行", "不知道"]), "不行，不知道", [("不行", 0, 2), ("不知道", 3, 6)]),
    "twice": (rule_of(banned="不行"), "不行，不行", [("不行", 0, 2), ("不行", 3, 5)]),
    "excused": (UNLESS, "不知道您方便吗", []),
    "excused, phrase at the end": (UNLESS, "客户说他不知道", []),
    "excused once, said once": (UNLESS, "不知道您方便吗？我不知道", [("不知道", 9, 12)]),
    "negated": (rule_of(banned="肯定赔"), "我们不肯定赔", []),
    "negator in another clause": (rule_of(banned="肯定赔"), "不，肯定赔", [("肯定赔", 2, 5)]),
    "excused context itself negated": (rule_of(banned="肯定赔", unless="能说肯定赔"), "不能说肯定赔", []),
    "typed homophone": (rule_of(banned="不行"), "步行", []),
    "typed ni for nin": (rule_of(banned="您烦不烦"), "你烦不烦", [("您烦不烦", 0, 4)]),
    "traditional": (rule_of(banned="没办法"), "沒辦法", [("没办法", 0, 3)]),
    "empty": (rule_of(banned="不行"), "", []),
}


@pytest.mark.parametrize(("rule", "text", "wanted"), TABLE.values(), ids=TABLE)
def test_typed(rule: Banned, text: str, wanted: Any) -> None:
    judgement = judged(rule, agent(text))
    assert hits(judgement) == wanted
    assert judgement.outcome == ("missed" if wanted else "met")
    assert judgement.fraction == (0 if wanted else 1)
    assert [e.counted for e in judgement.evidence] == [True] * len(wanted)


def test_exact_is_a_hit_when_heard() -> None:
    judgement = judged(rule_of(banned="不知道"), heard("我不知道"))
    assert hits(judgement) == [("不知道", 1, 4)]
    assert judgement.evidence[0].how == "exact"


def test_same_sound_is_a_hit_when_heard() -> None:
    judgement = judged(rule_of(banned="没办法"), heard("我没伴法啊"))
    assert hits(judgement) == [("没办法", 1, 4)]
    assert (judgement.outcome, judgement.evidence[0].how) == ("missed", "sound")


def test_ni_for_nin_is_a_hit_when_heard() -> None:
    assert hits(judged(rule_of(banned="你烦不烦"), heard("您烦不烦"))) == [("你烦不烦", 0, 4)]


@pytest.mark.parametrize("text", ["很不幸", "步行过去", "我们步行"])
def test_a_word_of_its_own_is_unclear(text: str) -> None:
    judgement = judged(rule_of(banned="不行"), heard(text))
    assert (judgement.outcome, judgement.reason, judgement.hits) == ("unclear", "unclear_speech", ())
    (one,) = judgement.evidence
    assert (one.counted, one.how, one.said) == (False, "sound", text[one.char_start : one.char_end])


@pytest.mark.parametrize(("grade", "outcome"), [("sure", "unclear"), ("unclear", "met"), ("candidate", "met")], ids=str)
def test_near_sound_is_never_a_hit(grade: str, outcome: str) -> None:
    judgement = judged(rule_of(banned=BANNED), heard(text_graded(grade, BANNED)))
    assert (judgement.outcome, judgement.hits) == (outcome, ())


def test_a_sure_hit_beside_a_doubtful_one_is_a_hit() -> None:
    judgement = judged(rule_of(banned=["不行", "没办法"]), heard("很不幸没办法"))
    assert hits(judgement) == [("没办法", 3, 6)]
    assert judgement.outcome == "missed"


@pytest.mark.parametrize(
    ("text", "outcome", "reason"), [("我不知道", "unclear", "unclear_speech"), ("好的", "unclear", "audio")]
)
def test_bad_audio_is_unclear(text: str, outcome: str, reason: str) -> None:
    judgement = judged(rule_of(banned="不知道"), heard(text, gate="clipped"))
    assert (judgement.outcome, judgement.reason, judgement.hits) == (outcome, reason, ())


COSTS = {
    "plain": ({}, 5, 20),
    "own": ({"deduct": "3 per hit", "max_deduct": "7"}, 3, 7),
    "half points": ({"deduct": "0.5"}, Fraction(1, 2), 20),
    "乙": ({"severity": "乙"}, 10, None),
    "丙": ({"severity": "丙"}, 2, 6),
    "丙 with its own": ({"severity": "丙", "deduct": "1"}, 1, 6),
    "甲": ({"severity": "甲"}, 10, None),
}


@pytest.mark.parametrize(("shape", "each", "most"), COSTS.values(), ids=COSTS)
def test_costs(shape: dict[str, str], each: Any, most: Any) -> None:
    rule = rule_of(banned="不行", **shape)
    judgement = judged(rule, agent("不行"))
    assert rule.costs == (each, most)
    assert [hit.deduct for hit in judgement.hits] == [each]
    assert judgement.max_deduct == most
    assert rule.worth == 0


@pytest.mark.parametrize(
    ("shape", "fatal"),
    [({}, False), ({"fatal": "true"}, True), ({"severity": "甲"}, True), ({"severity": "乙"}, False)],
)
def test_fatal(shape: dict[str, str], *, fatal: bool) -> None:
    rule = rule_of(banned="不行", **shape)
    assert rule.is_fatal is fatal
    assert [hit.fatal for hit in judged(rule, agent("不行")).hits] == [fatal]


def test_fatal_fires_on_exact_words_only() -> None:
    rule = rule_of(banned="没办法", fatal="true")
    assert judged(rule, heard("没办法")).outcome == "missed"
    judgement = judged(rule, heard("没伴法"))
    assert (judgement.outcome, judgement.hits) == ("unclear", ())


CORRECTED = {
    "afterwards": (["不行。对不起，我说错了，我帮您问"], [True]),
    "in the next utterance of the turn": (["不行。", "刚才说错了"], [True]),
    "换个说法": (["不行，我换个说法"], [True]),
    "before": (["我说错了，不行"], [False]),
    "between two": (["不行，说错了，不行"], [True, False]),
    "an apology alone is none": (["不行，对不起"], [False]),
    "negated": (["不行，我没说错了"], [False]),
}


@pytest.mark.parametrize(("texts", "corrected"), CORRECTED.values(), ids=CORRECTED)
def test_put_right_in_the_same_turn(texts: list[str], corrected: list[bool]) -> None:
    judgement = judged(rule_of(banned="不行"), *map(agent, texts))
    assert [hit.corrected for hit in judgement.hits] == corrected
    assert ("减半" in judgement.why) is all(corrected)


def test_a_correction_in_another_turn_does_not_count() -> None:
    from .helpers import call_of, context, part_of

    call = call_of(agent("不行", turn="a"), agent("我说错了", turn="b"), path=("a", "b"))
    judgement = rule_of(banned="不行").judge(part_of(call, None), context())
    assert [hit.corrected for hit in judgement.hits] == [False]


def test_why_names_what_was_said_once_and_gives_the_hint() -> None:
    judgement = judged(rule_of(banned="不行", hint="说“我帮您问一下”"), agent("不行，不行"))
    assert judgement.why == "说了“不行”；说“我帮您问一下”"
    assert judged(rule_of(banned="不行"), agent("不行")).why == "说了“不行”，换一种能帮到客户的说法"


def test_templates_hold_the_contexts_too() -> None:
    assert UNLESS.templates() == ("不知道", "不知道您(是否)?方便", "客户说(他)?不知道")
    assert rule_of(banned="不行").templates() == ("不行",)


@pytest.mark.parametrize(
    "said",
    [
        ("我们不知道你是否方便介绍我们的回访",),
        ("我们不知道您是否方便接受我们的回访", "我们不知道你是否方便介绍我们的回访"),
        ("我们不知道您是否方便接受我们的回访，" + "请您慢慢说我都记着" * 3 + "我们不知道你是否方便介绍我们的回访",),
    ],
    ids=["alone", "said well before", "said well in the same reply"],
)
def test_a_polite_context_heard_badly_excuses_whatever_was_said_elsewhere(said: tuple[str, ...]) -> None:
    rule = rule_of(banned="不知道", unless="不知道您是否方便接受我们的回访")
    assert judged(rule, *map(heard, said)).outcome == "unclear"


@pytest.mark.parametrize(
    ("rule", "text", "outcome"),
    [
        (rule_of(banned="急什么"), "您不用着急，什么都不用您准备", "met"),
        (rule_of(banned="急什么"), "急什么？", "missed"),
        (rule_of(banned="你，干啥"), "你，干啥？", "missed"),
        (rule_of(banned="有意见找领导去"), "有意见，找领导去！", "missed"),
    ],
    ids=["over a comma", "in one", "written over a comma", "long"],
)
def test_a_short_phrase_does_not_reach_over_a_comma(rule: Banned, text: str, outcome: str) -> None:
    assert judged(rule, agent(text)).outcome == outcome
    assert judged(rule, heard(text)).outcome == ("unclear" if outcome == "met" else outcome)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("您说的我听不懂。", "missed"), ("您说我听不懂。", "met"), ("我跟您说我听不懂。", "missed")],
    ids=["what you said", "you said that", "said to you"],
)
def test_only_somebody_elses_words_are_reported(text: str, outcome: str) -> None:
    assert judged(rule_of(banned="我听不懂"), agent(text)).outcome == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("他让您滚，这绝对不应该。", "met"),
        ("前台刚才骂了您一句滚。", "met"),
        ("那位同事说您滚都不会。", "met"),
        ("我让您滚。", "missed"),
        ("您找保安吧，滚。", "missed"),
        ("师傅叫我来的，滚。", "missed"),
        ("您叫王一，滚。", "missed"),
    ],
)
def test_what_somebody_else_told_the_caller_is_reported(text: str, outcome: str) -> None:
    assert judged(rule_of(banned="(您|你)?滚"), agent(text)).outcome == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("您看行不行？", "met"), ("您看行，不行？", "missed"), ("不行不行", "missed")],
    ids=["a question", "two clauses", "no question"],
)
def test_the_middle_of_a_question_is_innocent(text: str, outcome: str) -> None:
    assert judged(rule_of(banned="不行"), agent(text)).outcome == outcome


def test_a_garbled_polite_context_is_not_put_together_from_two_clauses() -> None:
    rule = rule_of(banned="(你|您)找施工方", unless="(我|我来)(帮|替)(你|您)找施工方")
    outcomes = [
        judged(rule, agent(text, 0.0, 4.0)).outcome for text in ("我赔您找施工方。", "不归我管，你找施工方去。")
    ]
    assert outcomes == ["unclear", "missed"]


@pytest.mark.parametrize(
    ("banned", "text", "outcome"),
    [
        pytest.param("不可以", "您看也不可以先关上？", "unclear", id="before a question mark"),
        pytest.param("不可以", "您看也不可以吗，我等您", "unclear", id="before a particle that asks"),
        pytest.param("不可以", "这样也不可以。", "missed", id="no question"),
        pytest.param("不知道", "你不知道吗？", "missed", id="asked of somebody"),
        pytest.param("不可以", "好，不可以吗？", "missed", id="at the beginning of a clause"),
        pytest.param("不行", "您感师傅讲不行", "unclear", id="told of somebody who is hard to hear"),
        pytest.param("不行", "我跟您说不行", "missed", id="told the caller"),
        pytest.param("不行", "我跟您說不行", "missed", id="told the caller, traditional"),
        pytest.param("不行", "您感師傅講不行", "unclear", id="told of somebody, traditional"),
        pytest.param("不可以", "您看也不可以嗎", "unclear", id="a particle that asks, traditional"),
        pytest.param("不行", "我说不行", "missed", id="told by the agent"),
        pytest.param("不行", "不行", "missed", id="nothing before it"),
        pytest.param("是工程部的问题", "是堵是工程部的问题", "unclear", id="the middle of 是不是 garbled"),
        pytest.param("是工程部的问题", "这是工程部的问题", "missed", id="no question at all"),
        pytest.param("不知道", "我不只道啊", "missed", id="the same sound"),
        pytest.param("没门", "转到没们就好", "unclear", id="the same sound, two characters"),
        pytest.param("不知道", "您不只道吗", "missed", id="the same sound, asked of somebody"),
        pytest.param("不知道", "师傅说不只道", "unclear", id="the same sound, told"),
    ],
)
def test_heard_words_that_may_have_been_innocent(banned: str, text: str, outcome: str) -> None:
    assert judged(rule_of(banned=banned), heard(text)).outcome == outcome


@pytest.mark.parametrize(
    ("text", "unless", "outcome"),
    [
        ("我不知道什么时候能修好", "不知道您什么时候", "missed"),
        ("我不知道年什么时候有空", "不知道您什么时候", "met"),
        ("我不知道您什么时候有空", "不知道您什么时候", "met"),
        ("我不知道密码", "您不知道密码", "missed"),
        ("宁不知道密码", "您不知道密码", "met"),
        ("我都不知道行不行", "您不知道行不行", "missed"),
        ("重启以后寒是不知道密码", "重启以后还是不知道密码", "met"),
    ],
    ids=["left out", "garbled", "said", "another person", "the person garbled", "nothing like it", "nobody named"],
)
def test_a_polite_context_that_speaks_to_the_listener_has_to(text: str, unless: str, outcome: str) -> None:
    assert judged(rule_of(banned="不知道", unless=unless), heard(text)).outcome == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("不知道您康不方把换个地方", "unclear"), ("不知道您说的那件事", "missed"), ("不知道。您方便吗", "missed")],
    ids=["two syllables wrong of those beside", "something else", "in two clauses"],
)
def test_of_a_long_polite_context_the_words_beside_decide(text: str, outcome: str) -> None:
    assert judged(rule_of(banned="不知道", unless="不知道您方不方便"), heard(text)).outcome == outcome


@pytest.mark.parametrize(
    ("rule", "text", "typed", "recognised"),
    [
        (rule_of(banned="没有…办法"), "没有什么好办法", "missed", "missed"),
        (rule_of(banned="没有…办法"), "没有问题。办法我来想", "met", "met"),
        (rule_of(banned="没有…办法"), "没有什么好板法", "met", "unclear"),
        (rule_of(banned="没办法", unless="并不是…没办法"), "并不是我们真的没办法", "met", "met"),
    ],
    ids=["said", "two sentences", "the same sound", "in a context"],
)
def test_a_phrase_in_parts(rule: Banned, text: str, typed: str, recognised: str) -> None:
    assert (judged(rule, agent(text)).outcome, judged(rule, heard(text)).outcome) == (typed, recognised)


def test_what_is_forbidden_is_so_however_it_was_meant() -> None:
    assert judged(rule_of(banned="对不起"), agent("少跟我说对不起")).outcome == "missed"


def test_a_phrase_that_begins_with_the_report_is_none() -> None:
    assert judged(rule_of(banned="说重点"), agent("什么事，你说重点。")).outcome == "missed"


def test_words_inside_longer_words_are_told_once() -> None:
    judgement = judged(rule_of(banned=["慢慢等着吧", "等着吧", "不行"]), agent("不行，您慢慢等着吧"))
    assert len(judgement.hits) == 3
    assert judgement.why.startswith("说了“不行”、“慢慢等着吧”，")
