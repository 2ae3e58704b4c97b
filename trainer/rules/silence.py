"""`silence`: nobody speaks for too long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from trainer.call import Call
from trainer.rules.evidence import evidence_of
from trainer.rules.fields import Deduct, Phrases, Seconds
from trainer.rules.interface import Context, Hit, Judgement, Part, Rule, Slice
from trainer.rules.operator import Cells, Key, Skill, Words
from trainer.rules.outcome import exact, met, not_measured, plain, share, unclear
from trainer.scorecard import Evidence

ANNOUNCED = 15  # s; an announcement this long before a silence still excuses it
DOUBT_EXCUSES = 2  # times the limit; an announcement heard only nearly excuses no longer silence
LOOKUP = 30  # s; what takes longer calls for an offer to call back, announced or not (P-lookup)


@dataclass(frozen=True, slots=True)
class _Silence:
    start: float  # s
    end: float  # s
    utterance: int  # that ends it

    @property
    def seconds(self) -> Fraction:
        return exact(self.end - self.start)


class Silence(Rule):
    """No silence is longer than a number of seconds; only deducts.

    `silence`: s between the end of any speech and the next speech of either side; longer than that is a silence.
    `times` (default 0): the number that is free. `deduct` (default 5 points of the 100) for each further one.
    `excused_by`: phrases of the trainee (请您稍等) that excuse a silence which begins at most 15 s after them. One that
    was heard only nearly excuses a silence of at most twice the limit; a longer one costs nothing, but is not excused.
    In a turn, a silence counts where the speech that ends it is of this turn; before the first and after the last
    speech nothing counts, and a narrower `where` changes nothing.

    Partly (half): every silence is excused, but one is longer than 30 s; costs nothing.
    Unclear: only the silences that a phrase heard nearly may excuse go beyond `times`.
    Not measured: `keyboard` (nothing was timed), `one_side` (only the trainee's speech is known).

    Source: P-lookup, P-hold.
    """

    operator: ClassVar[str] = "silence"
    skill: ClassVar[Skill | None] = "语速声音"
    label: ClassVar[str] = "冷场"
    needs_times: ClassVar[bool] = True
    meaning: ClassVar[str] = "没人说话最多几秒，再长算冷场"
    keys: ClassVar[Mapping[str, Key]] = {
        "times": Key("这么多次以内不扣分"),
        "excused_by": Key(f"冷场前 {ANNOUNCED} 秒里说过这些话就不算，例如 <请稍等>"),
        "deduct": Key("以后每次扣几分"),
    }
    example: ClassVar[str] = "{silence: 10, excused_by: <请稍等>}"
    cells: ClassVar[Cells] = Cells(example="10", exceptions="excused_by")
    deducts: ClassVar[bool] = True
    needs_reply: ClassVar[bool] = False
    met_example: ClassVar[str] = """
        rule: {silence: 10, excused_by: 请您稍等}
        line: {text: 帮我查一下, seconds: 2}
        replies: [{text: 请您稍等, seconds: 1, gap: 1}, {text: 查到了, seconds: 1, gap: 20}]
    """
    missed_example: ClassVar[str] = """
        rule: {silence: 10}
        line: {text: 帮我查一下, seconds: 2}
        replies: [{text: 好的, seconds: 1, gap: 1}, {text: 查到了, seconds: 1, gap: 20}]
    """

    silence: Seconds
    times: Annotated[int, Field(ge=0)] = 0
    excused_by: Phrases | None = None
    deduct: Deduct = Decimal(5)

    def templates(self) -> tuple[str, ...]:
        return self.excused_by or ()

    def wish(self, words: Words) -> str:
        return f"冷场不超过 {plain(exact(self.silence))} 秒；要查就先说一声"

    def judge(self, part: Part, context: Context) -> Judgement:
        call = part.call
        if all(one.start is None for one in call.utterances):
            return not_measured("keyboard")
        if not call.both_sides and all(one.start is None for one in call.utterances if one.speaker == "caller"):
            return not_measured("one_side")
        spans = [one for one in _spans(call) if part.turn in (None, call.utterances[one.utterance].turn)]
        silences = [one for one in spans if one.seconds > exact(self.silence)]
        excuses = {one: self._excuse(one, call, context) for one in silences}
        long = [one for one in silences if excuses[one] == "none"]
        hits = tuple(
            Hit(Fraction(self.deduct), f"silence:{one.utterance}", _evidence(one), fatal=self.fatal)
            for one in long[self.times :]
        )
        evidence = tuple(_evidence(one) for one in long)
        if hits:
            why = f"有 {len(long)} 次没人说话（最长 {_longest(long)} 秒）；要查资料先说“请您稍等”，隔一会儿报一下进度"
            return Judgement("missed", why, evidence=evidence, hits=hits)
        doubtful = [one for one in silences if excuses[one] == "doubt"]
        if doubtful and len(long) + len(doubtful) > self.times:
            why = f"有 {_longest(doubtful)} 秒没人说话，之前有没有说“请您稍等”听不准，这一项留给人工复核，不扣分"
            return unclear("unclear_speech", map(_evidence, doubtful), why)
        waits = [one for one in silences if excuses[one] == "sure" and one.seconds > LOOKUP]
        if waits:
            why = f"说了请客户等，但有 {_longest(waits)} 秒一句话也没有；{LOOKUP} 秒查不到，就先提出给客户回电话"
            return share(Fraction(1, 2), why, map(_evidence, waits))
        return met("没有让客户在电话里空等", evidence)

    def _excuse(self, silence: _Silence, call: Call, context: Context) -> Literal["sure", "doubt", "none"]:
        """Whether the trainee asked to wait before it; nearly is enough for a short one, and a doubt for a long one."""
        slices = tuple(
            Slice(index, one, 0, len(one.text))
            for index, one in enumerate(call.utterances)
            if one.speaker == "agent" and index < silence.utterance
            if one.end is not None and exact(silence.start - one.end) <= ANNOUNCED
        )
        before = Part(call, None, slices)
        grades = set()
        for phrase in self.excused_by or ():
            for found in context.find(phrase, before):
                said = evidence_of(found, before).end
                if said is not None and exact(silence.start - said) <= ANNOUNCED:
                    grades.add(found.grade)
        if "sure" in grades:
            return "sure"
        if "unclear" not in grades:
            return "none"
        return "sure" if silence.seconds <= DOUBT_EXCUSES * exact(self.silence) else "doubt"


def _spans(call: Call) -> Iterator[_Silence]:
    """Every stretch in which nobody speaks; none next to something that was not timed."""
    spoken_until: float | None = None
    for index, one in enumerate(call.utterances):
        if one.start is None or one.end is None:
            spoken_until = None
            continue
        if spoken_until is not None and one.start > spoken_until:
            yield _Silence(spoken_until, one.start, index)
        spoken_until = max(one.end, spoken_until or 0.0)


def _longest(silences: list[_Silence]) -> str:
    return plain(max(one.seconds for one in silences))


def _evidence(silence: _Silence) -> Evidence:
    return Evidence(utterance=silence.utterance, start=silence.start, end=silence.end)
