"""Which wordings of a phrase can stand in a text at all, told from pairs of neighbouring syllables.

A text holds a few hundred pairs; a phrase with hundreds of wordings is passed over by one comparison of sets.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cached_property
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np

from trainer.text import thresholds as t
from trainer.text.syllables import OPTIONS

FEW = 6  # wordings; fewer are dealt with one by one
_HALF = 16  # bits of a pair for the second of its sounds
_SECOND = (1 << _HALF) - 1


def pairs(rows: Any) -> frozenset[int]:
    """Every syllable and every pair of neighbours in three rows of syllable numbers (see SoundTable)."""
    rows = rows[rows.any(axis=1)].astype(np.uint32)
    single = rows[rows > 0]
    first, second = rows[:, None, :-1], rows[None, :, 1:]
    both = ((first << _HALF) | second)[(first > 0) & (second > 0)]
    return frozenset(single.tolist()).union(both.tolist())


class Index:
    """The wordings of one phrase in canonical characters, each known by one of its pairs of neighbours.

    The sounds are numbers in OPTIONS; the character of a wording that has no other makes a pair with 0.
    """

    def __init__(self, wordings: Sequence[str]) -> None:
        """Look up how all of them sound."""
        self._wordings = wordings
        self._lists: dict[int, list[list[int]]] = {}
        if len(wordings) < FEW:
            usual = self._own = [codes[len(codes) // 2] for codes in map(_codes, map(OPTIONS.of, wordings))]
        else:
            usual, self._own = _chosen(self.sounds)
        self._usual = frozenset(pair for code in set(usual) for pair in _pairs(code))

    def possible(self, heard: Set[int]) -> list[int]:
        """The wordings, in order, of which every pair is among those of a text; most often none."""
        if self._usual.isdisjoint(heard):
            return []
        found = {wording for pair in self._keys & heard for wording in self._by_pair[pair]}
        return [wording for wording in sorted(found) if self._stands(wording, heard)]

    def _stands(self, wording: int, heard: Set[int]) -> bool:
        if wording not in self._lists:
            self._lists[wording] = [_pairs(code) for code in _codes(OPTIONS.of(self._wordings[wording]))]
        return not any(heard.isdisjoint(pairs) for pairs in self._lists[wording])

    @cached_property
    def _by_pair(self) -> dict[int, list[int]]:
        """Wordings by the pair of theirs that the fewest others have."""
        found: dict[int, list[int]] = {}
        for wording, code in enumerate(self._own):
            for pair in _pairs(code):
                found.setdefault(pair, []).append(wording)
        return found

    @cached_property
    def _keys(self) -> frozenset[int]:
        return frozenset(self._by_pair)

    def promising(self, absent: Any, most: int | None) -> list[int]:
        """The wordings long enough for near sound of which at least half the different syllables occur.

        `absent`: which sets of readings occur nowhere in the text (see OptionTable). `most`: only so many, the
        fullest first.
        """
        if len(self._wordings) == 1:
            different = self._only
            return [0] if len(different) and 2 * np.count_nonzero(absent[different]) <= len(different) else []
        long, sounds, starts, each = self._different
        if not len(long):
            return []
        lacks = np.add.reduceat(absent[sounds], starts, dtype=np.intp)
        enough = (2 * lacks <= each).nonzero()[0]
        if most is not None:
            enough = enough[np.argsort(lacks[enough] / each[enough], kind="stable")[:most]]
        found: list[int] = long[enough].tolist()
        return found

    @cached_property
    def _only(self) -> Any:
        """The different sounds of a single wording; none where it is too short."""
        (wording,) = self._wordings
        long = len(wording) >= t.SHORTEST_NEAR
        return np.array(sorted(set(OPTIONS.of(wording))) if long else [], dtype=np.intp)

    @cached_property
    def _different(self) -> tuple[Any, Any, Any, Any]:
        """Of the wordings long enough: which they are, their different sounds, where those begin, how many."""
        rows = self.sounds
        long = ((rows > 0).sum(axis=1) >= t.SHORTEST_NEAR).nonzero()[0]
        ordered = np.sort(rows[long], axis=1)
        new = ordered > 0
        new[:, 1:] &= ordered[:, 1:] != ordered[:, :-1]
        each = new.sum(axis=1)
        return long, ordered[new], np.cumsum(each) - each, each

    @cached_property
    def least(self) -> Any:
        """For each wording how many syllables must stand in their places before it is aligned in full."""
        return np.array([max(2, ceil(t.SHARED * len(wording))) for wording in self._wordings])

    @cached_property
    def sounds(self) -> Any:
        """A row for each wording: the numbers of its sounds, filled up with 0."""
        return OPTIONS.rows(self._wordings)


def _chosen(rows: Any) -> tuple[list[int], list[int]]:
    """For each row of sounds the pair that most rows have, and the one that fewest have."""
    wide = rows.astype(np.int64)
    codes = wide << _HALF
    codes[:, :-1] |= wide[:, 1:]
    inside = codes & _SECOND > 0
    inside[:, 0] |= (wide > 0).sum(axis=1) == 1
    each = inside.sum(axis=1)
    starts = np.cumsum(each) - each
    values, which, counts = np.unique(codes[inside], return_inverse=True, return_counts=True)
    ranked = counts[which] * len(values) + which
    usual, own = (values[best.reduceat(ranked, starts) % len(values)] for best in (np.maximum, np.minimum))
    return usual.tolist(), own.tolist()


def _codes(sounds: Sequence[int]) -> list[int]:
    """The pairs of one wording."""
    if len(sounds) == 1:
        return [sounds[0] << _HALF]
    return [first << _HALF | second for first, second in pairwise(sounds)]


def _pairs(code: int) -> list[int]:
    """The pairs of syllables that a pair of sets of readings stands for; with 0: its syllables."""
    first, second = OPTIONS.syllables[code >> _HALF], OPTIONS.syllables[code & _SECOND]
    return [a << _HALF | b for a in first for b in second] if second else list(first)
