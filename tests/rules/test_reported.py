"""Whose words a forbidden phrase is: the agent's, somebody else's, or words that he says he does not say."""

from __future__ import annotations

import pytest

from trainer.rules.reported import disclaimed, reported
from trainer.rules.suspect import Example
from trainer.scorecard import Review

from .helpers import agent, judged, rule_of
from .test_stages import suspect_of, suspects_of


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        pytest.param("一定赔", "我不能跟您拍胸脯说“一定赔”", id="an oath, quoted"),
        pytest.param("不归我管", "也不会跟您说“不赔”“这不归我管”", id="the second of two quotations"),
        pytest.param("不归我管", "不会说“不赔”，“不归我管”", id="a comma between two quotations"),
        pytest.param("不归我管", "我不会跟您说‘没办法。这事不归我管’", id="sentences in a quotation"),
        pytest.param("明天一定修好", "我不能现在拍着胸脯跟您说明天一定修好", id="an oath"),
        pytest.param("一定", "没敢答应您一定能赶上", id="a promise"),
        pytest.param("明天到", "我没法在电话里答应您师傅明天到", id="a promise of somebody else"),
        pytest.param("不归我管", "我不会拿一句“这个不归我管”打发您", id="what he puts nobody off with"),
        pytest.param("不归我管", "我们从不对客户说不归我管", id="never"),
        pytest.param("不归我管", "我不是说这事不归我管", id="not what is meant"),
        pytest.param("明天一定修好", "明天一定修好这种话，我不敢跟您说", id="such words"),
    ],
)
def test_words_that_the_agent_does_not_say(phrase: str, text: str) -> None:
    assert disclaimed(suspect_of("banned", Example(phrase, text))) == "spare"


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        pytest.param("不归我管", "我不会跟您多说，不归我管", id="no more of it"),
        pytest.param("不归我管", "我不能跟您说，不归我管", id="the reason in the next clause"),
        pytest.param("不归我管", "我不能不跟您说不归我管", id="denied twice"),
        pytest.param("不行", "我跟您说不行", id="said"),
        pytest.param("不行", "不是说了不行吗", id="said long ago"),
        pytest.param("不行", "不行，这种话您跟经理说", id="of other words"),
        pytest.param("不归我管", "您不是说不归我管吗", id="the caller said it"),
        pytest.param("一定赔", "能不能跟您说一定赔", id="a question"),
        pytest.param("不归我管", "您也没说不归我管", id="somebody else does not say it"),
        pytest.param("没办法", "我不会跟您说“不赔”，没办法", id="after the quotation"),
    ],
)
def test_words_that_the_agent_says(phrase: str, text: str) -> None:
    assert disclaimed(suspect_of("banned", Example(phrase, text))) == "pass"


def test_what_he_rather_does_not_say_is_said_and_not_said() -> None:
    assert disclaimed(suspect_of("banned", Example("骗子", "我不好说您就是骗子"))) == "doubt"
    assert disclaimed(suspect_of("banned", Example("骗子", "我不想说“骗子”这样的话"))) == "spare"


@pytest.mark.parametrize(
    ("phrase", "text", "answer"),
    [
        pytest.param("滚", "那位同事回了您一句“滚”", "spare", id="a colleague"),
        pytest.param("不归我管", "您说他们当时就回您“我忙。这不归我管”", "spare", id="over the end of a sentence"),
        pytest.param("不归我管", "他那句“不归我管”是不对的", "spare", id="that sentence"),
        pytest.param("别找我", "他出门的时候跟我讲“三点前别找我”", "spare", id="told to the agent"),
        pytest.param("不退", "要是我说“不退”，那是骗您", "spare", id="if I said so"),
        pytest.param("滚", "我跟您说“滚”", "pass", id="the agent's own"),
        pytest.param("滚", "您放心，他不敢，我跟您说“滚”", "pass", id="the agent's own after another's"),
        pytest.param("滚", "您既然问了就跟您说“滚”", "pass", id="the agent's own without a subject"),
        pytest.param("不归我管", "您听我说“不归我管”", "pass", id="the agent's own, listened to"),
        pytest.param("烦死了", "好多人一进门就跟我抱怨“手续烦死了”", "spare", id="complained of to the agent"),
        pytest.param("不归我管", "“不归我管”这种话不该说", "spare", id="nobody named"),
        pytest.param("不归我管", "我跟您讲，“不归我管”", "pass", id="the agent's own before a comma"),
        pytest.param("不归我管", "我就一句话：“不归我管”", "pass", id="the agent's own, in a sentence"),
        pytest.param("不归我管", "再跟您说一遍“不归我管”", "pass", id="the agent's own, once more"),
        pytest.param("滚", "送您一个“滚”", "pass", id="a sneer"),
        pytest.param("不归我管", "我们师傅当时说“不归我管”", "spare", id="of the agent's people"),
    ],
)
def test_quotations_are_reported(phrase: str, text: str, answer: str) -> None:
    assert reported(suspect_of("banned", Example(phrase, text))) == answer


@pytest.mark.parametrize(
    ("phrase", "text", "answer"),
    [
        pytest.param("买不起别", "店员说买不起别摸，这话太伤人了", "spare", id="a shop assistant, and what of it"),
        pytest.param("爱要不要", "骑手把东西一扔，说爱要不要，这不像话", "spare", id="over a comma"),
        pytest.param("嫌吵", "装修队冲您吼嫌吵就搬", "spare", id="a team shouts"),
        pytest.param("急什么", "护士对您喊急什么", "spare", id="told to the caller"),
        pytest.param("您烦不烦", "柜员骂您烦不烦", "spare", id="scolded"),
        pytest.param("随便", "您先生说随便", "spare", id="the caller's family"),
        pytest.param("不行", "师傅说不行，我也没办法", "pass", id="hides behind a workman"),
        pytest.param("不行", "领导说不行，这话我也不爱听", "pass", id="hides behind the boss"),
        pytest.param("不清楚", "不瞒您说，我也不清楚", "pass", id="an idiom"),
        pytest.param("不行", "我这人说不行就不行，这话不好听", "pass", id="of himself"),
    ],
)
def test_who_else_speaks_is_told_by_the_shape_of_the_word_for_him(phrase: str, text: str, answer: str) -> None:
    suspect, *_ = suspects_of("banned", Example(phrase, text))
    assert reported(suspect) == answer


def test_marks_that_the_engine_wrote_quote_nothing() -> None:
    text = "有人写“不归我管”"
    assert reported(suspect_of("banned", Example("不归我管", text))) == "spare"
    assert reported(suspect_of("banned", Example("不归我管", text, heard=True))) == "pass"


@pytest.mark.parametrize(
    ("phrase", "text", "outcome"),
    [
        pytest.param("打包票", "我没办法现在给您打包票", "met", id="the promise itself is withheld"),
        pytest.param("打包票", "我给您打包票", "missed", id="promised"),
        pytest.param("小题大做", "您可不是小题大做", "met", id="it is not so"),
        pytest.param("是您的错", "怎么会是您的错呢", "met", id="how could it be"),
        pytest.param("挑刺", "您哪是挑刺", "met", id="where is it so"),
        pytest.param("难缠", "我没觉得您难缠", "met", id="nobody thinks so"),
        pytest.param("挑刺", "您这不是挑刺吗", "missed", id="a rhetorical question"),
        pytest.param("您家开的", "又不是您家开的", "missed", id="a sneer"),
    ],
)
def test_what_is_denied_was_not_said(phrase: str, text: str, outcome: str) -> None:
    assert judged(rule_of(banned=phrase), agent(text)).outcome == outcome


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        pytest.param("您好，我没那意思说您有病。", "我没那意思说您有病", id="denied"),
        pytest.param("同事可能说您有病。", "同事可能说您有病", id="reported"),
    ],
)
def test_a_veto_in_doubt_is_left_to_a_person(text: str, clause: str) -> None:
    judgement = judged(rule_of(banned="您有病", fatal="true"), agent(text))

    start = text.index(clause)
    assert (judgement.outcome, judgement.reason) == ("unclear", "unclear_meaning")
    assert judgement.review == (Review("meaning", 0, start, start + len(clause), clause),)
    assert judged(rule_of(banned="您有病"), agent(text)).outcome == "missed"


def test_a_last_character_alone_is_of_the_next_clause() -> None:
    assert judged(rule_of(banned="没人管您"), agent("打了几次又没人管，您生气。")).outcome == "met"
    assert judged(rule_of(banned="您没人管"), agent("您，没人管。")).outcome == "missed"


def test_a_doubt_is_marked_beside_a_hit() -> None:
    judgement = judged(rule_of(banned="骗子"), agent("我不好说您就是骗子。您就是骗子。"))

    assert (judgement.outcome, len(judgement.hits)) == ("missed", 1)
    assert [mark.said for mark in judgement.review] == ["我不好说您就是骗子"]
