from __future__ import annotations

from typing import Any

import pytest

from trainer.scenario.heading import KINDS
from trainer.workbook.cells import ALL_OR_NAMES, CONDITION, FIGURE, NAMES, PHRASES, SPEECH, TEXT, Codec, choice, pairs
from trainer.workbook.remarks import Cell, Remarks

WRITTEN: list[tuple[Codec, Any, str]] = [
    (TEXT, "您好", "您好"),
    (TEXT, "甲\n\n乙", "甲\n\n乙"),
    (TEXT, "", 'YAML: ""'),
    (TEXT, " 您好", 'YAML: " 您好"'),
    (TEXT, "YAML: x", 'YAML: "YAML: x"'),
    (TEXT, ["甲"], "YAML: [甲]"),
    (TEXT, "3月2日", "YAML: 3月2日"),
    (FIGURE, "3", "3"),
    (PHRASES, "您好，请讲", "您好，请讲"),
    (PHRASES, ["您好", "早上好"], "您好\n早上好"),
    (PHRASES, ["您好"], "- 您好"),
    (PHRASES, "- 您好", 'YAML: "- 您好"'),
    (PHRASES, ["- 您好", "再见"], 'YAML: ["- 您好", 再见]'),
    (PHRASES, "甲；乙", "YAML: 甲；乙"),
    (PHRASES, ["甲\n乙", "丙"], 'YAML: ["甲\\n乙", 丙]'),
    (PHRASES, ["", "甲"], 'YAML: ["", 甲]'),
    (PHRASES, [], "YAML: []"),
    (SPEECH, "甲；乙", "甲；乙"),
    (NAMES, ["a"], "a"),
    (NAMES, ["a", "b"], "a\nb"),
    (NAMES, "a", "YAML: a"),
    (NAMES, ["a，b"], 'YAML: ["a，b"]'),
    (ALL_OR_NAMES, "all", "全部"),
    (ALL_OR_NAMES, ["all"], "YAML: [all]"),
    (ALL_OR_NAMES, ["全部"], "YAML: [全部]"),
    (pairs(), {"a": "b: c", "时间": "12:30"}, "a: b: c\n时间: 12:30"),
    (pairs(), {"a": "[笑]", "b": "{x}", "c": ["甲", "乙"], "d": ""}, 'a: "[笑]"\nb: "{x}"\nc: [甲, 乙]\nd: ""'),
    (pairs(), {"a:b": "c"}, 'YAML: {"a:b": c}'),
    (pairs(), {"a": "甲\n乙"}, 'a: "甲\\n乙"'),
    (pairs(), {}, "YAML: {}"),
    (pairs(), "text", "YAML: text"),
    (choice(KINDS), "inbound", "来电"),
    (choice(KINDS), "other", "YAML: other"),
    (CONDITION, {"missed": "a"}, "没做到: a"),
    (CONDITION, [{"said": ["甲", "乙"]}, {"silent": "false"}], "说了: [甲, 乙]\n出了声"),
    (CONDITION, [{"met": "a"}], "YAML: [{met: a}]"),
    (CONDITION, {"silent": "yes"}, "silent: yes"),
    (CONDITION, {"met": "a", "missed": "b"}, "YAML: {met: a, missed: b}"),
    (CONDITION, "x", "YAML: x"),
]  # fmt: skip


@pytest.mark.parametrize(("codec", "value", "text"), WRITTEN, ids=[text for _, _, text in WRITTEN])
def test_a_value_is_written_for_people_and_read_as_it_was(codec: Codec, value: Any, text: str) -> None:
    remarks = Remarks()
    assert codec.encode(value) == text
    assert codec.decode(Cell("评分", "D7", text), ("x",), remarks) == value
    assert not remarks.findings


READ: list[tuple[Codec, str, Any]] = [
    (PHRASES, "\n您好\n\n早上好\n", ["您好", "早上好"]),
    (PHRASES, "- 您好\n早上好", ["您好", "早上好"]),
    (NAMES, "a、b;c\nd", ["a", "b", "c", "d"]),
    (pairs(), "a：b\n\nc:d", {"a": "b", "c": "d"}),
    (choice(KINDS), "INBOUND", "inbound"),
    (choice(KINDS, both=True), "来电(inbound)", "inbound"),
    (CONDITION, "说错了: 电话", {"wrong": "电话"}),
    (CONDITION, "\nmissed: a\n没有出声", [{"missed": "a"}, {"silent": "true"}]),
]


@pytest.mark.parametrize(("codec", "text", "value"), READ, ids=[text for _, text, _ in READ])
def test_other_ways_of_writing_are_understood(codec: Codec, text: str, value: Any) -> None:
    assert codec.decode(Cell("评分", "D7", text), (), Remarks()) == value


def test_a_condition_that_says_nothing_is_no_condition() -> None:
    remarks = Remarks()
    assert CONDITION.decode(Cell("对话", "E3", "生气"), (), remarks) == [["?"]]
    assert len(remarks.findings) == 1
