"""An engine that "hears" a script: for tests and demos without a speech model."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.recognition.interface import Closing, Heard, one_by_one
from trainer.recognition.packing import Window


class ScriptedRecogniser:
    """Plays a script: the n-th stream (up to `finish`) of all its sessions together gives the n-th list."""

    engine = "scripted"
    version = "1"
    streams = True

    def __init__(self, streams: Sequence[Sequence[Heard]], model: str = "script") -> None:
        """Each stream's pieces in order of time; a stream beyond the list hears nothing."""
        self.model = model
        self._streams = [tuple(stream) for stream in streams]
        self._next = 0

    @classmethod
    def says(cls, *texts: str) -> ScriptedRecogniser:
        """One final per stream, that holds the text; an empty text hears nothing."""
        return cls([[Heard(text)] if text else [] for text in texts])

    def open(self, *, cut: bool = True) -> ScriptedSession:
        """A session; `cut` makes no difference."""
        del cut
        return ScriptedSession(self)

    def transcribe_many(self, windows: Sequence[Window]) -> list[list[Heard]]:
        """See `Recogniser.transcribe_many`."""
        return one_by_one(self, windows)

    def guess(self, samples: Samples) -> str:
        """See `Recogniser.guess`: the text of the stream that comes next, which stays to come."""
        del samples
        coming = self._streams[self._next : self._next + 1]
        return "".join(heard.text for stream in coming for heard in stream if heard.final)

    def take(self) -> tuple[Heard, ...]:
        """The next stream's script."""
        self._next += 1
        return self._streams[self._next - 1] if self._next <= len(self._streams) else ()


class ScriptedSession(Closing):
    """Gives each piece as soon as the sound has reached its end, the rest at `finish`."""

    def __init__(self, recogniser: ScriptedRecogniser) -> None:
        """The script is taken with the first sound of each stream."""
        self._recogniser = recogniser
        self._waiting: list[Heard] | None = None
        self._fed = 0

    def feed(self, chunk: Samples) -> list[Heard]:
        """The pieces that ended by now."""
        self._check_open()
        if not len(chunk):
            return []
        waiting = self._script()
        self._fed += len(chunk)
        now = self._fed / SPEECH_RATE
        ready = [heard for heard in waiting if 0 < heard.end <= now]
        self._waiting = [heard for heard in waiting if heard not in ready]
        return ready

    def finish(self) -> list[Heard]:
        """What the script still holds; nothing if no sound came."""
        self._check_open()
        rest = [heard for heard in self._waiting or () if heard.final]
        self._waiting, self._fed = None, 0
        return rest

    def _script(self) -> list[Heard]:
        if self._waiting is None:
            self._waiting = list(self._recogniser.take())
        return self._waiting
