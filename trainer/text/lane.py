"""All texts of a call one after the other, and where each syllable occurs in them; worked out once for all phrases."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from trainer.text.normalise import Normalised, normalise
from trainer.text.numerals import NUMBER, quantity
from trainer.text.phrase import Alternative
from trainer.text.sounds import readings

BREAK = "\n"  # stands after every text; no phrase holds it
MARGIN = 2  # positions before and after the text, so that a phrase may hang over its ends
YOU = "\ue000"  # 您 or 你 in recognised speech: one sound (private use, no text holds it)
_YOU = str.maketrans("您你", YOU * 2)
_CODE_POINTS = 0x33480  # up to the last Han extension


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
        codes = np.minimum(np.frombuffer(chars.encode("utf-32-le"), dtype="<u4"), _CODE_POINTS - 1)
        rows = self.numbers[:, codes]
        if not rows[0].all():
            for char in set(chars):
                self._learn(char)
            rows = self.numbers[:, codes]
        return rows

    def number(self, syllable: str) -> int:
        """The syllable's number, from 1."""
        return self._syllables.setdefault(syllable, len(self._syllables) + 1)

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


class SyllableIndex:
    """Where each syllable number stands in one row."""

    def __init__(self, row: Any) -> None:
        """Sort the positions by number once."""
        self._order = np.argsort(row, kind="stable")
        self._starts = np.concatenate(([0], np.cumsum(np.bincount(row))))

    def positions(self, number: int) -> Any:
        """The positions of that number."""
        return (
            self._order[self._starts[number] : self._starts[number + 1]]
            if number + 1 < len(self._starts)
            else self._order[:0]
        )

    def present(self) -> list[int]:
        """The numbers that occur; 0 means none and does not count."""
        found: list[int] = np.diff(self._starts).nonzero()[0].tolist()
        return [number for number in found if number]


class Lane:
    """All texts one after the other in canonical characters, in one way of reading their numbers."""

    def __init__(self, lines: Sequence[tuple[int, Normalised]], heard: Sequence[bool]) -> None:
        """`lines`: index and canonical form of each text; `heard`: which texts were recognised."""
        self.chars = "".join([line.chars + BREAK for _, line in lines])
        self._lines = lines
        self._offsets = [0]
        for _, line in lines[:-1]:
            self._offsets.append(self._offsets[-1] + len(line.chars) + 1)
        self._spoken = "".join([(line.chars.translate(_YOU) if heard[i] else line.chars) + BREAK for i, line in lines])
        self._rows = [SyllableIndex(row) for row in TABLE.look_up(self._spoken) if row.any()]
        self._present = frozenset(number for row in self._rows for number in row.present())
        self._masks: dict[frozenset[str], Any] = {}

    def sounds(self, index: int) -> tuple[str, ...]:
        """How the character there may sound."""
        return spoken(self._spoken[index])

    def place(self, index: int) -> tuple[int, int, int]:
        """Which text the character belongs to, and its half-open span there."""
        number = bisect_right(self._offsets, index) - 1
        text, line = self._lines[number]
        inside = index - self._offsets[number]
        return text, line.starts[inside], line.ends[inside]

    def lacks(self, alternative: Alternative) -> int:
        """How many of the wording's different syllables occur nowhere in the texts."""
        return sum(map(self._present.isdisjoint, map(numbers, alternative.different_sounds)))

    def mask(self, options: frozenset[str]) -> Any:
        """A boolean array: the positions that may sound like one of the options."""
        if options not in self._masks:
            mask = np.zeros(len(self.chars), dtype=bool)
            for number in self._present.intersection(numbers(options)):
                for row in self._rows:
                    mask[row.positions(number)] = True
            self._masks[options] = mask
        return self._masks[options]

    def together(self, sounds: Sequence[frozenset[str]]) -> Any:
        """For each start, MARGIN before the text to its end: how many of the sounds stand in their places.

        A place off by one counts too, so that a syllable more or less in between does no harm; a sound that stands on
        both sides is counted twice.
        """
        size = len(self.chars)
        counts = np.zeros(size + MARGIN, dtype=np.int8)
        for offset, options in enumerate(sounds):
            mask = self.mask(options).view(np.int8)
            skipped = max(0, offset - MARGIN)
            if skipped >= size:
                break
            first = max(0, MARGIN - offset)
            counts[first : first + size - skipped] += mask[skipped:]
        wide = counts.copy()
        wide[1:] += counts[:-1]
        wide[:-1] += counts[1:]
        return wide


def as_quantities(text: str) -> Normalised:
    """The canonical form with numbers said as quantities: 24 → 二十四; 2 alone → 两, as before a measure word."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, stretch in _stretches(text):
        number = NUMBER.fullmatch(stretch)
        ready = normalise(("两" if stretch == "2" else quantity(stretch)) if number else stretch)
        chars.append(ready.chars)
        starts += [at if number else at + start for start in ready.starts]
        ends += [at + len(stretch) if number else at + end for end in ready.ends]
    return Normalised("".join(chars), tuple(starts), tuple(ends))


def _stretches(text: str) -> Iterable[tuple[int, str]]:
    """The text cut into numbers and what stands between them."""
    at = 0
    for number in NUMBER.finditer(text):
        yield at, text[at : number.start()]
        yield number.start(), number[0]
        at = number.end()
    yield at, text[at:]
