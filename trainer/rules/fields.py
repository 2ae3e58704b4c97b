"""The types of the keys of rules: what an author may write there, and how mistakes are told."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

WHERE = re.compile(r"turn|call|nearby|end|(first|last) (\d+(?:\.\d+)?)s|(after|before) (\S+)")


def _many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _line(value: str) -> str:
    """Shown in the middle of a line, so it holds no line breaks of its own."""
    return " ".join(line.strip() for line in value.strip().split("\n")) if "\n" in value else value


def _where(value: object) -> object:
    if isinstance(value, str) and WHERE.fullmatch(value):
        return value
    raise PydanticCustomError(
        "where",
        "where 要写 turn、nearby、end、call、first 15s、last 20s、after 规则id 或 before 规则id，这里写的是“{value}”",
        {"value": str(value)},
    )


def _percent(value: object) -> object:
    text = str(value).replace("％", "%")
    if re.fullmatch(r"\d{1,4}(\.\d{1,3})?%", text):
        return Fraction(text[:-1]) / 100
    raise PydanticCustomError("percent", "这里要写百分比，例如 15%，这里写的是“{value}”", {"value": str(value)})


def _all_or_names(value: object) -> object:
    if value == "all":
        return value
    if isinstance(value, (list, tuple)) and value and all(isinstance(name, str) and name for name in value):
        return tuple(value)
    example = value if isinstance(value, str) and value else "甲, 乙"
    raise PydanticCustomError("all_or_names", "要写 all，或名字的列表，例如 [{example}]", {"example": example})


def _per_hit(value: object) -> object:
    return value.removesuffix(" per hit") if isinstance(value, str) else value


Phrases = Annotated[
    tuple[str, ...],
    BeforeValidator(_many),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
AllOrNames = Annotated[
    Literal["all"] | tuple[str, ...],
    PlainValidator(_all_or_names),
    WithJsonSchema({"anyOf": [{"const": "all"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
Points = Annotated[Decimal, Field(ge=0, le=100, decimal_places=3), WithJsonSchema({"type": ["number", "string"]})]
Deduct = Annotated[
    Decimal,
    BeforeValidator(_per_hit),
    Field(ge=0, le=100, decimal_places=3),
    WithJsonSchema({"type": ["number", "string"]}),
]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
Percent = Annotated[Any, BeforeValidator(_percent), WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d+)?%$"})]
Where = Annotated[str, BeforeValidator(_where), WithJsonSchema({"type": "string"})]
_SIGNS = "0-9A-Za-z_\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
IDENTIFIER = re.compile(f"[{_SIGNS}][{_SIGNS}-]{{0,59}}")
IDENTIFIER_RULE = "只能用字母、数字、汉字、“-”和“_”，不能有空格和标点，不能以“-”开头"
Identifier = Annotated[str, Field(pattern=f"^[{_SIGNS}][{_SIGNS}-]*$", max_length=60)]
Line = Annotated[str, AfterValidator(_line)]
Severity = Literal["甲", "乙", "丙"]
