"""Whose words a forbidden phrase is: the agent's, somebody else's, or words that he says he does not say."""

from __future__ import annotations

import pytest

from trainer.rules.reported import disclaimed, reported
from trainer.rules.suspect import Example
from trainer.scorecard import Review

from .helpers import agent, judged, rule_of
from .test_stages import suspect_of


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
    ],
)
def test_quotations_are_reported(phrase: str, text: str, answer: str) -> None:
    assert reported(suspect_of("banned", Example(phrase, text))) == answer


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
