"""The terminal's keyboard by prompt_toolkit: whole lines with Chinese editing, and single keys read without waiting."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from trainer.practice.conversation import rings_in
from trainer.practice.reader import BACK
from trainer.visible import visible

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

AGAIN = "/重说"
SURE = "再按一次 Ctrl-C 就停下，这半句不算，前面说的都在；接着打字就不停。"
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
        """Space or Enter; Esc, q or Ctrl-D raise EOFError."""
        self._press(message)

    def ring(self) -> float | None:
        """Count rings on the screen until Space or Enter; seconds since the first. Esc, q or Ctrl-D raise EOFError."""
        start = self._clock()

        def message() -> str:
            return f"叮铃铃…… 第 {rings_in(self._clock() - start)} 声（按空格或回车接起）"

        self._press(message, refresh=0.5)
        return self._clock() - start

    def reply(self, prompt: str) -> str:
        """A reply with full editing; Enter ends it, Alt-Enter starts a new line, Ctrl-D hangs up.

        Ctrl-C in the middle of a sentence asks once before it raises KeyboardInterrupt.
        """
        session = self._session("reply", self._reply_keys)
        session.bottom_toolbar = None
        return str(session.prompt(visible(prompt), multiline=True, prompt_continuation=" " * 4))

    def choice(self, message: str, at_once: str = "") -> str:
        """A short answer; Tab is the same as /重说, and the letters `at_once` need no Enter."""
        session = self._session(f"choice {at_once}", lambda: self._choice_keys(at_once))
        return str(session.prompt(visible(message) + " ")).strip()

    def field(self, prompt: str, value: str) -> str:
        """A line that can be edited; ↑ goes back, Esc and Ctrl-D put the form away."""
        session = self._session("field", self._field_keys)
        return str(session.prompt(visible(prompt), default=visible(value))).strip()

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

        @keys.add("escape", eager=True)
        @keys.add("q")
        @keys.add("c-d")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(exception=EOFError)

        @keys.add("<any>")
        def _(event: KeyPressEvent) -> None:
            """Other keys do nothing here."""

        return keys

    def _reply_keys(self) -> KeyBindings:
        from prompt_toolkit.key_binding import KeyBindings

        keys = KeyBindings()

        @keys.add("enter")
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.validate_and_handle()

        @keys.add("escape", "enter")
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text("\n")

        asked: list[str] = []  # the half sentence for which it was asked last

        @keys.add("c-c")
        def _(event: KeyPressEvent) -> None:
            half = event.current_buffer.text
            if not half.strip() or half in asked:
                asked.clear()
                event.app.exit(exception=KeyboardInterrupt)
                return
            asked[:] = [half]
            self._sessions["reply"].bottom_toolbar = lambda: SURE if event.current_buffer.text == half else None

        return keys

    @staticmethod
    def _choice_keys(at_once: str) -> KeyBindings:
        from prompt_toolkit.application import get_app
        from prompt_toolkit.filters import Condition
        from prompt_toolkit.key_binding import KeyBindings

        keys = KeyBindings()
        first = Condition(lambda: not get_app().current_buffer.text)
        for letter in at_once:

            @keys.add(letter, filter=first)
            def _(event: KeyPressEvent) -> None:
                event.app.exit(result=event.data)

        @keys.add("tab")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result=AGAIN)

        return keys

    @staticmethod
    def _field_keys() -> KeyBindings:
        from prompt_toolkit.key_binding import KeyBindings

        keys = KeyBindings()

        @keys.add("up")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result=BACK)

        @keys.add("escape")
        @keys.add("c-d")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(exception=EOFError)

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
