"""Finding a phrase in what was said: exact, by the same sound, nearly by sound; spans in the original characters.

The sounds are worked out once per call (`prepare`); each phrase then costs a few array operations. Only stretches
that share about half of a phrase's syllables are aligned in full.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from trainer.text import nearness
from trainer.text import thresholds as t
from trainer.text.align import fit, steps
from trainer.text.characters import NEGATING_WORDS, NOT_NEGATING, PHRASE_END
from trainer.text.index import Index
from trainer.text.lane import Lane, as_quantities
from trainer.text.lexicon import LONGEST as LONGEST_WORD
from trainer.text.nearness import Grade, Grading, Reason
from trainer.text.normalise import normalise
from trainer.text.numerals import NUMBER
from trainer.text.phrase import Alternative, Match, Phrase
from trainer.text.together import LONGEST, Nearly, Standing, Stretch, Together

_MOST_CANDIDATES = 8  # wordings that are looked at on typed text, where none will count
_PHRASE_END = re.compile(f"[{PHRASE_END}]")
_ROUNDING = 1e-9  # of sums of costs


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a phrase stands or nearly stands. Offsets are code points of the original text, half-open."""

    text: int  # which of the prepared texts
    start: int
    end: int
    said: str
    phrase: str  # the template
    alternative: str  # the wording that fits best
    how: Match
    similarity: float  # 0…1
    grade: Grade  # sure: counts; unclear: cannot be told; candidate: only the nearest, does not count
    negated: bool = False  # a negator stands directly left in the same clause (不会给您答复)
    reasons: tuple[Reason, ...] = ()  # of near sound: why the grade is no better (text/nearness.py)
    hypothesis: int = 0  # n: `said` stands in the engine's n-th other hypothesis; the offsets are where that is in text


@dataclass(frozen=True, slots=True)
class Prepared:
    """Texts made ready for finding."""

    texts: tuple[str, ...]
    heard: tuple[bool, ...]  # text i was recognised, so sound counts and doubt is possible
    lanes: tuple[Lane, ...]  # numbers digit by digit; then, where there are any, the texts with numbers as quantities
    found: dict[tuple[Phrase, Match, float], tuple[Found, ...]] = field(default_factory=dict)  # what was asked before
    near: dict[tuple[Together, float], Nearly] = field(default_factory=dict)
    standing: dict[Together, tuple[Standing, ...]] = field(default_factory=dict)  # in each lane
    may: dict[tuple[Together, bool], Set[Index]] = field(default_factory=dict)  # see may_stand


def prepare(texts: Sequence[str], heard: Sequence[bool]) -> Prepared:
    """Normalise the texts and work out how they sound, once for all phrases."""
    lanes = [Lane([(index, normalise(text)) for index, text in enumerate(texts)], heard)]
    numbered = [(index, as_quantities(text)) for index, text in enumerate(texts) if NUMBER.search(text)]
    if numbered:
        lanes.append(Lane(numbered, heard))
    return Prepared(tuple(texts), tuple(heard), tuple(lanes))


def find(
    phrase: Phrase, prepared: Prepared, match: Match = "near", *, nearest: bool = True, among: Together | None = None
) -> tuple[Found, ...]:
    """Every place of the phrase, in order, none overlapping; where it stands nowhere, the nearest candidates.

    `match` limits how far the sound may be off: `exact` characters, the same `sound`, or `near` sound. On typed text
    near sound never counts. `nearest` False: candidates may be left out, which saves much time. `among`: the phrases
    that are looked for in the same texts, this one too, to look for all at once; what is found is the same.
    """
    counts = match == "near" and any(prepared.heard)
    least = t.CANDIDATE if nearest else t.REJECT if counts else 1.0
    if among is not None and least == 1 and not any(phrase.index in known for known in _standing(among, prepared)):
        return ()  # as most often
    key = phrase, match, least
    if key not in prepared.found:
        prepared.found[key] = _without_overlaps(_places(phrase, prepared, match, least, among))
    return prepared.found[key]


def may_stand(prepared: Prepared, match: Match, among: Together) -> Set[Index]:
    """Those of the phrases that `find` may find without candidates, told at once; the others stand nowhere."""
    heard = match == "near" and any(prepared.heard)
    key = among, heard
    if key not in prepared.may:
        found = set().union(*_standing(among, prepared))
        if heard:
            first = prepared.lanes[0]
            told = len(first.chars) <= LONGEST
            found |= _nearly(among, prepared, t.REJECT).keys() if told else among.indexes
            found |= among.numbered if len(prepared.lanes) > 1 else set()
        prepared.may[key] = found
    return prepared.may[key]


def _places(phrase: Phrase, prepared: Prepared, match: Match, least: float, among: Together | None) -> list[Found]:
    """Every place, overlapping ones too; near ones are at least so similar, with 1 they are not looked for."""
    taken: list[Found] = []
    lanes = prepared.lanes if phrase.index.has_numbers else prepared.lanes[:1]
    if among is None:
        possible = [(lane, one) for lane in lanes for one in phrase.index.possible(lane)]
    else:
        known = zip(lanes, _standing(among, prepared), strict=False)
        possible = [(lane, one) for lane, standing in known for one in standing.get(phrase.index, ())]
    for lane, one in possible:
        taken += _exact(phrase, phrase.alternative(one), lane, prepared)
    if match != "exact" or not taken:
        grade: Grade = "sure" if match != "exact" else "candidate"
        for lane, one in possible:
            taken += _same_sound(phrase, one, lane, prepared, grade)
    if not taken and least < 1:
        for lane in lanes:
            for stretch in _stretches(phrase, lane, prepared, least, among):
                taken += _near(phrase, stretch, lane, prepared, match, least)
    return taken


def _standing(among: Together, prepared: Prepared) -> tuple[Standing, ...]:
    """Those of the phrases that may stand in each lane with their very sounds."""
    if among not in prepared.standing:
        prepared.standing[among] = tuple([among.standing(lane) for lane in prepared.lanes])
    return prepared.standing[among]


def _nearly(among: Together, prepared: Prepared, least: float) -> Nearly:
    """Where those of the phrases that do not stand in the first lane may stand nearly."""
    if (among, least) not in prepared.near:
        prepared.near[among, least] = among.nearly(prepared.lanes[0], least, _standing(among, prepared)[0])
    return prepared.near[among, least]


def _exact(phrase: Phrase, alternative: Alternative, lane: Lane, prepared: Prepared) -> list[Found]:
    found, at = [], lane.chars.find(alternative.chars)
    while at >= 0:
        end = at + len(alternative.chars)
        found.append(place_of(phrase, alternative, lane, prepared, at, end, "exact", 1.0, "sure"))
        at = lane.chars.find(alternative.chars, end)
    return found


def _same_sound(phrase: Phrase, which: int, lane: Lane, prepared: Prepared, grade: Grade) -> list[Found]:
    alternative = phrase.alternative(which)
    length = len(alternative.chars)
    found = []
    for at in lane.same(phrase.index.sounds(which)):
        if lane.chars[at : at + length] != alternative.chars and not _in_two_clauses(lane, at, alternative, prepared):
            doubt = grade == "sure" and _cuts_a_word(lane, at, at + length, alternative)
            one: Grade = "unclear" if doubt and prepared.heard[lane.place(at)[0]] else grade
            cut = (Reason("cut_word", alternative.chars, lane.chars[at : at + length]),) if one != grade else ()
            found.append(place_of(phrase, alternative, lane, prepared, at, at + length, "sound", 1.0, one, cut))
    return found


def _in_two_clauses(lane: Lane, at: int, alternative: Alternative, prepared: Prepared) -> bool:
    """Typed characters of two clauses (充电位，您问问) are no misspelling of a short wording (为您问问)."""
    text, start, _ = lane.place(at)
    _, _, end = lane.place(at + len(alternative.chars) - 1)
    if prepared.heard[text] or len(alternative.chars) > t.ONE_CLAUSE or _PHRASE_END.search(alternative.text):
        return False
    return bool(_PHRASE_END.search(prepared.texts[text][start:end]))


def _stretches(
    phrase: Phrase, lane: Lane, prepared: Prepared, least: float, among: Together | None
) -> Iterable[Stretch]:
    """Where its wordings may stand nearly: of all phrases among which it is looked for at once, or of it alone."""
    heard = any(prepared.heard)
    if among is not None and heard and lane is prepared.lanes[0] and len(lane.chars) <= LONGEST:
        standing = _standing(among, prepared)[0]
        if phrase.index not in standing:
            yield from _nearly(among, prepared, least).get(phrase.index, ())
            return
    for which, starts in phrase.index.nearly(lane, None if heard else _MOST_CANDIDATES):
        sounds = phrase.alternative(which).sounds
        most = (1 - least) * len(sounds) + _ROUNDING
        for start, end in lane.stretches(starts, len(sounds)):
            rows = [lane.distances(options, start, end) for options in sounds]
            if sum([best for _, best in rows]) <= most:  # even with the closest sounds, taken from anywhere
                yield which, start, end, [row for row, _ in rows]


def _near(phrase: Phrase, stretch: Stretch, lane: Lane, prepared: Prepared, match: Match, least: float) -> list[Found]:
    """The best place in a stretch, where it is similar enough."""
    which, start, end, rows = stretch
    alternative = phrase.alternative(which)
    place = fit(rows, end - start, (1 - least) * len(rows) + _ROUNDING)
    if place is None or place.end == place.start or (similarity := 1 - place.cost / len(rows)) < least:
        return []
    at, stop = start + place.start, start + place.end
    counts = match == "near" and prepared.heard[lane.place(at)[0]]
    grading = _grade(alternative, lane, at, stop, similarity) if counts else Grading("candidate")
    return [place_of(phrase, alternative, lane, prepared, at, stop, "near", similarity, grading.grade, grading.reasons)]


def _grade(alternative: Alternative, lane: Lane, at: int, stop: int, similarity: float) -> Grading:
    if reason := nearness.too_far(similarity):
        return Grading("candidate", (reason,))
    sounds, wanted = lane.sounds(at, stop), alternative.chars
    near = steps(alternative.sounds, sounds)

    def cuts() -> bool:
        return _cuts_a_word(lane, at, stop, alternative)

    return nearness.grade(nearness.Stretch(wanted, lane.chars, at, stop, sounds, near, similarity, cuts))


def _cuts_a_word(lane: Lane, at: int, stop: int, alternative: Alternative) -> bool:
    start, end = lane.widened(at, stop, LONGEST_WORD)
    return nearness.cuts_a_word(lane.chars[start:end], at - start, stop - start, alternative.chars)


def place_of(
    phrase: Phrase, alternative: Alternative, lane: Lane, prepared: Prepared,
    at: int, stop: int, how: Match, similarity: float, grade: Grade, reasons: tuple[Reason, ...] = (),
) -> Found:  # fmt: skip
    """That stretch of the lane as a place of the phrase."""
    text, start, _ = lane.place(at)
    _, _, end = lane.place(stop - 1)
    return Found(
        text=text,
        start=start,
        end=end,
        said=prepared.texts[text][start:end],
        phrase=phrase.template,
        alternative=alternative.text,
        how=how,
        similarity=similarity,
        grade=grade,
        negated=_negated(lane, at, alternative.chars),
        reasons=reasons,
    )


def _negated(lane: Lane, at: int, wanted: str) -> bool:
    """A negator directly left, in the same clause; not in A-不-A, not for a phrase that itself begins with one."""
    if wanted.startswith(NEGATING_WORDS):
        return False
    before = lane.chars[max(0, at - 4) : at]
    negator = next((word for word in NEGATING_WORDS if before.endswith(word)), None)
    if negator is None or before.endswith(NOT_NEGATING):
        return False
    left = at - len(negator)
    if left and lane.chars[left - 1] == lane.chars[left + 1]:
        return False
    return lane.touches(at)


def _without_overlaps(found: list[Found]) -> tuple[Found, ...]:
    """The best of overlapping places: surer first, then closer, then longer; in order of place."""
    if len(found) < 2:
        return tuple(found)
    order: dict[Grade, int] = {"sure": 0, "unclear": 1, "candidate": 2}
    ways: dict[Match, int] = {"exact": 0, "sound": 1, "near": 2}
    ordered = sorted(
        found, key=lambda f: (order[f.grade], f.negated, ways[f.how], -f.similarity, f.start - f.end, f.text, f.start)
    )
    kept: list[Found] = []
    taken: dict[int, list[tuple[int, int]]] = {}  # spans kept in each text, sorted
    for one in ordered:
        spans = taken.setdefault(one.text, [])
        at = bisect_left(spans, (one.start, one.end))
        free_before = at == 0 or spans[at - 1][1] <= one.start
        if free_before and (at == len(spans) or spans[at][0] >= one.end):
            spans.insert(at, (one.start, one.end))
            kept.append(one)
    return tuple(sorted(kept, key=lambda f: (f.text, f.start)))
