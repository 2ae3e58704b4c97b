"""`share`: who does the talking."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from trainer.call import Utterance
from trainer.rules.fields import Percent, Seconds
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells, Key, Skill, Words
from trainer.rules.outcome import exact, met, not_measured, plain, share, unclear
from trainer.scorecard import Evidence


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What one side says before the other side begins again."""

    seconds: Fraction  # of it, without the silence between replies
    index: int  # of its first utterance
    start: float  # s
    end: float  # s


class Share(Rule):
    """The trainee's share of the talking.

    `share`: at most so much of all speech time (pauses ≥ 0.2 s left out), of this turn or of the whole call.
    `monologue`, s: the trainee never speaks longer than this in a row, silence between replies not counted; the row
    ends where the caller begins to speak, be it only 嗯. By default not looked at. A narrower `where` changes nothing.

    Partly: linear from full points at `share` to nothing where only the trainee speaks, and from full points at
    `monologue` to nothing at twice as long; the worse of the two counts.
    Unclear: over a limit, while some reply has bad audio: whose voice it is cannot be told.
    Not measured: `keyboard` (nothing was timed), `one_side` (only one side's speech is known).

    Source: P-brief, F-length.
    """

    operator: ClassVar[str] = "share"
    skill: ClassVar[Skill | None] = "倾听核对"
    label: ClassVar[str] = "说话占比"
    needs_times: ClassVar[bool] = True
    meaning: ClassVar[str] = "学员说话的时间，最多占两人的多少，例如 60%"
    keys: ClassVar[Mapping[str, Key]] = {
        "monologue": Key("连着说最多几秒，中间客户没有开口", "一口气最多几秒"),
    }
    example: ClassVar[str] = "{share: 60%, monologue: 40}"
    cells: ClassVar[Cells] = Cells(example="60%")
    examples_lack: ClassVar[Literal["caller"]] = "caller"
    silence_satisfies: ClassVar[bool] = True
    measured: ClassVar[bool] = True
    met_example: ClassVar[str] = """
        rule: {share: 60%, monologue: 40}
        line: {text: 我家厨房漏水了, seconds: 4}
        replies: [{text: 非常抱歉，我马上为您登记, seconds: 6}]
    """
    missed_example: ClassVar[str] = """
        rule: {share: 60%, monologue: 40}
        line: {text: 我家厨房漏水了, seconds: 60}
        replies: [{text: 我们公司成立于……, seconds: 80}]
    """

    share: Percent
    monologue: Seconds | None = None

    @model_validator(mode="after")
    def _below_all(self) -> Self:
        if not 0 < self.share < 1:
            raise PydanticCustomError("share_range", "share 要在 0% 和 100% 之间，例如 share: 60%")
        return self

    def wish(self, words: Words) -> str:
        return f"自己说话不超过 {plain(100 * self.share)}%"

    def judge(self, part: Part, context: Context) -> Judgement:
        said = [
            (index, one)
            for index, one in enumerate(part.call.utterances)
            if part.turn in (None, one.turn) and one.seconds is not None and one.seconds >= 0
        ]
        own = [(index, one) for index, one in said if one.speaker == self.speaker]
        others = [one for _, one in said if one.speaker != self.speaker]
        if not own:
            return not_measured("keyboard")
        if not others:
            return not_measured("one_side")
        mine = _speech(one for _, one in own)
        all_speech = mine + _speech(others)
        if not all_speech:
            return not_measured("too_short")
        part_of_all = mine / all_speech
        longest = max(_stretches(own, others), key=lambda one: one.seconds)
        by_share = (1 - part_of_all) / (1 - self.share)
        by_length = Fraction(1) if self.monologue is None else 2 - longest.seconds / exact(self.monologue)
        fraction = min(by_share, by_length, Fraction(1))
        percent = plain(100 * part_of_all)
        if fraction == 1:
            return met(f"您说了 {percent}% 的时间，也给客户留了说话的时间")
        if part.gate:
            return unclear("audio")
        evidence = [Evidence(utterance=longest.index, start=longest.start, end=longest.end)]
        if by_length < by_share:
            why = f"连着说了 {plain(longest.seconds)} 秒；每说完一点停一停，问一句“您看可以吗”"
        else:
            why = f"您说了 {percent}% 的时间，最多 {plain(100 * self.share)}%；说短一点，多问一句，让客户说"
        return share(fraction, why, evidence)


def _speech(utterances: Iterable[Utterance]) -> Fraction:
    """Seconds of speech; the whole span where pauses are not known."""
    return sum((exact(one.seconds or 0.0 if one.speech is None else one.speech) for one in utterances), Fraction(0))


def _stretches(own: list[tuple[int, Utterance]], others: list[Utterance]) -> list[_Stretch]:
    """One side's speech, parted where the other side begins to speak."""
    begins = sorted(one.start for one in others if one.start is not None)
    rows: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
    for index, one in own:
        start, end = one.start or 0.0, one.end or 0.0
        marks = [start, *(at for at in begins if start < at < end), end]
        for left, right in pairwise(marks):
            rows[bisect_right(begins, left)].append((index, left, right))
    return [
        _Stretch(sum((exact(right - left) for _, left, right in row), Fraction(0)), row[0][0], row[0][1], row[-1][2])
        for row in rows.values()
    ]
