"""The polite contexts of forbidden words (`unless`): where one stands around them, and where one may have stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import product

from trainer.rules.innocence import CLAUSE_END
from trainer.rules.interface import Context, Part
from trainer.text.alignment import steps
from trainer.text.find import Found, Prepared, find, prepare
from trainer.text.normalise import normalise
from trainer.text.phrase import Match
from trainer.text.syllable_sets import YOU, sounds, spoken
from trainer.text.thresholds import ACCEPT, COST_DIFFERENT, REJECT

REACH = 24  # characters on both sides of the forbidden words
LONG = 4  # characters of a polite context beside the forbidden words
_YOU = "您你"


def around(found: Found, templates: Iterable[str], part: Part, context: Context) -> Iterator[Found]:
    """The polite contexts that overlap the forbidden words, sure ones and others; what is found soonest first.

    Looked for around these words alone, for `find` stops at what is surest anywhere in a text.
    """
    utterance = part.slices[found.text].utterance
    begin = max(0, found.start - REACH)
    near_by = _prepared(utterance.text[begin : found.end + REACH], utterance.recognised)
    ways: tuple[Match, ...] = ("sound", "near") if utterance.recognised else ("sound",)
    for match, template in product(ways, templates):
        for place in find(context.phrase(template), near_by, match, nearest=False):
            start, end = place.start + begin, place.end + begin
            if start < found.end and found.start < end:
                yield replace(place, text=found.text, start=start, end=end)


@lru_cache(maxsize=24)  # the words are looked at more than once, and by more than one rule
def _prepared(text: str, heard: bool) -> Prepared:
    return prepare((text,), (heard,))


def excuses(place: Found, found: Found) -> bool:
    """The context was said, so the words in it are innocent."""
    if place.grade != "sure" or place.how != "near":
        return place.grade == "sure"
    return not place.negated and _speaks_to_you(place) and _beside(place, found) >= REJECT


def may_excuse(place: Found, found: Found) -> bool:
    """A context that recognition may have garbled: close, and not put together from two clauses."""
    if place.grade == "candidate" or place.negated or CLAUSE_END.search(place.said) or not _speaks_to_you(place):
        return False
    long = len(place.alternative) - len(found.alternative) >= LONG
    return place.grade == "sure" or place.similarity >= ACCEPT or (long and _beside(place, found) >= REJECT)


def _beside(place: Found, found: Found) -> float:
    """The likeness of what stands beside the forbidden words, which decides: 不知道您康不方把 for 不知道您方不方便."""
    beside = len(place.alternative) - len(found.alternative)
    return 1 - (1 - place.similarity) * len(place.alternative) / beside if beside > 0 else 0.0


def _speaks_to_you(place: Found) -> bool:
    """Where the context has 您, something like it was heard: recognition writes another syllable there, but drops none.

    不知道什么时候能好 is not nearly 不知道您什么时候, and 我不知道密码 not nearly 您不知道密码.
    """
    wanted, heard = normalise(place.alternative).chars, normalise(place.said).chars
    said = [spoken(YOU if char in _YOU else char) for char in heard]
    return all(
        step.heard is not None and step.cost < COST_DIFFERENT
        for step in steps(sounds(wanted), said)
        if step.wanted is not None and wanted[step.wanted] in _YOU
    )
