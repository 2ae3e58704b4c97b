"""Which voice speaks: a recording wins over synthesis, synthesis over silence; a fault is reported once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Event, Thread

from trainer.voice.interface import Line, Silent, Sound, Voice, VoiceError, VoiceKind
from trainer.voice.pyttsx3 import Pyttsx3Voice
from trainer.voice.recorded import Recorded

Warn = Callable[[str], None]


class Notices:
    """Messages for the user, each shown once, and only when `show` is called."""

    def __init__(self, warn: Warn) -> None:
        """`warn` gets the messages."""
        self._warn = warn
        self._waiting: list[str] = []
        self._told: set[str] = set()

    def add(self, message: str) -> None:
        """Keep it for later."""
        self._waiting.append(message)

    def show(self) -> None:
        """Show what waits."""
        while self._waiting:
            message = self._waiting.pop(0)
            if message not in self._told:
                self._told.add(message)
                self._warn(message)


class Voices:
    """Several voices as one: the first that has the line speaks it. Never raises.

    `sound` and `prepare` may run at the same time; only `sound` shows notices.
    """

    def __init__(self, name: str, voices: Sequence[Voice], notices: Notices | None = None) -> None:
        """Best first. A voice that fails is reported through `notices` once and not asked again."""
        self.name = name
        self._voices, self._notices = tuple(voices), notices or Notices(lambda message: None)
        self._failed: set[str] = set()
        self._stop = Event()
        self._ahead: Thread | None = None

    def sound(self, line: Line) -> Sound | None:
        """The line spoken; None: it is only shown."""
        found = self._first(line)
        self._notices.show()
        return found

    def prepare(self, lines: Iterable[Line]) -> None:
        """Render all the lines in the background, in that order, so that nobody waits for them later."""
        self._halt()
        self._stop.clear()
        self._ahead = Thread(target=self._render, args=(tuple(lines),), name="voice", daemon=True)
        self._ahead.start()

    def ready(self, timeout: float | None = None) -> bool:
        """Wait up to `timeout` s for what is being prepared; whether it is all done."""
        if self._ahead is not None:
            self._ahead.join(timeout)
        return self._ahead is None or not self._ahead.is_alive()

    def close(self) -> None:
        """Stop preparing and end every child process; nothing new is rendered afterwards. May be called twice."""
        self._stop.set()
        for voice in self._voices:
            if hasattr(voice, "close"):
                voice.close()
        self._halt()

    def _first(self, line: Line) -> Sound | None:
        for voice in self._voices:
            if voice.name in self._failed:
                continue
            try:
                found = voice.sound(line)
            except VoiceError as error:
                if not self._stop.is_set():
                    self._failed.add(voice.name)
                    self._notices.add(error.message)
                continue
            if found is not None:
                return found
        return None

    def _render(self, lines: Sequence[Line]) -> None:
        for line in lines:
            if self._stop.is_set():
                return
            self._first(line)

    def _halt(self) -> None:
        self._stop.set()
        if self._ahead is not None:
            self._ahead.join()
            self._ahead = None


def open_voice(kind: VoiceKind, cache: Path, warn: Warn = lambda message: None) -> Voices:
    """The voice of that kind; `auto` is recordings, then pyttsx3, then silence. `cache`: where rendered lines go."""
    notices = Notices(warn)
    voices: tuple[Voice, ...]
    match kind:
        case "auto":
            voices = (Recorded(notices.add), Pyttsx3Voice(cache))
        case "recorded":
            voices = (Recorded(notices.add),)
        case "pyttsx3":
            voices = (Pyttsx3Voice(cache),)
        case "silent":
            voices = (Silent(),)
    return Voices(kind, voices, notices)
