"""`repeat`: the trainee reads the caller's facts back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from trainer.rules.evidence import evidence_at, evidence_of
from trainer.rules.fields import AllOrNames
from trainer.rules.interface import Context, Judgement, Part, Rule, Slice
from trainer.rules.operator import Cells, Key, Skill, Words
from trainer.rules.outcome import audible, good, met, not_measured, share, unclear
from trainer.rules.wrong import REASON, Wrong, wrong
from trainer.scorecard import Evidence, How
from trainer.text import facts
from trainer.text.garbled_facts import nearly


class Repeat(Rule):
    """The trainee reads the caller's facts back.

    `repeat`: all, or the names of some of the scenario's `facts`. A fact with several values counts each value.
    `at_least`: how many values suffice, default all. A value with numbers must agree number by number, written
    or spoken (3-2-501 = 三栋二单元五零一), within one reply; other words count as said by characters or by sound.
    Another value in its place (13812345679) that is not put right in the same or the next reply is told, and counts as
    needed and missing; see `wrong.py`.

    Partly: found ÷ needed.
    Missed or partly with the reason `wrong_fact`: a value was said wrong.
    Unclear: a value was heard only nearly on recognised speech (of a number at least 70 % of the digits in order, or
    its sounds), or audio was too bad, and it could change the result.
    Not measured: `no_facts` (the scenario has none of these facts).

    Source: P-repeat, C-record, F-new-issue.
    """

    operator: ClassVar[str] = "repeat"
    skill: ClassVar[Skill | None] = "倾听核对"
    label: ClassVar[str] = "复述"
    meaning: ClassVar[str] = "把要点念给客户听：all（全部），或 facts 里的名字"
    keys: ClassVar[Mapping[str, Key]] = {"at_least": Key("至少念到几项（不写就是全部）")}
    example: ClassVar[str] = "{repeat: [房号, 电话]}"
    cells: ClassVar[Cells] = Cells("names", "房号\n电话")
    names_facts: ClassVar[bool] = True
    shows_match: ClassVar[bool] = False
    met_example: ClassVar[str] = """
        facts: {房号: 3栋2单元501, 诉求: [厨房漏水, 门锁坏了]}
        rule: {repeat: all}
        replies: [三栋二单元五零一，一是厨房漏水，二是门锁坏了，对吗？]
    """
    missed_example: ClassVar[str] = """
        facts: {房号: 3栋2单元501}
        rule: {repeat: [房号]}
        replies: [您是三栋二单元五零二，对吗？]
    """

    repeat: AllOrNames
    at_least: Annotated[int, Field(ge=1)] | None = None

    def facts_named(self) -> tuple[str, ...]:
        """The facts it names, for checking."""
        return () if self.repeat == "all" else self.repeat

    @property
    def by_words(self) -> bool:
        return True

    def wish(self, words: Words) -> str:
        return "念给客户听：" + words.facts(self.repeat)

    def judge(self, part: Part, context: Context) -> Judgement:
        values = wanted(self.repeat, context.facts)
        if not values:
            return not_measured("no_facts")
        needed = min(self.at_least or len(values), len(values))
        clear = good(part)
        said: list[Evidence] = []
        doubtful: list[Evidence] = []
        missing: list[str] = []
        faults: list[Wrong] = []
        for name, value in values:
            told = wrong(name, value, part, context)
            if told.sure:
                faults.append(told)
                continue
            found = told.mended or next(_said(value, clear, context), None) or told.doubtful
            if found is None:
                missing.append(value)
            else:
                (said if found.counted else doubtful).append(found)
        needed = max(needed, len(said) + len(faults))
        doubt = len(doubtful) + (len(missing) if part.gate else 0)
        if len(said) < needed and doubt:
            return unclear("unclear_speech" if doubtful else "audio", [*said, *doubtful])
        if len(said) >= needed:
            return met("要点都复述了" if needed == len(values) else f"复述了 {len(said)} 个要点", said)
        todo = f"还要复述：{'、'.join(missing)}；一条一条念给客户听，请他确认" if missing else "马上更正，再请客户确认"
        why = "；".join([*(one.why for one in faults), todo])
        evidence = [*said, *(one.sure for one in faults if one.sure)]
        return share(Fraction(len(said), needed), why, evidence, REASON if faults else None)


def wanted(names: str | tuple[str, ...], known: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    """Name and value of the facts with these names; a fact with several values comes as often. all: of all facts."""
    chosen = known if isinstance(names, str) else [name for name in names if name in known]
    return tuple((name, value) for name in chosen for value in known[name])


def _said(value: str, part: Part, context: Context) -> Iterator[Evidence]:
    """The places of a value, sure ones first; the doubtful ones are marked as not counted."""
    for piece in audible(part):
        span = facts.place(value, piece.text)
        if span is not None:
            yield _evidence(value, piece, span, counted=True)
    for piece in audible(part):
        span = nearly(value, piece.text) if piece.utterance.recognised else None
        if span is not None:
            yield _evidence(value, piece, span, counted=False)
    if facts.as_phrase(value) and not facts.has_numbers(value):
        context = context.literally()  # a value is nothing that could be refused
        places = [found for found in context.find_wanted(facts.as_phrase(value), part) if found.grade != "candidate"]
        places += context.perhaps(facts.as_phrase(value), part, fact=True)
        for found in sorted(places, key=lambda one: one.grade):  # sure before unclear
            yield evidence_of(found, part, counted=found.grade == "sure")


def _evidence(value: str, piece: Slice, span: tuple[int, int], *, counted: bool) -> Evidence:
    start, end = piece.start + span[0], piece.start + span[1]
    same = value in piece.utterance.text[start:end] or facts.has_numbers(value)
    how: How = "near" if not counted else "exact" if same else "sound"
    return evidence_at(piece, start, end, value, how, alternative=value, counted=counted)
