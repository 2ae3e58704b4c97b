"""Lists that stand for a dialogue act: own words count, and words that read otherwise are left to a person."""

from __future__ import annotations

import pytest

from trainer.rules.interface import Judgement

from .helpers import agent, context, judged, rule_of

LISTS = {"致歉": ("对不起", "抱歉"), "上报": ("上报", "反映"), "店里的话": ("臊得慌",)}
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


def test_who_asks_for_the_very_characters_gets_no_own_words() -> None:
    assert asked(OWN, match="exact").outcome == "missed"


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


def test_a_kind_sentence_is_not_marked_whatever_else_it_does() -> None:
    judgement = asked("抱歉的是这个我没有权力当场答应您，我马上请主管来跟您说")
    assert (judgement.outcome, judgement.review) == ("met", ())


def test_nothing_is_read_into_a_sentence_in_which_a_wording_is_turned() -> None:
    said = "您说“道歉有屁用”，我听进去了，可这声对不住我还是得说"
    rule = rule_of(required=["<致歉>"])
    assert judged(rule, agent(said), within=context(lists={"致歉": ("道歉",)})).reason == "refused"
    assert judged(rule, agent(f"{said}。{OWN}"), within=context(lists={"致歉": ("道歉",)})).outcome == "met"


def test_nothing_is_read_of_bad_audio() -> None:
    rule = rule_of(required=["<致歉>"])
    assert judged(rule, agent(OWN, 0.0, 4.0, gate="noisy"), within=context(lists=LISTS)).outcome == "unclear"
