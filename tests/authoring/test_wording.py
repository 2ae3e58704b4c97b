"""Conditions, rules and cues in plain Chinese."""

from __future__ import annotations

import pytest

from trainer.authoring import wording
from trainer.authoring.wording import condition, recovers, rule_name, worth
from trainer.rules.condition import Condition

VARIANTS = "slots: {公司: 海棠苑}"
MORE = """\
      - {id: 致歉, required: [很抱歉], points: 1}
      - {id: soft, banned: "(不|没)(行|可以)", deduct: 1, hint: 换个说法}
      - {id: pause, silence: 10, deduct: 1}
      - {id: plain, required: "(请问)?{公司}哪一位", points: 1}
      - {id: sums, pattern: "[0-9]+", points: 1, hint: 报一个数}
"""


@pytest.fixture
def rich(talk_path, scenario_of):
    text = talk_path.read_text(encoding="utf-8")
    text = text.replace(VARIANTS, f"{VARIANTS}\nvariants: {{busy: 正在忙, free: 有空}}")
    text = text.replace("      - {id: promise", MORE + "      - {id: promise")
    text = text.replace("line: 那我等你们的消息。", 'line: {busy: 我在忙。, free: [好的。, "行，{公司}。"]}')
    return scenario_of(text, "talk")


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
        ({"missed": "hear.promise"}, "说了忌语“肯定赔”"),
        ({"met": "soft"}, "没说忌语“不行”"),
        ({"missed": "sums"}, "没做到“报一个数”"),
        ({"missed": "pause"}, "冷场"),
        ({"met": "plain"}, "说了“海棠苑哪一位”"),
        ({"said": ["投诉", "<致歉>"]}, "说了“投诉”或“非常抱歉给您带来不便”"),
        ({"not_said": ["投诉", "{公司}"]}, "没说“投诉”，也没说“海棠苑”"),
        ({"variant": ["busy", "free"]}, "情况是“正在忙”或“有空”"),
        ({"silent": "true"}, "没有出声"),
        ({"silent": "false"}, "开了口"),
    ],
)
def test_a_condition(rich, given, words):
    one = Condition.model_validate(given)

    said = condition((one,), rich.turn("hear"), rich)

    assert said == words


def test_several_conditions_must_all_hold(rich):
    both = (Condition(silent=True), Condition(missed=("sorry",)))

    assert condition(both, rich.turn("hear"), rich) == "没有出声，并且没说“致歉”"


def test_lines_name_the_variant_that_decides(rich):
    assert wording.lines(rich.turn("close"), rich) == (
        "（正在忙）我在忙。",
        "（有空）好的。",
        "（有空）行，海棠苑。",
    )


def test_worth_and_second_chances(talk):
    assert worth(talk.turn("greet"), talk) == "3 条规则，20 分"
    assert worth(talk.turn("angrier"), talk) == "1 条规则"
    assert worth(talk.turn("goodbye"), talk) == ""
    assert recovers(talk.turn("angrier"), talk) == "补救“致歉”，最多拿回一半"
    assert recovers(talk.turn("greet"), talk) == ""


def test_a_hint_is_a_name_where_the_phrase_is_no_list(talk):
    names = {bound.id: rule_name(bound, talk) for bound in talk.rules}
    assert names["greet.office"] == "海棠苑服务中心"
    assert names["hear.sorry"] == "致歉"
    assert names["greet.quick"] == "接听 quick"
    assert names["close.bye"] == "再见"
