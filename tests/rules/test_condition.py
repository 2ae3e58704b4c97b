from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from trainer.rules.condition import Condition, Conditions

CONDITIONS: TypeAdapter[tuple[Condition, ...]] = TypeAdapter(Conditions)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"met": "a"}, (Condition(met=("a",)),)),
        ({"missed": ["a", "b"]}, (Condition(missed=("a", "b")),)),
        ([{"said": "您好"}, {"silent": "true"}], (Condition(said=("您好",)), Condition(silent=True))),
        ({"not_said": "您好"}, (Condition(not_said=("您好",)),)),
        ({"wrong": ["电话", "房号"]}, (Condition(wrong=("电话", "房号")),)),
        ({"silent": "false"}, (Condition(silent=False),)),
        ({"variant": "new"}, (Condition(variant=("new",)),)),
        (Condition(met=("a",)), (Condition(met=("a",)),)),
    ],
    ids=["one name", "names", "list of conditions", "not_said", "wrong", "not silent", "variant", "made already"],
)
def test_what_an_author_may_write(value: Any, wanted: tuple[Condition, ...]) -> None:
    assert CONDITIONS.validate_python(value) == wanted


@pytest.mark.parametrize(
    "value",
    [{}, {"met": "a", "said": "b"}, [], "met", {"met": []}, {"mett": "a"}, {"silent": "maybe"}, {"met": {"a": "b"}}],
    ids=["nothing", "two keys", "empty list", "text", "no names", "unknown key", "no truth value", "mapping"],
)
def test_anything_else_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        CONDITIONS.validate_python(value)


def test_two_keys_are_explained_in_chinese() -> None:
    with pytest.raises(ValidationError, match="一个条件只写一项"):
        CONDITIONS.validate_python({"met": "a", "said": "b"})
