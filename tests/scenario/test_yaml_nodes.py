"""What is kept of a YAML file: data as written, places, and what was wrong already."""

from __future__ import annotations

import pytest

from tests.scenario.conftest import Problems
from tests.scenario.helpers import assert_problems, changed
from trainer.errors import ScenarioError
from trainer.scenario.yaml_nodes import parse


@pytest.mark.parametrize("text", ["---\n", "--- \n...\n", "\n\n"], ids=["dashes", "dashes and dots", "empty lines"])
def test_a_file_without_content_is_empty(text: str) -> None:
    with pytest.raises(ScenarioError, match="1:1: 文件是空的"):
        parse(text, "x.yaml")


EMPTY = {
    "the second of two keys": ("title: 报修\ntitle:", [(3, 1, "“title”写了两次")]),
    "the first of two keys": ("title:\ntitle: 报修", [(2, 1, "后面是空的"), (3, 1, "“title”写了两次")]),
    "inside the second of two keys": ("title: 报修\ntitle:\n  a:\n  b: c", [(3, 1, "“title”写了两次")]),
}


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_key_that_stands_twice_is_reported_once(name: str, problems: Problems) -> None:
    new, expected = EMPTY[name]
    assert_problems(problems(changed("title: 报修", new)), expected)


def test_a_full_width_colon_in_a_continued_line_is_named_there(problems: Problems) -> None:
    text = changed("title: 报修", "title: 报修\nbrief: 第一行\n  title：第二行")
    assert_problems(problems(text), [(4, 8, "全角冒号")])


def test_a_sentence_may_be_continued_on_the_next_line(problems: Problems) -> None:
    assert problems(changed("title: 报修", "title: 报修\nbrief: 第一行\n  说明第二行")) == []


def test_places_are_those_of_the_values() -> None:
    document = parse("a: {b: c}\nd:\n  - 您好(\n", "x.yaml")
    assert document.data == {"a": {"b": "c"}, "d": ["您好("]}
    assert document.find(("d",), "您好(") == ("d", 0)
    assert document.find(("d",), "再见") is None
    inside = document.inside(("d", 0), 2, "x")
    assert (inside.line, inside.column) == (3, 7)
    whole = document.inside(("a",), 2, "x")
    assert (whole.line, whole.column) == (1, 4)
