"""`gap`: how long the caller waits for the reply."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from trainer.call import Call
from trainer.rules.fields import Seconds
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells, Key, Skill, Words
from trainer.rules.outcome import audible, exact, met, not_measured, plain, share, unclear
from trainer.scorecard import Evidence


class Gap(Rule):
    """How long the caller waits for the reply: from the caller's last word to the trainee's first.

    `gap`: the most seconds allowed. `zero_at`: no points from here on, s; default twice `gap`. The longest wait in the
    part decides. Speaking before the caller has finished counts as no wait.

    Partly: linear from full points at `gap` to nothing at `zero_at`.
    Unclear: every reply after a caller's line has audio too bad to judge, or the one after the longest wait has, and
    that wait is too long: something may have been said before it.
    Not measured: `keyboard` (the replies were typed), `one_side` (the caller's own speech was not timed).

    Source: P-answer, A-five.
    """

    operator: ClassVar[str] = "gap"
    skill: ClassVar[Skill | None] = "倾听核对"
    label: ClassVar[str] = "应答快慢"
    needs_times: ClassVar[bool] = True
    meaning: ClassVar[str] = "对方说完后最多隔几秒开口"
    keys: ClassVar[Mapping[str, Key]] = {
        "zero_at": Key("隔几秒就没有分，中间按比例（不写是 gap 的两倍）"),
    }
    example: ClassVar[str] = "{gap: 3, zero_at: 8}"
    cells: ClassVar[Cells] = Cells(example="3")
    examples_lack: ClassVar[Literal["caller"]] = "caller"
    measured: ClassVar[bool] = True
    met_example: ClassVar[str] = """
        rule: {gap: 3}
        line: {text: 我家漏水了, seconds: 2}
        replies: [{text: 很抱歉, seconds: 1, gap: 3}]
    """
    missed_example: ClassVar[str] = """
        rule: {gap: 3, zero_at: 6}
        line: {text: 我家漏水了, seconds: 2}
        replies: [{text: 很抱歉, seconds: 1, gap: 6}]
    """

    gap: Seconds
    zero_at: Seconds | None = None

    @model_validator(mode="after")
    def _falls(self) -> Self:
        if self.zero_at is not None and self.zero_at <= self.gap:
            raise PydanticCustomError("gap_range", "zero_at 要比 gap 大，例如 gap: 3，zero_at: 6")
        return self

    def wish(self, words: Words) -> str:
        return f"客户说完，{plain(exact(self.gap))} 秒之内开口"

    def judge(self, part: Part, context: Context) -> Judgement:
        if all(piece.utterance.start is None for piece in part.slices):
            return not_measured("keyboard")
        waits = {piece.index: wait for piece in part.slices if (wait := _wait(part.call, piece.index)) is not None}
        if not waits:
            return not_measured("one_side")
        clear = {piece.index: waits[piece.index] for piece in audible(part) if piece.index in waits}
        limit = exact(self.gap)
        hidden = max((wait for at, wait in waits.items() if at not in clear), default=Fraction(0))
        if not clear or hidden > max(limit, *clear.values()):
            return unclear("audio")
        index = max(clear, key=lambda at: clear[at])
        wait = clear[index]
        zero_at = 2 * limit if self.zero_at is None else exact(self.zero_at)
        start = part.call.utterances[index].start or 0.0
        evidence = [Evidence(utterance=index, start=start - float(wait), end=start)]
        if wait <= limit:
            return met(f"最多让客户等了 {plain(wait)} 秒，接得及时", evidence)
        why = f"客户说完后等了 {plain(wait)} 秒才有回应；{plain(limit)} 秒内先应一声“好的”"
        return share((zero_at - wait) / (zero_at - limit), why, evidence)


def _wait(call: Call, index: int) -> Fraction | None:
    """Seconds from the end of the caller's last line to this reply.

    None where the reply is not the first after it, or something was not timed. What was said over the line (嗯) is no
    reply to it.
    """
    reply = call.utterances[index]
    last = 0.0  # s; end of what the trainee has said since the caller began
    for before in reversed(call.utterances[:index]):
        if before.end is None or reply.start is None:
            return None
        if before.speaker == "caller":
            return None if last > before.end else max(exact(reply.start - before.end), Fraction(0))
        last = max(last, before.end)
    return None
