"""What a rule is called."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from trainer import scoring
from trainer.call import Call, Utterance
from trainer.scenario.load import load
from trainer.scoring.rule_label import label, list_of

REPORT = Path(__file__).resolve().parents[1] / "report"
MINI = Path(__file__).resolve().parents[1] / "practice" / "mini.yaml"


def test_a_short_hint_is_its_name_and_a_rule_that_is_gone_goes_by_its_kind():
    scenario = load(MINI)
    card = scoring.score(scenario, Call((Utterance("agent", "喂", "greet"),), path=("greet",)))
    names = {one.id: label(scenario, one, {}) for one in card.verdicts}
    assert names["greet.required-1"] == "先问好"
    gone = replace(card.verdicts[0], id="greet.gone")
    assert label(scenario, gone, {}) == "要说"


@pytest.mark.parametrize(
    ("rule", "name", "why"),
    [
        ("greet.optional-end", "“您好，这里是海棠苑”", "没有说到“您好，这里是海棠苑”这类的话"),
        ("greet.optional-words", "“请您稍等片刻”", "没有说到“请您稍等片刻”这类的话"),
        ("greet.list", "致歉", "没有说到“非常抱歉”这类的话"),
        ("greet.list-and-slot", "“非常抱歉海棠苑”", "没有说到“非常抱歉海棠苑”这类的话"),
    ],
)
@pytest.mark.parametrize("given", [{}, {"公司": "海棠苑"}], ids=["own slots", "slots of the call"])
def test_a_phrase_is_shown_in_one_way(rule: str, name: str, why: str, given: dict[str, str]):
    scenario = load(REPORT / "unhinted.yaml")
    said = Utterance("agent", "喂", "greet")
    card = scoring.score(scenario, Call((said,), path=("greet",), source="x", slots=given))
    (verdict,) = [one for one in card.verdicts if one.id == rule]
    assert (label(scenario, verdict, given), verdict.why) == (name, why)


@pytest.mark.parametrize(
    ("templates", "name"), [((), None), (("您好",), None), (("<致歉>", "您好"), "致歉"), (("< 致歉 >",), "致歉")]
)
def test_the_phrase_list_that_a_rule_asks_for(templates: tuple[str, ...], name: str | None):
    assert list_of(templates) == name
