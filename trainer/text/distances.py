"""How far every set of readings that a phrase may want is from what was said, for all sets at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from trainer.text.align import distances_from
from trainer.text.syllables import OPTIONS, names

_NONE = np.zeros(0)


class Distances:
    """The distances of all sets of readings (by number in OPTIONS) from each syllable, worked out as they turn up."""

    def __init__(self) -> None:
        """Nothing known yet."""
        self._syllables: dict[str, Any] = {}  # from each its distances to all syllables, by their numbers
        self._columns: dict[tuple[str, ...], Any] = {}  # and from each character's readings to all sets

    def table(self, wanted: Any, said: Sequence[tuple[str, ...]]) -> Any:
        """A row for each of those sets, a column for each character said with its readings; set 0 is near to all."""
        return np.array(list(map(self._column, said))).T[wanted]

    def _column(self, readings: tuple[str, ...]) -> Any:
        """How far each set known so far is from the closest of the readings."""
        column = self._columns.get(readings, _NONE)
        if len(column) < len(OPTIONS.syllables):
            flat, starts = OPTIONS.flat()
            begin = starts[len(column)]
            nearest = np.minimum.reduce([self._each(one) for one in readings])
            new = np.minimum.reduceat(nearest[flat[begin:]], starts[len(column) :] - begin)
            self._columns[readings] = column = np.concatenate((column, new))
        return column

    def _each(self, syllable: str) -> Any:
        """How far every syllable numbered so far is from that one; from 0 nothing is far."""
        known = self._syllables.get(syllable, np.zeros(1))
        if new := names()[len(known) - 1 :]:
            known = np.concatenate((known, distances_from(syllable, new)))
            self._syllables[syllable] = known
        return known


DISTANCES = Distances()
