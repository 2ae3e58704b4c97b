"""All texts of a call as one row of characters and sounds, worked out once for all phrases that are looked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from trainer.text.normalise import Normalised, normalise
from trainer.text.numerals import NUMBER, quantity
from trainer.text.sounds import readings
from trainer.text.syllable_sets import BREAK, DISTANCES, HALF, MOST_READINGS, OPTIONS, numbers


class Transcript:
    """The canonical characters of all texts, one text after the other, with one way of reading their numbers."""

    def __init__(self, lines: Sequence[tuple[int, Normalised]]) -> None:
        """`lines`: index and canonical form of each text."""
        self.chars = "".join([line.chars + BREAK for _, line in lines])
        self._lines = lines
        self._offsets = [0]
        for _, line in lines[:-1]:
            self._offsets.append(self._offsets[-1] + len(line.chars) + 1)
        self._masks: dict[int, int] = {}
        self._absent: Any = ()
        self._distances: Any = ()

    @cached_property
    def sounds(self) -> list[tuple[str, ...]]:
        """How each character may sound."""
        return list(map(readings, self.chars))

    @cached_property
    def _different_sounds(self) -> tuple[list[tuple[str, ...]], Any]:
        """The different ones among the sounds, and for each character which one is its own."""
        order = {one: number for number, one in enumerate(dict.fromkeys(self.sounds))}
        return list(order), np.fromiter(map(order.__getitem__, self.sounds), dtype=np.intp, count=len(self.sounds))

    def distances(self, sets: Any) -> Any:
        """How far each of those sets of readings (numbers in OPTIONS) is from each character, in tenths."""
        different, which = self._different_sounds
        if len(self._distances) < len(OPTIONS.syllables):
            self._distances = DISTANCES.table(different)
        return self._distances[sets][:, which]

    def usual_distances(self, sets: Any) -> Any:
        """`distances` from the commonest readings of each character alone."""
        different, which = self._different_sounds
        if max(map(len, different)) <= MOST_READINGS:
            return self.distances(sets)
        return DISTANCES.table([readings[:MOST_READINGS] for readings in different])[sets][:, which]

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        """Where each syllable occurs, by its number."""
        found: dict[int, list[int]] = {}
        for place, char in enumerate(self.chars):
            for one in numbers(char):
                found.setdefault(one, []).append(place)
        return found

    @cached_property
    def pairs(self) -> frozenset[int]:
        """Every syllable and every pair of neighbouring syllables, by number."""
        neighbours = pairwise(map(numbers, self.chars))
        both = {b << HALF | a for first, second in neighbours for a in first for b in second}  # see `pair`
        return frozenset([*self._places, *both])

    @property
    def absent(self) -> Any:
        """For each set of readings known so far whether it occurs nowhere in the texts (see Options)."""
        if len(self._absent) < len(OPTIONS.syllables):
            self._absent = OPTIONS.absent(self._places)
        return self._absent

    def place(self, index: int) -> tuple[int, int, int]:
        """Which text the character belongs to, and its half-open span there."""
        number = bisect_right(self._offsets, index) - 1
        text, line = self._lines[number]
        inside = index - self._offsets[number]
        return text, line.starts[inside], line.ends[inside]

    def widened(self, start: int, end: int, most: int) -> tuple[int, int]:
        """The stretch with up to `most` characters more on each side, as far as no mark and no space comes between."""
        least, last = max(0, start - most), end + most
        while start > least and self.touches(start):
            start -= 1
        while end < last and self.touches(end):
            end += 1
        return start, end

    def touches(self, index: int) -> bool:
        """Neither a mark nor a space nor the end of a text comes between that character and the one before it."""
        if BREAK in self.chars[index - 1 : index + 1]:
            return False
        (_, _, end), (_, start, _) = self.place(index - 1), self.place(index)
        return end >= start  # the characters of a number said as a quantity all have its place

    def mask(self, options: int) -> int:
        """The places that may sound like one of the readings in that set (a number in OPTIONS), as bits."""
        if options not in self._masks:
            bits = 0
            for syllable in OPTIONS.syllables[options]:
                for place in self._places.get(syllable, ()):
                    bits |= 1 << place
            self._masks[options] = bits
        return self._masks[options]

    def same(self, sounds: Sequence[int]) -> Iterator[int]:
        """Every place where all the sounds (numbers in OPTIONS) follow each other."""
        bits = self.mask(sounds[0])
        for offset, options in enumerate(sounds):
            bits &= self.mask(options) >> offset
        return places(bits)

    def same_but_one(self, sounds: Sequence[int]) -> Iterator[int]:
        """Every place where all the sounds but one follow each other."""
        every, lacking_one = (1 << len(self.chars)) - 1, 0
        for offset, options in enumerate(sounds):
            mask = self.mask(options) >> offset
            every, lacking_one = every & mask, (lacking_one & mask) | (every & ~mask)
        return places(lacking_one)


def places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, in order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


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
    """The text cut into numbers and what comes between them."""
    at = 0
    for number in NUMBER.finditer(text):
        yield at, text[at : number.start()]
        yield number.start(), number[0]
        at = number.end()
    yield at, text[at:]
