"""Lists that stand for a dialogue act: own words count, and words that read otherwise are left to a person."""

from __future__ import annotations

import pytest

from trainer.rules.interface import Judgement
from trainer.text import thresholds as t
from trainer.text.sentence_reader import log_odds, rudeness

from .helpers import agent, context, judged, rule_of

LISTS = {"致歉": ("对不起", "抱歉"), "上报": ("上报", "反映"), "店里的话": ("臊得慌",), "道别": ("再见",)}
OWN = "尺码给您发错两回，我都臊得慌"


def asked(text: str, phrase: str = "<致歉>", **more: str) -> Judgement:
    return judged(rule_of(required=[phrase], **more), agent(text), within=context(lists=LISTS))


def test_own_words_count_and_say_so() -> None:
    judgement = asked(f"您好。{OWN}。")
    (place,) = judgement.evidence
    assert judgement.outcome == "met"
    assert (place.how, place.said, place.char_start, place.counted) == ("meaning", OWN, 3, True)
    assert judgement.review == ()


@pytest.mark.parametrize(
    ("phrase", "text"),
    [("<致歉>", "我给您查一下您的单子"), ("<上报>", OWN), ("<店里的话>", "尺码给您发错两回"), ("对不起", OWN)],
    ids=["another act", "another list", "a list of no act", "no list"],
)
def test_nothing_else_counts_by_its_meaning(phrase: str, text: str) -> None:
    assert asked(text, phrase).outcome == "missed"


@pytest.mark.parametrize("more", [{"match": "exact"}, {"match": "sound"}, {"unless": "臊得慌"}], ids=str)
def test_who_says_what_counts_gets_no_own_words(more: dict[str, str]) -> None:
    assert asked(OWN, **more).outcome == "missed"


def test_one_sentence_stands_for_one_list_of_an_act() -> None:
    lists = {"致歉": ("对不起",), "再致歉": ("再次致歉",)}
    rule = rule_of(required=["<致歉>", "<再致歉>"], all="true")
    assert judged(rule, agent(f"{OWN}，对不起"), within=context(lists=lists)).outcome == "partly"
    assert judged(rule, agent(OWN), within=context(lists=lists)).outcome == "partly"
    assert judged(rule, agent(f"对不起。{OWN}"), within=context(lists=lists)).outcome == "met"


def test_own_words_stand_where_their_clauses_are() -> None:
    said = f"您好，{OWN}"
    assert log_odds("sorry", said) >= t.READS_LIKE
    (place,) = asked(said).evidence
    assert (place.char_start, place.char_end) == (3, len(said))
    assert place.similarity is not None
    assert 0 < place.similarity < 1


def test_own_words_at_the_end_of_a_sentence_do_not_begin_it() -> None:
    said = "您好，这边是海棠苑，我是小苏，请问我能帮您什么忙"
    (place,) = judged(
        rule_of(required=["<主动服务>"]), agent(said), within=context(lists={"主动服务": ("为您效劳",)})
    ).evidence
    assert place.said == "请问我能帮您什么忙"


def test_a_wording_that_was_only_nearly_heard_is_not_doubted_by_what_was_written() -> None:
    said = agent("哎哟那可真抱谦没按您家皇历施工", 0.0, 5.0)
    assert judged(rule_of(required=["<致歉>"]), said, within=context(lists=LISTS)).review == ()


def test_a_mere_sound_is_not_read() -> None:
    muttered = agent(OWN, 1.0, 1.5, confidence=0.1)
    assert judged(rule_of(required=["<致歉>"]), muttered, within=context(lists=LISTS)).outcome != "met"


def test_long_text_without_a_stop_is_read_in_no_time() -> None:
    assert asked("您好，" * 20_000).outcome == "missed"
    assert asked("抱歉。" * 6_000).outcome == "met"


def test_who_forbids_the_words_reads_the_mere_words() -> None:
    rule = rule_of(none_of=[{"required": ["<致歉>"]}])
    assert judged(rule, agent(OWN), within=context(lists=LISTS)).outcome == "met"


def test_a_wording_of_the_list_comes_first() -> None:
    (place,) = asked(f"{OWN}。真对不起您").evidence
    assert (place.how, place.said) == ("exact", "对不起")


def test_words_in_a_sentence_that_reads_unkindly_otherwise_are_marked() -> None:
    judgement = asked("哎哟，那可真抱歉，没按您家皇历施工")
    assert judgement.outcome == "met"
    assert [mark.kind for mark in judgement.review] == ["meaning"]


def test_a_goodbye_is_doubted_but_never_read_into_other_words() -> None:
    assert [mark.kind for mark in asked("再见这俩字您留着跟楼下说去吧", "<道别>").review] == ["meaning"]
    assert log_odds("bye", "那今天就先到这儿，您慢走啊") >= t.READS_LIKE
    assert asked("那今天就先到这儿，您慢走啊", "<道别>").outcome == "missed"


def test_words_with_next_to_nothing_around_them_are_not_doubted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(t, "READS_UNLIKE", 99.0)
    monkeypatch.setattr(t, "KIND", -99.0)
    assert asked("啊，抱歉啊").review == ()
    assert [mark.kind for mark in asked("啊，抱歉啊您哪").review] == ["meaning"]


def test_a_kind_sentence_is_not_marked_whatever_else_it_does() -> None:
    said = "抱歉您的电话号码我记一下，一三八一二三四零零零八"
    assert log_odds("sorry", said) < t.READS_UNLIKE
    assert rudeness(said) < t.KIND
    judgement = asked(said)
    assert (judgement.outcome, judgement.review) == ("met", ())


def test_nothing_is_read_into_a_sentence_in_which_a_wording_is_turned() -> None:
    said = "您说“道歉有屁用”，我听进去了，可这声对不住我还是得说"
    assert log_odds("sorry", said) >= t.READS_LIKE
    rule = rule_of(required=["<致歉>"])
    assert judged(rule, agent(said), within=context(lists={"致歉": ("道歉",)})).reason == "refused"
    assert judged(rule, agent(f"{said}。{OWN}"), within=context(lists={"致歉": ("道歉",)})).outcome == "met"


def test_nothing_is_read_of_bad_audio() -> None:
    rule = rule_of(required=["<致歉>"])
    assert judged(rule, agent(OWN, 0.0, 4.0, gate="noisy"), within=context(lists=LISTS)).outcome == "unclear"
