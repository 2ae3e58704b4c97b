from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.scenario.yaml_nodes import parse
from trainer.workbook.inline_yaml import flow
from trainer.workbook.write_yaml import ordered, render

ALPHABET = st.one_of(
    st.sampled_from(" \n:：,，[]{}#&*!|>'\"%@`-?<>()0123.~=\\“”【】\u3000\t\x85\ufeff你好abnoyestrue"),
    st.characters(exclude_categories=("Cs",)),
)
TEXTS = st.text(ALPHABET, max_size=30)
VALUES = st.recursive(
    TEXTS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)), max_leaves=8
)
KEYS = st.sampled_from(["id", "brief", "points", "replies", "turns", "rules", "next", "facts", "expect", "别的"])


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_a_value_on_one_line_is_read_as_it_was(value: Any) -> None:
    text = flow([value])
    assert "\n" not in text
    document = parse(text, "x")
    assert document.data == [value]
    assert all("看不见" in problem.message for problem in document.problems)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        KEYS, st.one_of(VALUES, st.lists(st.dictionaries(KEYS, VALUES, min_size=1, max_size=3))), min_size=1
    )
)
def test_a_file_is_read_as_it_was(data: dict[str, Any]) -> None:
    document = parse(render(data), "x")
    assert document.data == data
    assert all("看不见" in problem.message for problem in document.problems)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("您好", "您好"),
        ("<致歉>", "<致歉>"),
        ("3 rings", "3 rings"),
        ("0571", '"0571"'),
        ("3-2", '"3-2"'),
        ("12:30", '"12:30"'),
        ("no", '"no"'),
        (">=90", '">=90"'),
        ("{公司}管理处", '"{公司}管理处"'),
        ("有: 冒号", '"有: 冒号"'),
        ("", '""'),
        (r"一\d", r"一\d"),
        (r"\d{3}", r"'\d{3}'"),
        ("说“是”", "说“是”"),
        ("“是”", '"“是”"'),
    ],
)
def test_only_what_would_be_misread_is_quoted(text: str, written: str) -> None:
    assert flow([text]) == f"[{written}]"
    assert yaml.safe_load(flow([text])) == [text]


def test_figures_and_flags_stand_without_quotes_where_they_are_meant() -> None:
    assert flow({"points": "2.5", "all": "true", "note": "true", "电话": "110"}) == (
        '{points: 2.5, all: true, note: "true", 电话: "110"}'
    )


def test_keys_stand_in_the_order_of_the_library() -> None:
    rule = {"hint": "x", "unless": "y", "points": "1", "banned": "z", "id": "i", "odd": "?"}
    data = {"turns": [{"rules": [rule], "line": "l", "id": "t"}], "title": "x", "id": "i"}
    assert list(ordered(data)) == ["id", "title", "turns"]
    assert list(ordered(data)["turns"][0]) == ["id", "line", "rules"]
    assert list(ordered(data)["turns"][0]["rules"][0]) == ["id", "banned", "unless", "odd", "points", "hint"]


def test_long_texts_are_folded_at_their_blanks_and_paragraphs_kept() -> None:
    long = " ".join(["一二三四五六七八九十" * 4] * 4)
    data = {"brief": long, "title": "甲\n\n乙", "note": "甲\n"}
    text = render(data)
    assert "brief: >-\n  一二三" in text
    assert "title: |-\n  甲\n\n  乙\n" in text
    assert max(map(len, text.splitlines())) < 100
    assert parse(text, "x").data == data
