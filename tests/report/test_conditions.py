"""Conditions of branches in plain Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.authoring.conftest import SMALL, TALK
from trainer.report.conditions import conditions, for_authors, rule_name
from trainer.rules.condition import Condition
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario

MORE = """\
      - {id: 致歉, required: [很抱歉], points: 1}
      - {id: soft, banned: "(不|没)(行|可以)", deduct: 1, hint: 换个说法}
      - {id: pause, silence: 10, deduct: 1}
      - {id: plain, required: "(请问)?{公司}哪一位", points: 1}
      - {id: sums, pattern: "[0-9]+", points: 1, hint: 报一个数}
"""


@pytest.fixture
def rich(tmp_path: Path) -> Scenario:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "small.yaml").write_text(SMALL, encoding="utf-8")
    text = TALK.replace("facts:", "variants: {busy: 正在忙, free: 有空}\nfacts:", 1)
    text = text.replace("      - {id: promise", MORE + "      - {id: promise")
    text = text.replace("line: 那我等你们的消息。", "line: {busy: 我在忙。, free: 好的。}")
    path = tmp_path / "talk.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def told(scenario: Scenario, *every: Condition) -> str:
    return conditions(every, "hear", scenario, for_authors(scenario))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"met": "pause"}, "没有冷场"),
        ({"missed": "plain"}, "没说“海棠苑哪一位”"),
        ({"missed": "sorry"}, "没说“致歉”"),
        ({"met": "sorry"}, "说了“致歉”"),
        ({"missed": "致歉"}, "没说“致歉”"),
        ({"missed": ["sorry", "read-back"]}, "没说“致歉”、没做到“复述 read-back”"),
        ({"met": "read-back"}, "做到了“复述 read-back”"),
        ({"missed": "hear.promise"}, "说了“肯定赔”这类的话"),
        ({"met": "soft"}, "没说“不行”这类的话"),
        ({"missed": "sums"}, "没做到“报一个数”"),
        ({"missed": "pause"}, "冷场"),
        ({"met": "plain"}, "说了“海棠苑哪一位”"),
        ({"said": ["投诉", "<致歉>"]}, "说了“投诉”或“致歉”"),
        ({"not_said": ["投诉", "{公司}"]}, "没说“投诉”，也没说“海棠苑”"),
        ({"variant": ["busy", "free"]}, "情况是“正在忙”或“有空”"),
        ({"wrong": ["房号", "诉求"]}, "说错了房号或诉求"),
        ({"silent": "true"}, "没有出声"),
        ({"silent": "false"}, "出了声"),
    ],
)
def test_a_condition(rich: Scenario, given: dict[str, object], words: str) -> None:
    one = Condition.model_validate(given)

    assert told(rich, one) == words


def test_several_conditions_must_all_hold(rich: Scenario) -> None:
    both = (Condition(silent=True), Condition(missed=("sorry",)))

    assert told(rich, *both) == "没有出声，并且没说“致歉”"


def test_a_rule_that_is_not_there_is_named_by_its_id(rich: Scenario) -> None:
    assert told(rich, Condition(met=("lost",))) == "做到了“lost”"
    assert told(rich, Condition(missed=("lost",))) == "没做到“lost”"


def test_a_hint_is_a_name_where_the_phrase_is_no_list(rich: Scenario) -> None:
    names = {bound.id: rule_name(bound, rich).text for bound in rich.rules}
    assert names["greet.office"] == "海棠苑服务中心"
    assert names["hear.sorry"] == "致歉"
    assert names["greet.quick"] == "接听 quick"
    assert names["close.bye"] == "再见"
