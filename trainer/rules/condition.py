"""`if` of `next`, and `applies_when`: one fact about the call so far, or a list of facts that must all hold."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

_MANY = WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]})


def _many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_many), Field(min_length=1), _MANY]


class Condition(BaseModel):
    """One of the keys: `met` and `missed` name rules, `said` and `not_said` phrases, `wrong` facts (any of them).

    `wrong` is true where a fact was said wrong for sure and not put right in the same turn, `missed` for the outcome
    `missed` only: what could not be heard never angers the caller.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    met: Names | None = None
    missed: Names | None = None
    said: Names | None = None
    not_said: Names | None = None
    wrong: Names | None = None
    silent: bool | None = None
    variant: Names | None = None

    @model_validator(mode="before")
    @classmethod
    def _exactly_one(cls, value: Any) -> Any:
        if isinstance(value, dict) and len(value) != 1:
            raise PydanticCustomError(
                "one_condition",
                "一个条件只写一项：met、missed、said、not_said、wrong、silent 或 variant；要同时成立就写成列表",
            )
        return value


def _list(value: object) -> object:
    return (value,) if isinstance(value, (dict, Condition)) else value


Conditions = Annotated[tuple[Condition, ...], BeforeValidator(_list), Field(min_length=1)]
