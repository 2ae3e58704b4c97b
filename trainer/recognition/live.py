"""Recognition beside a live reply: a thread of its own, so that listening never waits for the engine.

An engine that streams hears everything as it comes and guesses meanwhile; another one hears each utterance when the
VAD has cut it out. Either way `finish` gives one text per utterance.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trainer.audio.resample import Samples
from trainer.audio.stream import Cut
from trainer.call import Word
from trainer.errors import RecognitionError
from trainer.recognition.interface import Heard, Recogniser, confidence_of, hypotheses_of, shift

SLOWEST = 120.0  # s; an engine that needs longer for the rest of one reply hangs


@dataclass(frozen=True, slots=True)
class Said:
    """What the engine heard in one utterance. Word times are seconds from the reply's start."""

    text: str
    words: tuple[Word, ...] = ()
    hypotheses: tuple[str, ...] = ()  # what else the sound was taken for
    confidence: float | None = None  # 0…1


class LiveRecognition:
    """One reply. `feed` and `cut` return at once."""

    def __init__(self, recogniser: Recogniser, clock: Callable[[], float] = time.monotonic) -> None:
        """Start the thread."""
        self._recogniser, self._clock = recogniser, clock
        self._work: queue.SimpleQueue[Samples | Cut | None] = queue.SimpleQueue()
        self._finals: list[Heard] = []
        self._by_cut: list[Said] = []
        self._partial = ""
        self._error: Exception | None = None
        self._gone = False
        self.final_at: float | None = None  # on `clock`: when the last text was there
        self._thread = threading.Thread(target=self._run, name="recognition", daemon=True)
        self._thread.start()

    @property
    def text(self) -> str:
        """Everything heard so far, guesses included."""
        return "".join([heard.text for heard in self._finals] + [said.text for said in self._by_cut]) + self._partial

    def feed(self, samples: Samples) -> None:
        """The microphone's sound as it comes."""
        if self._recogniser.streams:
            self._work.put(samples)

    def cut(self, cut: Cut) -> None:
        """An utterance that is over."""
        if not self._recogniser.streams:
            self._work.put(cut)

    def stop(self) -> None:
        """No more sound comes."""
        self._work.put(None)

    def ready(self, timeout: float) -> bool:
        """After `stop`: wait up to `timeout` s; whether the engine has ended its work, well or badly."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def finish(self, cuts: Sequence[Cut]) -> tuple[Said, ...]:
        """No more sound: one text for each utterance. Raises RecognitionError where the engine failed or hangs."""
        self.stop()
        self._thread.join(SLOWEST)
        if self._thread.is_alive():
            self._gone = True
            raise RecognitionError("语音识别停住了，没有结果。请再说一次，或者按 t 打字。")
        if self._error is not None:
            if isinstance(self._error, RecognitionError):
                raise self._error
            raise RecognitionError("语音识别出错了。请再说一次，或者按 t 打字。") from self._error
        return _by_cut(self._finals, cuts) if self._recogniser.streams else tuple(self._by_cut)

    def abandon(self) -> None:
        """The reply is thrown away."""
        self._gone = True
        self._work.put(None)

    def _run(self) -> None:
        try:
            with self._recogniser.open(cut=False) as session:
                while (piece := self._work.get()) is not None and not self._gone:
                    if isinstance(piece, Cut):
                        heard = [h for h in (*session.feed(piece.samples), *session.finish()) if h.final]
                        self._by_cut.append(_joined([shift(h, piece.offset) for h in heard]))
                    else:
                        self._note(session.feed(piece))
                if not self._gone:
                    self._note(session.finish())
        except Exception as error:  # whatever an engine raises, the call goes on; `finish` reports it
            self._error = error
        self.final_at = self._clock()

    def _note(self, heard: Sequence[Heard]) -> None:
        for one in heard:
            if one.final:
                self._finals.append(one)
            self._partial = "" if one.final else one.text


def _joined(heard: Sequence[Heard]) -> Said:
    words = tuple(word for h in heard for word in h.words)
    return Said("".join(h.text for h in heard), words, hypotheses_of(heard), confidence_of(heard))


def _by_cut(finals: Sequence[Heard], cuts: Sequence[Cut]) -> tuple[Said, ...]:
    """The stream's text shared out: a word goes to the utterance whose speech is nearest to its middle."""
    if len(cuts) <= 1:
        return (_joined(finals),) if cuts else ()
    if not all(heard.words for heard in finals):
        return tuple(_joined([h for h in finals if _nearest(cuts, (h.start + h.end) / 2) is cut]) for cut in cuts)
    words = [word for heard in finals for word in heard.words]
    shared = [tuple(w for w in words if _nearest(cuts, (w.start + w.end) / 2) is cut) for cut in cuts]
    return tuple(Said("".join(w.text for w in mine), mine) for mine in shared)


def _nearest(cuts: Sequence[Cut], instant: float) -> Cut:
    return min(cuts, key=lambda cut: max(cut.start - instant, instant - cut.end, 0.0))
