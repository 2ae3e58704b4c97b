"""All texts of a call one after the other, and where each syllable occurs in them; worked out once for all phrases."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from trainer.text.normalise import Normalised, normalise
from trainer.text.numerals import NUMBER, quantity
from trainer.text.phrase import Alternative
from trainer.text.sounds import readings

BREAK = "\n"  # stands after every text; no phrase holds it
MARGIN = 2  # positions before and after the text, so that a phrase may hang over its ends
SAME_WHEN_HEARD = {"您": ("nin", "ni"), "你": ("ni", "nin")}


class Lane:
    """All texts one after the other in canonical characters, in one way of reading their numbers."""

    def __init__(self, lines: Sequence[tuple[int, Normalised]], heard: Sequence[bool]) -> None:
        """`lines`: index and canonical form of each text; `heard`: which texts were recognised."""
        self.chars = "".join(line.chars + BREAK for _, line in lines)
        self._lines, self._heard = lines, heard
        self._offsets = [0]
        for _, line in lines[:-1]:
            self._offsets.append(self._offsets[-1] + len(line.chars) + 1)
        by_char: defaultdict[str, list[int]] = defaultdict(list)
        for index, char in enumerate(self.chars):
            by_char[char].append(index)
        self._positions: defaultdict[str, list[int]] = defaultdict(list)
        for char, indexes in by_char.items():
            if char in SAME_WHEN_HEARD:
                for index in indexes:
                    for option in self.sounds(index):
                        self._positions[option].append(index)
            else:
                for option in readings(char):
                    self._positions[option] += indexes
        self._masks: dict[frozenset[str], Any] = {}
        self._around: dict[frozenset[str], Any] = {}

    def sounds(self, index: int) -> tuple[str, ...]:
        """How the character there may sound; 您 and 你 are one sound where they were recognised."""
        char = self.chars[index]
        same = SAME_WHEN_HEARD.get(char)
        return same if same and self._heard[self.place(index)[0]] else readings(char)

    def place(self, index: int) -> tuple[int, int, int]:
        """Which text the character belongs to, and its half-open span there."""
        number = bisect_right(self._offsets, index) - 1
        text, line = self._lines[number]
        inside = index - self._offsets[number]
        return text, line.starts[inside], line.ends[inside]

    def lacks(self, alternative: Alternative) -> int:
        """How many of the wording's different syllables occur nowhere in the texts."""
        present = self._positions.keys()
        return sum(map(present.isdisjoint, alternative.different_sounds))

    def mask(self, options: frozenset[str]) -> Any:
        """A boolean array: the positions that may sound like one of the options."""
        if options not in self._masks:
            import numpy as np

            mask = np.zeros(len(self.chars), dtype=bool)
            for option in options:
                mask[self._positions.get(option, [])] = True
            self._masks[options] = mask
        return self._masks[options]

    def around(self, options: frozenset[str]) -> Any:
        """0 or 1 for each position: that sound stands here or right beside; two longer than the text on both sides."""
        if options not in self._around:
            import numpy as np

            near = np.zeros(len(self.chars) + 2 * MARGIN, dtype=np.int8)
            mask = self.mask(options)
            for shift in (-1, 0, 1):
                near[MARGIN + shift : MARGIN + shift + len(mask)] |= mask
            self._around[options] = near
        return self._around[options]


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
