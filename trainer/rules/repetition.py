"""`repetition`: the same sentence not over and over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from trainer.rules.fields import Percent
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells, Key, Skill, Words
from trainer.rules.outcome import good, met, missed, unclear
from trainer.rules.word_times import when
from trainer.scorecard import Evidence
from trainer.text.characters import MARKED_END
from trainer.text.normalise import normalise

SHORTEST = 4  # 字; 好的 and 请问 may come as often as they like

_CLAUSE = re.compile(f"[^{MARKED_END}]+")


class Repetition(Rule):
    """The same sentence at most so often.

    `repetition`: how often it may be said. `similarity` (default 90%): from this likeness of the characters on, two
    sentences are the same. A sentence ends at punctuation and at the end of a reply; those under 4 字 do not count.

    Partly: never.
    Unclear: nothing found, and part of the audio was too bad to judge.
    Not measured: when nothing was said.

    Source: P-brief, S-sales.
    """

    operator: ClassVar[str] = "repetition"
    skill: ClassVar[Skill | None] = "语速声音"
    label: ClassVar[str] = "重复"
    meaning: ClassVar[str] = "同一句话最多说几遍"
    keys: ClassVar[Mapping[str, Key]] = {"similarity": Key("有多像才算同一句", "像到多少算重复")}
    example: ClassVar[str] = "{repetition: 2}"
    cells: ClassVar[Cells] = Cells(example="3")
    silence_satisfies: ClassVar[bool] = True
    met_example: ClassVar[str] = """
        rule: {repetition: 2}
        replies: [请您不要着急，我来查。, 请您不要着急，查到了。]
    """
    missed_example: ClassVar[str] = """
        rule: {repetition: 2}
        replies: [请您不要着急，请您不要着急！, 请您不要着急。]
    """

    repetition: Annotated[int, Field(ge=1)]
    similarity: Percent = Fraction(9, 10)

    def wish(self, words: Words) -> str:
        return f"同一句话最多说 {self.repetition} 遍"

    def judge(self, part: Part, context: Context) -> Judgement:
        groups: list[tuple[str, list[Evidence]]] = []
        for chars, evidence in _clauses(good(part)):
            for first, same in groups:
                if _likeness(first, chars) >= self.similarity:
                    same.append(evidence)
                    break
            else:
                groups.append((chars, [evidence]))
        most = max((same for _, same in groups), key=len, default=[])
        if len(most) > self.repetition:
            times = f"说了 {len(most)} 遍，最多 {self.repetition} 遍"
            return missed(f"“{most[0].said}”{times}；换一种说法，或者说说下一步怎么办", most)
        return unclear("audio") if part.gate else met("没有翻来覆去说同一句话")


def _clauses(part: Part) -> list[tuple[str, Evidence]]:
    found = []
    for piece in part.slices:
        for clause in _CLAUSE.finditer(piece.utterance.text, piece.start, piece.end):
            chars = normalise(clause[0]).chars
            if len(chars) >= SHORTEST:
                start, end, _ = when(piece.utterance, clause.start(), clause.end())
                place = Evidence(
                    utterance=piece.index,
                    said=clause[0],
                    how="exact",
                    start=start,
                    end=end,
                    char_start=clause.start(),
                    char_end=clause.end(),
                )
                found.append((chars, place))
    return found


def _likeness(first: str, second: str) -> Fraction:
    from rapidfuzz import fuzz

    return Fraction(round(fuzz.ratio(first, second) * 10), 1000)
