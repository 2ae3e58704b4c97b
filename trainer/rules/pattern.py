"""`pattern`: a regular expression on the normalised text, for what phrases cannot say (telephone numbers, dates)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, Field

from trainer.rules.evidence import evidence_at
from trainer.rules.fields import Phrases
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells, Key, Words
from trainer.rules.outcome import good, met, missed, not_measured, unanswered, unclear
from trainer.rules.regex import compile_safe
from trainer.scorecard import Evidence
from trainer.text.garbled_facts import digits_before_units
from trainer.text.normalise import normalise


def _safe(pattern: str) -> str:
    compile_safe(pattern)
    return pattern


class Pattern(Rule):
    r"""A regular expression that has to occur, or must not.

    `pattern`: Python syntax, at most 200 characters, searched in each reply's normalised text: no punctuation or
    spaces, simplified, lower case, digits one by one as said (1008, 幺零零八 are 一零零八; \d is one of them).
    `not: true`: it must not occur (nothing is deducted). `unless`: phrases that excuse an occurrence they overlap.
    Expressions that could take very long, such as (a+)+, are refused, and what refers back to a group (\1).

    Partly: never.
    Unclear: not found (or, with `not`, none found), and part of the audio was too bad to judge, or a reply so long
    that it was not searched; or found only if characters heard before a unit are taken for the digits of their sound
    (酒点 for 九点).
    Not measured: with `not`, when nothing was said.

    Source: P-contact, P-appoint.
    """

    model_config = ConfigDict(populate_by_name=True)

    operator: ClassVar[str] = "pattern"
    label: ClassVar[str] = "格式"
    meaning: ClassVar[str] = "说到符合这个正则表达式的内容，例如 11 位电话；空格、标点不算，数字按一个一个念的比"
    keys: ClassVar[Mapping[str, Key]] = {
        "not": Key("true：反过来，不能出现", "不能出现"),
        "unless": Key("例外：落在这些说法里就不算"),
    }
    example: ClassVar[str] = r"{pattern: '一\d{10}', hint: 把 11 位手机号念一遍}"
    cells: ClassVar[Cells] = Cells(example="一\\d{10}")
    needs_reply: ClassVar[bool] = False  # what silence means depends on `not`
    met_example: ClassVar[str] = """
        rule: {pattern: '一\\d{10}'}
        replies: [您的电话是138 0013 8000，对吗？]
    """
    missed_example: ClassVar[str] = """
        rule: {pattern: '赔(偿)?\\d+元', not: true}
        replies: [我们赔偿500元给您]
    """

    pattern: Annotated[str, AfterValidator(_safe)]
    not_: bool = Field(default=False, alias="not")
    unless: Phrases | None = None

    def templates(self) -> tuple[str, ...]:
        return self.unless or ()

    @property
    def by_words(self) -> bool:
        """Not what must not occur."""
        return not self.not_

    def wish(self, words: Words) -> str:
        return "不说规定以外的内容" if self.not_ else "把号码、时间一字一字说完整"

    def judge(self, part: Part, context: Context) -> Judgement:
        if not part.slices:
            return not_measured("no_reply") if self.not_ else unanswered("no_reply")
        found = tuple(self._found(good(part), context))
        if self.not_ and found:
            return missed(f"不要说“{found[0].said}”这样的话", found)
        if not found and part.gate:
            return unclear("audio")
        if not found and not all(self._bounded(piece.text) for piece in part.slices):
            return unclear("long_reply")
        if found or self.not_:
            return met("做到了", found)
        if self._perhaps(part):
            return unclear("unclear_speech")
        return missed("没有听到要求的内容（例如完整的号码、时间）；请一字一字说清楚")

    def _perhaps(self, part: Part) -> bool:
        """It stands in recognised speech where a digit became a character of the same sound."""
        heard = (normalise(piece.text).chars for piece in part.slices if piece.utterance.recognised)
        read = ((chars, digits_before_units(chars)) for chars in heard)
        return any(chars != digits and compile_safe(self.pattern).compiled.search(digits) for chars, digits in read)

    def _bounded(self, text: str) -> bool:
        return compile_safe(self.pattern).bounded(len(normalise(text).chars))

    def _found(self, part: Part, context: Context) -> Iterator[Evidence]:
        expression = compile_safe(self.pattern).compiled
        literal = context.literally()
        contexts = (place for phrase in self.unless or () for place in literal.find(phrase, part))
        excused = [place for place in contexts if place.grade == "sure" or place.negated]
        for number, piece in enumerate(part.slices):
            if not self._bounded(piece.text):
                continue
            text = normalise(piece.text)
            for match in expression.finditer(text.chars):
                if not match[0]:
                    continue
                start, end = (piece.start + at for at in text.original(match.start(), match.end()))
                if any(hit.text == number and hit.start < end and start < hit.end for hit in excused):
                    continue
                yield evidence_at(piece, start, end, self.pattern, "exact")
