"""A recording's utterances cut at clause ends, and put together again once each clause has its turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from trainer.call import Utterance
from trainer.rules.word_times import when
from trainer.text.characters import MARKED_END

_END = rf"[{MARKED_END}、\s]|[.．](?!\d)"
_CLAUSE = re.compile(rf"(?:(?!{_END}).)+(?:{_END})*")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of one agent utterance; offsets are code points of its text, half-open."""

    utterance: int  # index in the call
    start: int
    end: int
    text: str


def cut(utterances: Sequence[Utterance]) -> tuple[Clause, ...]:
    """The agent's clauses, in order. A number's decimal point ends no clause."""
    found = []
    for index, utterance in enumerate(utterances):
        if utterance.speaker == "agent":
            spans = [(match.start(), match.end()) for match in _CLAUSE.finditer(utterance.text)]
            if spans:
                spans[0] = (0, spans[0][1])
            found += [Clause(index, a, b, utterance.text[a:b]) for a, b in spans or [(0, len(utterance.text))]]
    return tuple(found)


def assemble(utterances: Sequence[Utterance], clauses: Sequence[Clause], turns: Sequence[str]) -> tuple[Utterance, ...]:
    """The utterances with their turns: the agent's split where the turn changes, the caller's by what follows.

    `clauses`: what `cut` gave, at least one for each of the agent's utterances; `turns`: one for each clause.
    """
    runs: dict[int, list[tuple[int, int, str]]] = {}
    for clause, turn in zip(clauses, turns, strict=True):
        of_utterance = runs.setdefault(clause.utterance, [])
        if of_utterance and of_utterance[-1][2] == turn:
            of_utterance[-1] = (of_utterance[-1][0], clause.end, turn)
        else:
            of_utterance.append((clause.start, clause.end, turn))
    found: list[Utterance] = []
    upcoming = turns[-1] if turns else None
    for index in range(len(utterances) - 1, -1, -1):
        utterance = utterances[index]
        if utterance.speaker == "caller":
            found.append(replace(utterance, turn=upcoming))
            continue
        parts = runs[index]
        found += [part_of(utterance, start, end, turn) for start, end, turn in reversed(parts)]
        upcoming = parts[0][2]
    return tuple(reversed(found))


def part_of(utterance: Utterance, start: int, end: int, turn: str) -> Utterance:
    """That stretch of the utterance as one of its own; times from the words, else in proportion to the characters."""
    if (start, end) == (0, len(utterance.text)):
        return replace(utterance, turn=turn)
    begin, stop, _ = when(utterance, start, end)
    if start == 0:
        begin = utterance.start
    if end == len(utterance.text):
        stop = utterance.end
    share = 1.0
    if utterance.seconds and begin is not None and stop is not None:
        share = (stop - begin) / utterance.seconds
    return replace(
        utterance,
        text=utterance.text[start:end],
        turn=turn,
        start=begin,
        end=stop,
        words=tuple(
            word
            for word in utterance.words
            if (start == 0 or begin is None or (word.start + word.end) / 2 >= begin)
            and (end == len(utterance.text) or stop is None or (word.start + word.end) / 2 < stop)
        ),
        speech=None if utterance.speech is None else utterance.speech * share,
    )
