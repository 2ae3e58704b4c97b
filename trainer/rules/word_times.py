"""When a stretch of an utterance was said, and where the speaker paused."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from trainer.call import Utterance, Word
from trainer.text.meaning import Pauses
from trainer.text.thresholds import CLAUSE_PAUSE


def when(utterance: Utterance, char_start: int, char_end: int) -> tuple[float | None, float | None, float | None]:
    """Start s, end s and mean confidence of a stretch: from word times, else in proportion to the characters."""
    inside = [word for start, end, word in placed(utterance) if start < char_end and end > char_start]
    if inside:
        sure = [word.confidence for word in inside if word.confidence is not None]
        return inside[0].start, inside[-1].end, sum(sure) / len(sure) if sure else None
    if utterance.start is None or utterance.end is None or not utterance.text:
        return None, None, None
    per_char = (utterance.end - utterance.start) / len(utterance.text)
    return utterance.start + char_start * per_char, utterance.start + char_end * per_char, None


def pauses_in(utterance: Utterance) -> Pauses:
    """Where the speaker paused so long that a clause ends: the character that follows, and the seconds."""
    return tuple(
        (start, following.start - word.end)
        for (_, _, word), (start, _, following) in pairwise(placed(utterance))
        if following.start - word.end >= CLAUSE_PAUSE
    )


def placed(utterance: Utterance) -> Iterator[tuple[int, int, Word]]:
    """The words that stand in the text, with their half-open characters."""
    at = 0
    for word in utterance.words:
        said = word.text.strip()
        found = utterance.text.find(said, at)
        if found >= 0:
            at = found + len(said)
            yield found, at, word
