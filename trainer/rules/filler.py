"""`filler`: few 嗯, 呃, 那个."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from trainer.call import Utterance
from trainer.rules.fields import Deduct, Phrases
from trainer.rules.interface import Context, Hit, Judgement, Part, Rule
from trainer.rules.operator import Cells, Key, Skill, Words
from trainer.rules.outcome import audible, exact, met, not_measured, plain, unclear
from trainer.rules.word_times import when
from trainer.scorecard import Evidence
from trainer.text.thresholds import HESITATION_PAUSE

MAX_DEDUCT = 10  # points; hesitating alone should not fail anybody
_AFTER = re.compile(r"\W|$")


class Filler(Rule):
    """Few filler words; only deducts.

    `filler`: the words. `max` (default 3): how many a minute of speech are free; less than a minute counts as one.
    `deduct` (default 2 points of the 100) for each further one, at most 10 in all. A single character (嗯) always
    counts, 嗯嗯嗯 once; a longer word (那个) only where it hangs: before punctuation, the end or a pause ≥ 0.3 s, or
    said twice in a row. Minutes are those of speech, without pauses where that is known.

    Partly: never.
    Unclear: all timed replies have audio too bad to judge.
    Not measured: `keyboard` (typed text has neither fillers nor minutes).

    Source: P-volume, P-brief.
    """

    operator: ClassVar[str] = "filler"
    skill: ClassVar[Skill | None] = "语速声音"
    label: ClassVar[str] = "口头语"
    needs_times: ClassVar[bool] = True
    meaning: ClassVar[str] = "嗯、呃、那个，这类口头语"
    keys: ClassVar[Mapping[str, Key]] = {
        "max": Key("每分钟这么多次以内不扣分", "每分钟最多几次"),
        "deduct": Key(f"以后每次扣几分，一共最多 {MAX_DEDUCT} 分"),
    }
    example: ClassVar[str] = "{filler: [嗯, 呃, 那个], max: 3}"
    cells: ClassVar[Cells] = Cells("phrases", "嗯\n呃\n那个")
    deducts: ClassVar[bool] = True
    silence_satisfies: ClassVar[bool] = True
    met_example: ClassVar[str] = """
        rule: {filler: [嗯, 那个], max: 3}
        replies: [{text: 嗯，那个房间我记下了，嗯，马上安排, seconds: 8, heard: true}]
    """
    missed_example: ClassVar[str] = """
        rule: {filler: [嗯, 那个], max: 1}
        replies: [{text: 嗯，那个，我记下了, seconds: 8, heard: true}]
    """

    filler: Phrases
    max: Annotated[int, Field(ge=0)] = 3
    deduct: Deduct = Decimal(2)

    def templates(self) -> tuple[str, ...]:
        return self.filler

    def wish(self, words: Words) -> str:
        return f"少说口头语：{'、'.join(self.filler)}"

    def judge(self, part: Part, context: Context) -> Judgement:
        timed = [piece for piece in part.slices if piece.utterance.seconds]
        if not timed:
            return not_measured("keyboard")
        clear = [piece for piece in audible(part) if piece.utterance.seconds]
        if not clear:
            return unclear("audio")
        words = [text for template in self.filler for text in context.phrase(template).texts]
        evidence = []
        for piece in clear:
            for start, end in places(piece.utterance, words):
                if piece.start <= start and end <= piece.end:
                    seconds = when(piece.utterance, start, end)
                    said = piece.utterance.text[start:end]
                    place = Evidence(
                        utterance=piece.index,
                        said=said,
                        how="exact",
                        start=seconds[0],
                        end=seconds[1],
                        char_start=start,
                        char_end=end,
                    )
                    evidence.append(place)
        speech = sum((exact(u.speech or u.seconds or 0.0) for u in (piece.utterance for piece in clear)), Fraction(0))
        free = int(self.max * max(speech / 60, Fraction(1)))
        count = f"口头语 {len(evidence)} 次（{plain(speech)} 秒）"
        if len(evidence) <= free:
            return met(f"{count}，不多", evidence)
        hits = tuple(
            Hit(Fraction(self.deduct), f"filler:{one.utterance}:{one.char_start}", one, fatal=self.fatal)
            for one in evidence[free:]
        )
        why = f"{count}，每分钟最多 {self.max} 次；想好再说，用停顿代替“{evidence[0].said}”"
        return Judgement("missed", why, evidence=tuple(evidence), hits=hits, max_deduct=Fraction(MAX_DEDUCT))


def places(utterance: Utterance, fillers: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Half-open code points of each hesitation; a filler said over and over (嗯嗯嗯) is one.

    A single character (嗯, 呃) always counts. A longer filler counts where a punctuation mark, the end, or a pause of
    0.3 s follows, or where it is said twice in a row.
    """
    wording = "|".join(re.escape(filler) for filler in sorted(set(fillers), key=lambda one: (-len(one), one)))
    for found in re.finditer(rf"(?P<one>{wording})(?:[\s，,、…]*(?P<more>(?P=one)))*", utterance.text):
        certain = len(found["one"]) == 1 or found["more"] is not None
        if certain or _AFTER.match(utterance.text, found.end()) or _pause_at(utterance, found.end()):
            yield found.start(), found.end()


def _pause_at(utterance: Utterance, char: int) -> bool:
    at = 0
    for word, following in zip(utterance.words, utterance.words[1:], strict=False):
        at = utterance.text.find(word.text.strip(), at) + len(word.text.strip())
        if at >= char:
            return at == char and round(following.start - word.end, 3) >= HESITATION_PAUSE
    return False
