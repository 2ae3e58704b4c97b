"""`note`: the facts stand in the call note (记录单)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from trainer.rules.fields import AllOrNames
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells, Key, Skill, Words
from trainer.rules.outcome import met, not_measured, share
from trainer.rules.repeat import wanted
from trainer.rules.wrong import REASON, noted_wrong
from trainer.scorecard import Evidence
from trainer.text import facts


class Note(Rule):
    """The facts stand in the call note.

    `note`: all, or the names of some of the scenario's `facts`; any field of the note may hold them. A fact with
    several values counts each value. `at_least`: how many values suffice, default all. Numbers must agree
    exactly (3-2-501 = 3栋2单元501, 138 0013 8000 = 13800138000); names and other words by characters or by sound.
    Another value in the field of that name is told.

    Because every rule takes `note` for trainers' remarks, this operator has none: its `note` is its main value.

    Partly: found ÷ needed. Unclear: never, a note is typed.
    Missed or partly with the reason `wrong_fact`: a value was written wrong.
    Not measured: `no_note` (no note was asked), `no_facts` (the scenario has none of these facts).

    Source: P-notes, C-record, C-ticket.
    """

    operator: ClassVar[str] = "note"
    skill: ClassVar[Skill | None] = "倾听核对"
    label: ClassVar[str] = "记录单"
    meaning: ClassVar[str] = "记录单要记全的要点：all（全部），或 facts 里的名字"
    keys: ClassVar[Mapping[str, Key]] = {"at_least": Key("至少记对几项（不写就是全部）")}
    example: ClassVar[str] = "{note: [房号, 电话]}"
    cells: ClassVar[Cells] = Cells("names", "房号\n诉求")
    names_facts: ClassVar[bool] = True
    shows_match: ClassVar[bool] = False
    closing: ClassVar[Literal["note"]] = "note"
    needs_reply: ClassVar[bool] = False
    measured: ClassVar[bool] = True
    met_example: ClassVar[str] = """
        facts: {房号: 3栋2单元501, 姓名: 陈静}
        rule: {note: [房号, 姓名]}
        note: {房号: 3-2-501, 姓名: 陈静女士}
    """
    missed_example: ClassVar[str] = """
        facts: {电话: "13800138000"}
        rule: {note: all}
        note: {电话: "13800138001"}
    """

    note: AllOrNames  # type: ignore[assignment]  # the common `note` gives way to the main value
    at_least: Annotated[int, Field(ge=1)] | None = None

    def facts_named(self) -> tuple[str, ...]:
        """The facts it names, for checking."""
        return () if self.note == "all" else tuple(self.note)

    def wish(self, words: Words) -> str:
        return "记录单写上：" + words.facts(self.note)

    def judge(self, part: Part, context: Context) -> Judgement:
        if part.call.note is None:
            return not_measured("no_note")
        values = wanted(self.note, context.facts)
        if not values:
            return not_measured("no_facts")
        needed = min(self.at_least or len(values), len(values))
        found: list[Evidence] = []
        missing: list[str] = []
        faults: list[str] = []
        for name, value in values:
            for text in part.call.note.values():
                span = facts.place(value, text)
                if span is not None:
                    said = text[span[0] : span[1]]
                    found.append(Evidence(phrase=value, said=said, how="exact" if value == said else "sound"))
                    break
            else:
                fault = noted_wrong(name, value, part.call.note.get(name, ""), context)
                (faults if fault else missing).append(fault or value)
        needed = max(needed, len(found) + len(faults))
        if len(found) >= needed:
            return met("记录单记全了" if needed == len(values) else f"记录单记了 {len(found)} 个要点", found)
        lacking = [f"还缺：{'、'.join(missing)}"] if missing else []
        why = f"记录单里{'；'.join([*faults, *lacking])}；边听边记，挂机前对一遍"
        return share(Fraction(len(found), needed), why, found, REASON if faults else None)
