"""Whether a stretch that sounds nearly like a phrase is the phrase: heard, not to be told, or something else.

A recogniser that errs writes syllables that resemble what was said and often make no sense (稍等 → 收等). A speaker who
says something else is heard as proper words (转交 for 转接). So likeness of sound alone does not decide; `CHECKS` lists
in order what else is asked. What a check finds is a reason, and the reasons make the grade.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from trainer.text import thresholds as t
from trainer.text.alignment import Heard, Step
from trainer.text.characters import GAP, NEGATIONS, QUANTITIES, SOFT
from trainer.text.lexicon import LONGEST, segment, sounds_of_words, surprise, words
from trainer.text.normalise import DIGITS

Grade = Literal["sure", "unclear", "candidate"]

Weight = Literal["miss", "lost", "other", "open", "cut"]
"""What a reason does. `miss`: the phrase was not said. `lost`, `other`: unclear, both together a miss. `open`: unclear.
`cut`: a miss where another reason leaves it unclear, else nothing."""

_LONG_NUMBER = re.compile(rf"[{DIGITS}]{{3,}}")


@dataclass(frozen=True, slots=True)
class Reason:
    """What a check found: the characters it is about, the figure measured and the one that decides."""

    check: str  # its name
    wanted: str = ""  # of the phrase
    heard: str = ""  # in their place
    value: float = 0.0
    limit: float = 0.0

    @property
    def sentence(self) -> str:
        """The reason for authors, in Chinese."""
        tells = next(check.tells for check in CHECKS if check.name == self.check)
        wanted, heard = (f"“{chars}”" if chars else "（没有字）" for chars in (self.wanted, self.heard))
        return tells.format(wanted=wanted, heard=heard, value=self.value, limit=self.limit)


@dataclass(frozen=True)
class Stretch:
    """A stretch of what was heard beside the phrase that it resembles."""

    wanted: str  # canonical characters of the phrase
    line: str  # canonical characters of all that was heard; the stretch is line[at:stop]
    at: int
    stop: int
    sounds: Heard  # of the stretch
    near: Sequence[Step]  # the alignment of phrase and stretch
    similarity: float
    cuts: Callable[[], bool]  # see cuts_a_word
    marked: bool = False  # the engine wrote a mark well inside it, and the phrase has none

    @cached_property
    def heard(self) -> str:
        """The characters of the stretch."""
        return self.line[self.at : self.stop]

    @cached_property
    def differing(self) -> list[Step]:
        """The syllables that do not sound the same."""
        return [step for step in self.near if step.cost]

    @cached_property
    def apart(self) -> list[Step]:
        """Those of them that another word may stand for."""
        return [step for step in self.differing if not _digit_as_a_word(step, self.wanted)]

    @cached_property
    def likelier(self) -> float:
        """By how many nats the phrase is more plausible there than the characters heard."""
        heard = surprise(around(self.line, self.at, self.stop, self.heard))
        return heard - surprise(around(self.line, self.at, self.stop, self.wanted))

    def pair(self, step: Step) -> tuple[str, str]:
        """The phrase's character and the one heard; empty where there is none."""
        ours = "" if step.wanted is None else self.wanted[step.wanted]
        return ours, "" if step.heard is None else self.heard[step.heard]


@dataclass(frozen=True, slots=True)
class Check:
    """One question about a stretch."""

    name: str
    weight: Weight
    tells: str  # the reason in a sentence for authors, to be filled with the fields of Reason
    ask: Callable[[Stretch], Reason | None]


@dataclass(frozen=True, slots=True)
class Grading:
    """The grade of a stretch and the reasons why it is no better."""

    grade: Grade
    reasons: tuple[Reason, ...] = ()


def grade(stretch: Stretch) -> Grading:
    """The checks asked in order, until one of them settles it."""
    reasons: list[Reason] = []
    weights: set[Weight] = set()
    for check in CHECKS:
        if check.weight in weights or (check.weight == "cut" and not reasons):
            continue
        reason = check.ask(stretch)
        if reason is None:
            continue
        reasons.append(reason)
        weights.add(check.weight)
        if check.weight in ("miss", "cut") or weights >= {"lost", "other"}:
            return Grading("candidate", tuple(reasons))
    return Grading("unclear" if reasons else "sure", tuple(reasons))


def too_far(similarity: float) -> Reason | None:
    """Not similar enough to look at it more closely."""
    return Reason("too_far", value=similarity, limit=t.REJECT) if similarity < t.REJECT else None


def cuts_a_word(line: str, at: int, stop: int, wanted: str) -> bool:
    """The stretch has the phrase's sound, but a word reaches over its beginning or its end.

    That word was meant where the phrase's own character there is another one (您别激动 sounds like 您别急 with 动
    behind it), or where what was heard is as plausible as the phrase would be (您别着急, not 您憋着 with 急 behind
    it). `line` is one clause, for words end with it.
    """
    before = any(line[start : at + 1] in words() for start in range(max(0, at - LONGEST + 1), at))
    after = any(line[stop - 1 : end] in words() for end in range(stop + 1, stop + LONGEST))
    if (before and line[at] != wanted[0]) or (after and line[stop - 1] != wanted[-1]):
        return True
    return (before or after) and GAP not in wanted and surprise(line) <= surprise(line[:at] + wanted + line[stop:])


def around(line: str, at: int, stop: int, middle: str) -> str:
    """The stretch, or the phrase in its place, with a little of what stands beside it in the same text."""
    left = line[max(0, at - t.PLAUSIBLE_AROUND) : at].rpartition("\n")[2]
    right = line[stop : stop + t.PLAUSIBLE_AROUND].partition("\n")[0]
    return left + middle + right


def _number(stretch: Stretch) -> Reason | None:
    """A number stands for another number."""
    for ours, theirs in map(stretch.pair, stretch.differing):
        if ours in QUANTITIES and theirs in QUANTITIES:
            return Reason("number", ours, theirs)
    return None


def _negation(stretch: Stretch) -> Reason | None:
    """不, 没 and the like is more, less or another."""
    for ours, theirs in map(stretch.pair, stretch.differing):
        if ours in NEGATIONS or theirs in NEGATIONS:
            return Reason("negation", ours, theirs)
    return None


def _short_lacks(stretch: Stretch) -> Reason | None:
    """Nothing at all was heard of a syllable of weight, in a phrase too short to do without."""
    length = len(stretch.wanted)
    if length >= t.SHORTEST_LACKING:
        return None
    for step in stretch.differing:
        ours = stretch.pair(step)[0]
        if step.heard is None and ours not in SOFT:
            return Reason("short_lacks", ours, value=length, limit=t.SHORTEST_LACKING)
    return None


def _lost_syllable(stretch: Stretch) -> Reason | None:
    """Nothing of the phrase's syllable was heard, or something of weight was heard besides."""
    for step in stretch.differing:
        ours, theirs = stretch.pair(step)
        if step.wanted is None:
            lost = theirs not in SOFT
        elif step.heard is None:
            lost = ours not in SOFT
        else:
            lost = ours in QUANTITIES or step.cost >= t.COST_DIFFERENT
        if lost:
            return Reason("lost_syllable", ours, theirs)
    return None


def _over_a_mark(stretch: Stretch) -> Reason | None:
    """感谢您的来电，给您添麻烦了 is no 来联系您: what sounds alike over the end of a clause was hardly meant."""
    return Reason("over_a_mark", heard=stretch.heard) if stretch.marked and stretch.differing else None


def _half_word(stretch: Stretch) -> Reason | None:
    """Of a word of the phrase less than half the syllables were heard with the same sound; 的, 了 … may be lost."""
    wanted = stretch.wanted
    same = {step.wanted for step in stretch.near if step.wanted is not None and not step.cost}
    for start, end in segment(wanted):
        heard = sum(position in same for position in range(start, end))
        if 2 * heard < end - start and any(char not in SOFT for char in wanted[start:end]):
            return Reason("half_word", wanted[start:end], value=heard, limit=(end - start + 1) // 2)
    return None


def _other_word(stretch: Stretch) -> Reason | None:
    """In place of one of the phrase's two-syllable words another word was heard, by its sound."""
    places = {step.wanted: step for step in stretch.near if step.wanted is not None}
    for start, end in segment(stretch.wanted) if stretch.apart else ():
        steps = [places[position] for position in range(start, end)]
        if end - start != 2 or not any(step.cost for step in steps) or any(step.heard is None for step in steps):
            continue
        first, second = (stretch.sounds[step.heard][0] for step in steps if step.heard is not None)
        if (first, second) in sounds_of_words():
            return Reason("other_word", stretch.wanted[start:end], "".join(stretch.pair(step)[1] for step in steps))
    return None


def _proper_word(stretch: Stretch) -> Reason | None:
    """The characters heard there are a word of their own, and the phrase is not much the likelier sentence."""
    if not stretch.apart or stretch.likelier >= t.LIKELIER:
        return None
    for step in stretch.apart:
        for word in _words_at(step, stretch):
            return Reason("proper_word", stretch.pair(step)[0], word, stretch.likelier, t.LIKELIER)
    return None


def _words_at(step: Step, stretch: Stretch) -> Iterator[str]:
    """The common words around the character heard that the phrase does not have in their place."""
    if step.heard is None:
        return
    line, wanted, position = stretch.line, stretch.wanted, stretch.at + step.heard
    offset = position - (step.wanted if step.wanted is not None else step.heard)
    for length in range(2, LONGEST + 1):
        for start in range(max(0, position - length + 1), position + 1):
            word = line[start : start + length]
            if len(word) == length and word in words() and word != wanted[max(0, start - offset) :][:length]:
                yield word


def _unlike(stretch: Stretch) -> Reason | None:
    """Not similar enough; a little less is enough where the phrase is by far the likelier sentence."""
    likely = stretch.similarity >= t.ACCEPT_LIKELIER and stretch.likelier >= t.FAR_LIKELIER
    if stretch.similarity >= t.ACCEPT or likely:
        return None
    return Reason("unlike", value=stretch.similarity, limit=t.ACCEPT)


def _cut_word(stretch: Stretch) -> Reason | None:
    """What differs at the beginning or the end belongs to a word beside it."""
    return Reason("cut_word", stretch.wanted, stretch.heard) if stretch.cuts() else None


def _digit_as_a_word(step: Step, wanted: str) -> bool:
    """A similar syllable for a digit of a long number: engines make words of those (幽灵 for 幺零 in 1008)."""
    if step.wanted is None or step.heard is None or step.cost >= t.COST_DIFFERENT:
        return False
    return any(found.start() <= step.wanted < found.end() for found in _LONG_NUMBER.finditer(wanted))


CHECKS: tuple[Check, ...] = (
    Check("too_far", "miss", "只像 {value:.0%}，不到 {limit:.0%} 就不算", lambda stretch: too_far(stretch.similarity)),
    Check("number", "miss", "数字不一样：要{wanted}，听到{heard}", _number),
    Check("negation", "miss", "多了、少了或换了“不、没、别”这类字：要{wanted}，听到{heard}", _negation),
    Check(
        "short_lacks",
        "miss",
        "这句只有 {value:.0f} 个字，不到 {limit} 个字的，一个字也不能漏：漏了{wanted}",
        _short_lacks,
    ),
    Check("lost_syllable", "lost", "有一个字完全对不上：要{wanted}，听到{heard}", _lost_syllable),
    Check("half_word", "lost", "{wanted}一词只听准 {value:.0f} 个字，至少要 {limit:g} 个", _half_word),
    Check("other_word", "other", "听着是另一个词：要{wanted}，听到{heard}", _other_word),
    Check(
        "proper_word",
        "other",
        "听到的{heard}自成一词；按常用程度，要说的话只顺 {value:.1f}，要到 {limit:.1f}",
        _proper_word,
    ),
    Check("over_a_mark", "open", "听到的{heard}中间有标点，是两句话", _over_a_mark),
    Check("unlike", "open", "像 {value:.0%}，要到 {limit:.0%} 才算听准", _unlike),
    Check("cut_word", "cut", "{heard}头上或末尾的字和旁边的字是一个词", _cut_word),
)
