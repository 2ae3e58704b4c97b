from __future__ import annotations

import pytest

from tests.scenario.conftest import Problems
from tests.scenario.helpers import changed
from trainer.scenario.messages import sentence


@pytest.mark.parametrize(
    ("value", "shown"),
    [("x", "“x”"), ([1], "一个列表"), ({"a": 1}, "几个“名称: 内容”")],
    ids=["text", "list", "mapping"],
)
def test_a_mistake_that_pydantic_words_in_english_only_is_told_in_chinese(value: object, shown: str) -> None:
    error = {"type": "string_unicode", "input": value, "msg": "Input should be a valid string"}
    said = sentence(error, ("title",), ("title",), {"title": value})
    assert said == f"“title”写得不对，现在是{shown}；请对照别的情景文件改"


@pytest.mark.parametrize(
    ("old", "new", "place", "piece"),
    [
        ("kind: inbound", "kind: inbound\nsource: P-greet", (4, 9), "“source”下面要写成列表，每项以“- ”开头"),
        ("kind: inbound", "kind: inbound\ncaller: {pace: 20}", (4, 16), "“pace”要不小于 60"),
        ("kind: inbound", "kind: inbound\ncaller: {vioce: male}", (4, 10), "是不是“voice”"),
        ("    expect: {", "    rings: 31\n    expect: {", (28, 12), "“rings”要不大于 30"),
        ("hear: 很抱歉}", "hear: []}", (27, 40), "“hear”至少要写 1 项"),
        ("hear: 很抱歉}", "hear: {txt: 好}}", (27, 40), "缺少“text”"),
        ("id: hear\n", f"id: {'长' * 61}\n", (12, 9), "“id”最多写 60 个字"),
    ],
)
def test_sentences_for_keys_of_every_level(
    old: str, new: str, place: tuple[int, int], piece: str, problems: Problems
) -> None:
    found = problems(changed(old, new))
    assert any((line, column) == place and piece in message for line, column, message in found), found
