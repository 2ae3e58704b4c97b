"""What the engine's other hypotheses say, where its best text leaves open whether a phrase was said.

They only ever help: a phrase that is asked for may stand in any of them, a banned one must stand in the best text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from trainer.call import Utterance
from trainer.text.find import Found


def nth(utterances: Sequence[Utterance], number: int) -> tuple[str, ...]:
    """The n-th other hypothesis of each utterance, from 1; empty where there is none."""
    return tuple("".join(one.hypotheses[number - 1 : number]) for one in utterances)


def most(utterances: Sequence[Utterance]) -> int:
    """How many other hypotheses the utterances have at most."""
    return max((len(one.hypotheses) for one in utterances), default=0)


def placed(found: Found, utterance: Utterance, number: int) -> Found:
    """A match in the n-th other hypothesis, its offsets moved to where those words stand in the utterance's text."""
    start, end = _span(utterance.hypotheses[number - 1], utterance.text, found.start, found.end)
    return replace(found, start=start, end=end, hypothesis=number)


def _span(other: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch of `text` that stands where `other[start:end]` does; never empty unless `text` is."""
    low, high = len(text), 0
    for _, text_from, text_to, other_from, other_to in SequenceMatcher(None, text, other, autojunk=False).get_opcodes():
        if other_from < end and start < other_to:
            same = text_to - text_from == other_to - other_from
            low = min(low, text_from + (max(0, start - other_from) if same else 0))
            high = max(high, text_to - (max(0, other_to - end) if same else 0))
    low = min(low, max(0, len(text) - 1), high)
    return low, max(high, min(len(text), low + 1))
