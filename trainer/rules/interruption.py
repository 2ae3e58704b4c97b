"""`interruption`: speaking over the other side."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from trainer.rules.fields import Deduct, Phrases, Seconds
from trainer.rules.interface import Context, Hit, Judgement, Part, Rule, Slice
from trainer.rules.operator import Cells, Key, Skill, Words
from trainer.rules.outcome import audible, exact, met, not_measured, plain, unclear
from trainer.scorecard import Evidence
from trainer.text.normalise import normalise


class Interruption(Rule):
    """Speaking over the caller; only deducts.

    `interruption`: s. Who begins while the caller speaks, and goes on for longer than this before the caller stops,
    has interrupted. `times` (default 1): how many are free. `deduct` (default 5 points of the 100) for each further
    one. `grace` (default 0.3 s): an overlap up to this is how people take turns; a longer one that is no interruption
    yet is shown and costs nothing. `except` (default 嗯, 好的, 是的, 对): a reply made up of nothing but these shows
    that one listens. Where the caller begins over a reply that goes on, nobody is blamed. A `where` picks whole
    replies; one with bad audio is left out, for it may be somebody else's voice.

    Partly: never.
    Unclear: every timed reply has audio too bad to judge.
    Not measured: `keyboard` (nothing was timed), `speakers` (the microphone heard the caller too), `one_side` (only
    the trainee's speech is known).

    Source: P-listen, C-listen.
    """

    operator: ClassVar[str] = "interruption"
    skill: ClassVar[Skill | None] = "倾听核对"
    label: ClassVar[str] = "抢话"
    needs_times: ClassVar[bool] = True
    meaning: ClassVar[str] = "客户还没说完就开口，压着客户说超过几秒算抢话"
    keys: ClassVar[Mapping[str, Key]] = {
        "times": Key("这么多次以内不扣分"),
        "grace": Key("重叠几秒以内是正常的一问一答", "重叠几秒以内不算"),
        "except": Key("整句只有这些附和的话，不算抢话"),
        "deduct": Key("以后每次扣几分"),
    }
    example: ClassVar[str] = "{interruption: 1.5, times: 1}"
    cells: ClassVar[Cells] = Cells(example="1.5", exceptions="except")
    examples_lack: ClassVar[Literal["caller"]] = "caller"
    deducts: ClassVar[bool] = True
    silence_satisfies: ClassVar[bool] = True
    met_example: ClassVar[str] = """
        rule: {interruption: 1.5, times: 0}
        line: {text: 我家厨房漏水了，水都流到客厅了, seconds: 5}
        replies: [{text: 嗯，好的, seconds: 2, gap: -3}, {text: 非常抱歉, seconds: 2, gap: 0.8}]
    """
    missed_example: ClassVar[str] = """
        rule: {interruption: 1.5, times: 0}
        line: {text: 我家厨房漏水了，水都流到客厅了, seconds: 5}
        replies: [{text: 您先听我说, seconds: 2, gap: -2}]
    """

    interruption: Seconds
    times: Annotated[int, Field(ge=0)] = 1
    grace: Annotated[float, Field(ge=0, le=10)] = 0.3
    except_: Phrases = Field(default=("嗯", "好的", "是的", "对"), alias="except")
    deduct: Deduct = Decimal(5)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.grace > self.interruption:
            raise PydanticCustomError(
                "interruption_range", "grace 不能比 interruption 大，例如 interruption: 1.5，grace: 0.3"
            )
        return self

    def templates(self) -> tuple[str, ...]:
        return self.except_

    def wish(self, words: Words) -> str:
        return "不抢客户的话"

    def figures(self, words: Words) -> str:
        return f"客户还在说，插进去最多 {plain(exact(self.interruption))} 秒"

    def judge(self, part: Part, context: Context) -> Judgement:
        timed = [piece for piece in part.slices if piece.utterance.start is not None]
        others = [one for one in part.call.utterances if one.speaker != self.speaker]
        if not timed:
            return not_measured("keyboard")
        if part.call.echo:
            return not_measured("speakers")
        if not part.call.both_sides and all(one.start is None for one in others):
            return not_measured("one_side")
        clear = [piece for piece in audible(part) if piece in timed]
        if not clear:
            return unclear("audio")
        over = {piece: seconds for piece in clear if (seconds := _overlap(piece, part)) > exact(self.grace)}
        over = {piece: seconds for piece, seconds in over.items() if not self._listens(piece, part, context)}
        long = [piece for piece, seconds in over.items() if seconds > exact(self.interruption)]
        hits = tuple(
            Hit(Fraction(self.deduct), f"interruption:{piece.index}", _evidence(piece, over[piece]), fatal=self.fatal)
            for piece in long[self.times :]
        )
        evidence = [_evidence(piece, seconds, counted=piece in long) for piece, seconds in over.items()]
        if hits:
            worst = plain(max(over.values()))
            why = f"客户还在说，您就开口了，共 {len(long)} 次（最长 {worst} 秒）；听客户说完，停一下再回答"
            return Judgement("missed", why, evidence=tuple(evidence), hits=hits)
        if long:
            return met(f"抢话 {len(long)} 次，不扣分；听客户说完再回答更好", evidence)
        return met("没有抢客户的话", evidence)

    def _listens(self, piece: Slice, part: Part, context: Context) -> bool:
        """Nothing is left of the reply without the words that show listening."""
        text = piece.utterance.text
        whole = Part(part.call, part.turn, (Slice(piece.index, piece.utterance, 0, len(text)),))
        left = list(text)
        for phrase in self.except_:
            for found in context.find(phrase, whole):
                if found.grade != "candidate":
                    left[found.start : found.end] = "，" * (found.end - found.start)
        return bool(text) and not normalise("".join(left)).chars


def _overlap(piece: Slice, part: Part) -> Fraction:
    """Seconds for which the reply goes on over somebody who began before it."""
    start, end = piece.utterance.start or 0.0, piece.utterance.end or 0.0
    return max(
        (
            exact(min(one.end, end)) - exact(start)
            for one in part.call.utterances
            if one.speaker != piece.utterance.speaker and one.start is not None and one.end is not None
            if one.start < start < one.end
        ),
        default=Fraction(0),
    )


def _evidence(piece: Slice, seconds: Fraction, *, counted: bool = True) -> Evidence:
    start = piece.utterance.start or 0.0
    return Evidence(utterance=piece.index, counted=counted, start=start, end=start + float(seconds))
