"""Recognition beside a live reply: a thread of its own, so that listening never waits for the engine.

An engine that streams hears everything as it comes and guesses meanwhile. Another one hears each utterance as a whole:
when the VAD has cut it out, or ahead of that in a pause, which is thrown away if somebody speaks on. Its live text
comes from `live_text`. Either way `finish` gives one text per utterance.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from weakref import WeakSet

import numpy as np

from trainer.audio.resample import Samples
from trainer.audio.stream import Cut
from trainer.call import Word
from trainer.errors import RecognitionError
from trainer.recognition.interface import Heard, Recogniser, Session, confidence_of, hypotheses_of, shift
from trainer.recognition.live_text import Ear, Guesses, LiveText

LEAVING = 5.0  # s that the end of the program waits for engines at work: cut off in the middle, they abort the process
SLOWEST = 120.0  # s; an engine that needs longer for the rest of one reply hangs


@dataclass(frozen=True, slots=True)
class Said:
    """What the engine heard in one utterance. Word times are seconds from the reply's start."""

    text: str
    words: tuple[Word, ...] = ()
    hypotheses: tuple[str, ...] = ()  # what else the sound was taken for
    confidence: float | None = None  # 0…1


class LiveRecognition:
    """One reply. `feed`, `going_on`, `expect` and `cut` return at once."""

    def __init__(
        self, recogniser: Recogniser, ear: Recogniser | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start the thread. `ear`: an engine that streams and gives the live text of one that does not."""
        self._recogniser, self._clock = recogniser, clock
        self._whole = not recogniser.streams  # it hears whole utterances only
        self._live = LiveText()
        if self._whole:
            self._live = Guesses(recogniser, clock) if ear is None else Ear(ear)
        self._news = threading.Condition()
        self._sound: list[Samples] = []  # not heard yet
        self._cuts: deque[Cut] = deque()
        self._expected: Cut | None = None
        self._going_on: Cut | None = None
        self._stopped = self._gone = False
        self._finals: list[Heard] = []
        self._partial = ""
        self._streamed = 0.0  # s that the engine has heard
        self._by_cut: list[Said] = []
        self._ahead: tuple[Cut, Said] | None = None
        self._error: Exception | None = None
        self.final_at: float | None = None  # on `clock`: when the last text was there
        self._thread = threading.Thread(target=self._run, name="recognition", daemon=True)
        _threads.add(self._thread)
        self._thread.start()

    @property
    def text(self) -> str:
        """Everything heard so far, guesses included."""
        settled = "".join([heard.text for heard in self._finals] + [said.text for said in self._by_cut])
        return settled + self._partial + self._live.text

    @property
    def until(self) -> float:
        """s of the reply up to which `text` reaches."""
        return self._live.until if self._whole else self._streamed

    @property
    def gives_live_text(self) -> bool:
        """Text comes while somebody speaks; False where this machine turned out too slow for it."""
        return not self._live.gave_up

    @property
    def guesses_next(self) -> bool:
        """`going_on` would be of use now."""
        return self._live.due and self._going_on is None

    def feed(self, samples: Samples) -> None:
        """The microphone's sound as it comes."""
        if self._live.listens or not self._whole:
            with self._news:
                self._sound.append(samples)
                self._news.notify()

    def going_on(self, cut: Cut) -> None:
        """The sound so far of the utterance that is being spoken."""
        with self._news:
            self._going_on = cut
            self._news.notify()

    def expect(self, cut: Cut) -> None:
        """What will be an utterance unless somebody speaks on: it is heard now, and not again if it comes so."""
        if self._whole:
            with self._news:
                self._expected = cut
                self._news.notify()

    def cut(self, cut: Cut) -> None:
        """An utterance that is over."""
        if self._whole:
            with self._news:
                self._cuts.append(cut)
                self._expected = self._going_on = None
                self._news.notify()

    def stop(self) -> None:
        """No more sound comes."""
        with self._news:
            self._stopped = True
            self._expected = self._going_on = None
            self._news.notify()

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
        return tuple(self._by_cut) if self._whole else _by_cut(self._finals, cuts)

    def abandon(self) -> None:
        """The reply is thrown away."""
        self._gone = True
        self.stop()

    def _run(self) -> None:
        try:
            with self._recogniser.open(cut=False) as session:
                while (work := self._next()) is not None and not self._gone:
                    work(session)
                if not self._gone and not self._whole:
                    self._note(session.finish())
        except Exception as error:  # whatever an engine raises, the call goes on; `finish` reports it
            self._error = error
        self._live.close()
        self.final_at = self._clock()

    def _next(self) -> Callable[[Session], None] | None:
        """The next piece of work, what is scored first; waits for one. None: the reply is over."""
        with self._news:
            while True:
                if self._cuts:
                    cut = self._cuts.popleft()
                    return lambda session: self._hear(session, cut)
                if self._gone or (self._stopped and (self._whole or not self._sound)):
                    return None
                if (expected := self._expected) is not None:
                    self._expected = None
                    return lambda session: self._hear_ahead(session, expected)
                if self._sound:
                    sound = np.concatenate(self._sound)
                    self._sound.clear()
                    return lambda session: self._listen(session, sound)
                if (going_on := self._going_on) is not None:
                    return lambda _: self._guess(going_on)
                self._news.wait()

    def _hear(self, session: Session, cut: Cut) -> None:
        """An utterance that is over; not again what was heard ahead of it."""
        ahead = self._ahead
        said = ahead[1] if ahead is not None and _same(ahead[0], cut) else _whole(session, cut)
        self._ahead = None
        self._by_cut.append(said)
        self._settle(cut)

    def _hear_ahead(self, session: Session, cut: Cut) -> None:
        said = _whole(session, cut)
        self._ahead = cut, said
        self._settle(cut, said.text)

    def _settle(self, cut: Cut, text: str = "") -> None:
        self._live.settle(cut.end, text)

    def _listen(self, session: Session, sound: Samples) -> None:
        if self._whole:
            self._show(lambda: self._live.feed(sound))
        else:
            self._note(session.feed(sound))

    def _guess(self, cut: Cut) -> None:
        self._show(lambda: self._live.guess(cut))
        self._going_on = None

    def _show(self, work: Callable[[], None]) -> None:
        """Live text is no reason for a reply to fail."""
        if not self._live.gave_up:
            try:
                work()
            except Exception:  # whatever an engine raises
                self._live.gave_up = True

    def _note(self, heard: Sequence[Heard]) -> None:
        for one in heard:
            if one.final:
                self._finals.append(one)
            self._partial = "" if one.final else one.text
            self._streamed = one.end


_threads: WeakSet[threading.Thread] = WeakSet()


@atexit.register
def _let_finish() -> None:
    """No engine is at work any more."""
    until = time.monotonic() + LEAVING
    for thread in list(_threads):
        thread.join(max(0.0, until - time.monotonic()))


def _same(one: Cut, other: Cut) -> bool:
    """The same sound of the same reply."""
    return one.segments == other.segments and one.offset == other.offset and len(one.samples) == len(other.samples)


def _whole(session: Session, cut: Cut) -> Said:
    heard = [h for h in (*session.feed(cut.samples), *session.finish()) if h.final]
    return _joined([shift(h, cut.offset) for h in heard])


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
