"""Which wordings of a phrase can stand in a text at all, told from pairs of neighbouring syllables.

A text holds a few hundred pairs; a phrase with hundreds of wordings is passed over by one comparison of sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise, product
from typing import Any

import numpy as np

from trainer.text import thresholds as t
from trainer.text.characters import NUMBER_WORDS
from trainer.text.lane import Lane
from trainer.text.syllables import HALF, OPTIONS, pair, renumbered

FEW = 8  # wordings; fewer are dealt with one by one
_AT_ONCE = 256  # wordings, so that memory does not grow with their number
_LOWER = (1 << HALF) - 1


class Index:
    """The wordings of one phrase, in canonical characters, by their sounds: numbers in OPTIONS.

    Each is known by a pair of neighbouring sounds; the sound of a wording that has no other makes a pair with 0.
    """

    def __init__(self, wordings: Sequence[str]) -> None:
        """Look up how all of them sound."""
        self._wordings = wordings
        self._sounds: dict[int, list[int]] = {}
        self._pairs: dict[int, tuple[frozenset[int], Sequence[tuple[int, ...]]]] = {}  # said in one way, and in several
        if len(wordings) >= FEW:
            usual, self._own = _chosen(self.rows)
        else:
            usual = [_neighbours(self.sounds(wording))[0] for wording in range(len(wordings))]
        # every wording has one of these pairs of syllables
        self.usual = frozenset(one for neighbours in set(usual) for one in _spoken(neighbours))

    def sounds(self, wording: int) -> list[int]:
        """The sounds of one wording."""
        if wording not in self._sounds:
            chars = self._wordings[wording]
            many = len(self._wordings) >= FEW  # so the rows are known
            self._sounds[wording] = self.rows[wording, : len(chars)].tolist() if many else OPTIONS.of(chars)
        return self._sounds[wording]

    def possible(self, lane: Lane) -> list[int]:
        """The wordings, in order, all of whose pairs the text has; most often none.

        Of few wordings it is enough that all their sounds are there, where nobody has put the text's pairs together.
        """
        if len(self._wordings) < FEW and not lane.paired:
            every = range(len(self._wordings))
            return [wording for wording in every if all(map(lane.mask, self.sounds(wording)))]
        if self.usual.isdisjoint(lane.pairs):
            return []
        if len(self._wordings) < FEW:
            return self._standing(range(len(self._wordings)), lane.pairs)
        order, by_pair = self._by_pair
        spans = {span for one in self._keys & lane.pairs for span in by_pair[one]}
        return sorted(self._standing({wording for start, end in spans for wording in order[start:end]}, lane.pairs))

    def _standing(self, wordings: Iterable[int], pairs: frozenset[int]) -> list[int]:
        """Those of the wordings all of whose pairs are there; of many nearly none is, so this has to be quick."""
        found = []
        for wording in wordings:
            plain, ambiguous = self._pairs.get(wording) or self._paired(wording)
            if plain <= pairs and not any(map(pairs.isdisjoint, ambiguous)):
                found.append(wording)
        return found

    def _paired(self, wording: int) -> tuple[frozenset[int], Sequence[tuple[int, ...]]]:
        spoken = list(map(_spoken, _neighbours(self.sounds(wording))))
        plain = frozenset([several[0] for several in spoken if len(several) == 1])
        self._pairs[wording] = found = plain, [several for several in spoken if len(several) > 1]
        return found

    @cached_property
    def _by_pair(self) -> tuple[list[int], dict[int, list[tuple[int, int]]]]:
        """The wordings in the order of the pair of theirs that the fewest others have; where those of each pair are."""
        order = np.argsort(self._own, kind="stable")
        pairs, starts = np.unique(self._own[order], return_index=True)
        ends = [*starts.tolist()[1:], len(order)]
        found: dict[int, list[tuple[int, int]]] = {}
        for neighbours, start, end in zip(pairs.tolist(), starts.tolist(), ends, strict=True):
            for one in _spoken(neighbours):
                found.setdefault(one, []).append((start, end))
        return order.tolist(), found

    @cached_property
    def _keys(self) -> frozenset[int]:
        return frozenset(self._by_pair[1])

    @cached_property
    def least(self) -> Any:
        """How many sounds of each wording must stand in their places before it is looked at closely."""
        return np.maximum(2, np.ceil(t.SHARED * self.lengths).astype(int))

    @cached_property
    def lengths(self) -> Any:
        """How many characters each wording has."""
        return np.fromiter(map(len, self._wordings), dtype=int, count=len(self._wordings))

    def nearly(self, lane: Lane, most: int | None) -> Iterator[tuple[int, Iterator[int]]]:
        """The wordings that may stand in the text nearly, and where they may begin (see Lane.fullest).

        `most`: only so many are looked at, the most promising first.
        """
        promising = self._promising(lane, most)
        if len(promising) < FEW:
            for which in promising:
                shared, starts = lane.fullest(self.sounds(which))
                if shared >= self.least[which]:
                    yield which, starts
            return
        for begin in range(0, len(promising), _AT_ONCE):
            some = promising[begin : begin + _AT_ONCE]
            for row, starts in lane.fullest_of_many(self.rows[some], self.least[some]):
                yield some[row], starts

    def _promising(self, lane: Lane, most: int | None) -> list[int]:
        """The wordings long enough for near sound of which at least half the different sounds occur in the text.

        `most`: only so many, the fullest first.
        """
        if len(self._wordings) < FEW:
            lacking = [(sum(not lane.mask(one) for one in sounds), len(sounds), which) for which, sounds in self._few]
            some = [(lacks / each, which) for lacks, each, which in lacking if 2 * lacks <= each]
            return [which for _, which in (some if most is None else sorted(some)[:most])]
        different, starts, each = self._different
        if not len(self.long):
            return []
        lacks = np.add.reduceat(lane.absent[different], starts, dtype=np.intp)
        enough = (2 * lacks <= each).nonzero()[0]
        if most is not None:
            enough = enough[np.argsort(lacks[enough] / each[enough], kind="stable")[:most]]
        found: list[int] = self.long[enough].tolist()
        return found

    @cached_property
    def has_numbers(self) -> bool:
        """A wording holds a numeral, so how the numbers of a text are said matters."""
        return not all(map(NUMBER_WORDS.isdisjoint, self._wordings))

    @cached_property
    def long(self) -> Any:
        """Which wordings are long enough for near sound."""
        return (self.lengths >= t.SHORTEST_NEAR).nonzero()[0]

    @cached_property
    def short(self) -> list[int]:
        """Which wordings are too short for near sound, of those with more than one character."""
        return [which for which, one in enumerate(self._wordings) if 1 < len(one) < t.SHORTEST_NEAR]

    @cached_property
    def _few(self) -> list[tuple[int, set[int]]]:
        """Of the wordings long enough: which they are, and their different sounds."""
        return [(which, set(self.sounds(which))) for which in self.long.tolist()]

    @cached_property
    def different(self) -> Any:
        """The different sounds of the wordings long enough, a row each, with 0 between them."""
        ordered = np.sort(self.rows[self.long], axis=1)
        ordered[:, 1:][ordered[:, 1:] == ordered[:, :-1]] = 0
        return ordered

    @cached_property
    def _different(self) -> tuple[Any, Any, Any]:
        """The same for many: their different sounds, where those of each begin, how many it has."""
        return self.different[self.different > 0], np.cumsum(self.each) - self.each, self.each

    @cached_property
    def each(self) -> Any:
        """How many different sounds each of the wordings long enough has."""
        return (self.different > 0).sum(axis=1)

    @cached_property
    def rows(self) -> Any:
        """The sounds of all wordings, a row each, filled up with 0."""
        return OPTIONS.rows(self._wordings)


def _chosen(rows: Any) -> tuple[list[int], Any]:
    """For each row of sounds the pair that most rows have, and the one that the fewest have."""
    known, places = renumbered(rows)
    first = places[rows]
    second = np.zeros_like(first)  # 0 behind the last sound
    second[:, :-1] = first[:, 1:]
    inside = second > 0
    inside[:, 0] |= (first > 0).sum(axis=1) == 1
    each = inside.sum(axis=1)
    starts = np.cumsum(each) - each
    pairs = (first * len(known) + second)[inside]
    counts = np.bincount(pairs)
    ranked = counts[pairs] * len(counts) + pairs
    best = (choice.reduceat(ranked, starts) % len(counts) for choice in (np.maximum, np.minimum))
    usual, own = (known[pair // len(known)] << HALF | known[pair % len(known)] for pair in best)
    return usual.tolist(), own


def _neighbours(sounds: Sequence[int]) -> list[int]:
    """The pairs of one wording."""
    return [first << HALF | second for first, second in pairwise(sounds)] or [sounds[0] << HALF]


@lru_cache(maxsize=50_000)
def _spoken(neighbours: int) -> tuple[int, ...]:
    """The pairs of syllables that a pair of sounds stands for."""
    first, second = OPTIONS.syllables[neighbours >> HALF], OPTIONS.syllables[neighbours & _LOWER]
    return tuple([pair(a, b) for a, b in product(first, second or (0,))])
