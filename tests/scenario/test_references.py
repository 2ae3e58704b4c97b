"""Names that lead nowhere, each named where it stands."""

from __future__ import annotations

import pytest

from tests.scenario.conftest import GOOD, Problems
from tests.scenario.helpers import RULE, WITH_PACK, WITH_VARIANTS, Change, assert_problems, changed

CALL_RULES = "rules:\n  - id: bye\n    hangup: caller\nexamples:"
SCOPE = "      - {id: a, required: 您好, where: after b}\n"
NO_FACTS = GOOD.replace("facts: {房号: 3栋2单元501, 诉求: [漏水, 门锁]}\n", "")

CHANGES: dict[str, Change] = {
    "where: turn in a rule of the call": (
        "examples:",
        CALL_RULES.replace("caller", "caller\n    where: turn"),
        [(28, 12, "请写 call 或删掉这一行")],
    ),
    "where: nearby in a rule of the call": (
        "examples:",
        CALL_RULES.replace("caller", "caller\n    where: nearby"),
        [(28, 12, "where 不能写 nearby；请写 call 或删掉这一行")],
    ),
    "where: nearby, of what is forbidden": (
        RULE,
        RULE + "      - {banned: 不行, where: nearby}\n",
        [(11, 29, "where: nearby 只用在学员要说到的话上；请删掉这一行")],
    ),
    "where: end, of what the caller says": (
        RULE,
        RULE + "      - {required: 您好, where: end, speaker: caller}\n",
        [(11, 31, "where: end 只用在学员要说到的话上；请删掉这一行")],
    ),
    "applies_when names no rule": (
        RULE,
        RULE + "        applies_when: {met: sory}\n",
        [(11, 29, "是不是“hear.sorry”")],
    ),
    "applies_when names several": (
        RULE,
        RULE + "        applies_when: [{missed: [sorry, nix]}, {said: 喂}]\n",
        [(11, 34, "别处的规则要写全名“hear.sorry”"), (11, 41, "没有规则“nix”；可以写 required-1、")],
    ),
    "applies_when names no variant": (
        RULE,
        RULE + "        applies_when: {variant: busy}\n",
        [(11, 33, "没有“busy”；请先在文件开头写 variants")],
    ),
    "more facts than there are": (
        RULE,
        RULE + "      - repeat: [房号]\n        at_least: 2\n",
        [(12, 19, "只有 1 项；最多写 1")],
    ),
    "addressed from no turn": (
        RULE,
        RULE + "      - addressed: 陈女士\n        from: hera\n",
        [(12, 15, "是不是“hear”")],
    ),
    "order: all of one phrase": ('- required: "{公司}服务中心"', "- order: all", [(11, 16, "至少要有两条")]),
    "order of itself": (RULE, RULE + "      - order: [required-1, order-1]\n", [(11, 29, "不能写这条规则自己")]),
    "three rules in a ring, and one beside it": (
        RULE,
        SCOPE
        + "      - {id: b, required: 早上好, where: after c}\n"
        + "      - {id: c, required: 晚上好, where: before a}\n"
        + "      - {id: d, required: 下午好, where: after a}\n",
        [(10, 38, "greet.a → greet.b → greet.c → greet.a")],
    ),
    "two ways that meet again are no ring": (
        RULE,
        RULE
        + "      - {id: a, required: 早上好, where: after b, applies_when: {met: c}}\n"
        + "      - {id: b, required: 中午好, where: after d}\n"
        + "      - {id: c, required: 下午好, where: after d}\n"
        + "      - {id: d, required: 晚上好}\n",
        [],
    ),
    "recovery of a name that two turns have": (
        "recovery: sorry",
        "recovery: required-1",
        [(21, 15, "请写全名：greet.required-1、again.required-1")],
    ),
    "recovery of its own turn": ("recovery: sorry", "recovery: again.required-1", [(21, 15, "不能是这个回合自己的")]),
    "recovery of a broken rule": ("        required: [很", "        requird: [很", [(16, 9, "是不是 required")]),
    "path of an example": ("    expect:", "    path: [greet, haer]\n    expect:", [(28, 19, "是不是“hear”")]),
    "note of an example": ("    expect:", "    note: {房好: 3}\n    expect:", [(28, 12, "是不是“房号”")]),
    "variant of an example": ("    expect:", "    variant: x\n    expect:", [(28, 14, "variants 里没有“x”")]),
    "passed is no outcome": ("hear.sorry: met", "passed: met", [(28, 37, "true、false 或 null")]),
    "no total is no mistake": ('total: ">=90"', "total: null", []),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_name_that_leads_nowhere_is_named_at_its_place(name: str, problems: Problems) -> None:
    old, new, expected = CHANGES[name]
    assert_problems(problems(changed(old, new)), expected)


VARIANTS: dict[str, Change] = {
    "a line for each": ("line: 我家漏水了", "line: {busy: 忙, free: 我家漏水了}", []),
    "a line is lacking": ("line: 我家漏水了", "line: {busy: 忙}", [(14, 5, "缺少情况“free”")]),
    "next": ("{missed: sorry}", "{variant: bsy}", [(19, 24, "是不是“busy”")]),
    "next, the second of a list": ("{missed: sorry}", "[{missed: sorry}, {variant: [busy, x]}]", [(19, 49, "没有“x”")]),
    "next, a fact": ("{missed: sorry}", "{wrong: 房好}", [(19, 22, "facts 里没有“房好”，是不是“房号”")]),
    "applies_when, a fact": (RULE, RULE + "        applies_when: {wrong: [房号, 电话]}\n", [(12, 36, "没有“电话”")]),
    "applies_when": (RULE, RULE + "        applies_when: {variant: [bussy]}\n", [(12, 34, "是不是“busy”")]),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_variants_are_those_at_the_top_of_the_file(name: str, problems: Problems) -> None:
    old, new, expected = VARIANTS[name]
    assert_problems(problems(changed(old, new, WITH_VARIANTS)), expected)


def test_a_recovery_turn_cannot_help_a_rule_of_the_whole_call(problems: Problems) -> None:
    text = changed("recovery: sorry", "recovery: bye", changed("examples:", CALL_RULES))
    assert_problems(problems(text), [(21, 15, "不能是整通电话的规则")])


def test_rules_about_facts_need_facts(problems: Problems) -> None:
    for rule in ("repeat", "note"):
        assert_problems(
            problems(changed(RULE, RULE + f"      - {rule}: all\n", NO_FACTS)), [(10, 11 + len(rule), "先写 facts")]
        )


# What could not be read is reported once; names that may have stood in it are not blamed.
HURT: dict[str, tuple[str, list[Change]]] = {
    "facts": (
        changed("facts: {房号: 3栋2单元501, 诉求: [漏水, 门锁]}", "facts: 无"),
        [(RULE, RULE + "      - repeat: [房号]\n", [(5, 8, "分项写")])],
    ),
    "rules of a turn": (
        GOOD,
        [
            (
                "    rules:\n      - id: sorry\n        required: [很抱歉, 对不起]\n",
                "    rules: 无\n",
                [(14, 12, "要写成列表")],
            )
        ],
    ),
    "a pack": (
        changed("[taboo]", "[tabu]", WITH_PACK),
        [("hear.sorry: met", "tabu.unknown: met", [(4, 7, "没有规则包“tabu”，是不是“taboo”")])],
    ),
    "a turn": (GOOD, [("turns:\n", "turns:\n  - 您好\n", [(7, 5, "每个回合以“- id: …”开头")])]),
}


@pytest.mark.parametrize("name", HURT)
def test_what_could_not_be_read_is_reported_once(name: str, problems: Problems) -> None:
    text, changes = HURT[name]
    for old, new, expected in changes:
        assert_problems(problems(changed(old, new, text)), expected)
