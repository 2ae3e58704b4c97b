"""All texts of a call one after the other, and where each syllable occurs in them; worked out once for all phrases."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from trainer.text.index import FEW, pairs
from trainer.text.normalise import Normalised, normalise
from trainer.text.numerals import NUMBER, quantity
from trainer.text.syllables import BREAK, OPTIONS, TABLE, YOU, numbers, spoken

MARGIN = 2  # positions before and after the text, so that a phrase may hang over its ends
_MOST_IN_BYTE = 42  # sounds; each may be counted three times
_YOU = str.maketrans("您你", YOU * 2)


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
        self._numbers = TABLE.look_up(self._spoken)
        self._masks: dict[frozenset[str], Any] = {}
        self._absent: Any = np.zeros(0, dtype=bool)

    @cached_property
    def pairs(self) -> frozenset[int]:
        """Every syllable and every pair of neighbouring syllables; see index.py."""
        return pairs(self._numbers)

    @cached_property
    def _rows(self) -> list[SyllableIndex]:
        return [SyllableIndex(row) for row in self._numbers if row.any()]

    @cached_property
    def _present(self) -> frozenset[int]:
        return frozenset(number for row in self._rows for number in row.present())

    @property
    def absent(self) -> Any:
        """For each set of readings known so far whether it occurs nowhere in the texts; see OptionTable."""
        if len(self._absent) < len(OPTIONS.syllables):
            self._absent = OPTIONS.absent(self._present)
        return self._absent

    @cached_property
    def sounds(self) -> list[tuple[str, ...]]:
        """How each character may sound."""
        return list(map(spoken, self._spoken))

    def place(self, index: int) -> tuple[int, int, int]:
        """Which text the character belongs to, and its half-open span there."""
        number = bisect_right(self._offsets, index) - 1
        text, line = self._lines[number]
        inside = index - self._offsets[number]
        return text, line.starts[inside], line.ends[inside]

    def mask(self, options: frozenset[str]) -> Any:
        """A boolean array: the positions that may sound like one of the options."""
        if options not in self._masks:
            mask = np.zeros(len(self.chars), dtype=bool)
            for number in self._present.intersection(numbers(options)):
                for row in self._rows:
                    mask[row.positions(number)] = True
            self._masks[options] = mask
        return self._masks[options]

    def together(self, sounds: Any) -> Any:
        """For each wording and each start, MARGIN before the text to its end: how many sounds stand in their places.

        `sounds`: a row of numbers in OPTIONS for each wording, filled up with 0. A place off by one counts too, so
        that a syllable more or less in between does no harm; a sound that stands on both sides is counted twice.
        """
        size, longest = len(self.chars) + MARGIN, sounds.shape[1]
        counts = np.zeros((len(sounds), size), dtype=np.int8 if longest < _MOST_IN_BYTE else np.int16)
        if len(sounds) < FEW:
            for row, numbers in zip(counts, sounds.tolist(), strict=True):
                self._add(numbers, row)
        else:
            self._add_all(sounds, counts)
        wide = counts.copy()
        wide[:, 1:] += counts[:, :-1]
        wide[:, :-1] += counts[:, 1:]
        return wide

    def _add(self, sounds: Sequence[int], counts: Any) -> None:
        """One wording, sound by sound; the least work for a few in a long text."""
        size = len(self.chars)
        for offset, number in enumerate(sounds):
            skipped = max(0, offset - MARGIN)
            if not number or skipped >= size:
                break
            first = max(0, MARGIN - offset)
            counts[first : first + size - skipped] += self.mask(OPTIONS.sets[number]).view(np.int8)[skipped:]

    def _add_all(self, sounds: Any, counts: Any) -> None:
        """All wordings at once, offset by offset."""
        size, longest = counts.shape[1], sounds.shape[1]
        used = sorted(set(sounds.ravel().tolist()))
        masks = np.zeros((len(used), size + longest), dtype=counts.dtype)
        places = np.zeros(len(OPTIONS.sets), dtype=np.intp)
        for row, number in enumerate(used):
            places[number] = row
            if number:
                masks[row, MARGIN:size] = self.mask(OPTIONS.sets[number])
        rows = places[sounds]
        for offset in range(longest):
            counts += masks[rows[:, offset], offset : offset + size]


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
