from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from nearly import PHRASE, text_graded
from pydantic import ValidationError

from trainer.rules.interface import Judgement
from trainer.rules.required import Required

from .helpers import agent, call_of, caller, context, judged, part_of, rule_of, words


def heard(text: str, **more: Any) -> Any:
    return agent(text, 0.0, 4.0, **more)


def spans(judgement: Judgement) -> list[tuple[int | None, int | None, int | None, bool]]:
    return [(e.utterance, e.char_start, e.char_end, e.counted) for e in judgement.evidence]


ANY = rule_of(required=["您好", "早上好"])
ALL = rule_of(required=["您好", "请问", "再见"], all="true")
TWO = rule_of(required=["您好", "请问", "再见"], at_least="2")

TABLE = {
    "any: first": (ANY, "您好，请讲", "met", 1, [(0, 0, 2, True)]),
    "any: second": (ANY, "嗯，早上好", "met", 1, [(0, 2, 5, True)]),
    "any: none": (ANY, "喂", "missed", 0, []),
    "all: all": (ALL, "您好请问再见", "met", 1, [(0, 0, 2, True), (0, 2, 4, True), (0, 4, 6, True)]),
    "all: two": (ALL, "您好，再见", "partly", Fraction(2, 3), [(0, 0, 2, True), (0, 3, 5, True)]),
    "all: one twice": (ALL, "您好，您好", "partly", Fraction(1, 3), [(0, 0, 2, True)]),
    "all: none": (ALL, "喂", "missed", 0, []),
    "at_least: enough": (TWO, "再见，您好", "met", 1, [(0, 3, 5, True), (0, 0, 2, True)]),
    "at_least: one": (TWO, "再见", "partly", Fraction(1, 2), [(0, 0, 2, True)]),
    "negated": (rule_of(required="给您答复"), "不会给您答复", "missed", 0, [(0, 2, 6, False)]),
    "negated, comma between": (rule_of(required="给您答复"), "不会，给您答复", "met", 1, [(0, 3, 7, True)]),
    "negated and affirmed": (rule_of(required="给您答复"), "不给您答复，给您答复", "met", 1, [(0, 6, 10, True)]),
    "nin and ni typed": (rule_of(required="您好"), "你好", "met", 1, [(0, 0, 2, True)]),
    "homophone typed": (rule_of(required="抱歉"), "很保欠", "met", 1, [(0, 1, 3, True)]),
    "homophone typed, exact wanted": (rule_of(required="抱歉", match="exact"), "保欠", "missed", 0, [(0, 0, 2, False)]),
    "near typed": (rule_of(required=PHRASE), PHRASE[:-1], "missed", 0, [(0, 0, 11, False)]),
    "empty text": (ANY, "", "missed", 0, []),
}


@pytest.mark.parametrize(("rule", "text", "outcome", "fraction", "places"), TABLE.values(), ids=TABLE)
def test_typed(rule: Required, text: str, outcome: str, fraction: Any, places: Any) -> None:
    judgement = judged(rule, agent(text))
    if outcome == "missed" and not places:
        assert all(not e.counted for e in judgement.evidence)
    else:
        assert spans(judgement) == places
    assert (judgement.outcome, judgement.fraction) == (outcome, fraction)
    assert judgement.why
    assert judgement.hits == ()


def test_typed_misspelling_is_shown() -> None:
    assert judged(rule_of(required="抱歉"), agent("很保欠")).why == "说到了“抱歉”（打成了“保欠”，有错别字）"
    assert judged(rule_of(required="抱歉"), heard("很保欠")).why == "说到了“保欠”"


def test_nin_and_ni_heard_are_one() -> None:
    judgement = judged(rule_of(required="您好"), heard("你好"))
    assert (judgement.outcome, judgement.evidence[0].how, judgement.evidence[0].said) == ("met", "exact", "你好")


@pytest.mark.parametrize(
    ("phrase", "said", "why"),
    [
        ("您好", "你好", "说到了“你好”，用“您”更好"),
        ("您好", "您好", "说到了“您好”"),
        ("你好", "你好", "说到了“你好”"),
        ("你们来过", "你们来过", "说到了“你们来过”"),
    ],
)
def test_the_polite_form_is_recommended_where_the_phrase_has_it(phrase: str, said: str, why: str) -> None:
    assert judged(rule_of(required=phrase), agent(said)).why == why
    assert judged(rule_of(required=phrase), heard(said)).why == f"说到了“{said}”"


def test_near_and_sure_is_met() -> None:
    text = text_graded("sure")
    judgement = judged(rule_of(required=PHRASE), heard(text))
    assert judgement.outcome == "met"
    (one,) = judgement.evidence
    assert (one.how, one.counted, one.said) == ("near", True, text[one.char_start : one.char_end])


def test_near_and_unclear_is_unclear() -> None:
    text = text_graded("unclear")
    judgement = judged(rule_of(required=PHRASE), heard(text))
    assert (judgement.outcome, judgement.fraction, judgement.reason) == ("unclear", 0, "unclear_speech")
    (one,) = judgement.evidence
    assert (one.how, one.counted, one.said) == ("near", False, text[one.char_start : one.char_end])


def test_nearest_candidate_is_shown_and_not_counted() -> None:
    text = text_graded("candidate")
    judgement = judged(rule_of(required=["您好", PHRASE]), heard(text))
    assert (judgement.outcome, judgement.reason) == ("missed", None)
    (one,) = judgement.evidence
    assert (one.phrase, one.counted, one.how) == (PHRASE, False, "near")
    assert one.similarity is not None
    assert 0 < one.similarity < 1


@pytest.mark.parametrize("match", ["exact", "sound"])
def test_near_does_not_count_where_closer_is_asked_for(match: str) -> None:
    judgement = judged(rule_of(required=PHRASE, match=match), heard(text_graded("sure")))
    assert (judgement.outcome, [e.counted for e in judgement.evidence]) == ("missed", [False])


def test_doubt_about_what_is_still_needed_is_unclear() -> None:
    rule = rule_of(required=["您好", PHRASE], all="true")
    judgement = judged(rule, heard(text_graded("unclear")), heard("您好"))
    assert judgement.outcome == "unclear"
    assert [(e.phrase, e.counted) for e in judgement.evidence] == [("您好", True), (PHRASE, False)]


def test_doubt_about_what_is_not_needed_does_not_matter() -> None:
    judgement = judged(rule_of(required=["您好", PHRASE]), heard("您好"), heard(text_graded("unclear")))
    assert (judgement.outcome, judgement.fraction) == ("met", 1)
    assert [e.phrase for e in judgement.evidence] == ["您好"]


def test_doubt_that_would_not_be_enough_is_partly() -> None:
    rule = rule_of(required=["您好", PHRASE, "请稍等"], all="true")
    judgement = judged(rule, heard(text_graded("unclear")), heard("您好"))
    assert (judgement.outcome, judgement.fraction) == ("partly", Fraction(1, 3))


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [("您好，请问", "met", None), ("您好", "unclear", "audio"), ("喂", "unclear", "audio")],
)
def test_bad_audio_makes_unclear_what_was_not_found(text: str, outcome: str, reason: str | None) -> None:
    judgement = judged(rule_of(required=["您好", "请问"], all="true"), heard(text, gate="noisy"))
    assert (judgement.outcome, judgement.reason) == (outcome, reason)


def test_a_pause_frees_the_phrase_from_the_negator() -> None:
    rule = rule_of(required="给您答复")
    near = words(("不会", 0.0, 0.5), ("给您", 0.6, 1.0), ("答复", 1.0, 1.5))
    far = words(("不会", 0.0, 0.5), ("给您", 0.8, 1.2), ("答复", 1.2, 1.5))
    assert judged(rule, heard("不会给您答复", words=near)).outcome == "missed"
    judgement = judged(rule, heard("不会给您答复", words=far))
    assert judgement.outcome == "met"
    assert (judgement.evidence[0].start, judgement.evidence[0].end) == (0.8, 1.5)


def test_evidence_has_the_times_and_the_confidence_of_the_words() -> None:
    from trainer.call import Word

    said = (Word("好的", 1.0, 1.4, 0.9), Word("您好", 1.5, 2.0, 0.7), Word("请讲", 2.0, 2.5, 0.2))
    (one,) = judged(rule_of(required="您好"), heard("好的您好请讲", words=said)).evidence
    assert (one.start, one.end, one.confidence, one.similarity, one.how) == (1.5, 2.0, 0.7, 1.0, "exact")


def test_evidence_without_words_is_timed_by_its_place() -> None:
    (one,) = judged(rule_of(required="您好"), agent("好的您好", 10.0, 12.0)).evidence
    assert (one.start, one.end, one.confidence) == (11.0, 12.0, None)


def test_typed_evidence_has_no_times() -> None:
    (one,) = judged(rule_of(required="您好"), agent("好的您好")).evidence
    assert (one.start, one.end) == (None, None)


def test_words_that_are_not_in_the_text_are_passed_over() -> None:
    said = words(("[噪音]", 0.0, 1.0), ("您好", 1.0, 1.5))
    (one,) = judged(rule_of(required="您好"), heard("您好", words=said)).evidence
    assert (one.start, one.end) == (1.0, 1.5)


def test_only_the_agent_counts() -> None:
    assert judged(rule_of(required="您好"), caller("您好"), agent("喂")).outcome == "missed"


def test_the_utterance_is_the_calls() -> None:
    judgement = judged(rule_of(required="您好"), caller("喂"), agent("嗯"), agent("您好"))
    assert spans(judgement) == [(2, 0, 2, True)]


def test_what_is_missing_is_named_in_one_wording() -> None:
    within = context(slots={"公司": "海棠苑"}, lists={"致歉": ("抱歉", "对不起")})
    judgement = judged(rule_of(required=["<致歉>", "(请)?您{公司}"]), agent("喂"), within=within)
    assert judgement.why == "没有说到“抱歉”这类的话"


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"required": ["您好", "早上好"]}, "没有说到“您好”、“早上好”"),
        ({"required": ["您好", "早上好", "下午好", "晚上好"]}, "没有说到“您好”这类的话"),
        ({"required": ["(还)?有(没有)?漏(掉)?", "送(给您)?一", "全不全"]}, "没有说到“有没有漏”这类的话"),
        ({"required": ["祝您(生活)?愉快", "再见"], "all": "true"}, "没有说到“祝您生活愉快”、“再见”这类的话"),
        ({"required": ["(好)甲", "乙", "丙", "丁"], "at_least": "2"}, "没有说到“好甲”、“乙”这类的话"),
    ],
)
def test_the_author_s_first_wording_is_named_where_one_of_many_would_do(rule: dict[str, Any], why: str) -> None:
    assert judged(rule_of(**rule), agent("喂")).why == why


def test_what_is_missing_from_a_part_is_named() -> None:
    assert judged(ALL, agent("您好，再见")).why == "说到了 2 句，还差 1 句：“请问”"


@pytest.mark.parametrize("value", ["0", "4", "x"])
def test_at_least_must_be_possible(value: str) -> None:
    with pytest.raises(ValidationError):
        rule_of(required=["您好", "请问", "再见"], at_least=value)


def test_at_least_beyond_the_list_is_explained() -> None:
    with pytest.raises(ValidationError, match="at_least 要 4 句，可是 required 只列了 3 句"):
        rule_of(required=["您好", "请问", "再见"], at_least="4")


def test_templates_are_the_phrases() -> None:
    assert ALL.templates() == ("您好", "请问", "再见")


def test_a_name_is_not_denied_by_a_word_that_recognition_wrote_before_it() -> None:
    rule, around = rule_of(required="{姓名}"), context(slots={"姓名": "小林"})
    heard, typed = agent("客服不小林", 0.0, 2.0), agent("客服不小林")
    outcomes = [rule.judge(part_of(call_of(said)), around).outcome for said in (heard, typed)]
    assert outcomes == ["met", "missed"]


@pytest.mark.parametrize(
    ("match", "outcome"), [("near", "unclear"), ("sound", "missed")], ids=["near sound counts", "it does not"]
)
def test_a_garbled_short_phrase_is_unclear(match: str, outcome: str) -> None:
    judgement = judged(rule_of(required="再见", match=match), heard("辛苦了，昨见。"))
    assert judgement.outcome == outcome
    assert judged(rule_of(required="再见", match=match), agent("辛苦了，昨见。")).outcome == "missed"
