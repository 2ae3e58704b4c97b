"""Phrase lists that stand for a dialogue act: the words are one witness of what was meant, the reader is the other.

A list (<致歉>) holds the usual wordings of an act. What reads like the act in words of one's own counts as well; words
of the list in a sentence that reads unkindly and like anything else count, and a person should look at them. Who asks
for certain sounds or characters (`match`), names contexts that do not count (`unless`), or reads the mere words
(`none_of`) asks the list alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from trainer.rules.interface import Part, sure_count
from trainer.text import thresholds as t
from trainer.text.find import Found
from trainer.text.meaning import Kind, Turned
from trainer.text.normalise import normalise
from trainer.text.sentence_reader import act_of, likely, log_odds, rudeness, runs, sentence_around, sentences
from trainer.text.template import PhraseList, parse

DOUBTED_ONLY = frozenset({"verify", "bye"})  # acts whose own words are too often another's: a wish is no goodbye
UNLIKE = Kind("unlike", "这一句读起来不像这个意思", re.compile("(?!)"), None, (), (), plain=False)


def by_meaning(places: Mapping[str, tuple[Found, ...]], needed: int, part: Part) -> dict[str, tuple[Found, ...]]:
    """The places of phrases that are asked for, with what the reader makes of those that are lists of an act.

    `needed`: how many phrases have to be said; where that many are, nothing is added. A sentence stands for one list of
    an act: what is there already says nothing twice.
    """
    acts = {one: act for one in places if (act := _act(one))}
    checked = dict(places)
    for one, act in acts.items():
        checked[one] = tuple(_doubted(place, act, part) for place in places[one])
    for one, act in acts.items():
        if sure_count(checked) >= needed:
            break
        if act not in DOUBTED_ONLY and not sure_count({one: places[one]}):
            taken = [place for other in acts if acts[other] == act for place in checked[other] if place.grade == "sure"]
            turned = [place for found in places.values() for place in found if place.turned]
            checked[one] += tuple(_own_words(one, act, part, [*taken, *turned]))
    return checked


def _act(template: str) -> str | None:
    only = parse(template).only
    return act_of(only.name) if isinstance(only, PhraseList) else None


def _doubted(place: Found, act: str, part: Part) -> Found:
    """The place, in doubt where its sentence reads like something else; what only sounds like the words is left."""
    if place.grade == "sure" and place.how == "exact" and place.turned is None and not place.hypothesis:
        text = part.slices[place.text].utterance.text
        start, end = sentence_around(text, place.start)
        around = len(normalise(text[start:end]).chars) - len(normalise(place.said).chars)
        if (
            around >= t.WORDS_AROUND
            and log_odds(act, text[start:end]) < t.READS_UNLIKE
            and rudeness(text[start:end]) >= t.KIND
        ):
            return replace(place, turned=Turned(UNLIKE, start, end))
    return place


def _own_words(template: str, act: str, part: Part, beside: list[Found]) -> Iterator[Found]:
    """The sentence that reads most like the act, at the fewest clauses that do, if one does; none with those places."""
    read = [
        (log_odds(act, piece.utterance.text[start:end]), number, start, end)
        for number, piece in enumerate(part.slices)
        if piece.utterance.gate is None and not part.call.muttered(piece.utterance)
        for start, end in sentences(piece.utterance.text)
        if piece.start <= start and end <= piece.end
        if not any(one.text == number and start < one.end and one.start < end for one in beside)
    ]
    odds, number, start, end = max(read, default=(t.READS_LIKE - 1, 0, 0, 0))
    if odds >= t.READS_LIKE:
        text = part.slices[number].utterance.text
        best = [max((log_odds(act, text[slice(*span)]), span) for span in some) for some in runs(text, start, end)]
        start, end = next((span for likeliest, span in best if likeliest >= 0), max(best)[1])
        said = text[start:end]
        yield Found(number, start, end, said, template, said, "meaning", round(likely(odds), 3), "sure")
