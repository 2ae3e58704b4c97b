from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trainer.call import Utterance
from trainer.rules.hypotheses import placed
from trainer.rules.interface import Part, Slice
from trainer.text.find import find, prepare
from trainer.text.phrase import Phrasebook

from .helpers import agent, call_of, context, part_of, rule_of

BEST = "好的，请问您跪什么。"
OTHER = "好的，请问您贵姓。"


def judged(text: str, *hypotheses: str, phrase: str = "请问您贵姓", **more: object):
    call = call_of(agent(text, 1.0, 3.0, hypotheses=hypotheses, **more))
    return rule_of(required=phrase).judge(part_of(call), context())


def test_a_phrase_in_another_hypothesis_was_said() -> None:
    alone, helped = judged(BEST), judged(BEST, "好的。", OTHER)
    assert alone.outcome != "met"
    assert helped.outcome == "met"
    (evidence,) = helped.evidence
    assert (evidence.said, evidence.hypothesis) == ("请问您贵姓", 2)
    assert BEST[evidence.char_start : evidence.char_end] == "请问您跪什么"


def test_what_the_best_text_holds_is_shown_from_there() -> None:
    (evidence,) = judged(OTHER, "请问您贵姓。").evidence
    assert (evidence.hypothesis, evidence.char_start) == (0, 3)


def test_doubt_in_another_hypothesis_changes_nothing() -> None:
    assert judged("不清楚", "您跪什么").outcome == "missed"


def test_a_negator_in_the_other_hypothesis_counts() -> None:
    assert judged("好的。", "我们不会给您答复。", phrase="给您答复").outcome != "met"
    assert judged("好的。", "我们会给您答复。", phrase="给您答复").outcome == "met"


def test_a_banned_phrase_must_stand_in_the_best_text() -> None:
    part = part_of(call_of(agent("这个没有。", 1.0, 2.0, hypotheses=("这个没办法。",))))
    assert rule_of(banned="没办法").judge(part, context()).hits == ()


def test_a_fact_read_back_may_stand_in_another_hypothesis() -> None:
    part = part_of(call_of(agent("您要办的是行驶中，对吗？", 1.0, 3.0, hypotheses=("您要办的是行驶证，对吗？",))))
    (evidence,) = rule_of(repeat="all").judge(part, context(facts={"诉求": "行驶证"})).evidence
    assert (evidence.said, evidence.counted, evidence.hypothesis) == ("行驶证", True, 1)


def test_what_must_not_be_said_has_to_stand_in_the_best_text() -> None:
    part = part_of(call_of(agent("那我先不打扰您了", 1.0, 3.0, hypotheses=("那我问一句您满意吗",))))
    assert rule_of(none_of=[{"required": "您满意吗"}]).judge(part, context()).outcome == "met"


def test_a_hypothesis_does_not_overrule_a_denial() -> None:
    assert judged("我们不会给您答复的", "我们会给您答复的", phrase="给您答复").outcome != "met"
    assert judged("不会太久，我们给您大幅", "不会太久，我们给您答复", phrase="我们给您答复").outcome == "met"


def test_two_hypotheses_of_the_same_sound_were_not_both_said() -> None:
    said = agent("请您稍后", 1.0, 3.0, hypotheses=("谢谢您来电", "欢迎您再来"))
    rule = rule_of(required=["谢谢您来电", "欢迎您再来"], all=True)
    judgement = rule.judge(part_of(call_of(said)), context())
    assert (judgement.outcome, [one.said for one in judgement.evidence]) == ("partly", ["谢谢您来电"])


def test_the_hypothesis_that_helps_most_is_taken() -> None:
    said = agent("请您稍后", 1.0, 3.0, hypotheses=("谢谢您来电", "谢谢您来电欢迎您再来"))
    rule = rule_of(required=["谢谢您来电", "欢迎您再来"], all=True)
    assert rule.judge(part_of(call_of(said)), context()).outcome == "met"


def test_a_part_of_an_utterance_has_no_other_hypotheses() -> None:
    said = agent(BEST, 1.0, 3.0, hypotheses=(OTHER,))
    part = Part(call_of(said), "turn", (Slice(0, said, 0, len(BEST) - 1),))
    assert rule_of(required="请问您贵姓").judge(part, context()).outcome != "met"


def test_two_parts_of_a_call_do_not_share_what_was_worked_out() -> None:
    first, second = agent(BEST, 1.0, 3.0, hypotheses=(OTHER,)), agent("再见", 4.0, 5.0, hypotheses=("在见",))
    call, shared = call_of(first, second), context()
    rule = rule_of(required="请问您贵姓")
    whole = Part(call, "turn", (Slice(0, first, 0, len(BEST)), Slice(1, second, 0, 2)))
    cut = Part(call, "turn", (Slice(0, first, 0, 4), Slice(1, second, 0, 2)))
    assert [rule.judge(part, shared).outcome == "met" for part in (whole, cut, whole)] == [True, False, True]


@given(st.text(alphabet="请问您贵姓好的，", max_size=12), st.text(alphabet="好的，请问您贵性", max_size=12))
def test_the_place_lies_in_the_text(text: str, before: str) -> None:
    other = before + "请问您贵姓"
    utterance = Utterance("agent", text, hypotheses=(other,))
    (*_, found) = find(Phrasebook({}, {}).compile("请问您贵姓"), prepare([other], [True]))
    place = placed(found, utterance, 1)
    assert 0 <= place.start <= place.end <= len(text)
    assert place.start < place.end or not text


def test_equal_texts_have_equal_places() -> None:
    utterance = Utterance("agent", OTHER, hypotheses=(OTHER,))
    (found,) = find(Phrasebook({}, {}).compile("您贵姓"), prepare([OTHER], [True]))
    place = placed(found, utterance, 1)
    assert (place.start, place.end) == (found.start, found.end) == (5, 8)
