"""Many phrases looked for in a text all at once: which may stand there at all, and where they may stand nearly.

What is found is what `Index` finds phrase by phrase, less what no alignment can make similar enough: a few steps over
large sets and arrays instead of many small ones for each phrase.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from trainer.text.distances import DISTANCES
from trainer.text.index import Index
from trainer.text.lane import MARGIN, Lane, fullest, room_for
from trainer.text.syllables import MOST_READINGS, renumbered

LONGEST = 2000  # characters of a text; the arrays grow with it, so in longer ones each phrase is looked for alone
_AT_ONCE = 1024  # wordings
_MOST_CELLS = 1_000_000  # of an array, so that memory stays bounded
_ROUNDING = 1e-4  # of sums of costs; what is a little too far is found out where it is aligned

Stretch = tuple[int, int, int, list[list[float]]]  # wording, start, end, the distances of its syllables from each heard

Nearly = Mapping[Index, Sequence[Stretch]]  # phrases that may stand in a text nearly, and where
Standing = Mapping[Index, Sequence[int]]  # phrases that may stand in a text, and which of their wordings


@lru_cache(maxsize=64)
def together(indexes: frozenset[Index]) -> Together:
    """The same phrases are looked for in many calls."""
    return Together(indexes)


class Together:
    """Several phrases."""

    def __init__(self, indexes: frozenset[Index]) -> None:
        """Note by which pairs of sounds each is known."""
        self.indexes = indexes
        self._usual: dict[int, list[Index]] = {}
        for index in self.indexes:
            for pair in index.usual:
                self._usual.setdefault(pair, []).append(index)
        self._keys = frozenset(self._usual)

    def standing(self, lane: Lane) -> Standing:
        """The phrases that may stand there with their very sounds, and which of their wordings."""
        known = {index for pair in self._keys & lane.pairs for index in self._usual[pair]}
        return {index: possible for index in known if (possible := index.possible(lane))}

    @cached_property
    def numbered(self) -> frozenset[Index]:
        """The phrases with a numeral in a wording."""
        return frozenset(index for index in self.indexes if index.has_numbers)

    @cached_property
    def _near(self) -> _Near | None:
        """Their wordings long enough for near sound; None where there are none."""
        indexes = [index for index in self.indexes if len(index.long)]
        return _Near(indexes) if indexes else None

    def nearly(self, lane: Lane, least: float, standing: Container[Index]) -> Nearly:
        """The stretches in which each phrase may stand with at least that similarity, in order of its wordings.

        Those that stand there with their very sounds are left out: nearly all of their wordings would be near.
        """
        return self._near.nearly(lane, least, standing) if self._near else {}


class _Near:
    """The wordings of phrases that have some long enough for near sound, a row each."""

    def __init__(self, indexes: Sequence[Index]) -> None:
        """Put the rows of all of them one under the other, with their own numbers for the sounds; 0 stays none."""
        self._indexes = indexes
        self._phrase = np.repeat(np.arange(len(indexes)), [len(one.long) for one in indexes])
        self._which = np.concatenate([one.long for one in indexes])
        self._least = np.concatenate([one.least[one.long] for one in indexes])
        rows = _stacked([one.rows[one.long] for one in indexes])
        self._sounds, places = renumbered(rows)
        own = places.astype(rows.dtype)
        self._rows, self._different = own[rows], own[_stacked([one.different for one in indexes])]
        self._columns = np.ascontiguousarray(self._rows.T)  # of which sums are made much faster
        self._length = np.concatenate([one.lengths[one.long] for one in indexes])
        self._each = np.concatenate([one.each for one in indexes])

    def nearly(self, lane: Lane, least: float, standing: Container[Index]) -> Nearly:
        """See Together.nearly."""
        found: dict[Index, list[Stretch]] = {}
        said = lane.sounds(0, len(lane.chars))
        distances = DISTANCES.table(self._sounds, said)
        closest = distances.min(axis=1).astype(np.float32)
        costs = closest[self._columns].sum(axis=0)  # with the closest sounds, taken from anywhere
        absent = np.array([index not in standing for index in self._indexes])
        some = (absent[self._phrase] & (costs <= (1 - least) * self._length + _ROUNDING)).nonzero()[0]
        some = self._promising(lane, some)
        rows: list[int] = []
        spans: list[tuple[int, int]] = []
        for row, starts in self._fullest(said, distances, some):
            for span in lane.stretches(starts, int(self._length[row])):
                rows.append(row)
                spans.append(span)
        for at in self._close(distances, rows, spans, least):
            row, (start, end) = rows[at], spans[at]
            known = distances[self._rows[row, : self._length[row]], start:end].tolist()
            index = self._indexes[self._phrase[row]]
            found.setdefault(index, []).append((int(self._which[row]), start, end, known))
        return found

    def _promising(self, lane: Lane, some: Any) -> Any:
        """Those of the rows of which at least half the different sounds occur in the text, as in Index."""
        absent = lane.absent[self._sounds]
        absent[0] = False
        lacks = absent[self._different[some]].sum(axis=1)
        return some[2 * lacks <= self._each[some]]

    def _fullest(
        self, said: Sequence[tuple[str, ...]], distances: Any, some: Any
    ) -> Iterator[tuple[int, Iterator[int]]]:
        """Those of the rows of which enough sounds stand in their places, and where they begin (see Lane.fullest)."""
        masks = room_for(len(distances), len(said), self._rows.shape[1])
        if max(map(len, said)) > MOST_READINGS:  # rare; by its rare readings a sound does not stand in its place
            distances = DISTANCES.table(self._sounds, [readings[:MOST_READINGS] for readings in said])
        masks[1:, MARGIN : MARGIN + len(said)] = distances[1:] == 0
        for begin in range(0, len(some), _AT_ONCE):
            batch = some[begin : begin + _AT_ONCE]
            for row, starts in fullest(masks, self._rows[batch], self._least[batch]):
                yield int(batch[row]), starts

    def _close(self, distances: Any, rows: Sequence[int], spans: Sequence[tuple[int, int]], least: float) -> list[int]:
        """Which of the rows are near enough to their stretches even with the closest sounds of each."""
        if not rows:
            return []
        which, starts, ends = np.array(rows), *np.array(spans).T
        offsets = np.arange((ends - starts).max())
        batch = max(1, _MOST_CELLS // (len(offsets) * self._rows.shape[1]))
        found: list[int] = []
        for begin in range(0, len(rows), batch):
            part = slice(begin, begin + batch)
            inside = starts[part, None] + np.minimum(offsets, (ends - starts)[part, None] - 1)
            cells = distances[self._rows[which[part]][:, :, None], inside[:, None, :]]
            close = cells.min(axis=2).sum(axis=1) <= (1 - least) * self._length[which[part]] + _ROUNDING
            found += (close.nonzero()[0] + begin).tolist()
        return found


def _stacked(parts: Sequence[Any]) -> Any:
    """The rows of all parts one under the other, filled up with 0."""
    found = np.zeros((sum(map(len, parts)), max(part.shape[1] for part in parts)), dtype=parts[0].dtype)
    at = 0
    for part in parts:
        found[at : at + len(part), : part.shape[1]] = part
        at += len(part)
    return found
