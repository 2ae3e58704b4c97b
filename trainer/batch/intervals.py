"""How sure a measured share is: 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

RESAMPLES = 2000
SEED = 20261130  # the same recordings give the same interval
Z = 1.96  # standard errors on each side


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Of a share that was counted: Wilson's score interval; 0 to 1 where nothing was."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = (share + Z * Z / (2 * of)) / (1 + Z * Z / of)
    half = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of)) / (1 + Z * Z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(parts: Sequence[int], wholes: Sequence[int]) -> tuple[float, float] | None:
    """Of the sum of the parts ÷ the sum of the wholes: percentiles over recordings drawn anew, with replacement.

    Errors come in bunches: a bad recording has many, so recordings are drawn and not characters. None for fewer than
    two recordings.
    """
    count = len(parts)
    if count < 2:
        return None
    drawn = np.random.default_rng(SEED).integers(0, count, size=(RESAMPLES, count))
    rates = np.asarray(parts)[drawn].sum(axis=1) / np.asarray(wholes)[drawn].sum(axis=1)
    low, high = np.percentile(rates, (2.5, 97.5))
    return float(low), float(high)
