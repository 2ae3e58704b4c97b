"""Syllables, and the sets of syllables that a character of a phrase may sound as, by number; distances between both.

Numbers are given as characters turn up; no result depends on them. All threads share them: what grows is locked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from threading import RLock
from typing import Any

import numpy as np

from trainer.text.characters import GAP
from trainer.text.normalise import DIGITS
from trainer.text.sounds import distance, readings, split
from trainer.text.thresholds import COST_DIFFERENT

BREAK = "\n"  # stands after every text; no phrase holds it
HALF = 16  # bits of one of two neighbours
MOST_READINGS = 3  # of a character that was said
STEPS = 10  # distances are whole tenths, so that a byte holds one and sums are exact
YAO = frozenset({"yao"})
_CODE_POINTS = 0x33480  # up to the last Han extension; whatever lies beyond shares one place
_DIGIT_CODES = np.frombuffer(DIGITS.encode("utf-32-le"), dtype="<u4")
_NUMBERS: dict[str, int] = {}
_NONE = np.zeros(0, dtype=np.uint8)
_GROWING = RLock()


def number(syllable: str) -> int:
    """The syllable's number, from 1."""
    with _GROWING:
        return _NUMBERS.setdefault(syllable, len(_NUMBERS) + 1)


def pair(first: int, second: int) -> int:
    """One number for two neighbours; without a second it is the first one's."""
    return second << HALF | first


@lru_cache(maxsize=20_000)
def numbers(char: str) -> tuple[int, ...]:
    """The numbers of a character's commonest sounds."""
    return tuple(map(number, readings(char)[:MOST_READINGS]))


@lru_cache(maxsize=20_000)
def options_of(char: str) -> frozenset[str]:
    """The readings that count for a character of a phrase."""
    return frozenset() if char == GAP else frozenset(readings(char))


def sounds(wording: str) -> tuple[frozenset[str], ...]:
    """The readings that count for each character of a phrase; 一 beside a digit may be said yāo."""
    found = list(map(options_of, wording))
    if "一" in wording:
        for index, char in enumerate(wording):
            beside = wording[max(0, index - 1) : index] + wording[index + 1 : index + 2]
            if char == "一" and any(c in DIGITS for c in beside):
                found[index] = found[index] | YAO
    return tuple(found)


class Options:
    """Every set of readings that a character of a phrase may have, numbered from 1; 0 stands for none."""

    def __init__(self) -> None:
        """Nothing known yet."""
        self._ids = np.zeros(_CODE_POINTS, dtype=np.uint16)
        self._by_set: dict[frozenset[str], int] = {frozenset(): 0}  # the gap
        self.syllables: list[tuple[int, ...]] = [()]  # for each set the numbers of its syllables
        self._flat: tuple[Any, Any] = (), ()

    def number(self, options: frozenset[str]) -> int:
        """The number of that set."""
        with _GROWING:
            if options not in self._by_set:
                self._by_set[options] = len(self.syllables)
                self.syllables.append(tuple(map(number, sorted(options))))
            return self._by_set[options]

    def of(self, wording: str) -> list[int]:
        """The numbers for the characters of one wording."""
        return list(map(self.number, sounds(wording)))

    def rows(self, wordings: Sequence[str]) -> Any:
        """The numbers of many wordings, one row each, filled up with 0."""
        lengths = np.fromiter(map(len, wordings), dtype=np.intp, count=len(wordings))
        text = "".join(wordings)
        codes = np.minimum(np.frombuffer(text.encode("utf-32-le"), dtype="<u4"), _CODE_POINTS - 1)
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

    def flat(self) -> tuple[Any, Any]:
        """The syllables of all sets known so far, one set after the other (0 for none), and where each set begins."""
        with _GROWING:
            if len(self._flat[1]) < len(self.syllables):
                sets = [syllables or (0,) for syllables in self.syllables]
                ends = np.cumsum([len(one) for one in sets])
                self._flat = np.array(list(chain.from_iterable(sets))), np.concatenate(([0], ends[:-1]))
            return self._flat

    def absent(self, present: Iterable[int]) -> Any:
        """For each set known so far: none of its syllables is among the present ones (by number)."""
        flat, starts = self.flat()
        missing = np.ones(len(_NUMBERS) + 1, dtype=bool)
        missing[list(present)] = False
        return np.logical_and.reduceat(missing[flat], starts)


OPTIONS = Options()


class Distances:
    """How far all sets of readings (by number in OPTIONS) are from what was said, in tenths, worked out on demand."""

    def __init__(self) -> None:
        """Nothing known yet."""
        self._by_syllable: dict[str, Any] = {}  # from each syllable to every syllable, by number
        self._by_readings: dict[tuple[str, ...], Any] = {}  # from the readings of a character to every set, by number

    def table(self, said: Sequence[tuple[str, ...]]) -> Any:
        """A row for each set known so far, a column for each character said; set 0 is near to everything."""
        with _GROWING:
            return np.array([self._column(one) for one in said]).T

    def _column(self, readings: tuple[str, ...]) -> Any:
        """From the closest of a character's readings to each set known so far."""
        column = self._by_readings.get(readings, _NONE)
        if len(column) < len(OPTIONS.syllables):
            flat, starts = OPTIONS.flat()
            begin = starts[len(column)]
            closest = np.minimum.reduce([self._from(one) for one in readings])
            new = np.minimum.reduceat(closest[flat[begin:]], starts[len(column) :] - begin)
            self._by_readings[readings] = column = np.concatenate((column, new))
        return column

    def _from(self, syllable: str) -> Any:
        """From one syllable to every syllable numbered so far; number 0 is near to everything."""
        known = self._by_syllable.get(syllable, np.zeros(1, dtype=np.uint8))
        if new := list(_NUMBERS)[len(known) - 1 :]:
            tenths = np.rint(STEPS * np.array(_distances(syllable, new))).astype(np.uint8)
            self._by_syllable[syllable] = known = np.concatenate((known, tenths))
        return known


DISTANCES = Distances()


def _distances(syllable: str, others: Iterable[str]) -> list[float]:
    """The distance to each; most share neither initial nor final, which is quickly seen."""
    initial, final = split(syllable)
    found = []
    for other in others:
        begins, ends = split(other)
        found.append(distance(other, syllable) if begins == initial or ends == final else COST_DIFFERENT)
    return found


def renumbered(rows: Any) -> tuple[Any, Any]:
    """The different numbers in rows of sounds, 0 first, and for each number up to the highest its place among them.

    A phrase has a hundred sounds of thousands, so arrays over these are small.
    """
    there = np.bincount(rows.ravel())
    there[0] = 1
    known = there.nonzero()[0]
    places = np.zeros(len(there), dtype=np.intp)
    places[known] = np.arange(len(known))
    return known, places


def _beside_digits(letters: Any) -> Any:
    """Which places of the rows of code points have a digit directly before or after them."""
    digits = np.isin(letters, _DIGIT_CODES)
    beside = np.zeros_like(digits)
    beside[:, 1:] |= digits[:, :-1]
    beside[:, :-1] |= digits[:, 1:]
    return beside
