"""Reading what is typed: the interface, plain lines from a pipe or a file, commands, and text made clean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, Protocol

Command = Literal["hangup", "hint", "again", "quit", "help", "note", "back", "unknown"]

COMMANDS: Mapping[str, Command] = {
    "挂机": "hangup",
    "挂断": "hangup",
    "交卷": "hangup",
    "提示": "hint",
    "重说": "again",
    "退出": "quit",
    "帮助": "help",
    "记录": "note",
    "记录单": "note",
    "上一项": "back",
}
BACK = "/上一项"
HELP = "/提示 看提示 · /重说 再说一次（练习时）· /记录 填记录单 · /挂机 挂断电话 · /退出 先存起来，下次接着练"


class Reader(Protocol):
    """One way of typing. Every method raises EOFError where the trainee goes back or hangs up: Ctrl-D, end of input."""

    interactive: bool  # a person sits there: wait, ring, ask

    def wait(self, message: str) -> None:
        """Until the trainee is ready."""
        ...

    def ring(self) -> float | None:
        """Ring until picked up; seconds since the first ring, None where that means nothing."""
        ...

    def reply(self, prompt: str) -> str:
        """One reply; several lines are several utterances."""
        ...

    def choice(self, message: str, at_once: str = "") -> str:
        """A short answer between two replies: empty to go on, else a command; the letters `at_once` need no Enter."""
        ...

    def field(self, prompt: str, value: str) -> str:
        """One field of a form that holds `value` so far; BACK: the field before. EOFError: the form is put away."""
        ...


class Lines:
    """Plain lines: one is one reply; a line that ends with a backslash goes on in the next one."""

    interactive = False

    def __init__(self, lines: Iterable[bytes]) -> None:
        """Take the lines as bytes: UTF-8 with or without BOM, else GB 18030 (Windows)."""
        self._lines: Iterator[bytes] = iter(lines)
        self._next: str | None = None
        self._bom = True

    def wait(self, message: str) -> None:
        """Nobody to wait for."""

    def ring(self) -> float | None:
        """Nobody hears it ring."""
        return None

    def reply(self, prompt: str) -> str:
        """The next line, with those it is continued in."""
        text = self._take()
        parts = []
        while text.endswith("\\"):
            parts.append(text[:-1])
            try:
                text = self._take()
            except EOFError:
                text = ""
        return "\n".join((*parts, text))

    def choice(self, message: str, at_once: str = "") -> str:
        """The next line if it is a command that belongs here; any other line is the next reply."""
        try:
            self._next = self._take()
        except EOFError:
            return ""
        return self._take() if command(self._next) in ("again", "hangup", "quit") else ""

    def field(self, prompt: str, value: str) -> str:
        """The next line; an empty one leaves the field as it is."""
        return self._take() or value

    def _take(self) -> str:
        if self._next is not None:
            text, self._next = self._next, None
            return text
        try:
            raw = next(self._lines)
        except StopIteration:
            raise EOFError from None
        if self._bom:
            raw, self._bom = raw.removeprefix(b"\xef\xbb\xbf"), False
        return decode(raw).rstrip("\r\n")


def decode(raw: bytes) -> str:
    """Bytes of typed text: UTF-8, else GB 18030, never an error."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def command(text: str) -> Command | None:
    """The command typed, or None where it is speech."""
    word = text.strip()
    if not word.startswith(("/", "／")):
        return None
    return COMMANDS.get(word[1:].strip(), "unknown")


def clean(text: str) -> str:
    """Typed text without what no keyboard should send: control characters, lone surrogates."""
    return "".join(c for c in text.replace("\t", " ") if c.isprintable() or c in " \u3000\u200d").strip()
