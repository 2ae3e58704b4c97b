from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from trainer.rules import pick
from trainer.rules.note import Note
from trainer.rules.required import Required

from .helpers import context, judged, rule_of

FACTS = {"房号": "3栋2单元501", "电话": "13800138000", "姓名": "陈静"}


@pytest.mark.parametrize(
    ("note", "outcome", "fraction"),
    [
        pytest.param({"房号": "3-2-501", "电话": "138 0013 8000", "姓名": "陈静"}, "met", Fraction(1), id="all"),
        pytest.param({"内容": "陈静，3栋2单元501室，13800138000"}, "met", Fraction(1), id="in one field"),
        pytest.param({"房号": "3-2-502", "姓名": "陈婧"}, "partly", Fraction(1, 3), id="digits exact, names by sound"),
        pytest.param({"房号": ""}, "missed", Fraction(0), id="empty field"),
        pytest.param({}, "missed", Fraction(0), id="empty note"),
    ],
)
def test_found_over_needed(note: dict[str, str], outcome: str, fraction: Fraction) -> None:
    judgement = judged(rule_of(note="all"), note=note, within=context(facts=FACTS))
    assert (judgement.outcome, judgement.fraction) == (outcome, fraction)


def test_evidence_quotes_the_note_and_why_what_is_missing() -> None:
    judgement = judged(rule_of(note=["姓名", "电话"]), note={"客户": "陈婧女士"}, within=context(facts=FACTS))
    assert [(e.phrase, e.said, e.how, e.utterance) for e in judgement.evidence] == [("陈静", "陈婧", "sound", None)]
    assert judgement.why == "记录单里还缺：13800138000；边听边记，挂机前对一遍"


def test_a_wrong_value_in_its_field_is_told() -> None:
    note = {"房号": "3-2-502", "姓名": "陈静", "电话": "没有"}
    judgement = judged(rule_of(note="all"), note=note, within=context(facts=FACTS))
    assert (judgement.outcome, judgement.fraction, judgement.reason) == ("partly", Fraction(1, 3), "wrong_fact")
    why = "记录单里房号写成了 3-2-502，应是 3栋2单元501；还缺：13800138000；边听边记，挂机前对一遍"
    assert judgement.why == why


def test_at_least_suffices() -> None:
    judgement = judged(rule_of(note="all", at_least="1"), note={"姓名": "陈静"}, within=context(facts=FACTS))
    assert (judgement.outcome, judgement.why) == ("met", "记录单记了 1 个要点")


def test_what_was_not_asked_is_not_measured() -> None:
    assert judged(rule_of(note="all"), within=context(facts=FACTS)).reason == "no_note"
    assert judged(rule_of(note="all"), note={}, within=context()).reason == "no_facts"


def test_facts_named() -> None:
    assert Note(note="all").facts_named() == ()
    assert Note(note=("房号",)).facts_named() == ("房号",)


def test_beside_another_operator_note_is_the_trainers_remark() -> None:
    rule = pick({"required": "您好", "note": "all"})
    assert isinstance(rule, Required)
    assert rule.note == "all"
    assert isinstance(pick({"note": "all"}), Note)


def test_shape() -> None:
    with pytest.raises(ValidationError, match="要写 all，或名字的列表，例如 \\[房号\\]"):
        rule_of(note="房号")
