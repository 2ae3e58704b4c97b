"""不知道 as a polite question costs nothing; declining does."""

from __future__ import annotations

import pytest

from tests.rules.helpers import agent, judged, rule_of
from trainer.call import Utterance


def heard(text: str) -> Utterance:
    return agent(text, 0.0, 4.0)


RULE = rule_of(banned=["不知道", "不(太)?清楚"])

POLITE = (
    "不知道您参加过我们的活动吗？",
    "陈女士，不知道您看到短信了没有？",
    "不知道您收没收到我们的通知？",
    "请问不知道您了解过我们的会员卡吗",
    "不知道您对我们的工作还满意吗？",
    "不知道您考虑得怎么样了？",
    "不知道您那儿离管理处远不远？",
    "不知道您找哪一位？",
    "不知道您车牌号是多少？",
    "不知道您想问什么呢？",
    "不知道您同不同意这样办？",
    "不知道这个办法您能接受吗？",
    "不知道下午三点您在家吗",
    "不知道您是要租还是要买",
    "不知道您家里有没有老人？",
    "不清楚您家里现在有没有人？",
    "不知道您貴姓？",
    "不知道会不会耽误您的时间？",
    "好的。也不知道您是要月卡还是临时停",
    "您看还有哪儿不清楚，我再说一遍",
    "您还不知道呢，门禁今天换了",
    "要不是您提醒，我们真不知道怎么办",
    "不知道结果之前，我不乱答应",
    "抱歉抱歉，我不知道您正忙",
    "邻居可能也不知道管子裂了，我去提醒他",
    "新搬来的住户还不知道快递放哪儿，我带他去",
    "群里有人不知道停电，我再发一遍",
    "谢谢您，您不提我们还真不知道",
    "幸好您看得细，要不然不知道多少人白跑一趟",
    "小孩不清楚地址的话，让他看门牌",
    "您太太不知道这事，我不提",
    "单子上的字不清楚，我重印一份",
    "我不知道您在休息，打扰了",
)
POLITE_BY_ITS_MARK = (
    "不知道有没有打扰到您？",
    "不知道漏水好了没有？",
    "不知道我说清楚了没有？",
    "不知道她什么时候在家，我再打来？",
    "不知道是哪方面没让您满意，是时间还是师傅的态度？",
)
OVER_A_COMMA = (
    "不知道您想办点什么，我来给您看看？",
    "不知道是我没听清还是线路不好，麻烦您再说一遍。",
    "不知道我有没有打对，您是顾女士吧？",
    "不知道您问这个，是不是家里出了什么事？",
    "不知道老爷子腿脚怎么样，有没有人陪着？",
    "不知道您是觉得日子不对，还是钟点不对？",
    "不知道冯女士在不在，方便请她听个电话吗？",
)
DECLINING = (
    "抱歉，我不知道您什么时候能拿到。",
    "对不起，我不知道您说的那个。",
    "不知道师傅在不在，方便您自己打个电话吗？",
    "我什么都不知道。",
    "师傅几点到不知道。",
    "这个号码不知道是谁的。",
    "不知道以前谁办的。",
    "您不知道吗？",
    "不知道。",
    "这个我不知道。",
    "不知道，您问别人吧。",
    "我也不知道什么时候能给您修好。",
    "我们不知道您的情况怎么办？",
    "反正不知道您说的怎么处理",
    "不知道什么时候能给您修好。",
    "不知道能不能修。",
    "不知道这事归谁管。",
    "不知道您说的那件事",
    "不知道吗？",
    "不知道谁管，您自己去问，行吗？",
    "不知道师傅什么时候来，是不是明天？",
    "不知道什么时候能来，您再打来问问好吗？",
    "前台那边也不知道。",
    "这个您问我，我也不知道。",
    "我不知道我们有没有这个，您找别人吧。",
    "不知道什么时候修好，我又不是师傅，您说呢？",
)
SCORN = ("不知道您在说什么？", "不知道您急什么！", "不知道您懂不懂？", "不知道你想怎么样？", "不知道您有什么毛病？")


@pytest.mark.parametrize("text", POLITE)
def test_a_polite_question_is_innocent_typed_and_heard(text: str) -> None:
    assert judged(RULE, agent(text)).outcome == "met"
    assert judged(RULE, heard(text)).outcome == "met"


@pytest.mark.parametrize("text", POLITE_BY_ITS_MARK)
def test_a_question_told_by_its_mark_alone_is_in_doubt_where_it_was_heard(text: str) -> None:
    assert judged(RULE, agent(text)).outcome == "met"
    assert judged(RULE, heard(text)).outcome == "unclear"


def test_without_a_mark_a_last_particle_leaves_a_doubt() -> None:
    assert judged(RULE, heard("不知道漏水好了没有")).outcome == "unclear"
    assert judged(RULE, agent("不知道漏水好了没有")).outcome == "missed"


@pytest.mark.parametrize("text", OVER_A_COMMA)
def test_a_question_may_go_on_over_a_comma(text: str) -> None:
    assert judged(RULE, agent(text)).outcome == "met"


@pytest.mark.parametrize("text", [*DECLINING, *SCORN])
def test_declining_and_scorn_are_hits(text: str) -> None:
    assert judged(RULE, agent(text)).outcome == "missed"
    assert judged(RULE, heard(text)).outcome == "missed"


def test_only_wondering_words_ask() -> None:
    assert judged(rule_of(banned="不行"), agent("不行您下午在家吗？")).outcome == "missed"
