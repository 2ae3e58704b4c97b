"""What a recogniser does to a reply: substitutions, deletions and insertions as they occur in real pairs.

Learnt from pairs of what was said and what whisper-base wrote (../shared/audio/asr_errors.tsv, those recognised without
a prompt), by the cheapest alignment of the Chinese characters. The rates are those of the pairs: a character that was
often misheard there is misheard here as often, one that was seen seldom or never errs at the rate of all. It becomes
what it became there; where nothing is known, another character, as often of the same or nearly the same sound as there.
Errors come in bad moments, not evenly: for each reply a pair is drawn, and it errs as much more or less than all as
that pair did. A sentence that the recogniser made up besides stands at the end of the reply. `like` names the pairs
whose moments count: of call-centre replies, for the read news of other pairs (twice as many errors) is no phone call.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from rapidfuzz.distance import Levenshtein

from trainer.text.normalise import is_han, normalise
from trainer.text.sounds import readings, split

SENTENCE = 4  # characters made up in one place that are no part of the reply (请按旁边的小铃铛)
WEIGHT = 10  # occurrences: how many sightings of a character weigh as much as the rate of all


@dataclass(frozen=True, slots=True)
class Moment:
    """How well one pair was recognised."""

    misheard: float  # characters written as others or lost, of those said
    added: float  # places inside where something was made up, of the characters said
    tail: str  # what was made up at the end


@dataclass(slots=True)
class Errors:
    """Counts of one set of pairs; `apply` draws from them."""

    seen: Counter[str] = field(default_factory=Counter)
    became: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    lost: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)  # made up inside; each place once
    kinds: Counter[str] = field(default_factory=Counter)  # of substitutions: same, near, other sound
    sounds: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # characters by reading
    moments: list[Moment] = field(default_factory=list)  # one of each pair

    @property
    def said(self) -> int:
        """Characters in all references."""
        return self.seen.total()

    @property
    def substituted(self) -> int:
        """Characters written as another one."""
        return sum(others.total() for others in self.became.values())

    @property
    def rate(self) -> float:
        """Errors a character: the character error rate of the pairs."""
        added = sum(len(phrase) * times for phrase, times in self.added.items())
        tails = sum(len(moment.tail) for moment in self.moments)
        return (self.substituted + self.lost.total() + added + tails) / self.said

    def apply(self, text: str, random: Random) -> str:
        """The text as it might have been recognised; punctuation, digits and Latin letters stay as they are."""
        moment = random.choice(self.moments)
        worse = moment.misheard * self.said / (self.substituted + self.lost.total() or 1)
        heard = (self._heard(char, worse, moment.added, random) if is_han(char) else char for char in text)
        return "".join(heard) + moment.tail

    def _heard(self, char: str, worse: float, added: float, random: Random) -> str:
        draw = random.random()
        lost = worse * self._chance(self.lost[char], self.lost.total(), char)
        wrong = worse * self._chance(self.became[char].total() if char in self.became else 0, self.substituted, char)
        heard = "" if draw < lost else self._instead(char, random) if draw < lost + wrong else char
        if random.random() < added:
            heard += random.choice(sorted(self.added.elements()))
        return heard

    def _chance(self, times: int, of_all: int, char: str) -> float:
        return (times + WEIGHT * of_all / self.said) / (self.seen[char] + WEIGHT)

    def _instead(self, char: str, random: Random) -> str:
        known = sorted(self.became[char].elements()) if char in self.became else []
        if known and random.random() < len(known) / (len(known) + 1):
            return random.choice(known)
        kind = random.choice(sorted(self.kinds.elements()))
        others = [
            other
            for reading in self.sounds
            if _kind(readings(char), (reading,)) == kind
            for other in self.sounds[reading]
        ]
        return random.choice([other for other in others if other != char] or [char])


def pairs(table: Path, source: str = "") -> list[tuple[str, str]]:
    """(what was said, what was recognised) of the rows recognised without a prompt whose source begins so."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        (row["reference"], row["hypothesis"])
        for row in rows
        if row["decoding"].endswith("no prompt") and row["source"].startswith(source)
    ]


def learn(pairs: Iterable[tuple[str, str]], corpus: Sequence[str] = (), like: Sequence[tuple[str, str]] = ()) -> Errors:
    """Count the errors of the pairs; `corpus` is where characters of the same sound come from."""
    errors = Errors()
    for reference, hypothesis in pairs:
        _count(errors, _han(reference), _han(hypothesis))
    if like:
        errors.moments = learn(like).moments
    for char in sorted({char for text in corpus for char in _han(text)}):
        for reading in readings(char):
            errors.sounds[reading].append(char)
    return errors


def _han(text: str) -> str:
    return "".join(char for char in normalise(text).chars if is_han(char))


def _count(errors: Errors, said: str, heard: str) -> None:
    errors.seen.update(said)
    misheard = added = 0
    tail = ""
    for step in Levenshtein.opcodes(said, heard):
        ours, theirs = said[step.src_start : step.src_end], heard[step.dest_start : step.dest_end]
        if step.tag == "insert" and (step.src_start == len(said) or len(theirs) >= SENTENCE):
            tail = theirs
        elif step.tag == "insert":
            errors.added[theirs] += 1
            added += 1
        elif step.tag == "delete":
            errors.lost.update(ours)
        elif step.tag == "replace":
            for one, other in zip(ours, theirs, strict=True):
                errors.became[one][other] += 1
                errors.kinds[_kind(readings(one), readings(other))] += 1
        misheard += 0 if step.tag in ("equal", "insert") else len(ours)
    errors.moments.append(Moment(misheard / len(said), added / len(said), tail))


def _kind(ours: Sequence[str], theirs: Sequence[str]) -> str:
    """How far a reading of one character is from the nearest of the other: same, near (initial or final), other."""
    if not set(ours).isdisjoint(theirs):
        return "same"
    pairs = [zip(split(one), split(other), strict=True) for one in ours for other in theirs]
    return "near" if any(ours == theirs for pair in pairs for ours, theirs in pair) else "other"
