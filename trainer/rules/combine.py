"""What all_of, any_of and none_of share: rules inside a rule, and judging with some of them unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells
from trainer.rules.outcome import not_measured, unanswered, unclear

OUTER = ("id", "points", "fatal", "deduct", "max_deduct", "hint", "where", "applies_when", "speaker")


def _inner(value: object) -> Rule:
    rule = Combination.pick(value)
    for name in OUTER:
        if name in rule.model_fields_set:
            raise PydanticCustomError("inner", "里层的规则不能写 {key}，请写在外层的规则上", {"key": name})
    return rule


def _dump(rules: Sequence[Rule]) -> list[Any]:
    return [rule.model_dump(mode="json", exclude_unset=True, by_alias=True) for rule in rules]


Rules = Annotated[
    tuple[Annotated[Rule, BeforeValidator(_inner)], ...],
    Field(min_length=1),
    PlainSerializer(_dump),
    WithJsonSchema({"type": "array", "items": {"type": "object", "title": "规则", "x-rule": True}, "minItems": 1}),
]


class Combination(Rule):
    """A rule made of rules: each gives a fraction, the combination joins them."""

    pick: ClassVar[Callable[[object], Rule]]  # the rule that a mapping describes; set where the operators are listed
    cells: ClassVar[Cells] = Cells("rules")

    def inner(self) -> tuple[Rule, ...]:
        """The rules inside."""
        raise NotImplementedError

    def templates(self) -> tuple[str, ...]:
        return tuple(template for rule in self.inner() for template in rule.templates())

    def references(self) -> tuple[str, ...]:
        return super().references() + tuple(name for rule in self.inner() for name in rule.references())

    def judge_inner(self, part: Part, context: Context) -> tuple[Judgement, ...]:
        """The judgement of each; one that needs a reply and has none is judged as scoring would."""
        return tuple(_judge(rule, part, context) for rule in self.inner())


def _judge(rule: Rule, part: Part, context: Context) -> Judgement:
    if rule.needs_reply and not part.slices:
        return not_measured("no_reply") if rule.silence_satisfies else unanswered("no_reply")
    return rule.judge(part, context)


def joined(judged: Sequence[Judgement], join: Callable[[Sequence[Fraction]], Fraction]) -> Fraction | Judgement:
    """The joint fraction, or why there is none: something unknown that could change it."""
    least = join([one.fraction if _known(one) else Fraction(0) for one in judged])
    most = join([one.fraction if _known(one) else Fraction(1) for one in judged])
    if least == most:
        return least
    evidence = tuple(e for one in judged for e in one.evidence)
    doubtful = next((one for one in judged if one.outcome == "unclear"), None)
    if doubtful is not None:
        return unclear(doubtful.reason or "audio", evidence)
    unmeasured = next(one for one in judged if one.outcome == "not_measured")
    return Judgement("not_measured", unmeasured.why, reason=unmeasured.reason, evidence=evidence)


def _known(judgement: Judgement) -> bool:
    return judgement.outcome not in ("unclear", "not_measured")
