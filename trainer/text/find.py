"""Finding a phrase in what was said: exact, by the same sound, nearly by sound; spans in the original characters.

The sounds are worked out once per call (`prepare`); the search engine (search.py) then says where a phrase may occur at
all, and only there its characters are compared and its syllables aligned.

Short phrases: near sound alone does not count for two or three characters, because other phrases are as near (请说 for
请坐). `perhaps` finds the places where one syllable is another similar one and the phrase is by far the likelier
sentence (再见 heard as 昨见, 身份证 as 身份祝); these are always unclear. Nobody knows how likely a name is (小玲 for
小林), so sound alone decides.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from trainer.text import nearness
from trainer.text import thresholds as t
from trainer.text.alignment import fit, steps
from trainer.text.characters import GAP, NEGATIONS, NUMBER_WORDS, PHRASE_END, QUANTITIES, SENTENCE_END
from trainer.text.lexicon import LONGEST as LONGEST_WORD
from trainer.text.lexicon import in_words, surprise, words
from trainer.text.meaning import Pauses, Turned, hinders, turned
from trainer.text.nearness import Grade, Grading, Reason, around
from trainer.text.normalise import canonical, normalise
from trainer.text.numerals import NUMBER
from trainer.text.phrase import Alternative, How, Match, Phrase
from trainer.text.search import PhraseGroup, SoundIndex, Stretch
from trainer.text.sounds import nearest as distance
from trainer.text.sounds import readings
from trainer.text.syllable_sets import BREAK
from trainer.text.transcript import Transcript, as_quantities

_MOST_CANDIDATES = 8  # wordings that are looked at on typed text, where none will count
_SENTENCE_END = re.compile(f"[{SENTENCE_END}]")
_PHRASE_END = re.compile(f"[{PHRASE_END}]")
_ROUNDING = 1e-9  # of sums of costs
_SAID = NEGATIONS | QUANTITIES  # heard in place of something else, they were said


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a phrase stands or nearly stands. Offsets are code points of the original text, half-open."""

    text: int  # which of the prepared texts
    start: int
    end: int
    said: str
    phrase: str  # the template
    alternative: str  # the wording that fits best
    how: How
    similarity: float  # 0…1
    grade: Grade  # sure: counts; unclear: cannot be told; candidate: only the nearest, does not count
    turned: Turned | None = None  # the words around it turn its meaning (不会给您答复); told of no candidate
    reasons: tuple[Reason, ...] = ()  # why the grade is no better, as far as its sound decides (nearness.py)
    hypothesis: int = 0  # n: `said` stands in the engine's n-th other hypothesis; the offsets are where that is in text

    @property
    def negated(self) -> bool:
        """A negator stands directly before it, so that even the mere words are others."""
        return self.turned is not None and self.turned.negated


_SameSound = Mapping[SoundIndex, Sequence[int]]
_Near = Mapping[SoundIndex, Sequence[Stretch]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Texts made ready for finding."""

    texts: tuple[str, ...]
    heard: tuple[bool, ...]  # text i was recognised, so sound counts and doubt is possible
    pauses: tuple[Pauses, ...]  # in each text
    transcripts: tuple[Transcript, ...]  # numbers digit by digit; where there are any, also said as quantities
    found: dict[tuple[Phrase, Match, float], tuple[Found, ...]] = field(default_factory=dict)  # what was asked before
    same_sound: dict[PhraseGroup, tuple[_SameSound, ...]] = field(default_factory=dict)  # in each transcript
    near: dict[tuple[PhraseGroup, float], _Near] = field(default_factory=dict)  # in the first transcript
    possible: dict[tuple[PhraseGroup, bool], Set[SoundIndex]] = field(default_factory=dict)  # see `possible`


def prepare(texts: Sequence[str], heard: Sequence[bool], pauses: Sequence[Pauses] = ()) -> Prepared:
    """Normalise the texts and work out how they sound, once for all phrases. `pauses`: in each text, where known."""
    transcripts = [Transcript([(index, normalise(text)) for index, text in enumerate(texts)])]
    numbered = [(index, as_quantities(text)) for index, text in enumerate(texts) if NUMBER.search(text)]
    if numbered:
        transcripts.append(Transcript(numbered))
    return Prepared(tuple(texts), tuple(heard), tuple(pauses) or ((),) * len(texts), tuple(transcripts))


def find(
    phrase: Phrase, prepared: Prepared, match: Match = "near", *, nearest: bool = True, group: PhraseGroup | None = None
) -> tuple[Found, ...]:
    """Every place of the phrase, in order, none overlapping; where it occurs nowhere, the nearest candidates.

    `match` limits how far the sound may be off: `exact` characters, the same `sound`, or `near` sound. On typed text
    near sound never counts. `nearest` False: candidates may be left out, which saves much time. `group`: the phrases,
    this one too, that are looked for in the same texts; what is found is the same, but sooner.
    """
    counts = match == "near" and any(prepared.heard)
    least = t.CANDIDATE if nearest else t.REJECT if counts else 1.0
    group = group or phrase.alone
    if least == 1 and not any(phrase.index in known for known in _same_sound(group, prepared)):
        return ()  # as most often
    key = phrase, match, least
    if key not in prepared.found:
        prepared.found[key] = _without_overlaps(_places(phrase, prepared, match, least, group))
    return prepared.found[key]


def possible(prepared: Prepared, match: Match, group: PhraseGroup) -> Set[SoundIndex]:
    """Those of the phrases that `find` without candidates may find; the others occur nowhere."""
    heard = match == "near" and any(prepared.heard)
    key = group, heard
    if key not in prepared.possible:
        found = set().union(*_same_sound(group, prepared))
        if heard:
            found |= _near(group, prepared, t.REJECT).keys()
            found |= group.numbered if len(prepared.transcripts) > 1 else set()
        prepared.possible[key] = found
    return prepared.possible[key]


def _places(phrase: Phrase, prepared: Prepared, match: Match, least: float, group: PhraseGroup) -> list[Found]:
    """Every place, overlapping ones too; near ones are at least so similar, with 1 they are not looked for."""
    taken: list[Found] = []
    transcripts = prepared.transcripts if phrase.index.has_numbers else prepared.transcripts[:1]
    known = zip(transcripts, _same_sound(group, prepared), strict=False)
    some = [
        (transcript, which)
        for transcript, same in known
        for which in same.get(phrase.index, ())
        if transcript is transcripts[0] or not NUMBER_WORDS.isdisjoint(phrase.alternative(which).chars)
    ]
    for transcript, which in some:
        taken += _exact(phrase, phrase.alternative(which), transcript, prepared)
    if match != "exact" or not taken:
        grade: Grade = "sure" if match != "exact" else "candidate"
        for transcript, which in some:
            taken += _by_sound(phrase, which, transcript, prepared, grade)
    if not taken and least < 1:
        for transcript in transcripts:
            for stretch in _stretches(phrase, transcript, prepared, least, group):
                taken += _nearly(phrase, stretch, transcript, prepared, match, least)
    return taken


def _same_sound(group: PhraseGroup, prepared: Prepared) -> tuple[_SameSound, ...]:
    """Those of the phrases that may occur in each transcript with their very sounds."""
    if group not in prepared.same_sound:
        prepared.same_sound[group] = tuple([group.same_sound(one) for one in prepared.transcripts])
    return prepared.same_sound[group]


def _near(group: PhraseGroup, prepared: Prepared, least: float) -> _Near:
    """Where those of the phrases that do not occur in the first transcript may be heard nearly."""
    if (group, least) not in prepared.near:
        without = _same_sound(group, prepared)[0]
        prepared.near[group, least] = group.near(prepared.transcripts[0], least, without)
    return prepared.near[group, least]


def _exact(phrase: Phrase, alternative: Alternative, transcript: Transcript, prepared: Prepared) -> list[Found]:
    runs = [(len(part), list(_occurrences(part, transcript.chars))) for part in alternative.parts]
    long = len(alternative.chars) > t.ONE_CLAUSE
    return [
        _found(phrase, alternative, transcript, prepared, at[0], at[-1] + runs[-1][0], "exact", 1.0, "sure")
        for at in _joined(runs, transcript, prepared)
        if long or not _in_two_clauses(transcript, at[0], alternative.chars, alternative, prepared)
    ]


def _occurrences(part: str, chars: str) -> Iterator[int]:
    at = chars.find(part)
    while at >= 0:
        yield at
        at = chars.find(part, at + len(part))


def _by_sound(phrase: Phrase, which: int, transcript: Transcript, prepared: Prepared, grade: Grade) -> list[Found]:
    alternative, sounds = phrase.alternative(which), phrase.index.sounds(which)
    runs, begin = [], 0
    for part in alternative.parts:
        runs.append((len(part), list(transcript.same(sounds[begin : begin + len(part)]))))
        begin += len(part) + 1
    found = []
    for at in _joined(runs, transcript, prepared):
        start, end = at[0], at[-1] + runs[-1][0]
        said = GAP.join([transcript.chars[one : one + length] for one, (length, _) in zip(at, runs, strict=True)])
        heard = prepared.heard[transcript.place(start)[0]]
        places = zip(at, alternative.parts, strict=True)
        if said != alternative.chars and (
            heard or all(_misspells(transcript, one, part, alternative, prepared) for one, part in places)
        ):
            doubt = heard and grade == "sure" and _cuts_a_word(transcript, start, end, alternative)
            one: Grade = "unclear" if doubt else grade
            cut = (Reason("cut_word", alternative.chars, transcript.chars[start:end]),) if one != grade else ()
            found.append(_found(phrase, alternative, transcript, prepared, start, end, "sound", 1.0, one, cut))
    return found


def _joined(
    runs: Sequence[tuple[int, Sequence[int]]], transcript: Transcript, prepared: Prepared
) -> Iterator[tuple[int, ...]]:
    """Where all parts of a wording follow each other; `runs`: the length of each part and where it stands."""
    (length, starts), *others = runs
    for start in starts:
        at, end = [start], start + length
        for length_of_next, places in others:
            following = bisect_left(places, end)
            if following == len(places) or not _bridged(end, places[following], transcript, prepared):
                break
            at.append(places[following])
            end = at[-1] + length_of_next
        else:
            if not others or _in_one_sentence(start, end, transcript, prepared):
                yield tuple(at)


def _in_one_sentence(start: int, end: int, transcript: Transcript, prepared: Prepared) -> bool:
    """No part of a phrase with gaps reaches over the end of a sentence."""
    text, begin, _ = transcript.place(start)
    return not _SENTENCE_END.search(prepared.texts[text][begin : transcript.place(end - 1)[2]])


def _bridged(end: int, start: int, transcript: Transcript, prepared: Prepared) -> bool:
    """Two parts of a phrase, the one that ends and the one that starts there, are held together in what was said.

    A few characters stand between them at most, within one sentence, without a long pause or a word that turns it.
    """
    between = transcript.chars[end:start]
    if len(between) > t.GAP_LONGEST or BREAK in between or hinders(between):
        return False
    text, _, stop = transcript.place(end - 1)
    begin = transcript.place(start)[1]
    paused = any(stop <= at <= begin and seconds >= t.GAP_PAUSE for at, seconds in prepared.pauses[text])
    return not paused and not _SENTENCE_END.search(prepared.texts[text][stop:begin])


def _in_two_clauses(transcript: Transcript, at: int, part: str, alternative: Alternative, prepared: Prepared) -> bool:
    """A part of the wording as typed characters of two clauses, though the author wrote none into it.

    往上报，领导定了 is not 报领导.
    """
    text, _, start = transcript.place(at)
    _, end, _ = transcript.place(at + len(part) - 1)
    one = not prepared.heard[text] and not _PHRASE_END.search(alternative.text)
    return one and bool(_PHRASE_END.search(prepared.texts[text][start:end]))


def _misspells(transcript: Transcript, at: int, wanted: str, alternative: Alternative, prepared: Prepared) -> bool:
    """Typed characters of the same sound stand for a part of the wording: none that differs says something of its own.

    A character of a word was meant (安排师傅 is not 派师傅), and so was a number or a negation. A single one is read
    as it mostly is, in the phrase as in the text: 给 in 我先给您 is no 记, 扒 in 别扒门 no 怕. A short wording is
    misspelt only where it is one word (抱谦 for 抱歉): 一句都不瞒您 is no 都不满. No slip of the fingers in it reaches
    over a mark.
    """
    if len(wanted) < t.SHORTEST_MISSPELT and wanted not in words():
        return False
    if len(wanted) <= t.ONE_CLAUSE_MISSPELT and _in_two_clauses(transcript, at, wanted, alternative, prepared):
        return False
    start, end = transcript.widened(at, at + len(wanted), LONGEST_WORD)
    own, parts = in_words(transcript.chars[start:end]), in_words(wanted)
    for place, ours in enumerate(wanted):
        theirs = transcript.chars[at + place]
        if ours == theirs:
            continue
        if at + place - start in own or ours in _SAID or theirs in _SAID:
            return False
        if readings(theirs)[0] not in (readings(ours) if place in parts else readings(ours)[:1]):
            return False
    return True


def _stretches(
    phrase: Phrase, transcript: Transcript, prepared: Prepared, least: float, group: PhraseGroup
) -> Iterable[Stretch]:
    """Where its wordings may be heard nearly."""
    first = transcript is prepared.transcripts[0]
    if not any(prepared.heard):  # none will count
        near = phrase.alone.near(transcript, least, most=_MOST_CANDIDATES)
    elif first and phrase.index not in _same_sound(group, prepared)[0]:
        near = _near(group, prepared, least)
    else:  # the group leaves it out, or its numbers are said in another way
        near = phrase.alone.near(transcript, least)
    return near.get(phrase.index, ())


def _nearly(
    phrase: Phrase, stretch: Stretch, transcript: Transcript, prepared: Prepared, match: Match, least: float
) -> list[Found]:
    """The best place in a stretch, where it is similar enough."""
    which, start, end, rows = stretch
    alternative = phrase.alternative(which)
    place = fit(rows, end - start, (1 - least) * len(rows) + _ROUNDING)
    if place is None or place.end == place.start or (similarity := 1 - place.cost / len(rows)) < least:
        return []
    at, stop = start + place.start, start + place.end
    heard = prepared.heard[transcript.place(at)[0]]
    if not heard and not place.cost:  # typed, and no misspelling: it says something else
        return []
    counts = match == "near" and heard
    grading = _grade(alternative, transcript, prepared, at, stop, similarity) if counts else Grading("candidate")
    where = transcript, prepared, at, stop
    return [_found(phrase, alternative, *where, "near", similarity, grading.grade, grading.reasons)]


def _grade(
    alternative: Alternative, transcript: Transcript, prepared: Prepared, at: int, stop: int, similarity: float
) -> Grading:
    if reason := nearness.too_far(similarity):
        return Grading("candidate", (reason,))
    sounds, wanted = transcript.sounds[at:stop], alternative.chars
    near = steps(alternative.sounds, sounds)

    def cuts() -> bool:
        return _cuts_a_word(transcript, at, stop, alternative)

    text, begin, _ = transcript.place(at)
    written = prepared.texts[text][begin : transcript.place(stop - 1)[2]]
    sides = [len(side) for side in canonical(_PHRASE_END.split(written))]
    marked = len(sides) > 1 and min(sides[0], sides[-1]) >= t.GAP_PART and not _PHRASE_END.search(alternative.text)
    return nearness.grade(nearness.Stretch(wanted, transcript.chars, at, stop, sounds, near, similarity, cuts, marked))


def _cuts_a_word(transcript: Transcript, at: int, stop: int, alternative: Alternative) -> bool:
    start, end = transcript.widened(at, stop, LONGEST_WORD)
    return nearness.cuts_a_word(transcript.chars[start:end], at - start, stop - start, alternative.chars)


def _found(
    phrase: Phrase, alternative: Alternative, transcript: Transcript, prepared: Prepared,
    at: int, stop: int, how: Match, similarity: float, grade: Grade, reasons: tuple[Reason, ...] = (),
) -> Found:  # fmt: skip
    """That stretch of the transcript as a place of the phrase."""
    text, start, _ = transcript.place(at)
    _, _, end = transcript.place(stop - 1)
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
        turned=None if grade == "candidate" else turned(prepared.texts[text], start, end, prepared.pauses[text]),
        reasons=reasons,
    )


def perhaps(phrase: Phrase, prepared: Prepared, names: Container[str] = ()) -> tuple[Found, ...]:
    """The places in recognised texts where a wording of two or three characters was probably said; all unclear.

    `names`: wordings, as their author writes them, that are names.
    """
    transcript = prepared.transcripts[0]
    found = []
    for which in phrase.index.short:
        alternative = phrase.alternative(which)
        for at in transcript.same_but_one(phrase.index.sounds(which)):
            cost = _cost_of_one(alternative, transcript, at, name=alternative.text in names)
            if cost is not None and prepared.heard[transcript.place(at)[0]]:
                likeness = 1 - cost / len(alternative.chars)
                end = at + len(alternative.chars)
                found.append(_found(phrase, alternative, transcript, prepared, at, end, "near", likeness, "unclear"))
    return tuple(found)


def _cost_of_one(alternative: Alternative, transcript: Transcript, at: int, *, name: bool) -> float | None:
    """How far the wrong syllable is off; None where something else was said."""
    wanted, end = alternative.chars, at + len(alternative.chars)
    heard = transcript.chars[at:end]
    pairs = zip(alternative.sounds, transcript.sounds[at:end], strict=False)
    costs = [distance(options, said) for options, said in pairs]
    wrong = max(range(len(costs)), key=costs.__getitem__)
    if len(costs) < len(wanted) or costs[wrong] >= t.COST_DIFFERENT:
        return None
    if wanted[wrong] in NEGATIONS or heard[wrong] in _SAID or BREAK in heard:
        return None
    if name and (len(wanted) > t.SHORT_NAME or costs[wrong] <= t.COST_CONFUSABLE):
        return costs[wrong]
    enough = t.LIKELIER if costs[wrong] <= t.COST_CONFUSABLE else t.FAR_LIKELIER
    likelier = surprise(around(transcript.chars, at, end, heard)) - surprise(around(transcript.chars, at, end, wanted))
    return costs[wrong] if likelier >= enough else None


def _without_overlaps(found: list[Found]) -> tuple[Found, ...]:
    """The best of overlapping places: surer first, then closer, then longer; in order of place."""
    if len(found) < 2:
        return tuple(found)
    order: dict[Grade, int] = {"sure": 0, "unclear": 1, "candidate": 2}
    ways: dict[How, int] = {"exact": 0, "sound": 1, "near": 2}
    ordered = sorted(
        found,
        key=lambda f: (
            order[f.grade],
            f.turned is not None,
            ways[f.how],
            -f.similarity,
            f.start - f.end,
            f.text,
            f.start,
        ),
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
