"""What every speech engine offers. The contract tests run over each implementation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Protocol, Self

from trainer.audio.resample import Samples
from trainer.call import Utterance, Word
from trainer.errors import RecognitionError
from trainer.recognition.packing import Window


@dataclass(frozen=True, slots=True)
class Heard:
    """A piece of text the engine took from the stream. Times are seconds from the stream's start."""

    text: str  # as the engine wrote it; for Chinese without spaces between words
    words: tuple[Word, ...] = ()  # empty where the engine gives none
    final: bool = True  # False: a guess that the next Heard replaces
    start: float = 0.0  # s
    end: float = 0.0  # s
    confidence: float | None = None  # 0…1, weak evidence
    hypotheses: tuple[str, ...] = ()  # what else the sound was taken for, the likeliest first; `text` is not among them


def shift(heard: Heard, offset: float) -> Heard:
    """`heard` with all its times `offset` seconds later."""
    words = tuple(Word(w.text, w.start + offset, w.end + offset, w.confidence) for w in heard.words)
    return replace(heard, words=words, start=heard.start + offset, end=heard.end + offset)


def hypotheses_of(heard: Sequence[Heard | Utterance]) -> tuple[str, ...]:
    """The other hypotheses of an utterance that came in several pieces: the n-th of each, else its text."""
    most = max((len(one.hypotheses) for one in heard), default=0)
    return tuple("".join((*one.hypotheses, *[one.text] * most)[n] for one in heard) for n in range(most))


def confidence_of(heard: Sequence[Heard]) -> float | None:
    """The lowest confidence of the pieces of an utterance; None where the engine gives none."""
    known = [one.confidence for one in heard if one.confidence is not None]
    return round(min(known), 3) if known else None


class Session(Protocol):
    """One stream of speech. Not shared between threads; several sessions of one Recogniser may run side by side.

    `feed` takes float32 mono at 16 kHz in pieces of any length, an empty one included. `finish` ends the stream and
    gives what was still open; the session may then be fed again: a new stream that starts at 0 s. After `close`, which
    may be called twice, `feed` and `finish` raise RecognitionError.
    """

    def feed(self, chunk: Samples) -> list[Heard]:
        """Take more sound. Finals come once each and in order; engines that guess also give partials."""
        ...

    def finish(self) -> list[Heard]:
        """The stream is over: the remaining finals."""
        ...

    def close(self) -> None:
        """Free what the session holds."""
        ...

    def __enter__(self) -> Self:
        """For `with`."""
        ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close."""
        ...


class Recogniser(Protocol):
    """An engine with its model loaded. Make one per process and open as many sessions as needed."""

    @property
    def engine(self) -> str:
        """vosk, whisper, sensevoice, scripted."""
        ...

    @property
    def model(self) -> str:
        """Name of the model, as in the catalogue."""
        ...

    @property
    def version(self) -> str:
        """The versions of its packages, as far as they decide the text."""
        ...

    @property
    def streams(self) -> bool:
        """Text comes while somebody still speaks; False: only for whole utterances."""
        ...

    def open(self, *, cut: bool = True) -> Session:
        """A session. `cut=False`: the caller has cut the stream already, all up to `finish` is one utterance."""
        ...

    def transcribe_many(self, windows: Sequence[Window]) -> list[list[Heard]]:
        """The finals of each utterance of a recording, of the first window first; times from its samples' start.

        An engine may hear the utterances of a window together. What else is in `windows` does not change a text.
        """
        ...

    def guess(self, samples: Samples) -> str:
        """What may be said in a few seconds of sound, as quickly as the engine can: for the screen, never scored."""
        ...


def one_by_one(recogniser: Recogniser, windows: Sequence[Window]) -> list[list[Heard]]:
    """`transcribe_many` of an engine that gains nothing by hearing utterances together: each is a stream, in order."""
    cuts = [cut for window in windows for cut in window.cuts]
    heard: list[list[Heard]] = [[] for _ in cuts]
    with recogniser.open(cut=False) as session:
        for at in sorted(range(len(cuts)), key=lambda at: cuts[at].start):
            heard[at] = [h for h in (*session.feed(cuts[at].samples), *session.finish()) if h.final]
    return heard


def quick_guess(recogniser: Recogniser, samples: Samples) -> str:
    """`guess` of an engine that has no quicker way than the usual one."""
    with recogniser.open(cut=False) as session:
        return "".join(heard.text for heard in (*session.feed(samples), *session.finish()) if heard.final)


class Closing:
    """The part of a session that is the same everywhere: closed or not."""

    _closed = False

    def close(self) -> None:
        """The session is over for good."""
        self._closed = True

    def __enter__(self) -> Self:
        """For `with`."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close."""
        self.close()

    def _check_open(self) -> None:
        """Raise RecognitionError after `close`."""
        if self._closed:
            raise RecognitionError("这次识别已经结束，请重新开始一次。")
