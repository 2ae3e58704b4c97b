"""Endpointing: when one live reply is over, and its sound cut into utterances. Pure; times are seconds from its start.

Only our VAD decides. A pause ends the reply once something was really answered: a 嗯 while the caller still talks, a
cough, or a word before the caller has finished do not.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from trainer.audio.level import dbfs
from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.audio.speech import WINDOW, Segment, speech_seconds, utterances
from trainer.audio.stream import Cut, Utterances

PAUSE = 2.5  # s; people at 120 字/分 pause up to 1.7 s inside a reply
MAX_REPLY = 60.0  # s
PATIENCE = 20.0  # s without an answer; then it counts as silence
ANSWERED = 0.2  # s of speech after the caller's line that make a reply; a cough is shorter
ANSWERED_OVER = 1.0  # s of speech in one go that make a reply even where all of it was spoken over the caller
YIELD = 0.4  # s of pause in which the caller's speech ends an utterance
SPOKE = 0.2  # s the caller must speak in that pause
STEP = WINDOW / SPEECH_RATE  # s; the VAD decides in such steps; the one in which the pause is reached counts
SHOWN = 0.1  # s of sound the level on the screen is taken from
RECENT = 10  # times as much in which somebody who speaks is loud once

Over = Literal["pause", "longest", "patience"]


class Endpoint:
    """Feed the microphone's sound; `over` says why the reply has ended, None while it goes on."""

    def __init__(
        self,
        pause: float = PAUSE,
        longest: float = MAX_REPLY,
        patience: float = PATIENCE,
        caller: Segment | None = None,
    ) -> None:
        """`caller`: when the caller's line is to be heard, on this clock; None: it is over or was only shown."""
        self._pause, self._longest, self._patience = pause, longest, patience
        self._caller = caller
        self._stream = Utterances()
        self._pieces: list[Samples] = []
        self._length = 0
        self._tail: Samples = np.zeros(0, dtype=np.float32)
        self._segments: list[Segment] = []
        self.cuts: list[Cut] = []

    @property
    def now(self) -> float:
        """Seconds heard."""
        return self._length / SPEECH_RATE

    @property
    def speaking(self) -> bool:
        """Somebody speaks right now."""
        return self._stream.vad.open_since is not None

    @property
    def first(self) -> float | None:
        """The instant of the first speech; None before any."""
        return self._segments[0].start if self._segments else self._stream.vad.open_since

    @property
    def level(self) -> float:
        """dBFS of the last tenth of a second."""
        return dbfs(self._tail[-round(SHOWN * SPEECH_RATE) :])

    @property
    def loudest(self) -> float:
        """dBFS of the loudest tenth of the last second: between two words it is soft."""
        step = round(SHOWN * SPEECH_RATE)
        return max(dbfs(self._tail[at : at + step]) for at in range(0, max(1, len(self._tail)), step))

    @property
    def quiet(self) -> float:
        """Seconds since somebody last spoke, the caller included."""
        return self.now - max(self._stream.vad.silent_since, self._caller.end if self._caller else 0.0)

    @property
    def silence(self) -> float:
        """Seconds since the microphone last heard speech."""
        return self.now - self._stream.vad.silent_since

    @property
    def going_on(self) -> Cut | None:
        """The utterance that is not over yet, with its sound so far; see `Utterances.going_on`."""
        return self._stream.going_on

    @property
    def left(self) -> float:
        """Seconds of sound that this reply may still have."""
        return self._longest + self._answer_from - self.now

    @property
    def answered(self) -> bool:
        """Enough was said that a pause ends the reply."""
        if speech_seconds(self._segments, self._answer_from) >= ANSWERED:
            return True
        before = [segment for segment in self._segments if segment.start < self._answer_from]
        return any(speech_seconds(one) >= ANSWERED_OVER for one in utterances(before, YIELD))

    @property
    def over(self) -> Over | None:
        """Why the reply has ended."""
        if self.left <= 0:
            return "longest"
        if self.speaking:
            return None
        if self.answered and self.quiet + STEP >= self._pause:
            return "pause"
        return "patience" if self.quiet >= self._patience else None

    def feed(self, samples: Samples) -> list[Cut]:
        """The utterances that were finished by these samples."""
        self._pieces.append(samples)
        self._length += len(samples)
        self._tail = np.concatenate((self._tail, samples))[-RECENT * round(SHOWN * SPEECH_RATE) :]
        found = self._stream.listen(samples)
        return self._take(found)

    def finish(self) -> list[Cut]:
        """The reply is over, whatever the reason: the utterances that were still open."""
        return self._take(self._stream.stop_listening(), last=True)

    def sound(self, start: float, end: float) -> Samples:
        """The samples between two instants, as far as they were heard."""
        whole = np.concatenate(self._pieces) if self._pieces else np.zeros(0, dtype=np.float32)
        self._pieces = [whole]
        low, high = max(0, round(start * SPEECH_RATE)), max(0, round(end * SPEECH_RATE))
        return whole[low:high]

    @property
    def _answer_from(self) -> float:
        return self._caller.end if self._caller else 0.0

    def _take(self, found: tuple[Segment, ...], *, last: bool = False) -> list[Cut]:
        self._segments.extend(found)
        done = self._stream.group(found, self._caller_spoke_between, last=last)
        self.cuts.extend(done)
        return done

    def _caller_spoke_between(self, before: Segment, after: Segment) -> bool:
        if self._caller is None or after.start - before.end < YIELD:
            return False
        return min(after.start, self._caller.end) - max(before.end, self._caller.start) >= SPOKE
