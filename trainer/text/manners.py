"""How rude a sentence reads: mockery in polite words, brushing off, blame, impatience, for which no list has words.

A logistic regression over the character n-grams of a whole sentence, trained by scripts/train_manners.py on sentences
that people wrote (tests/data/manners). It knows manners of speaking, not the world: it marks, and never charges.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from trainer.text.characters import STATEMENT_END
from trainer.text.normalise import canonical_char
from trainer.text.thresholds import THIN_GRAMS

LONGEST = 3  # characters of an n-gram; those of four bring nothing more in twice the room

_SENTENCE = re.compile(f"[^{STATEMENT_END}]+")
_RUN = re.compile(r"([0，])\1+")  # of digits, or of marks and spaces


@dataclass(frozen=True, slots=True)
class Weights:
    """What training found: the odds of a sentence are exp(bias + scale · Σ weights ÷ `breadth`)."""

    bias: float
    scale: float
    grams: Mapping[str, int]  # −127…127; more than 0 is rude


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The half-open spans of the sentences that have words, without the marks that end them."""
    for found in _SENTENCE.finditer(text):
        said = found[0].strip()
        if any(canonical_char(char) for char in said):
            start = found.start() + found[0].index(said)
            yield start, start + len(said)


def rudeness(sentence: str, weights: Weights | None = None) -> float:
    """The logarithm of the odds that the sentence is rude, by the trained weights unless others are given."""
    weights = weights or _weights()
    found = grams(sentence)
    total = sum(weights.grams.get(gram, 0) for gram in found)
    return weights.bias + weights.scale * total / breadth(len(found))


def breadth(count: int) -> float:
    """What the weights of so many n-grams are divided by: a short sentence is thin evidence, and counts for less."""
    return math.sqrt(max(count, THIN_GRAMS))


def grams(sentence: str) -> set[str]:
    """The n-grams of a sentence in canonical characters: every number alike, marks and spaces a comma, ends ^ and $."""
    chars = "".join("0" if char.isdecimal() else canonical_char(char) or "，" for char in sentence)
    line = "^" + _RUN.sub(r"\1", chars).strip("，") + "$"
    found = {line[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(line) - size + 1)}
    return found - {"^", "$", "，"}


def read(lines: list[str]) -> Weights:
    """The weights as `written` writes them."""
    bias, scale = map(float, lines[0].split(" "))
    heavy = (line.split(" ") for line in lines[1:])
    return Weights(bias, scale, {gram: int(weight) for weight, *found in heavy for gram in found})


def written(weights: Weights) -> list[str]:
    """The lines of manners.txt: bias and scale, then each weight with the n-grams that have it."""
    by_weight: dict[int, list[str]] = {}
    for gram in sorted(weights.grams):
        by_weight.setdefault(weights.grams[gram], []).append(gram)
    lines = [" ".join([str(weight), *found]) for weight, found in sorted(by_weight.items())]
    return [f"{weights.bias:.4f} {weights.scale:.6f}", *lines]


@cache
def _weights() -> Weights:
    """Read once."""
    return read((files("trainer.text") / "manners.txt").read_text(encoding="utf-8").splitlines())
