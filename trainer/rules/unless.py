"""The polite contexts of forbidden words (`unless`): where one stands around them, and where one may have stood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import product

from trainer.rules.suspect import Answer, Suspect
from trainer.text import thresholds as t
from trainer.text.alignment import steps
from trainer.text.characters import CLAUSE_END
from trainer.text.find import Found, Prepared, find, prepare
from trainer.text.normalise import normalise
from trainer.text.phrase import Match
from trainer.text.sounds import readings
from trainer.text.syllable_sets import sounds

_CLAUSE_END = re.compile(f"[{CLAUSE_END}]")


def excused(suspect: Suspect) -> Answer:
    """Spared where a polite context was said around the words, in doubt where recognition may have garbled one."""
    if any(_excuses(place, suspect.found) for place in around(suspect)):
        return "spare"
    return "doubt" if any(_may_excuse(place, suspect.found) for place in around(suspect)) else "pass"


def excuse(suspect: Suspect) -> str | None:
    """The template of the polite context that spares the words; None where none does."""
    return next((place.phrase for place in around(suspect) if _excuses(place, suspect.found)), None)


def around(suspect: Suspect) -> Iterator[Found]:
    """The polite contexts that overlap the forbidden words, sure ones and others; what is found soonest first.

    Looked for around these words alone, for `find` stops at what is surest anywhere in a text.
    """
    found, text = suspect.found, suspect.utterance.text
    begin = max(0, found.start - t.UNLESS_REACH)
    near_by = _prepared(text[begin : found.end + t.UNLESS_REACH], suspect.heard)
    ways: tuple[Match, ...] = ("sound", "near") if suspect.heard else ("sound",)
    for match, template in product(ways, suspect.unless):
        for place in find(suspect.context.phrase(template), near_by, match, nearest=False):
            start, end = place.start + begin, place.end + begin
            if start < found.end and found.start < end:
                yield replace(place, text=found.text, start=start, end=end)


@lru_cache(maxsize=24)  # the words are looked at more than once, and by more than one rule
def _prepared(text: str, heard: bool) -> Prepared:
    return prepare((text,), (heard,))


def _excuses(place: Found, found: Found) -> bool:
    """The context was said, so the words in it are innocent."""
    over_a_mark = [reason.check for reason in place.reasons] == ["over_a_mark"]  # the engine's commas accuse nobody
    if place.how != "near" or not (place.grade == "sure" or over_a_mark):
        return place.grade == "sure"
    return not place.negated and _speaks_to_you(place) and _beside(place, found) >= t.REJECT


def _may_excuse(place: Found, found: Found) -> bool:
    """A context that recognition may have garbled: close, and not put together from two clauses."""
    if place.grade == "candidate" or place.negated or _CLAUSE_END.search(place.said) or not _speaks_to_you(place):
        return False
    long = len(place.alternative) - len(found.alternative) >= t.UNLESS_LONG
    return place.grade == "sure" or place.similarity >= t.ACCEPT or (long and _beside(place, found) >= t.REJECT)


def _beside(place: Found, found: Found) -> float:
    """The likeness of what stands beside the forbidden words, which decides: 不知道您康不方把 for 不知道您方不方便."""
    beside = len(place.alternative) - len(found.alternative)
    return 1 - (1 - place.similarity) * len(place.alternative) / beside if beside > 0 else 0.0


def _speaks_to_you(place: Found) -> bool:
    """Where the context has 您, something like it was heard: recognition writes another syllable there, but drops none.

    不知道什么时候能好 is not nearly 不知道您什么时候, and 我不知道密码 not nearly 您不知道密码.
    """
    wanted, heard = normalise(place.alternative).chars, normalise(place.said).chars
    return all(
        step.heard is not None and step.cost < t.COST_DIFFERENT
        for step in steps(sounds(wanted), list(map(readings, heard)))
        if step.wanted is not None and wanted[step.wanted] == "您"
    )
