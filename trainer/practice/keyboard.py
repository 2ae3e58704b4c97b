"""The terminal's keyboard by prompt_toolkit: whole lines with Chinese editing, and single keys read without waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from trainer.practice.conversation import rings_in
from trainer.visible import visible

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

AGAIN = "/重说"
NAMES = {"c-m": "enter", "c-j": "enter", "c-i": "tab", "escape": "escape"}


class Keyboard:
    """A Reader for a person at a terminal. prompt_toolkit is loaded when the first thing is asked."""

    interactive = True

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        input: Any = None,
        output: Any = None,
    ) -> None:
        """`input` and `output` are prompt_toolkit's, for tests."""
        self._clock = clock
        self._streams = {key: value for key, value in (("input", input), ("output", output)) if value is not None}
        self._sessions: dict[str, Any] = {}

    def wait(self, message: str) -> None:
        """Space or Enter."""
        self._press(message)

    def ring(self) -> float | None:
        """Count rings on the screen until Space or Enter; seconds since the first."""
        start = self._clock()

        def message() -> str:
            return f"叮铃铃…… 第 {rings_in(self._clock() - start)} 声（按空格或回车接起）"

        self._press(message, refresh=0.5)
        return self._clock() - start

    def reply(self, prompt: str) -> str:
        """A reply with full editing; Enter ends it, Alt-Enter starts a new line, Ctrl-D hangs up."""
        session = self._session("reply", self._reply_keys)
        return str(session.prompt(visible(prompt), multiline=True, prompt_continuation=" " * 4))

    def choice(self, message: str) -> str:
        """A short answer; Tab is the same as /重说."""
        return str(self._session("choice", self._choice_keys).prompt(visible(message) + " ")).strip()

    def _press(self, message: str | Callable[[], str], refresh: float = 0) -> None:
        session = self._session("press", self._press_keys)
        shown = visible(message) if isinstance(message, str) else message
        session.prompt(shown, refresh_interval=refresh)

    def _session(self, name: str, keys: Callable[[], KeyBindings]) -> Any:
        if name not in self._sessions:
            from prompt_toolkit import PromptSession

            self._sessions[name] = PromptSession(key_bindings=keys(), **self._streams)
        return self._sessions[name]

    @staticmethod
    def _press_keys() -> KeyBindings:
        from prompt_toolkit.key_binding import KeyBindings

        keys = KeyBindings()

        @keys.add(" ")
        @keys.add("enter")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result="")

        @keys.add("<any>")
        def _(event: KeyPressEvent) -> None:
            """Other keys do nothing here."""

        return keys

    @staticmethod
    def _reply_keys() -> KeyBindings:
        from prompt_toolkit.key_binding import KeyBindings

        keys = KeyBindings()

        @keys.add("enter")
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.validate_and_handle()

        @keys.add("escape", "enter")
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text("\n")

        return keys

    @staticmethod
    def _choice_keys() -> KeyBindings:
        from prompt_toolkit.key_binding import KeyBindings

        keys = KeyBindings()

        @keys.add("tab")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result=AGAIN)

        return keys


class Keys(Protocol):
    """Keys pressed since the last look; inside `with` the terminal does not echo them."""

    def pressed(self) -> tuple[str, ...]:
        """Names as prompt_toolkit gives them: ' ', 'enter', 'c-d', 'tab', 'r'. Raises KeyboardInterrupt on ^C."""
        ...

    def __enter__(self) -> Self:
        """Take the terminal."""
        ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give it back."""
        ...


class TerminalKeys:
    """The keys of the terminal the program runs in."""

    def __init__(self, input: Any = None) -> None:
        """`input` is prompt_toolkit's, for tests."""
        self._input = input
        self._held = ExitStack()

    def __enter__(self) -> Self:
        """Raw mode; keys typed before are dropped, so that an impatient Enter does not end the next reply."""
        if self._input is None:
            from prompt_toolkit.input import create_input

            self._input = create_input()
        self._held.enter_context(self._input.raw_mode())
        self._input.read_keys()
        self._input.flush_keys()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """The terminal as it was."""
        self._held.close()

    def pressed(self) -> tuple[str, ...]:
        """The keys since the last look."""
        assert self._input is not None
        names = []
        for press in (*self._input.read_keys(), *self._input.flush_keys()):
            name = str(getattr(press.key, "value", press.key)).lower()
            if name == "c-c":
                raise KeyboardInterrupt
            names.append(NAMES.get(name, name))
        return tuple(names)
