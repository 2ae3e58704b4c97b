"""`answer`: how soon the call is picked up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from trainer.call import RING_SECONDS
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells, Key, Skill, Words
from trainer.rules.outcome import exact, met, missed, not_measured, plain, share

_SPAN = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)(?: (rings?))?")


def _span(value: object) -> object:
    text = str(value)
    found = _SPAN.fullmatch(text)
    if found and Fraction(found[1]) > 0:
        return text
    raise PydanticCustomError("rings", "这里要写铃声数或秒数，例如 3 rings 或 12，这里写的是“{value}”", {"value": text})


Span = Annotated[str, BeforeValidator(_span), WithJsonSchema({"type": ["string", "number"]})]


class Answer(Rule):
    """How soon the call is picked up.

    `answer`: the most rings (`3 rings`) or seconds (`12`) allowed; one ring = 5 s. `full`: full points up to here,
    default the same as `answer`. Rings are taken as counted, else as seconds ÷ 5, and the other way round.

    Partly: between `full` and `answer`, linear from full points down to half; later than `answer`: missed.
    Unclear: never.
    Not measured: `no_ring` (the call has neither a ring count nor a pick-up time, as in most recordings).

    Source: P-rings.
    """

    operator: ClassVar[str] = "answer"
    skill: ClassVar[Skill | None] = "接听问候"
    label: ClassVar[str] = "接听"
    meaning: ClassVar[str] = f"几声铃响（3 rings）或几秒（12）之内接起；一声算 {RING_SECONDS} 秒"
    keys: ClassVar[Mapping[str, Key]] = {
        "full": Key("这么快接起给满分，例如 2 rings，再慢按比例，到期限给一半", "多少以内满分"),
    }
    example: ClassVar[str] = "{answer: 3 rings, full: 2 rings}"
    cells: ClassVar[Cells] = Cells("rings", "3 声")
    needs_reply: ClassVar[bool] = False
    measured: ClassVar[bool] = True
    met_example: ClassVar[str] = """
        rule: {answer: 3 rings}
        rings: 3
    """
    missed_example: ClassVar[str] = """
        rule: {answer: 3 rings, full: 2 rings}
        rings: 4
    """

    answer: Span
    full: Span | None = None

    @model_validator(mode="after")
    def _full_first(self) -> Self:
        if self.full is not None and _seconds(self.full) > _seconds(self.answer):
            raise PydanticCustomError("answer_full", "full 不能比 answer 晚，例如 answer: 3 rings，full: 2 rings")
        return self

    def wish(self, words: Words) -> str:
        count, _, unit = self.answer.partition(" ")
        return f"{count} {'声铃响' if unit else '秒'}之内接起"

    def judge(self, part: Part, context: Context) -> Judgement:
        in_rings = self.answer.endswith(("ring", "rings"))
        rings = None if part.call.rings is None else Fraction(part.call.rings * RING_SECONDS)
        answered = None if part.call.answered is None else exact(part.call.answered)
        first, second = (rings, answered) if in_rings else (answered, rings)
        waited = second if first is None else first
        if waited is None:
            return not_measured("no_ring")
        limit = _seconds(self.answer)
        full = limit if self.full is None else _seconds(self.full)
        after = f"响了 {plain(waited / RING_SECONDS)} 声" if in_rings else f"过了 {plain(waited)} 秒"
        if waited <= full:
            return met(f"{after}就接了，及时")
        if waited > limit:
            wanted = f"{plain(limit / RING_SECONDS)} 声" if in_rings else f"{plain(limit)} 秒"
            return missed(f"{after}才接；铃响 {wanted}之内接起来")
        better = f"{plain(full / RING_SECONDS)} 声" if in_rings else f"{plain(full)} 秒"
        return share(1 - (waited - full) / (limit - full) / 2, f"{after}接的，{better}之内接更好")


def _seconds(span: str) -> Fraction:
    found = _SPAN.fullmatch(span)
    if found is None:  # pragma: no cover — validated
        raise ValueError(span)
    return Fraction(found[1]) * (RING_SECONDS if found[2] else 1)
