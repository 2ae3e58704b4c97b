"""Sentences that a person should look at, read off the trainee's replies: they move no points (docs/SCORING.md).

What a rule finds doubtful it marks itself (`Judgement.review`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from trainer.rules.interface import Slice
from trainer.scenario.model import Turn
from trainer.scorecard import Review, ReviewKind
from trainer.scoring.judge import Judge
from trainer.text import thresholds as t
from trainer.text.characters import SOFT
from trainer.text.find import find, possible, prepare
from trainer.text.manners import rudeness, sentences
from trainer.text.normalise import normalise

_DIRECTIONS = re.compile(r"（[^（）]*）")  # how a line is said
_ASKS = re.compile("[？?吗呢]|什么|请问")
_GOODBYE = "<道别>"


def marks(judge: Judge) -> Iterator[Review]:
    """The marks of a call, in no order; none in a quiz, and none on what was heard badly."""
    if judge.scenario.file.kind == "quiz":
        return
    said = [
        Slice(index, utterance, start, end)
        for index, utterance in enumerate(judge.call.utterances)
        if utterance.speaker == "agent" and utterance.gate is None and not utterance.muttered
        for start, end in sentences(utterance.text)
    ]
    yield from (_mark("manners", one) for one in said if rudeness(one.text) >= t.RUDE)
    yield from _repeated(said)
    for turn in judge.scenario.file.turns:
        reply = [one for one in said if one.utterance.turn == turn.id]
        if _is_stock(judge, turn, reply):
            yield from (_mark("stock", one) for one in reply)


def _mark(kind: ReviewKind, one: Slice) -> Review:
    return Review(kind, one.index, one.start, one.end, one.text)


def _repeated(said: Sequence[Slice]) -> Iterator[Review]:
    """The third saying of a sentence in one reply, and of a long one in a third reply."""
    in_reply: Counter[tuple[str | None, str]] = Counter()
    replies: dict[str, set[str | None]] = {}
    for one in said:
        chars, turn = normalise(one.text).chars, one.utterance.turn
        if len(chars) < t.SHORTEST_REPEATED:
            continue
        in_reply[turn, chars] += 1
        before = replies.setdefault(chars, set())
        again = len(chars) >= t.LONG_REPEATED and turn not in before and len(before) == t.REPEATED - 1
        before.add(turn)
        if in_reply[turn, chars] == t.REPEATED or again:
            yield _mark("repetition", one)


def _is_stock(judge: Judge, turn: Turn, reply: Sequence[Slice]) -> bool:
    """Nothing but wordings of general lists where the caller had something to say: none of his words, no fact's name.

    A question, a goodbye or a short answer is no stock phrase.
    """
    text = "，".join(one.text for one in reply)
    lines = turn.line.values() if isinstance(turn.line, dict) else [turn.line or ()]
    told = normalise(_DIRECTIONS.sub("", max((line for several in lines for line in several), key=len, default="")))
    chars = normalise(text).chars
    asks = any(_ASKS.search(one.utterance.text) for one in reply)
    if asks or len(told.chars) < t.SUBSTANCE or len(chars) < t.SUBSTANCE:
        return False
    if _pairs(chars) & _pairs(told.chars) or any(name in text for name in judge.scenario.file.facts):
        return False
    names = tuple(f"<{name}>" for name in judge.scenario.lists if name not in judge.scenario.file.lists)
    group = judge.phrasebook.groups((names,))
    known = judge.phrasebook.by_index(tuple(name for name in names if name in group))
    prepared = prepare((text,), (any(one.utterance.recognised for one in reply),))
    covered: set[int] = set()
    found = set()
    for index in known.keys() & possible(prepared, "exact", next(iter(group.values()))) if group else ():
        for place in find(judge.phrasebook.compile(known[index]), prepared, "exact", nearest=False):
            if place.grade == "sure":
                covered.update(range(place.start, place.end))
                found.add(known[index])
    left = [char for at, char in enumerate(text) if at not in covered and char not in SOFT and normalise(char).chars]
    return _GOODBYE not in found and len(found) >= t.STOCK_LISTS and len(left) <= t.STOCK_LEFT * len(chars)


def _pairs(chars: str) -> set[str]:
    """Neighbouring characters that say something."""
    return {one + other for one, other in pairwise(chars) if not {one, other} & SOFT}
