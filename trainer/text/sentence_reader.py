"""What a sentence does, in whatever words: it apologises, it comforts, it is rude. No list has all the words for it.

A reading is a logistic regression over what stands together in a sentence. scripts/train_manners.py trains `rude`,
scripts/train_acts.py the dialogue acts of a service call, on sentences that people wrote (tests/data/manners and acts).
A reader knows manners of speaking, not the world: it never charges.

Traits have no table: each is hashed to the place of its weight ("feature hashing", Weinberger et al. 2009). Some share
a place, and training knows it; ten times as many traits weigh in the same room.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from trainer.text.characters import CLAUSE_END, GAP, STATEMENT_END
from trainer.text.normalise import canonical_char
from trainer.text.thresholds import THIN_GRAMS, THIN_PAIRS

LONGEST = 3  # characters of an n-gram; those of four bring nothing more in twice the room
READ = 300  # characters of a sentence that are read; nobody speaks so long a one
CLAUSES = 12  # of a sentence that are looked at apart
FARTHEST = 7  # places from one character of a pair to the other: 您…谁 is rude in many wordings

_ROOM = files("trainer.text") / "readings"
_END = re.compile(f"[{STATEMENT_END}]")
_SENTENCE = re.compile(f"[^{STATEMENT_END}]+")
_CLAUSE = re.compile(f"[^{CLAUSE_END}]+")
_RUN = re.compile(r"([0，])\1+")  # of digits, or of marks and spaces


@dataclass(frozen=True, slots=True)
class Weights:
    """What training found: the odds of a sentence are exp(bias + scale · Σ weight × share) over its `traits`."""

    bias: float
    scale: float
    places: bytes  # int8, −127…127; a trait's weight stands at its hash modulo their number; over 0 it speaks for it

    def log_odds(self, sentence: str) -> float:
        """The logarithm of the odds that the sentence does it."""
        weights, size = memoryview(self.places).cast("b"), len(self.places)
        return self.bias + self.scale * sum(weights[place % size] * share for place, share in hashed(sentence))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The half-open spans of the sentences that have words, without the marks that end them."""
    for found in _SENTENCE.finditer(text):
        said = found[0].strip()
        if any(canonical_char(char) for char in said):
            start = found.start() + found[0].index(said)
            yield start, start + len(said)


def sentence_around(text: str, at: int) -> tuple[int, int]:
    """The span of the sentence that holds that character."""
    after = _END.search(text, at)
    return 1 + max(text.rfind(mark, 0, at) for mark in STATEMENT_END), after.start() if after else len(text)


def runs(text: str, start: int, end: int) -> Iterator[list[tuple[int, int]]]:
    """The half-open spans of clauses between these characters: each alone, then each with its neighbour, and so on."""
    spans = [found.span() for found in _CLAUSE.finditer(text, start, end)][:CLAUSES]
    for length in range(1, len(spans) + 1):
        yield [(spans[at][0], spans[at + length - 1][1]) for at in range(len(spans) - length + 1)]


def rudeness(sentence: str) -> float:
    """The logarithm of the odds that the sentence is rude."""
    return log_odds("rude", sentence)


def act_of(phrase_list: str) -> str | None:
    """The dialogue act whose wordings the phrase list collects; None where no reading was trained for it."""
    return _acts().get(phrase_list)


@lru_cache(maxsize=4096)  # the same sentence for several lists and rules, while typing and at the end
def log_odds(name: str, sentence: str) -> float:
    """The logarithm of the odds that the sentence does what that reading was trained for."""
    return reading(name).log_odds(sentence)


def likely(odds: float) -> float:
    """The probability, from its log odds."""
    return 1 / (1 + math.exp(-odds))


@lru_cache(maxsize=256)  # one sentence is read for many acts
def hashed(sentence: str) -> tuple[tuple[int, float], ...]:
    """Its traits as numbers of 32 bits, each with its share."""
    return tuple((zlib.crc32(trait.encode()), share) for trait, share in traits(sentence).items())


def traits(sentence: str) -> Mapping[str, float]:
    """The n-grams of a sentence and its pairs of characters apart (a…b), each with its share in the score.

    In canonical characters: every number alike, marks and spaces a comma, ends ^ and $. The more there are, the less
    each counts; a short sentence is thin evidence, and counts for less.
    """
    chars = "".join("0" if char.isdecimal() else canonical_char(char) or "，" for char in sentence[:READ])
    line = "^" + _RUN.sub(r"\1", chars).strip("，") + "$"
    grams = {line[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(line) - size + 1)}
    grams -= {"^", "$", "，"}
    pairs = {
        first + GAP + second
        for at, first in enumerate(line)
        for second in line[at + 2 : at + FARTHEST + 1]
        if "，" not in (first, second)
    }
    return {
        trait: 1 / math.sqrt(max(len(found), thin))
        for found, thin in ((grams, THIN_GRAMS), (pairs, THIN_PAIRS))
        for trait in found
    }


def read(raw: bytes) -> Weights:
    """The weights as `written` writes them."""
    line, places = raw.split(b"\n", 1)
    bias, scale = map(float, line.split())
    return Weights(bias, scale, places)


def written(weights: Weights) -> bytes:
    """A file of a reading: a line with bias and scale, then the weights, a byte each."""
    return f"{weights.bias:.4f} {weights.scale:.6f}\n".encode() + weights.places


@cache
def reading(name: str) -> Weights:
    """Read once."""
    return read((_ROOM / f"{name}.bin").read_bytes())


@cache
def _acts() -> Mapping[str, str]:
    """Phrase list → the reading of its act."""
    rows = (line.split() for line in (_ROOM / "acts.tsv").read_text(encoding="utf-8").splitlines())
    return {phrase_list: name for name, *lists in rows for phrase_list in lists}
