"""Phrase lists that stand for a dialogue act: the words are one witness of what was meant, the reader is the other.

A list (<致歉>) holds the usual wordings of an act. What reads like the act in words of one's own counts as well; words
of the list in a sentence that reads unkindly and like anything else count, and a person should look at them. Who asks
for the very characters (`match: exact`) or for the mere words (`none_of`) asks the list alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from trainer.rules.interface import Part, sure_count
from trainer.text import thresholds as t
from trainer.text.find import Found
from trainer.text.meaning import Kind, Turned
from trainer.text.sentence_reader import Weights, act_of, rudeness, sentences
from trainer.text.template import PhraseList, parse

UNLIKE = Kind("unlike", "这一句读起来不像这个意思", re.compile("(?!)"), None, (), (), plain=False)


def by_meaning(places: Mapping[str, tuple[Found, ...]], needed: int, part: Part) -> dict[str, tuple[Found, ...]]:
    """The places of phrases that are asked for, with what the reader makes of those that are lists of an act.

    `needed`: how many phrases have to be said; where that many are, nothing is added.
    """
    read = {one: act for one in places if (act := _act(one))}
    checked = dict(places)
    for one, act in read.items():
        checked[one] = tuple(_doubted(place, act, part) for place in places[one])
    for one, act in read.items():
        if sure_count(checked) >= needed:
            break
        if not sure_count({one: places[one]}):
            checked[one] += tuple(_own_words(one, act, places, part))
    return checked


def _act(template: str) -> Weights | None:
    only = parse(template).only
    return act_of(only.name) if isinstance(only, PhraseList) else None


def _doubted(place: Found, act: Weights, part: Part) -> Found:
    """The place, in doubt where its sentence reads like something else."""
    text = part.slices[place.text].utterance.text
    if place.grade == "sure" and place.turned is None:
        for start, end in sentences(text):
            said, holds = text[start:end], start < place.end and place.start < end
            if holds and act.log_odds(said) < t.READS_UNLIKE and rudeness(said) >= t.KIND:
                return replace(place, turned=Turned(UNLIKE, start, end))
    return place


def _own_words(template: str, act: Weights, places: Mapping[str, tuple[Found, ...]], part: Part) -> Iterator[Found]:
    """The sentence that reads most like the act, if one does; none in which a phrase of the rule is turned."""
    turned = [(one.text, one.start) for found in places.values() for one in found if one.turned]
    read = [
        (act.log_odds(piece.utterance.text[start:end]), number, start, end)
        for number, piece in enumerate(part.slices)
        if piece.utterance.gate is None and not part.call.muttered(piece.utterance)
        for start, end in sentences(piece.utterance.text)
        if piece.start <= start
        and end <= piece.end
        and not any(text == number and start <= at < end for text, at in turned)
    ]
    odds, number, start, end = max(read, default=(t.READS_UNLIKE, 0, 0, 0))
    if odds >= t.READS_LIKE:
        said = part.slices[number].utterance.text[start:end]
        yield Found(number, start, end, said, template, said, "meaning", 1.0, "sure")
