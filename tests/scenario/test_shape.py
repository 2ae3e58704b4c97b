"""As much as can be saved of a file with mistakes: each is named, none is named twice."""

from __future__ import annotations

import pytest

from tests.scenario.conftest import Problems
from tests.scenario.helpers import RULE, Change, assert_problems, changed

CHANGES: dict[str, Change] = {
    "turn is text": ("turns:\n", "turns:\n  - 您好\n", [(7, 5, "“turns”下面要分项写")]),
    "turn is a list": ("turns:\n", "turns:\n  - [您好]\n", [(7, 5, "“turns”下面要分项写")]),
    "turn id is a list": ("id: again\n", "id: [again]\n", [(20, 9, "“id”要写一句话，现在是一个列表")]),
    "title is a mapping": ("title: 报修", "title: {a: b}", [(2, 8, "现在是几个“名称: 内容”")]),
    "three mistakes in one rule": (
        RULE,
        "      - pace: abc\n        within: abc\n        zero_at: 9\n",
        [(10, 15, "要写整数"), (11, 17, "百分比"), (12, 18, "百分比")],
    ),
    "rule without any key": (RULE, RULE + "      - {}\n", [(11, 9, "没有写要检查什么")]),
    "rule with an id that cannot be used": (
        RULE,
        "      - {id: a b, requird: 您好}\n",
        [(10, 19, "是不是 required")],
    ),
    "a field of its own and fields together": (
        RULE,
        RULE + "        points: 三\n        at_least: 5\n",
        [(11, 17, "“points”要写数字")],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_mistake_is_named_once(name: str, problems: Problems) -> None:
    old, new, expected = CHANGES[name]
    assert_problems(problems(changed(old, new)), expected)


@pytest.mark.parametrize("text", ["- a\n- b\n", "您好\n"], ids=["list", "text"])
def test_a_file_that_is_no_mapping_is_one_problem(text: str, problems: Problems) -> None:
    assert_problems(problems(text), [(1, 1, "分项写“名称: 内容”")])
