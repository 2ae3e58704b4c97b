"""Common words: which they are, how plausible a run of characters is, where a phrase's words end.

A unigram model over words with their frequencies: no claim about meaning, enough to tell a proper sentence from the
characters that a recogniser strings together when it errs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from trainer.text.sounds import readings
from trainer.text.thresholds import COMMON_WORD, UNKNOWN_CHARACTER

LONGEST = 4  # characters of a word


@cache
def frequencies() -> Mapping[str, int]:
    """Read once: uses of each character and word; made by scripts/make_text_data.py."""
    lines = (files("trainer.text") / "words.txt").read_text(encoding="utf-8").splitlines()
    return {word: int(uses) for word, uses in (line.split(" ") for line in lines)}


@cache
def words() -> frozenset[str]:
    """The words of 2 to 4 characters."""
    return frozenset(word for word in frequencies() if len(word) > 1)


@cache
def sounds_of_words() -> frozenset[tuple[str, ...]]:
    """How the more common words of two characters sound."""
    common = (word for word, uses in frequencies().items() if len(word) == 2 and uses >= COMMON_WORD)
    return frozenset((readings(word[0])[0], readings(word[1])[0]) for word in common)


@lru_cache(maxsize=20_000)
def surprise(chars: str) -> float:
    """How unlikely a run of canonical characters is, in nats; lower is more plausible."""
    return _best(chars)[-1][0]


@lru_cache(maxsize=20_000)
def segment(chars: str) -> tuple[tuple[int, int], ...]:
    """The likeliest words as half-open spans."""
    best = _best(chars)
    spans: list[tuple[int, int]] = []
    end = len(chars)
    while end:
        start = best[end][1]
        spans.append((start, end))
        end = start
    return tuple(reversed(spans))


def in_words(chars: str) -> frozenset[int]:
    """The places of the characters that belong to a word of two characters or more."""
    return frozenset(place for start, end in segment(chars) if end - start > 1 for place in range(start, end))


def _best(chars: str) -> list[tuple[float, int]]:
    """For each prefix its surprise and where its last word begins."""
    known, total = frequencies(), _total()
    best = [(0.0, 0)]
    for end in range(1, len(chars) + 1):
        options = []
        for start in range(max(0, end - LONGEST), end):
            uses = known.get(chars[start:end], 0)
            if uses or end - start == 1:
                options.append((best[start][0] - math.log(max(uses, UNKNOWN_CHARACTER) / total), start))
        best.append(min(options))
    return best


@cache
def _total() -> int:
    return sum(frequencies().values())
