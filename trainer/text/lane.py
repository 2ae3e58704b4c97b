"""All texts of a call one after the other, and where each syllable occurs in them; worked out once for all phrases."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from trainer.text.align import nearest
from trainer.text.bits import add, count, highest, places
from trainer.text.normalise import Normalised, normalise
from trainer.text.numerals import NUMBER, quantity
from trainer.text.syllables import BREAK, HALF, OPTIONS, YOU, numbers, spoken

MARGIN = 2  # positions before and after the text, so that a phrase may hang over its ends
_MOST_WINDOWS = 4
_MOST_IN_BYTE = 42  # sounds; each may be counted three times
_YOU = str.maketrans("您你", YOU * 2)


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
        self._masks: dict[int, int] = {}
        self._bytes: dict[int, Any] = {}
        self._distances: dict[tuple[frozenset[str], int, int], tuple[list[float], float]] = {}
        self._absent: Any = ()

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        """Where each syllable stands, by its number."""
        found: dict[int, list[int]] = {}
        for place, char in enumerate(self._spoken):
            for one in numbers(char):
                found.setdefault(one, []).append(place)
        return found

    @cached_property
    def pairs(self) -> frozenset[int]:
        """Every syllable and every pair of neighbouring syllables, by number."""
        neighbours = pairwise(map(numbers, self._spoken))
        both = {b << HALF | a for first, second in neighbours for a in first for b in second}  # see `pair`
        return frozenset([*self._places, *both])

    @property
    def paired(self) -> bool:
        """The pairs have been put together, which takes long, so they may as well be used."""
        return "pairs" in self.__dict__

    @property
    def absent(self) -> Any:
        """For each set of readings known so far whether it occurs nowhere in the texts (see Options)."""
        if len(self._absent) < len(OPTIONS.syllables):
            self._absent = OPTIONS.absent(self._places)
        return self._absent

    def sounds(self, start: int, end: int) -> list[tuple[str, ...]]:
        """How each character of that stretch may sound."""
        return list(map(spoken, self._spoken[start:end]))

    def distances(self, options: frozenset[str], start: int, end: int) -> tuple[list[float], float]:
        """How far the readings are from each character of a stretch that is not empty, and from the closest."""
        key = options, start, end
        if key not in self._distances:
            row = [nearest(options, said) for said in self.sounds(start, end)]
            self._distances[key] = row, min(row)
        return self._distances[key]

    def place(self, index: int) -> tuple[int, int, int]:
        """Which text the character belongs to, and its half-open span there."""
        number = bisect_right(self._offsets, index) - 1
        text, line = self._lines[number]
        inside = index - self._offsets[number]
        return text, line.starts[inside], line.ends[inside]

    def widened(self, start: int, end: int, most: int) -> tuple[int, int]:
        """The stretch with so many characters on both sides, as far as no mark and no space stands in between."""
        least, last = max(0, start - most), end + most
        while start > least and self.touches(start):
            start -= 1
        while end < last and self.touches(end):
            end += 1
        return start, end

    def touches(self, index: int) -> bool:
        """No mark and no space stands between that character and the one before; nor does a text end there."""
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
        """Every place where all the sounds (numbers in OPTIONS) stand one after the other."""
        bits = self.mask(sounds[0])
        for offset, options in enumerate(sounds):
            bits &= self.mask(options) >> offset
        return places(bits)

    def fullest(self, sounds: Sequence[int]) -> tuple[int, Iterator[int]]:
        """How many of the sounds stand in their places at best, and where: starts, from MARGIN before the text.

        A place off by one counts too, so that a syllable more or less in between does no harm; a sound that stands on
        both sides is counted twice.
        """
        size = len(self.chars) + MARGIN
        everywhere = (1 << size) - 1
        counts = count([self.mask(options) << MARGIN >> offset for offset, options in enumerate(sounds)])
        before, after = [row << 1 & everywhere for row in counts], [row >> 1 for row in counts]
        most, starts = highest(add(add(counts, before), after), everywhere)
        return most, places(starts)

    def fullest_of_many(self, rows: Any, least: Any) -> Iterator[tuple[int, Iterator[int]]]:
        """The same for many wordings at once, a row each, filled up with 0; only those with so many at least."""
        used, which = np.unique(rows, return_inverse=True)
        masks = room_for(len(used), len(self.chars), rows.shape[1])
        for row, options in zip(masks, used.tolist(), strict=True):
            row[MARGIN : MARGIN + len(self.chars)] = self._row(options)
        yield from fullest(masks, which.reshape(rows.shape), least)

    def stretches(self, starts: Iterable[int], length: int) -> Iterator[tuple[int, int]]:
        """The stretches of single texts in which a wording of that length begins at one of the starts (see fullest)."""
        for start, end in _windows(starts, length, len(self.chars)):
            for part in self.chars[start:end].split(BREAK):
                if part:
                    yield start, start + len(part)
                start += len(part) + 1

    def _row(self, options: int) -> Any:
        """The same as `mask`, a byte for each place."""
        if options not in self._bytes:
            size = len(self.chars)
            packed = np.frombuffer(self.mask(options).to_bytes(size // 8 + 1, "little"), dtype=np.uint8)
            self._bytes[options] = np.unpackbits(packed, bitorder="little")[:size]
        return self._bytes[options]


def fullest(masks: Any, rows: Any, least: Any) -> Iterator[tuple[int, Iterator[int]]]:
    """The same from masks: a row for each sound, places from MARGIN before the text, and room after it for a wording.

    `rows`: for each wording which masks are those of its sounds, filled up with one that is empty.
    """
    size = masks.shape[1] - rows.shape[1]
    counts = np.zeros((len(rows), size), dtype=masks.dtype)
    for offset in range(rows.shape[1]):
        counts += masks[rows[:, offset], offset : offset + size]
    wide = counts.copy()
    wide[:, 1:] += counts[:, :-1]
    wide[:, :-1] += counts[:, 1:]
    most = wide.max(axis=1)
    enough = (most >= least).nonzero()[0]
    which, starts = (wide[enough] == most[enough, None]).nonzero()
    ends = np.cumsum(np.bincount(which, minlength=len(enough))).tolist()
    found, begin = starts.tolist(), 0
    for row, end in zip(enough.tolist(), ends, strict=True):
        yield row, iter(found[begin:end])
        begin = end


def room_for(sounds: int, size: int, longest: int) -> Any:
    """Empty masks for so many sounds, on a text of that size, with wordings of that length at most."""
    return np.zeros((sounds, size + MARGIN + longest), dtype=np.int8 if longest < _MOST_IN_BYTE else np.int16)


def _windows(starts: Iterable[int], length: int, size: int) -> list[tuple[int, int]]:
    """The first stretches of the text around the starts, those that touch made one."""
    found: list[tuple[int, int]] = []
    for start in starts:
        begin = max(0, start - MARGIN - 1)
        if not found or begin > found[-1][0] + 2:
            if len(found) == _MOST_WINDOWS:
                break
            found.append((begin, min(size, start - MARGIN + length + 2)))
        else:
            found[-1] = (found[-1][0], min(size, start - MARGIN + length + 2))
    return found


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
