"""The operators an author may use: one literal list, one class each, picked by the operator key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from trainer.errors import nearest
from trainer.rules.addressed import Addressed
from trainer.rules.all_of import AllOf
from trainer.rules.answer import Answer
from trainer.rules.any_of import AnyOf
from trainer.rules.avoid import Avoid
from trainer.rules.banned import Banned
from trainer.rules.choice import Choice
from trainer.rules.combine import Combination
from trainer.rules.courtesy import Courtesy
from trainer.rules.duration import Duration
from trainer.rules.filler import Filler
from trainer.rules.gap import Gap
from trainer.rules.hangup import Hangup
from trainer.rules.interface import Rule
from trainer.rules.interruption import Interruption
from trainer.rules.loudness import Loudness
from trainer.rules.none_of import NoneOf
from trainer.rules.note import Note
from trainer.rules.order import Order
from trainer.rules.pace import Pace
from trainer.rules.pattern import Pattern
from trainer.rules.pitch import Pitch
from trainer.rules.repeat import Repeat
from trainer.rules.repetition import Repetition
from trainer.rules.required import Required
from trainer.rules.share import Share
from trainer.rules.silence import Silence
from trainer.rules.similar import Similar

RULES: tuple[type[Rule], ...] = (
    Required, Banned, Avoid, Order, Pattern, Similar, Choice,
    Pace, Answer, Gap, Silence, Interruption, Loudness, Pitch, Duration, Share, Hangup,
    Repeat, Note, Courtesy, Filler, Repetition, Addressed,
    AllOf, AnyOf, NoneOf,
)  # fmt: skip


class PickRule:
    """Validates a mapping as the class in RULES whose operator key it holds."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A plain validator: errors come once, with no union tag in their place."""
        return core_schema.no_info_plain_validator_function(
            pick,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda rule: rule.model_dump(mode="json", exclude_unset=True, by_alias=True)
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A mark that the schema generator replaces by a reference."""
        return {"type": "object", "title": "规则", "x-rule": True}


def by_operator() -> dict[str, type[Rule]]:
    """Operator key → class."""
    return {rule.operator: rule for rule in RULES}


def class_of(operator: str) -> type[Rule]:
    """The class of an operator; of one that another version knows, `Rule`, which says nothing about itself."""
    return by_operator().get(operator, Rule)


def label_of(operator: str) -> str:
    """What the screen calls the operator."""
    return class_of(operator).label or operator


def pick(value: Any) -> Rule:
    """The rule a mapping describes. Raises PydanticCustomError or ValidationError, both with Chinese messages."""
    if isinstance(value, Rule):
        return value
    known = by_operator()
    if not isinstance(value, Mapping):
        raise PydanticCustomError("rule_type", "这里要写一条规则，例如 - required: 您好")
    found = [key for key in value if key in known]
    if len(found) > 1:  # beside another operator `note` is the trainer's remark, not the call note
        found = [key for key in found if key not in Rule.model_fields]
    if len(found) == 1:
        return known[found[0]].model_validate(value)
    if found:
        raise PydanticCustomError(
            "two_operators",
            "一条规则只能有一个操作，这里有 {keys}；请拆成两条",
            {"keys": "、".join(found), "key": found[1]},
        )
    unknown = next((str(key) for key in value if key not in Rule.model_fields), "")
    near = nearest(unknown, known, 0.6)
    raise PydanticCustomError(
        "no_operator",
        "没有“{key}”这种规则{near}",
        {"key": unknown, "near": f"，是不是 {near}？" if near else "；常用的有 required、banned、order、pace"},
    )


Combination.pick = pick  # the rules inside a rule are of the same operators

AnyRule = Annotated[Rule, PickRule]
