"""The shape `all | [甲, 乙]` that order, repeat and note share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError


def _all_or_names(value: object) -> object:
    if value == "all":
        return value
    if isinstance(value, (list, tuple)) and value and all(isinstance(name, str) and name for name in value):
        return tuple(value)
    raise PydanticCustomError("all_or_names", "要写 all，或名字的列表，例如 [{example}]", {"example": _example(value)})


def _example(value: object) -> str:
    return value if isinstance(value, str) and value else "甲, 乙"


AllOrNames = Annotated[
    Literal["all"] | tuple[str, ...],
    PlainValidator(_all_or_names),
    WithJsonSchema({"anyOf": [{"const": "all"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
