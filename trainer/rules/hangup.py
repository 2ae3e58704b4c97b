"""`hangup`: who ends the call."""

from __future__ import annotations

from typing import ClassVar, Literal

from trainer.call import Speaker
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells, Operator, Skill, Words
from trainer.rules.outcome import met, missed, not_measured


class Hangup(Rule):
    """Who ends the call.

    `hangup`: caller (the caller hangs up first, as the standard wants) or agent.

    Partly: never. Unclear: never.
    Not measured: `no_hangup` (not known, as in most recordings).

    Source: P-hangup.
    """

    operator: ClassVar[str] = "hangup"
    skill: ClassVar[Skill | None] = "结束道别"
    label: ClassVar[str] = "挂机"
    meaning: ClassVar[str] = "谁先挂机"
    example: ClassVar[str] = "{hangup: caller}"
    cells: ClassVar[Cells] = Cells("speaker", "客户")
    examples_lack: ClassVar[Literal["hangup"]] = "hangup"
    closing: ClassVar[Literal["hangup"]] = "hangup"
    needs_reply: ClassVar[bool] = False
    measured: ClassVar[bool] = True
    met_example: ClassVar[str] = """
        rule: {hangup: caller}
        ended_by: caller
    """
    missed_example: ClassVar[str] = """
        rule: {hangup: caller}
        ended_by: agent
    """

    hangup: Speaker

    def wish(self, words: Words) -> str:
        return "等客户先挂机" if self.hangup == "caller" else "由您先挂机"

    def excludes(self, other: Operator) -> bool:
        return isinstance(other, Hangup) and self.hangup != other.hangup

    def judge(self, part: Part, context: Context) -> Judgement:
        if part.call.ended_by is None:
            return not_measured("no_hangup")
        if part.call.ended_by == self.hangup:
            return met("挂机的先后对了")
        if self.hangup == "caller":
            return missed("道别以后等一等，让客户先挂机")
        return missed("这通电话要由您先结束：道别以后轻轻挂机")
