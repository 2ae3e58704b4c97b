"""`similar`: a reply that is like one of the sample sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from trainer.rules.fields import Percent, Phrases
from trainer.rules.interface import Context, Judgement, Part, Rule
from trainer.rules.operator import Cells, Key, Words
from trainer.rules.outcome import audible, met, missed, unclear
from trainer.rules.word_times import when
from trainer.scorecard import Evidence
from trainer.text.normalise import normalise
from trainer.text.sounds import syllables


@dataclass(frozen=True, slots=True)
class _Best:
    """The likest stretch of the replies, in characters of the joined normalised text."""

    score: Fraction
    sample: str = ""
    start: int = 0
    end: int = 0


class Similar(Rule):
    """A reply that is like one of the sample sentences: likeness of characters or sounds, no claim about meaning.

    `similar`: one or more sample sentences (templates). `score`: how like at least, default 70%. The best sentence is
    compared with the best stretch of all replies joined, by characters and by toneless pinyin, whichever is liker.
    A sentence that says the opposite can be very like: use `required` and `banned` for what matters.

    Partly: never.
    Unclear: not like enough, and part of the audio was too bad to judge.
    Not measured: never by itself.

    Source: P-script.
    """

    operator: ClassVar[str] = "similar"
    label: ClassVar[str] = "接近样句"
    meaning: ClassVar[str] = "和样句差不多（比的是字和音，不是意思）"
    keys: ClassVar[Mapping[str, Key]] = {"score": Key("至少有多像", "像到多少算")}
    example: ClassVar[str] = "{similar: 您反映的问题我们会尽快安排人员处理, score: 70%}"
    cells: ClassVar[Cells] = Cells("phrases", "您反映的问题我们会尽快安排人员处理")
    met_example: ClassVar[str] = """
        rule: {similar: 您反映的问题我们会尽快安排人员处理}
        replies: [好的，您反映的问题我们尽快安排人处理。]
    """
    missed_example: ClassVar[str] = """
        rule: {similar: 您反映的问题我们会尽快安排人员处理}
        replies: [这个我管不了。]
    """

    similar: Phrases
    score: Percent = Fraction(7, 10)

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.score > 1:
            raise PydanticCustomError("similar_score", "score 最多 100%，例如 score: 70%")
        return self

    def templates(self) -> tuple[str, ...]:
        return self.similar

    def wish(self, words: Words) -> str:
        return "意思和样句一样"

    def samples(self) -> tuple[str, ...]:
        return self.similar

    def judge(self, part: Part, context: Context) -> Judgement:
        pieces = [(piece, normalise(piece.text)) for piece in audible(part)]
        chars = "".join(text.chars for _, text in pieces)
        owners = [(number, at) for number, (_, text) in enumerate(pieces) for at in range(len(text.chars))]
        samples = [text for template in self.similar for text in context.phrase(template).texts]
        likeness = _Likeness(chars)
        best = max((likeness.of(sample) for sample in samples), key=lambda one: one.score)
        enough = best.score >= self.score
        evidence = []
        for number in dict.fromkeys(owner for owner, _ in owners[best.start : best.end]):
            piece, text = pieces[number]
            inside = [at for owner, at in owners[best.start : best.end] if owner == number]
            start, end = (piece.start + at for at in text.original(inside[0], inside[-1] + 1))
            seconds = when(piece.utterance, start, end)
            evidence.append(
                Evidence(
                    utterance=piece.index,
                    phrase=best.sample,
                    alternative=best.sample,
                    said=piece.utterance.text[start:end],
                    how="near",
                    counted=enough,
                    start=seconds[0],
                    end=seconds[1],
                    char_start=start,
                    char_end=end,
                    similarity=float(best.score),
                    confidence=seconds[2],
                )
            )
        like, wanted = f"{float(best.score):.0%}", f"{float(self.score):.0%}"
        if enough:
            return met(f"和样句相似 {like}", evidence)
        if part.gate:
            return unclear("audio", evidence)
        return missed(f"和样句只相似 {like}，要到 {wanted}；可以这样说：{samples[0]}", evidence)


class _Likeness:
    """How like samples are to one text, whose sounds are worked out once."""

    def __init__(self, chars: str) -> None:
        self.chars = chars
        self.names: dict[str, str] = {}  # syllable → a private character, so that sounds compare as a string
        self.sounds = self._letters(chars)

    def of(self, sample: str) -> _Best:
        """The likest stretch for this sample, by characters or by sound."""
        wanted = normalise(sample).chars
        by_chars, by_sound = _window(wanted, self.chars), _window(self._letters(wanted), self.sounds)
        score, start, end = max(by_chars, by_sound, key=lambda one: one[0])
        return _Best(score, sample, start, end)

    def _letters(self, chars: str) -> str:
        return "".join(self.names.setdefault(min(s), chr(0xF0000 + len(self.names))) for s in syllables(chars))


def _window(wanted: Sequence[str], text: Sequence[str]) -> tuple[Fraction, int, int]:
    from rapidfuzz import fuzz

    if not wanted or not text:
        return Fraction(0), 0, 0
    if len(text) <= len(wanted):  # partial_ratio would look for the text in the sample
        return Fraction(round(fuzz.ratio(wanted, text) * 10), 1000), 0, len(text)
    found = fuzz.partial_ratio_alignment(wanted, text)
    if found is None:  # pragma: no cover — only with a score_cutoff
        return Fraction(0), 0, 0
    return Fraction(round(found.score * 10), 1000), found.dest_start, found.dest_end
