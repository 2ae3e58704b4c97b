"""Phrases that cannot be used, in rules, in branches and in what is shown."""

from __future__ import annotations

import pytest

from tests.scenario.conftest import Problems
from tests.scenario.helpers import RULE, Change, assert_problems, changed

CHANGES: dict[str, Change] = {
    "only signs": (RULE, "      - required: ，。\n", [(10, 19, "没有可以听的字")]),
    "branch: open bracket": ("{missed: sorry}", "{said: 您(好}", [(18, 22, "没有配对")]),
    "branch: unknown list": ("{missed: sorry}", "[{not_said: [好, <致谦>]}]", [(18, 30, "没有叫“致谦”")]),
    "applies_when": (RULE, RULE + "        applies_when: {said: 您(好}\n", [(11, 31, "没有配对")]),
    "behind an escape": (RULE, '      - required: "您\\u597d(好"\n', [(10, 19, "没有配对")]),
    "over several lines": (RULE, "      - required: >-\n          您好\n          {称呼}\n", [(10, 19, "没有“称呼”")]),
    "slots that could not be read": ("slots: {公司: 海棠苑}", "slots: 无", [(4, 8, "“slots”下面要分项写")]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_phrase_is_blamed_where_it_goes_wrong(name: str, problems: Problems) -> None:
    old, new, expected = CHANGES[name]
    assert_problems(problems(changed(old, new)), expected)


def test_lists_inside_lists_without_end_are_one_mistake_of_theirs(problems: Problems) -> None:
    chain = ", ".join(f"'l{number}': ['<l{number + 1}>']" for number in range(300))
    lists = f"lists: {{{chain}, 'l300': [您好]}}\n"
    found = problems(changed("turns:", lists + "turns:"))
    assert [message for _, _, message in found] == ["说法表一层套一层，超过 6 层；请写平一些"]


def test_more_wordings_than_fit_in_memory_are_one_mistake_where_they_become_too_many(problems: Problems) -> None:
    many = "".join(f"(甲{letter}|乙{letter}|丙{letter}|丁|戊|己|庚|辛|壬|癸)" for letter in "子丑寅")
    rules = "".join(f"      - required: {number}号{many}\n" for number in range(400))
    found = problems(changed(RULE, rules))
    assert [message for _, _, message in found] == [
        "到这里，全部句子展开后的说法太多了；请把可选的词减少一些，或者拆成几个情景"
    ]
    assert 100 < found[0][0] < 400
