"""Evidence and marks made from places in what was said."""

from __future__ import annotations

from trainer.rules.interface import Part, Slice
from trainer.rules.word_times import when
from trainer.scorecard import Evidence, How, Review
from trainer.text.find import Found


def evidence_of(found: Found, part: Part, *, counted: bool = True) -> Evidence:
    """The place of a match as evidence, with times where the speech was timed."""
    piece = part.slices[found.text]
    start, end, confidence = when(piece.utterance, found.start, found.end)
    return Evidence(
        utterance=piece.index,
        phrase=found.phrase,
        alternative=found.alternative,
        said=found.said,
        how=found.how,
        counted=counted,
        start=start,
        end=end,
        char_start=found.start,
        char_end=found.end,
        similarity=found.similarity,
        confidence=confidence,
        hypothesis=found.hypothesis,
    )


def evidence_at(
    piece: Slice,
    start: int,
    end: int,
    phrase: str,
    how: How | None,
    *,
    alternative: str | None = None,
    counted: bool = True,
) -> Evidence:
    """A stretch of the piece's utterance as evidence that no phrase was searched for, with times where it was timed."""
    seconds = when(piece.utterance, start, end)
    return Evidence(
        utterance=piece.index,
        phrase=phrase,
        alternative=alternative,
        said=piece.utterance.text[start:end],
        how=how,
        counted=counted,
        start=seconds[0],
        end=seconds[1],
        char_start=start,
        char_end=end,
        similarity=1.0 if counted else None,
        confidence=seconds[2],
    )


def review_of(found: Found, part: Part) -> tuple[Review, ...]:
    """The clause of a match whose meaning may be turned, for a person to look at; nothing where it is not."""
    if found.turned is None:
        return ()
    piece, start, end = part.slices[found.text], found.turned.start, found.turned.end
    return (Review("meaning", piece.index, start, end, piece.utterance.text[start:end]),)
