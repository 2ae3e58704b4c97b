from __future__ import annotations

import pytest
from pydantic import ValidationError

from .helpers import agent, call_of, context, judged, part_of, rule_of

PHONE = r"一\d{10}"


def test_finds_digits_as_said_and_points_into_the_original() -> None:
    text = "您的电话是138 0013 8000，对吗？"
    judgement = judged(rule_of(pattern=PHONE), agent(text))
    (place,) = judgement.evidence
    assert judgement.outcome == "met"
    assert (place.utterance, place.char_start, place.char_end) == (0, 5, 18)
    assert place.said == text[5:18] == "138 0013 8000"
    assert (place.phrase, place.how, place.similarity) == (PHONE, "exact", 1.0)


@pytest.mark.parametrize(
    ("pattern", "text", "outcome"),
    [
        pytest.param("([0-9]|[幺一二三四五六七八九零]){11}", "13800138000", "met", id="the example of the design"),
        pytest.param(PHONE, "幺三八零零幺三八零零零", "met", id="spoken digits"),
        pytest.param(PHONE, "1380013800", "missed", id="a digit short"),
        pytest.param(r"[\d幺]{4}号", "工号1008号", "met", id="digits in a class"),
        pytest.param("工号幺零〇八", "工号1008", "met", id="幺 is 一"),
        pytest.param("[你他]来了", "您来了", "met", id="你 is 您"),
        pytest.param("WIFI", "wifi", "met", id="case does not matter"),
        pytest.param("(明天|后天)(上午|下午)?.{0,4}回电", "我后天下午给您回电", "met", id="groups"),
        pytest.param("(?:好|行)(?=的)", "好的", "met", id="look-ahead"),
        pytest.param("[^好]的", "好的", "missed", id="negated class"),
    ],
)
def test_searches_normalised_text(pattern: str, text: str, outcome: str) -> None:
    assert judged(rule_of(pattern=pattern), agent(text)).outcome == outcome


def test_not_must_not_occur_and_costs_nothing() -> None:
    rule = rule_of(pattern=r"赔\d+元", not_="true")
    assert judged(rule, agent("我们会尽快处理")).outcome == "met"
    judgement = judged(rule, agent("那就赔500元"))
    assert (judgement.outcome, judgement.hits) == ("missed", ())
    assert "赔500元" in judgement.why
    assert judgement.evidence[0].char_start == 2


def test_unless_excuses_an_overlapping_place_only() -> None:
    rule = rule_of(pattern=r"赔\d+元", not_="true", unless="不能说赔500元")
    assert judged(rule, agent("我不能说赔500元")).outcome == "met"
    assert judged(rule, agent("我不能说赔500元，那就赔600元")).evidence[0].char_start == 12
    assert judged(rule, agent("好的"), agent("赔500元")).outcome == "missed"
    assert rule.templates() == ("不能说赔500元",)
    assert rule_of(pattern="好").templates() == ()


def test_silence_meets_nothing() -> None:
    nothing = part_of(call_of())
    missed = rule_of(pattern="好").judge(nothing, context())
    assert (missed.outcome, missed.reason) == ("missed", "no_reply")
    unsaid = rule_of(pattern="好", not_="true").judge(nothing, context())
    assert (unsaid.outcome, unsaid.reason) == ("not_measured", "no_reply")


@pytest.mark.parametrize(
    ("not_", "text", "outcome"),
    [("false", "好", "met"), ("false", "坏", "unclear"), ("true", "好", "missed"), ("true", "坏", "unclear")],
)
def test_bad_audio_is_no_proof_of_absence(not_: str, text: str, outcome: str) -> None:
    judgement = judged(rule_of(pattern="好", not_=not_), agent(text, 0, 1), agent("好", 2, 3, gate="noisy"))
    assert judgement.outcome == outcome
    assert all(place.utterance == 0 for place in judgement.evidence)


def test_a_slice_is_searched_and_offsets_stay_those_of_the_utterance() -> None:
    part = part_of(call_of(agent("好的好的")))
    half = type(part)(part.call, part.turn, (type(part.slices[0])(0, part.slices[0].utterance, 2, 4),))
    judgement = rule_of(pattern="好的").judge(half, context())
    assert [(e.char_start, e.char_end) for e in judgement.evidence] == [(2, 4)]


def test_an_empty_match_is_no_place() -> None:
    assert judged(rule_of(pattern="(?=好)|行"), agent("好")).outcome == "missed"


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        pytest.param("(", "写法不对（第 1 个字符附近）", id="unclosed"),
        pytest.param("一{99999999999}", "写法不对", id="absurd repeat"),
        pytest.param("好" * 201, "最多 200 个字符，这里有 201 个", id="long"),
        pytest.param("您好，再见", "不要写标点和空格（，）", id="punctuation"),
        pytest.param("(a+)+", "比对可能很久", id="nested"),
        pytest.param("(a|aa)+b", "比对可能很久", id="alternatives that overlap"),
        pytest.param("([ab]c|ac){30}", "比对可能很久", id="classes that may overlap"),
        pytest.param("(a?){30}", "比对可能很久", id="optional in a repeat"),
        pytest.param("a.*b.*c", "比对可能很久", id="two stars"),
        pytest.param("((?:a(b|c*))+)", "比对可能很久", id="deep"),
        pytest.param("(?=(a+)+)b", "比对可能很久", id="in a look-ahead"),
        pytest.param(r"(?:幺\d|一\d|二\d)+号", "比对可能很久", id="the same alternative, as it is run"),
        pytest.param("(?:aa|Aa)+b", "比对可能很久", id="the same alternative, whatever the case"),
        pytest.param("(?:\u017fa|sa)+b", "比对可能很久", id="the same alternative by an old letter"),
        pytest.param("(?:a|b?)+c", "比对可能很久", id="an alternative that may be empty, in a repeat"),
        pytest.param(".*.{0,48}x", "比对可能很久", id="a star and a long repeat"),
        pytest.param("(?:a{1000}){1000}", "比对可能很久", id="a long way to one match"),
        pytest.param(r"(.*)\1x", "指前面括号里的字", id="backreference"),
        pytest.param(r"(.*?)\1{5}号", "指前面括号里的字", id="repeated backreference"),
        pytest.param("(?P<x>好)(?P=x)", "指前面括号里的字", id="backreference by name"),
        pytest.param(r"(?:好|(行)\1)", "指前面括号里的字", id="backreference in an alternative"),
        pytest.param("(好)?(?(1)的|吧)", "指前面括号里的字", id="condition on a group"),
        pytest.param("a*", "什么都没说也能匹配", id="empty"),
    ],
)
def test_refuses_bad_expressions_in_chinese(pattern: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        rule_of(pattern=pattern)
    assert message in caught.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    "pattern",
    [
        "好" * 200,
        "(ab|cd)+e",
        "(请问)?a.*",
        "a.{0,9}b.{0,9}c",
        "(请)?您(稍|等){2}",
        "(?P<x>好)",
        "好(?!的)",
        "好{2,3}+",
        "a.*b.{0,9}c",
    ],
)
def test_accepts_quick_ones(pattern: str) -> None:
    assert rule_of(pattern=pattern)


LONG = "啊" * 30_000
WIDE = "好.*的"


@pytest.mark.parametrize(
    ("not_", "texts", "outcome"),
    [
        pytest.param("false", (LONG + "好的",), "unclear", id="too long to search"),
        pytest.param("true", (LONG,), "unclear", id="nothing found in what was searched"),
        pytest.param("false", (LONG, "好的"), "met", id="found in another reply"),
        pytest.param("true", (LONG, "好的"), "missed", id="found where it must not be"),
    ],
)
def test_a_text_too_long_to_search_is_left_to_a_person(not_: str, texts: tuple[str, ...], outcome: str) -> None:
    judgement = judged(rule_of(pattern=WIDE, not_=not_), *map(agent, texts))
    assert judgement.outcome == outcome
    assert outcome != "unclear" or judgement.reason == "long_reply"


def test_a_narrow_expression_searches_a_text_of_any_length() -> None:
    assert judged(rule_of(pattern="赔\\d元"), agent(LONG + "赔5元")).outcome == "met"


@pytest.mark.parametrize(
    ("text", "heard", "outcome"),
    [
        pytest.param("周三上午酒点过去", True, "unclear", id="a digit became a character of its sound"),
        pytest.param("周三上午酒点过去", False, "missed", id="typed, it means what it says"),
        pytest.param("周三上午您点过去", True, "missed", id="another sound"),
    ],
)
def test_digits_that_recognition_wrote_otherwise_leave_doubt(text: str, heard: bool, outcome: str) -> None:
    assert judged(rule_of(pattern="[一二三四五六七八九十]点"), agent(text, 0, 3, heard=heard)).outcome == outcome
