"""Syllables and sets of syllables as numbers, so that whole texts and lists of wordings are compared at once.

Numbers are given as characters turn up; nothing that is reported depends on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from trainer.text.normalise import DIGITS
from trainer.text.sounds import readings

BREAK = "\n"  # stands after every text; no phrase holds it
YOU = "\ue000"  # 您 or 你 in recognised speech: one sound (private use, no text holds it)
_CODE_POINTS = 0x33480  # up to the last Han extension
YAO = frozenset({"yao"})
_DIGIT_CODES = np.frombuffer(DIGITS.encode("utf-32-le"), dtype="<u4")


def codes_of(chars: str) -> Any:
    """The code points of the characters; whatever lies beyond the last Han extension shares one."""
    return np.minimum(np.frombuffer(chars.encode("utf-32-le"), dtype="<u4"), _CODE_POINTS - 1)


class SoundTable:
    """Syllable numbers of every character, filled in as characters turn up; at most three readings each.

    Row by row: `numbers[reading][code point]`; 0: no such reading.
    """

    def __init__(self) -> None:
        """Nothing known yet."""
        self.numbers = np.zeros((3, _CODE_POINTS), dtype=np.uint16)
        self._syllables: dict[str, int] = {}

    def look_up(self, chars: str) -> Any:
        """Three rows of syllable numbers, one column for each character."""
        codes = codes_of(chars)
        rows = self.numbers[:, codes]
        if not rows[0].all():
            for char in set(chars):
                self._learn(char)
            rows = self.numbers[:, codes]
        return rows

    def number(self, syllable: str) -> int:
        """The syllable's number, from 1."""
        return self._syllables.setdefault(syllable, len(self._syllables) + 1)

    @property
    def size(self) -> int:
        """One more than the highest number."""
        return len(self._syllables) + 1

    def _learn(self, char: str) -> None:
        code = min(ord(char), _CODE_POINTS - 1)
        if not self.numbers[0, code]:
            for row, syllable in enumerate(spoken(char)[:3]):
                self.numbers[row, code] = self.number(syllable)


def spoken(char: str) -> tuple[str, ...]:
    """How a character sounds; YOU stands for 您 and 你 where they were recognised."""
    return ("nin", "ni") if char == YOU else readings(char)


TABLE = SoundTable()


@lru_cache(maxsize=20_000)
def numbers(options: frozenset[str]) -> tuple[int, ...]:
    """The syllables' numbers in TABLE."""
    return tuple(map(TABLE.number, sorted(options)))


@lru_cache(maxsize=20_000)
def options_of(char: str) -> frozenset[str]:
    """The readings that count for a character of a phrase."""
    return frozenset(readings(char))


def sounds(wording: str) -> tuple[frozenset[str], ...]:
    """The readings that count for each character of a phrase; 一 between digits may be said yāo."""
    found = list(map(options_of, wording))
    for index, char in enumerate(wording):
        beside = wording[max(0, index - 1) : index] + wording[index + 1 : index + 2]
        if char == "一" and any(c in DIGITS for c in beside):
            found[index] = found[index] | YAO
    return tuple(found)


def _beside_digits(letters: Any) -> Any:
    """Which places of the rows of code points have a digit directly before or after them."""
    digits = np.isin(letters, _DIGIT_CODES)
    beside = np.zeros_like(digits)
    beside[:, 1:] |= digits[:, :-1]
    beside[:, :-1] |= digits[:, 1:]
    return beside


class OptionTable:
    """Every set of readings that a character of a phrase may have, numbered from 1; 0 stands for none."""

    def __init__(self) -> None:
        """Nothing known yet."""
        self._ids = np.zeros(_CODE_POINTS, dtype=np.uint16)
        self._by_set: dict[frozenset[str], int] = {}
        self.sets: list[frozenset[str]] = [frozenset()]
        self.syllables: list[tuple[int, ...]] = [()]  # for each set the numbers of its syllables in TABLE
        self._padded: Any = np.zeros((1, 1), dtype=np.uint16)

    def number(self, options: frozenset[str]) -> int:
        """The number of that set."""
        if options not in self._by_set:
            self._by_set[options] = len(self.sets)
            self.sets.append(options)
            self.syllables.append(numbers(options))
        return self._by_set[options]

    def of(self, wording: str) -> list[int]:
        """The numbers for the characters of one wording; 一 beside a digit may be said yāo."""
        return [self.number(options) for options in sounds(wording)]

    def rows(self, wordings: Sequence[str]) -> Any:
        """The same for many wordings, one row each, filled up with 0."""
        lengths = np.fromiter(map(len, wordings), dtype=np.intp, count=len(wordings))
        text = "".join(wordings)
        codes = codes_of(text)
        found = self._ids[codes]
        if not found.all():
            for char in set(text):
                self._ids[min(ord(char), _CODE_POINTS - 1)] = self.number(options_of(char))
            found = self._ids[codes]
        rows = np.zeros((len(wordings), int(lengths.max())), dtype=found.dtype)
        inside = np.arange(rows.shape[1]) < lengths[:, None]
        rows[inside] = found
        if "一" in text:
            letters = np.zeros(rows.shape, dtype=codes.dtype)
            letters[inside] = codes
            rows[_beside_digits(letters) & (letters == ord("一"))] = self.number(options_of("一") | YAO)
        return rows

    def absent(self, present: Iterable[int]) -> Any:
        """For each set: none of its syllables is among the present ones (numbers in TABLE)."""
        if len(self._padded) < len(self.syllables):
            self._padded = np.zeros((len(self.syllables), max(map(len, self.syllables))), dtype=np.uint16)
            for row, syllables in enumerate(self.syllables):
                self._padded[row, : len(syllables)] = syllables
        occurs = np.zeros(TABLE.size, dtype=bool)
        occurs[list(present)] = True
        occurs[0] = False
        return ~occurs[self._padded].any(axis=1)


OPTIONS = OptionTable()
