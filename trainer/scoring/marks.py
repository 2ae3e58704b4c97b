"""Sentences that a person should look at, read off the trainee's replies: they move no points (docs/SCORING.md).

What a rule finds doubtful it marks itself (`Judgement.review`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from trainer.rules.interface import Slice
from trainer.scenario.model import Turn
from trainer.scorecard import Review, ReviewKind
from trainer.scoring.judge import Judge
from trainer.text import thresholds as t
from trainer.text.characters import QUOTATION, SOFT
from trainer.text.normalise import normalise
from trainer.text.phrase import Phrase
from trainer.text.sentence_reader import rudeness, sentences
from trainer.text.template import PhraseError

_QUOTATION = re.compile(QUOTATION)
_DIRECTIONS = re.compile(r"（[^（）]*）")  # how a line is said
_ASKS = re.compile("[？?吗呢]|什么|怎么|请问")
_GOODBYE = "道别"


def marks_of(judge: Judge) -> Iterator[Review]:
    """The marks of a call, in no order; none in a quiz, and none on what was heard badly."""
    if judge.scenario.file.kind == "quiz":
        return
    said = [
        Slice(index, utterance, start, end)
        for index, utterance in enumerate(judge.call.utterances)
        if utterance.speaker == "agent" and utterance.gate is None and not judge.call.muttered(utterance)
        for start, end in sentences(utterance.text)
    ]
    yield from (_mark("manners", one) for one in said if _reads_rude(one.text))
    yield from _repeated(said)
    for turn in judge.scenario.file.turns:
        reply = [one for one in said if one.utterance.turn == turn.id]
        if _is_stock(judge, turn, reply):
            yield from (_mark("stock", one) for one in reply)


def _reads_rude(sentence: str) -> bool:
    """With what it quotes and without: another's words alone make no sentence rude."""
    return rudeness(sentence) >= t.RUDE and rudeness(_QUOTATION.sub("", sentence)) >= t.RUDE


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
    longest = max((line for several in lines for line in several), key=len, default="")
    told, chars = normalise(_DIRECTIONS.sub("", longest)).chars, normalise(text).chars
    if len(told) < t.SUBSTANCE or not t.SUBSTANCE <= len(chars) <= t.LONGEST_STOCK:
        return False
    if any(_ASKS.search(one.utterance.text) for one in reply):
        return False
    if _pairs(chars) & _pairs(told) or any(name in text for name in judge.scenario.file.facts):
        return False
    covered: set[int] = set()
    found = set()
    places: dict[str, list[range]] = {}
    for start, end in combinations(range(len(chars) + 1), 2):
        places.setdefault(chars[start:end], []).append(range(start, end))
    for name in judge.scenario.lists.keys() - judge.scenario.file.lists.keys():
        for wording in _wordings(judge, name).intersection(places):
            covered.update(*places[wording])
            found.add(name)
    left = [char for at, char in enumerate(chars) if at not in covered and char not in SOFT]
    return _GOODBYE not in found and len(found) >= t.STOCK_LISTS and len(left) <= t.STOCK_LEFT * len(chars)


def _wordings(judge: Judge, name: str) -> frozenset[str]:
    """Of a phrase list, in canonical characters; none where it needs a slot that this scenario lacks."""
    try:
        return _as_set(judge.phrasebook.compile(f"<{name}>"))
    except PhraseError:
        return frozenset()


@lru_cache(maxsize=512)  # the lists of the library
def _as_set(phrase: Phrase) -> frozenset[str]:
    return frozenset(phrase.chars)


def _pairs(chars: str) -> set[str]:
    """Neighbouring characters that say something."""
    return {one + other for one, other in pairwise(chars) if not {one, other} & SOFT}
