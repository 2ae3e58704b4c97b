"""Text while somebody still speaks, for the screen alone: it is never scored.

`Guesses` asks the scored engine, which hears whole utterances only, about the sound so far, quickly and again and
again. `Ear` lets a second engine that streams listen along. Both are used by one thread; another one may read what
they show.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.stream import Cut
from trainer.recognition.interface import Heard, Recogniser, Session

FIRST = 0.8  # s of an utterance before it is worth a guess
EVERY = 1.5  # s between the beginnings of two guesses
SHARE = 0.5  # of the time at most is spent on guessing
SLOW = 2.0  # s; a guess that takes longer comes too late to be of use
GIVE_UP = 2  # slow guesses in a row after which there are no more: the machine needs its time for the scored text
LONGEST = 8.0  # s of sound in a guess; of what was said before, the text stays as it was guessed


class LiveText:
    """What was said since the scored engine last heard everything; this one shows nothing."""

    text = ""
    until = 0.0  # s of the reply up to which the text reaches
    listens = False  # it wants all of the sound
    due = False  # a guess would be of use now
    gave_up = False  # it failed, or this machine is too slow for it

    def feed(self, samples: Samples) -> None:
        """More of the reply's sound."""

    def guess(self, cut: Cut) -> None:
        """The sound so far of the utterance that goes on."""

    def settle(self, until: float, text: str = "") -> None:
        """The scored engine has heard all up to there; `text`: what of it belongs to an utterance that goes on."""

    def close(self) -> None:
        """The reply is over."""


class Guesses(LiveText):
    """The sound of the utterance so far, guessed by the engine that will score it."""

    def __init__(self, recogniser: Recogniser, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` in s."""
        self._recogniser, self._clock = recogniser, clock
        self._before = ""  # text of what is not guessed again
        self._since = 0.0  # s; where the next guess begins
        self._guess = ""
        self._next = float("-inf")  # on `clock`: when the next guess may begin
        self._slow = 0  # guesses in a row that were

    @property
    def due(self) -> bool:  # type: ignore[override]
        """It is time for another guess."""
        return not self.gave_up and self._clock() >= self._next

    def guess(self, cut: Cut) -> None:
        """See `LiveText`."""
        now = cut.offset + len(cut.samples) / SPEECH_RATE
        if now - max(self._since, cut.start) > LONGEST and self.until > max(self._since, cut.start):
            self._before, self._since, self._guess = self._before + self._guess, self.until, ""
        if now - max(self._since, cut.start) < FIRST:
            return
        begin = max(self._since, cut.offset, now - LONGEST)
        started = self._clock()
        guess = self._recogniser.guess(cut.samples[round((begin - cut.offset) * SPEECH_RATE) :])
        self._guess = guess or self._guess  # what stands on the screen does not vanish while somebody speaks
        took = self._clock() - started
        self.text, self.until = self._before + self._guess, now
        self._next = started + max(EVERY, took / SHARE)
        self._slow = self._slow + 1 if took > SLOW else 0
        self.gave_up = self._slow >= GIVE_UP

    def settle(self, until: float, text: str = "") -> None:
        """See `LiveText`. What was heard ahead comes too late where a guess has heard more by now."""
        if text and self.until > until + FIRST:
            return
        self._before, self._guess = text, ""
        self._since = self.until = until
        self.text = text


class Ear(LiveText):
    """A second engine that streams hears everything along."""

    listens = True

    def __init__(self, recogniser: Recogniser) -> None:
        """`recogniser` streams; its stream begins with the first sound."""
        self._recogniser = recogniser
        self._session: Session | None = None
        self._finals: list[Heard] = []
        self._partial: list[Heard] = []  # one or none
        self._before, self._since = "", 0.0
        self._heard = 0

    def feed(self, samples: Samples) -> None:
        """See `LiveText`."""
        if self._session is None:
            self._session = self._recogniser.open(cut=False)
        self._heard += len(samples)
        for one in self._session.feed(samples):
            if one.final:
                self._finals.append(one)
            self._partial = [] if one.final else [one]
        self.until = self._heard / SPEECH_RATE
        self._show()

    def settle(self, until: float, text: str = "") -> None:
        """See `LiveText`."""
        self._before, self._since = text, until
        self._show()

    def close(self) -> None:
        """See `LiveText`."""
        if self._session is not None:
            self._session.close()

    def _show(self) -> None:
        fresh = [one.text for one in (*self._finals, *self._partial) if (one.start + one.end) / 2 > self._since]
        self.text = "".join((self._before, *fresh))
