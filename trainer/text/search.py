"""Where phrases may occur in a transcript: the one search engine, for many phrases at once.

A phrase has up to thousands of wordings, a scenario hundreds of phrases, a call a few hundred syllables. Two questions
are answered for a whole group of phrases by a few operations over sets and arrays:

* `PhraseGroup.same_sound`: which wordings may occur with their very sounds. A wording is passed over unless all its
  pairs of neighbouring sounds occur in the text; first each phrase, then each wording is known by one rare pair.
* `PhraseGroup.near`: in which stretches a wording may be heard nearly: enough of its sounds occur, enough of them in
  their places, and even the closest sounds there are close enough. What remains is aligned (alignment.py).

A phrase that is looked for alone is a group of one. A wording with a gap is several parts: its pairs are those within
each part, find.py joins the places of the parts, and `near` leaves it out. A gap has the number 0 among the sounds.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise, product
from typing import Any

import numpy as np

from trainer.text import thresholds as t
from trainer.text.characters import GAP, NUMBER_WORDS
from trainer.text.syllable_sets import BREAK, HALF, OPTIONS, STEPS, pair, renumbered
from trainer.text.transcript import Transcript

MARGIN = 2  # positions before and after the text, so that a wording may hang over its ends
_FEW = 8  # wordings; fewer are looked at one by one
_MOST_STRETCHES = 4  # of one wording in one transcript
_MOST_CELLS = 4_000_000  # of an array, so that memory stays bounded however long the text is
_MOST_IN_BYTE = 42  # sounds; each may be counted three times
_ROUNDING = 1e-3  # tenths; a stretch a little too far is refused where it is aligned
_LOWER = (1 << HALF) - 1

Stretch = tuple[int, int, int, list[list[float]]]  # wording, start, end, the distances of its syllables from each heard


class SoundIndex:
    """The wordings of one phrase, in canonical characters, by their sounds (numbers in OPTIONS)."""

    def __init__(self, wordings: Sequence[str]) -> None:
        """Look up by which pairs of neighbouring sounds they are known; a single sound makes a pair with 0."""
        self._wordings = wordings
        self._sounds: dict[int, list[int]] = {}
        self._pairs: dict[int, tuple[frozenset[int], Sequence[tuple[int, ...]]]] = {}  # said in one way, and in several
        if self._few:
            usual = [_neighbours(self.sounds(wording))[0] for wording in range(len(wordings))]
        else:
            usual, self._rarest = _usual_and_rarest(self.rows)
        self.usual = frozenset(one for neighbours in set(usual) for one in _spoken(neighbours))
        """Pairs of syllables; every wording has one of them."""

    @property
    def _few(self) -> bool:
        return len(self._wordings) < _FEW

    def sounds(self, wording: int) -> list[int]:
        """The sounds of one wording."""
        if wording not in self._sounds:
            chars = self._wordings[wording]
            self._sounds[wording] = OPTIONS.of(chars) if self._few else self.rows[wording, : len(chars)].tolist()
        return self._sounds[wording]

    def possible(self, transcript: Transcript) -> list[int]:
        """The wordings, in order, all of whose pairs the transcript has; most often none."""
        if self._few:
            return self._with_all_pairs(range(len(self._wordings)), transcript.pairs)
        order, by_pair = self._by_pair
        spans = {span for one in by_pair.keys() & transcript.pairs for span in by_pair[one]}
        some = {wording for start, end in spans for wording in order[start:end]}
        return sorted(self._with_all_pairs(some, transcript.pairs))

    def _with_all_pairs(self, wordings: Iterable[int], pairs: frozenset[int]) -> list[int]:
        found = []
        for wording in wordings:
            plain, ambiguous = self._pairs.get(wording) or self._paired(wording)
            if plain <= pairs and not any(map(pairs.isdisjoint, ambiguous)):
                found.append(wording)
        return found

    def _paired(self, wording: int) -> tuple[frozenset[int], Sequence[tuple[int, ...]]]:
        several = list(map(_spoken, _neighbours(self.sounds(wording))))
        plain = frozenset([one[0] for one in several if len(one) == 1])
        self._pairs[wording] = found = plain, [one for one in several if len(one) > 1]
        return found

    @cached_property
    def _by_pair(self) -> tuple[list[int], dict[int, list[tuple[int, int]]]]:
        """The wordings in the order of their rarest pairs; where those of each pair are."""
        order = np.argsort(self._rarest, kind="stable")
        pairs, starts = np.unique(self._rarest[order], return_index=True)
        ends = [*starts.tolist()[1:], len(order)]
        found: dict[int, list[tuple[int, int]]] = {}
        for neighbours, start, end in zip(pairs.tolist(), starts.tolist(), ends, strict=True):
            for one in _spoken(neighbours):
                found.setdefault(one, []).append((start, end))
        return order.tolist(), found

    @cached_property
    def has_numbers(self) -> bool:
        """A wording holds a numeral, so how the numbers of a text are said matters."""
        return not all(map(NUMBER_WORDS.isdisjoint, self._wordings))

    @cached_property
    def rows(self) -> Any:
        """The sounds of all wordings, a row each, filled up with 0."""
        return OPTIONS.rows(self._wordings)

    @cached_property
    def lengths(self) -> Any:
        """How many characters each wording has."""
        return np.fromiter(map(len, self._wordings), dtype=int, count=len(self._wordings))

    @cached_property
    def long(self) -> Any:
        """Which wordings are long enough for near sound."""
        return ((self.lengths >= t.SHORTEST_NEAR) & ~self._gapped).nonzero()[0]

    @cached_property
    def short(self) -> list[int]:
        """Which wordings are too short for near sound, of those with more than one character."""
        return [which for which, one in enumerate(self._wordings) if 1 < len(one) < t.SHORTEST_NEAR]

    @cached_property
    def _gapped(self) -> Any:
        """Which wordings have a gap."""
        return np.fromiter((GAP in one for one in self._wordings), dtype=bool, count=len(self._wordings))


class PhraseGroup:
    """Phrases that are looked for at once."""

    def __init__(self, phrases: frozenset[SoundIndex]) -> None:
        """Note by which pairs of sounds each is known."""
        self.phrases = phrases
        self._by_pair: dict[int, list[SoundIndex]] = {}
        for phrase in phrases:
            for one in phrase.usual:
                self._by_pair.setdefault(one, []).append(phrase)

    def same_sound(self, transcript: Transcript) -> Mapping[SoundIndex, Sequence[int]]:
        """The phrases that may occur with their very sounds, and which of their wordings."""
        known = {phrase for one in self._by_pair.keys() & transcript.pairs for phrase in self._by_pair[one]}
        return {phrase: possible for phrase in known if (possible := phrase.possible(transcript))}

    def near(
        self, transcript: Transcript, least: float, without: Container[SoundIndex] = (), most: int | None = None
    ) -> Mapping[SoundIndex, Sequence[Stretch]]:
        """The stretches in which each phrase may be heard with at least that similarity.

        `without`: phrases that are left out. `most`: the number of wordings to look at, the most promising first.
        """
        return self._near.search(transcript, least, without, most) if self._near and transcript.chars else {}

    @cached_property
    def numbered(self) -> frozenset[SoundIndex]:
        """The phrases with a numeral in a wording."""
        return frozenset(phrase for phrase in self.phrases if phrase.has_numbers)

    @cached_property
    def _near(self) -> _Near | None:
        """Their wordings long enough for near sound; None where there are none."""
        phrases = [phrase for phrase in self.phrases if len(phrase.long)]
        return _Near(phrases) if phrases else None


@lru_cache(maxsize=64)
def group_of(phrases: frozenset[SoundIndex]) -> PhraseGroup:
    """The group of these phrases, made once: they are looked for in many calls."""
    return PhraseGroup(phrases)


class _Near:
    """The wordings of a group that are long enough for near sound, a row each."""

    def __init__(self, phrases: Sequence[SoundIndex]) -> None:
        """Put the rows of all phrases one under the other, with their own numbers for the sounds; 0 stays none."""
        self._phrases = phrases
        self._phrase = np.repeat(np.arange(len(phrases)), [len(one.long) for one in phrases])
        self._which = np.concatenate([one.long for one in phrases])
        self._length = np.concatenate([one.lengths[one.long] for one in phrases])
        self._least = np.maximum(2, np.ceil(t.SHARED * self._length).astype(int))  # sounds in their places
        rows = _stacked([one.rows[one.long] for one in phrases])
        self._sounds, places = renumbered(rows)
        self._rows = places.astype(rows.dtype)[rows]
        different = np.sort(self._rows, axis=1)
        different[:, 1:][different[:, 1:] == different[:, :-1]] = 0
        self._different, self._each = different, (different > 0).sum(axis=1)
        self._columns = np.ascontiguousarray(self._rows.T)  # of which sums are made much faster

    def search(
        self, transcript: Transcript, least: float, without: Container[SoundIndex], most: int | None
    ) -> Mapping[SoundIndex, Sequence[Stretch]]:
        """See PhraseGroup.near."""
        distances = transcript.distances(self._sounds)
        some = self._promising(transcript, distances, least, without, most)
        rows: list[int] = []
        spans: list[tuple[int, int]] = []
        for row, starts in self._fullest(transcript, some):
            for span in _stretches(transcript, starts, int(self._length[row])):
                rows.append(row)
                spans.append(span)
        found: dict[SoundIndex, list[Stretch]] = {}
        for at in self._close(distances, rows, spans, least):
            row, (start, end) = rows[at], spans[at]
            known = (distances[self._rows[row, : self._length[row]], start:end] / STEPS).tolist()
            phrase = self._phrases[self._phrase[row]]
            found.setdefault(phrase, []).append((int(self._which[row]), start, end, known))
        return found

    def _promising(
        self, transcript: Transcript, distances: Any, least: float, without: Container[SoundIndex], most: int | None
    ) -> Any:
        """The rows of which at least half the different sounds occur, and no sound is too far from everything said."""
        asked = np.array([phrase not in without for phrase in self._phrases])
        some = asked[self._phrase].nonzero()[0]
        absent = transcript.absent[self._sounds]
        absent[0] = False
        if most is None:  # the cheaper test first
            some = some[self._reachable(distances, least)[some]]
        lacks = absent[self._different[some]].sum(axis=1)
        enough = 2 * lacks <= self._each[some]
        if most is None:
            return some[enough]
        some, share = some[enough], lacks[enough] / self._each[some][enough]
        some = some[np.argsort(share, kind="stable")[:most]]
        return some[self._reachable(distances, least)[some]]

    def _reachable(self, distances: Any, least: float) -> Any:
        """For each row whether it is near enough with the closest sounds of all, wherever they were said."""
        costs = distances.min(axis=1).astype(np.int32)[self._columns].sum(axis=0)
        return costs <= (1 - least) * STEPS * self._length + _ROUNDING

    def _fullest(self, transcript: Transcript, some: Any) -> Iterator[tuple[int, Iterator[int]]]:
        """Those of the rows of which enough sounds are in their places, and where they begin then.

        Starts count from MARGIN before the text. A place off by one counts too, so that a syllable more or less in
        between does no harm; a sound that stands on both sides is counted twice.
        """
        size, longest = len(transcript.chars), self._rows.shape[1]
        masks = np.zeros((len(self._sounds), size + MARGIN + longest), np.int8 if longest < _MOST_IN_BYTE else np.int16)
        masks[1:, MARGIN : MARGIN + size] = transcript.usual_distances(self._sounds)[1:] == 0
        batch = max(1, _MOST_CELLS // masks.shape[1])
        for begin in range(0, len(some), batch):
            rows = some[begin : begin + batch]
            for at, starts in _fullest(masks, self._rows[rows], self._least[rows]):
                yield int(rows[at]), starts

    def _close(self, distances: Any, rows: Sequence[int], spans: Sequence[tuple[int, int]], least: float) -> list[int]:
        """Which of the rows are near enough to their stretches with the closest sounds of each."""
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
            costs = cells.min(axis=2).sum(axis=1, dtype=np.int32)
            close = costs <= (1 - least) * STEPS * self._length[which[part]] + _ROUNDING
            found += (close.nonzero()[0] + begin).tolist()
        return found


def _fullest(masks: Any, rows: Any, least: Any) -> Iterator[tuple[int, Iterator[int]]]:
    """Which rows have at least `least` sounds in their places, and where they have the most.

    `masks`: for each sound the places that have it, with room at both ends.
    """
    size = masks.shape[1] - rows.shape[1]
    counts = np.zeros((len(rows), size), dtype=masks.dtype)
    for offset in range(rows.shape[1]):
        counts += masks[rows[:, offset], offset : offset + size]
    wide = counts.copy()
    wide[:, 1:] += counts[:, :-1]
    wide[:, :-1] += counts[:, 1:]
    most = wide.max(axis=1)
    enough = (most >= least).nonzero()[0]
    which, starts = (wide[enough] == most[enough, None]).nonzero()
    ends = np.cumsum(np.bincount(which, minlength=len(enough))).tolist()
    found, begin = starts.tolist(), 0
    for row, end in zip(enough.tolist(), ends, strict=True):
        yield row, iter(found[begin:end])
        begin = end


def _stretches(transcript: Transcript, starts: Iterable[int], length: int) -> Iterator[tuple[int, int]]:
    """The first stretches around the starts of a wording of that length, each within one text."""
    size = len(transcript.chars)
    found: list[tuple[int, int]] = []
    for start in starts:
        begin, end = max(0, start - MARGIN - 1), min(size, start - MARGIN + length + 2)
        if found and begin <= found[-1][0] + 2:
            found[-1] = (found[-1][0], end)
        elif len(found) == _MOST_STRETCHES:
            break
        else:
            found.append((begin, end))
    for start, end in found:
        for part in transcript.chars[start:end].split(BREAK):
            if part:
                yield start, start + len(part)
            start += len(part) + 1


def _usual_and_rarest(rows: Any) -> tuple[list[int], Any]:
    """For each row of sounds the pair that most rows have, and the one that the fewest have."""
    known, places = renumbered(rows)
    first = places[rows]
    second = np.zeros_like(first)  # 0 behind the last sound
    second[:, :-1] = first[:, 1:]
    inside = (first > 0) & (second > 0)
    inside[:, 0] |= (first > 0).sum(axis=1) == 1
    each = inside.sum(axis=1)
    starts = np.cumsum(each) - each
    pairs = (first * len(known) + second)[inside]
    counts = np.bincount(pairs)
    ranked = counts[pairs] * len(counts) + pairs
    best = (choice.reduceat(ranked, starts) % len(counts) for choice in (np.maximum, np.minimum))
    usual, rarest = (known[one // len(known)] << HALF | known[one % len(known)] for one in best)
    return usual.tolist(), rarest


def _neighbours(sounds: Sequence[int]) -> list[int]:
    """The pairs of one wording."""
    return [first << HALF | second for first, second in pairwise(sounds) if first and second] or [sounds[0] << HALF]


@lru_cache(maxsize=50_000)
def _spoken(neighbours: int) -> tuple[int, ...]:
    """The pairs of syllables that a pair of sounds may be heard as."""
    first, second = OPTIONS.syllables[neighbours >> HALF], OPTIONS.syllables[neighbours & _LOWER]
    return tuple([pair(a, b) for a, b in product(first, second or (0,))])


def _stacked(parts: Sequence[Any]) -> Any:
    """The rows of all parts one under the other, filled up with 0."""
    found = np.zeros((sum(map(len, parts)), max(part.shape[1] for part in parts)), dtype=parts[0].dtype)
    at = 0
    for part in parts:
        found[at : at + len(part), : part.shape[1]] = part
        at += len(part)
    return found
