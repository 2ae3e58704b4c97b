"""`duration`: how long the call lasts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from trainer.rules.fields import Seconds
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells, Key, Operator, Skill, Words
from trainer.rules.outcome import exact, met, missed, not_measured, plain


class Duration(Rule):
    """How long the call lasts, from the pick-up to the end.

    `duration`: the most seconds allowed. `min`: the fewest, default none. Both limits themselves are fine.
    It is always the whole call, also inside a turn.

    Partly: never. Unclear: never.
    Not measured: `no_duration` (practice by keyboard has none).

    Source: P-brief, F-length, S-private.
    """

    operator: ClassVar[str] = "duration"
    skill: ClassVar[Skill | None] = "语速声音"
    label: ClassVar[str] = "通话时长"
    meaning: ClassVar[str] = "整通电话最多几秒"
    keys: ClassVar[Mapping[str, Key]] = {"min": Key("最少几秒，免得急着挂", "最少几秒")}
    example: ClassVar[str] = "{duration: 180, min: 20}"
    cells: ClassVar[Cells] = Cells(example="180")
    needs_reply: ClassVar[bool] = False
    measured: ClassVar[bool] = True
    met_example: ClassVar[str] = """
        rule: {duration: 180, min: 20}
        duration: 180
    """
    missed_example: ClassVar[str] = """
        rule: {duration: 180}
        duration: 180.5
    """

    duration: Seconds
    min: Seconds | None = None

    @model_validator(mode="after")
    def _in_range(self) -> Self:
        if self.min is not None and self.min >= self.duration:
            raise PydanticCustomError("duration_range", "min 要比 duration 小，例如 duration: 180，min: 20")
        return self

    def wish(self, words: Words) -> str:
        return f"整通电话不超过 {plain(exact(self.duration))} 秒"

    def excludes(self, other: Operator) -> bool:
        if not isinstance(other, Duration):
            return False
        return (self.min or 0) > other.duration or (other.min or 0) > self.duration

    def judge(self, part: Part, context: Context) -> Judgement:
        if part.call.duration is None:
            return not_measured("no_duration")
        lasted = exact(part.call.duration)
        if lasted > exact(self.duration):
            return missed(f"通话 {plain(lasted)} 秒，超过 {plain(exact(self.duration))} 秒；说重点，别闲聊")
        if self.min is not None and lasted < exact(self.min):
            return missed(f"通话只有 {plain(lasted)} 秒，不到 {plain(exact(self.min))} 秒；别急着挂，问清楚再结束")
        return met(f"通话 {plain(lasted)} 秒，长短合适")
