"""How far every set of readings that a phrase may want is from what was said, for all sets at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from trainer.text import thresholds as t
from trainer.text.align import mixed
from trainer.text.sounds import split
from trainer.text.syllables import OPTIONS, names


class Distances:
    """The distances of all sets of readings (by number in OPTIONS) from each syllable, worked out as they turn up."""

    def __init__(self) -> None:
        """Nothing known yet."""
        self._numbers: dict[str, int] = {}  # of initials and finals
        self._parts: list[tuple[int, int]] = []  # initial and final of each syllable, by its number less one
        self._syllables: dict[str, Any] = {}
        self._rows: dict[str, Any] = {}

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
            each = self._syllables.get(syllable)
            if each is None or len(each) <= flat.max():
                self._syllables[syllable] = each = self._each(syllable)
            self._rows[syllable] = row = np.minimum.reduceat(each[flat], starts)
        return row

    def _each(self, syllable: str) -> Any:
        """The same as align.distance, from all syllables by their numbers; from 0 nothing is far."""
        self._parts += [self._part(name) for name in names()[len(self._parts) :]]
        initials, finals = np.array(self._parts).T
        initial, final = self._part(syllable)
        like_initial, like_final = (
            np.isin(parts, [self._number(other) for other in mixed(one)])
            for parts, one in zip((initials, finals), split(syllable), strict=True)
        )
        of_initial = np.where(like_final, t.COST_CONFUSABLE, t.COST_SAME_INITIAL)
        of_final = np.where(like_initial, t.COST_CONFUSABLE, t.COST_SAME_FINAL)
        found = np.where(initials == initial, of_initial, np.where(finals == final, of_final, t.COST_DIFFERENT))
        found[(initials == initial) & (finals == final)] = 0.0
        return np.concatenate(([0.0], found))

    def _part(self, syllable: str) -> tuple[int, int]:
        initial, final = split(syllable)
        return self._number(initial), self._number(final)

    def _number(self, part: str) -> int:
        return self._numbers.setdefault(part, len(self._numbers))


DISTANCES = Distances()
