"""How far every set of readings that a phrase may want is from what was said, for all sets at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from trainer.text.align import distance
from trainer.text.syllables import OPTIONS, names


class Distances:
    """The distances of all sets of readings (by number in OPTIONS) from each syllable, worked out as they turn up."""

    def __init__(self) -> None:
        """Nothing known yet."""
        self._syllables: dict[str, Any] = {}  # from each its distances to all syllables, by their numbers
        self._rows: dict[str, Any] = {}  # and to all sets

    def table(self, options: Any, said: Sequence[tuple[str, ...]]) -> Any:
        """A row for each of the sets, a column for each character said with its readings; 0, no set, is near to all."""
        kinds = {kind: place for place, kind in enumerate(dict.fromkeys(said))}
        columns = np.array([np.minimum.reduce([self._from(one)[options] for one in kind]) for kind in kinds])
        return columns[[kinds[kind] for kind in said]].T

    def _from(self, syllable: str) -> Any:
        """How far each set known so far is from that syllable: by the closest of its readings."""
        row = self._rows.get(syllable)
        if row is None or len(row) < len(OPTIONS.syllables):
            flat, starts = OPTIONS.flat()
            self._rows[syllable] = row = np.minimum.reduceat(self._each(syllable)[flat], starts)
        return row

    def _each(self, syllable: str) -> Any:
        """How far every syllable numbered so far is from that one; from 0 nothing is far."""
        known = self._syllables.get(syllable, np.zeros(1))
        if new := names()[len(known) - 1 :]:
            known = np.concatenate((known, [distance(one, syllable) for one in new]))
            self._syllables[syllable] = known
        return known


DISTANCES = Distances()
