"""What the engines share that hear whole utterances only: their session, and how long sounds and texts are taken apart.

The caller cuts the stream, or our VAD does; then the engine is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.stream import Utterances
from trainer.call import Word
from trainer.recognition.interface import Closing, Heard, shift
from trainer.recognition.packing import Piece

MIN_SECONDS = 0.1  # s of sound; a model is not asked about less


class UtteranceSession(Closing):
    """Collects sound, lets our VAD cut it into utterances and asks the engine for each."""

    def __init__(self, transcribe: Callable[[Samples], list[Heard]], *, cut: bool) -> None:
        """`transcribe` gives the text of one utterance. `cut=False`: everything up to `finish` is one."""
        self._transcribe = transcribe
        self._utterances = Utterances() if cut else None
        self._pieces: list[Samples] = []

    def feed(self, chunk: Samples) -> list[Heard]:
        """The texts of the utterances that ended in this piece."""
        self._check_open()
        if self._utterances is None:
            self._pieces.append(chunk)
            return []
        return [heard for cut in self._utterances.feed(chunk) for heard in self._ask(cut.samples, cut.offset)]

    def finish(self) -> list[Heard]:
        """The text of what is still open."""
        self._check_open()
        if self._utterances is None:
            samples = np.concatenate(self._pieces) if self._pieces else np.zeros(0, dtype=np.float32)
            self._pieces = []
            return self._ask(samples, 0.0)
        return [heard for cut in self._utterances.finish() for heard in self._ask(cut.samples, cut.offset)]

    def _ask(self, samples: Samples, offset: float) -> list[Heard]:
        return [shift(heard, offset) for heard in self._transcribe(samples)]


def stretches(samples: Samples, longest: float) -> Iterator[tuple[float, Samples]]:
    """A sound in stretches of at most `longest` s, each with where it begins, in s; what is too short is left out."""
    step = round(longest * SPEECH_RATE)
    for at in range(0, len(samples), step):
        if len(samples) - at >= MIN_SECONDS * SPEECH_RATE:
            yield at / SPEECH_RATE, samples[at : at + step]


def words_of(pieces: Sequence[Piece], offset: float, seconds: float) -> tuple[Word, ...]:
    """The words of an utterance of that length that begins at `offset` s; punctuation stands with the word before.

    A piece whose tokens have no probabilities is a word without confidence.
    """
    found: list[Word] = []
    for piece in pieces:
        start, end = (min(seconds, max(0.0, instant - offset)) for instant in (piece.start, piece.end))
        if not piece.mark:
            sure = sum(piece.probabilities) / len(piece.probabilities) if piece.probabilities else None
            found.append(Word(piece.text.strip(), start, end, sure))
        elif found:
            last = found.pop()
            found.append(Word(last.text + piece.text.strip(), last.start, last.end, last.confidence))
    return tuple(found)
