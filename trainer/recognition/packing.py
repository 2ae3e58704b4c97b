"""Several utterances in one window of Whisper: which ones share it, and whose words are whose afterwards.

Whisper takes 30 s at a time and needs as long for 3 s as for 30, so utterances of one speaker of one call are put one
after another with silence between them. Forced alignment tells when each word of the window's text was said.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.speech import Segment
from trainer.audio.stream import Cut
from trainer.text.normalise import normalise

WINDOW = 29.0  # s filled at most; the model takes 30
GAP = 1.5  # s of silence after each utterance

DISTANCE = 0.1  # s of shared time that weigh as much as 1 s between a piece's end and the speech
UNSURE = 0.1  # s; a piece at the edge that fits its neighbour nearly as well
SLOWEST = 1.0  # 字 in a second of speech; whoever has fewer may have lost them to the next utterance
FASTEST = 9.0  # 字 in a second of speech; nobody speaks faster
UNLIKELY = math.log(0.5)  # mean log probability below which a text is in doubt
SURE = math.log(0.8)  # mean log probability from which nobody asks what else it may be; asking of all takes 40 % more


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of a window's text as the model wrote it, or punctuation."""

    text: str  # with its spaces
    start: float  # s of the window
    end: float  # s of the window; the next piece's start
    probabilities: tuple[float, ...] = ()  # 0…1, of each of its tokens

    @property
    def mark(self) -> bool:
        """Punctuation or space: nothing that was said."""
        return not any(character.isalnum() for character in self.text)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Utterances of one speaker that the model hears together; at least one."""

    cuts: tuple[Cut, ...]

    @property
    def samples(self) -> Samples:
        """What the model hears; an utterance alone has no silence added."""
        if len(self.cuts) == 1:
            return self.cuts[0].samples
        gap = np.zeros(round(GAP * SPEECH_RATE), dtype=np.float32)
        return np.concatenate([part for cut in self.cuts for part in (cut.samples, gap)])

    @property
    def offsets(self) -> tuple[float, ...]:
        """The instant of each utterance's first sample, in s of the window."""
        found, clock = [], 0.0
        for cut in self.cuts:
            found.append(clock)
            clock += len(cut.samples) / SPEECH_RATE + GAP
        return tuple(found)

    @property
    def speech(self) -> tuple[Segment, ...]:
        """From the first to the last speech of each utterance, in s of the window."""
        return tuple(
            Segment(at + cut.start - cut.offset, at + cut.end - cut.offset)
            for at, cut in zip(self.offsets, self.cuts, strict=True)
        )


class Packer:
    """Fills the windows of one speaker of one call.

    A window depends on the utterances up to its end alone: the same call gives the same windows, whatever else is
    recognised beside it.
    """

    def __init__(self) -> None:
        """Start with an empty window."""
        self._waiting: list[Cut] = []
        self._seconds = 0.0

    @property
    def since(self) -> float:
        """Start of the first utterance that waits for its window to fill, in s of the stream; infinite: none waits."""
        return self._waiting[0].start if self._waiting else float("inf")

    def add(self, cut: Cut) -> Window | None:
        """Take the next utterance; the window before it where that is full now."""
        length = len(cut.samples) / SPEECH_RATE + GAP
        full = self.flush() if self._seconds + length > WINDOW else None
        self._waiting.append(cut)
        self._seconds += length
        return full

    def flush(self) -> Window | None:
        """The window that waits, full or not; None where nothing waits."""
        window = Window(tuple(self._waiting)) if self._waiting else None
        self._waiting, self._seconds = [], 0.0
        return window


def share_out(pieces: Sequence[Piece], speech: Sequence[Segment]) -> tuple[tuple[Piece, ...], ...]:
    """The pieces of each utterance, in order: as they fit best, none before its forerunner.

    Alignment lets a word that follows a silence start where the silence does, so what counts is the time that it shares
    with the speech, and where it ended. Punctuation stays with the word before.
    """
    best = [0.0] + [-math.inf] * (len(speech) - 1)  # where the last piece so far is in that utterance
    came: list[list[int]] = []
    for piece in pieces:
        origin = [max(range(number + 1), key=lambda n: (best[n], -n)) for number in range(len(speech))]
        best = [best[before] + _fit(piece, segment) for before, segment in zip(origin, speech, strict=True)]
        came.append(origin)
    at = max(range(len(speech)), key=lambda n: best[n])
    shared: list[list[Piece]] = [[] for _ in speech]
    for piece, origin in zip(reversed(pieces), reversed(came), strict=True):
        shared[at].append(piece)
        at = origin[at]
    return tuple(tuple(reversed(one)) for one in shared)


def _fit(piece: Piece, segment: Segment) -> float:
    """How well the piece fits into the utterance, in s."""
    if piece.mark:
        return 0.0
    shared = max(0.0, min(piece.end, segment.end) - max(piece.start, segment.start))
    return shared - DISTANCE * max(segment.start - piece.end, piece.end - segment.end, 0.0)


def likelihood(pieces: Sequence[Piece]) -> float:
    """Mean log probability of their tokens; 0 where there are none."""
    logarithms = [math.log(max(1e-9, one)) for piece in pieces for one in piece.probabilities]
    return sum(logarithms) / len(logarithms) if logarithms else 0.0


def in_doubt(shared: Sequence[Sequence[Piece]], speech: Sequence[Segment]) -> tuple[bool, ...]:
    """Which utterances should better be heard alone: unlikely text, more or less than fits its speech, doubtful edges.

    A text too short for its speech puts the next one in doubt too, and an edge both its sides.
    """
    doubts = [False] * len(speech)
    for at, (pieces, segment) in enumerate(zip(shared, speech, strict=True)):
        said = [piece for piece in pieces if not piece.mark]
        chars = len(normalise("".join(piece.text for piece in said)).chars)
        if chars < SLOWEST * segment.seconds or not said:
            doubts[at : at + 2] = [True] * len(doubts[at : at + 2])
        elif chars > FASTEST * segment.seconds or likelihood(said) < UNLIKELY:
            doubts[at] = True
        for piece, other in ((said[:1], at - 1), (said[-1:], at + 1)):
            if piece and 0 <= other < len(speech):
                fits = _fit(piece[0], segment) - _fit(piece[0], speech[other])
                if fits < UNSURE:
                    doubts[at] = doubts[other] = True
    return tuple(doubts)
