"""`duration`: how long the call lasts."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from trainer.rules.fields import Seconds
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.outcome import exact, met, missed, not_measured, plain


class Duration(Rule):
    """How long the call lasts, from the pick-up to the end.

    `duration`: at most so many seconds. `min`: at least so many, default none. Both limits themselves are fine.
    It is always the whole call, also inside a turn.

    Partly: never. Unclear: never.
    Not measured: `no_duration` (practice by keyboard has none).

    Source: P-brief, F-length, S-private.
    """

    operator: ClassVar[str] = "duration"
    needs_reply: ClassVar[bool] = False
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

    def judge(self, part: Part, context: Context) -> Judgement:
        if part.call.duration is None:
            return not_measured("no_duration")
        lasted = exact(part.call.duration)
        if lasted > exact(self.duration):
            return missed(f"通话 {plain(lasted)} 秒，超过 {plain(exact(self.duration))} 秒；说重点，别闲聊")
        if self.min is not None and lasted < exact(self.min):
            return missed(f"通话只有 {plain(lasted)} 秒，不到 {plain(exact(self.min))} 秒；别急着挂，问清楚再结束")
        return met(f"通话 {plain(lasted)} 秒，长短合适")
