"""Whether a stretch that sounds nearly like a phrase is the phrase: heard, not to be told, or something else.

A recogniser that errs writes syllables that resemble what was said and often make no sense (稍等 → 收等). A speaker who
says something else is heard as proper words (转交 for 转接). So likeness of sound alone does not decide:

* a number is never nearly right, and neither is a sentence with 不 or 没 more or less;
* every word of the phrase must be heard at least by half;
* where the differing syllables make a proper word of their own, that word was said, unless the phrase is by far the
  likelier sentence.

One doubt makes the verdict unclear, two make it a miss.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from trainer.text import thresholds as t
from trainer.text.alignment import Heard, Step
from trainer.text.lexicon import LONGEST, segment, sounds_of_words, surprise, words
from trainer.text.normalise import DIGITS

Grade = Literal["sure", "unclear", "candidate"]

NEGATIONS = frozenset("不没未无别勿非莫")
QUANTITIES = frozenset(DIGITS + "两十百千万半")
SOFT = frozenset("的了啊呢吧呀嘛哦嗯您你请就那这给来去下个地得")  # said more or less without another meaning
_LONG_NUMBER = re.compile(rf"[{DIGITS}]{{3,}}")
CONTEXT = 2  # characters on both sides that help to judge how plausible a stretch is


def grade(wanted: str, line: str, at: int, stop: int, sounds: Heard, near: Sequence[Step], similarity: float) -> Grade:
    """The grade of one stretch.

    `wanted`: canonical characters of the phrase; the stretch is `line[at:stop]`, its syllables are `sounds`, and
    `near` is the alignment of both.
    """
    heard = line[at:stop]
    differing = [step for step in near if step.cost]
    if similarity < t.REJECT or any(_contradicts(step, wanted, heard) for step in differing):
        return "candidate"
    likelier = surprise(around(line, at, stop, heard)) - surprise(around(line, at, stop, wanted))
    lost = any(_lost(step, wanted, heard) for step in differing) or not _words_half_heard(wanted, near)
    apart = [step for step in differing if not _digit_as_a_word(step, wanted)]
    other = bool(apart) and (
        _other_words(wanted, near, sounds)
        or (likelier < t.LIKELIER and any(_proper_word(step, wanted, line, at) for step in apart))
    )
    if (lost and other) or (len(wanted) < t.SHORTEST_LACKING and any(_missing(step, wanted) for step in differing)):
        return "candidate"
    enough = similarity >= t.ACCEPT or (similarity >= t.ACCEPT_LIKELIER and likelier >= t.FAR_LIKELIER)
    return "unclear" if lost or other or not enough else "sure"


def cuts_a_word(line: str, at: int, stop: int, wanted: str) -> bool:
    """The stretch has the phrase's sound, but its first or last character, another one, belongs to a word beside it.

    您别激动 sounds like 您别急 followed by 动; 激动 was said. `line` is one clause, for words end with it.
    """
    before = any(line[start : at + 1] in words() for start in range(max(0, at - LONGEST + 1), at))
    after = any(line[stop - 1 : end] in words() for end in range(stop + 1, stop + LONGEST))
    return (before and line[at] != wanted[0]) or (after and line[stop - 1] != wanted[-1])


def around(line: str, at: int, stop: int, middle: str) -> str:
    """The stretch, or the phrase in its place, with a little of what stands beside it in the same text."""
    left = line[max(0, at - CONTEXT) : at].rpartition("\n")[2]
    right = line[stop : stop + CONTEXT].partition("\n")[0]
    return left + middle + right


def _contradicts(step: Step, wanted: str, heard: str) -> bool:
    """A number stands for another number, or a negation is more, less or another."""
    ours = "" if step.wanted is None else wanted[step.wanted]
    theirs = "" if step.heard is None else heard[step.heard]
    return ours in NEGATIONS or theirs in NEGATIONS or (ours in QUANTITIES and theirs in QUANTITIES)


def _lost(step: Step, wanted: str, heard: str) -> bool:
    """Nothing of the phrase's syllable was heard, or something of weight was heard besides."""
    if step.wanted is None:
        return step.heard is not None and heard[step.heard] not in SOFT
    if step.heard is None:
        return wanted[step.wanted] not in SOFT
    return wanted[step.wanted] in QUANTITIES or step.cost >= t.COST_DIFFERENT


def _missing(step: Step, wanted: str) -> bool:
    """Nothing at all was heard of a syllable of weight."""
    return step.wanted is not None and step.heard is None and wanted[step.wanted] not in SOFT


def _digit_as_a_word(step: Step, wanted: str) -> bool:
    """A similar syllable for a digit of a long number: engines make words of those (幽灵 for 幺零 in 1008)."""
    if step.wanted is None or step.heard is None or step.cost >= t.COST_DIFFERENT:
        return False
    return any(found.start() <= step.wanted < found.end() for found in _LONG_NUMBER.finditer(wanted))


def _words_half_heard(wanted: str, near: Sequence[Step]) -> bool:
    """Of every word of the phrase at least half the syllables were heard with the same sound; 的, 了 … may be lost."""
    same = {step.wanted for step in near if step.wanted is not None and not step.cost}
    return all(
        2 * sum(position in same for position in range(start, end)) >= end - start
        or all(char in SOFT for char in wanted[start:end])
        for start, end in segment(wanted)
    )


def _other_words(wanted: str, near: Sequence[Step], sounds: Heard) -> bool:
    """In place of one of the phrase's two-syllable words another word was heard, by its sound."""
    places = {step.wanted: step for step in near if step.wanted is not None}
    for start, end in segment(wanted):
        steps = [places[position] for position in range(start, end)]
        if end - start != 2 or not any(step.cost for step in steps) or any(step.heard is None for step in steps):
            continue
        first, second = (sounds[step.heard][0] for step in steps if step.heard is not None)
        if (first, second) in sounds_of_words():
            return True
    return False


def _proper_word(step: Step, wanted: str, line: str, at: int) -> bool:
    """The character heard there is part of a common word that the phrase does not have in its place."""
    if step.heard is None:
        return False
    position = at + step.heard
    offset = position - (step.wanted if step.wanted is not None else step.heard)
    for length in range(2, LONGEST + 1):
        for start in range(max(0, position - length + 1), position + 1):
            word = line[start : start + length]
            if len(word) == length and word in words() and word != wanted[max(0, start - offset) :][:length]:
                return True
    return False
