"""Single keys while something else goes on: read without waiting, with prompt_toolkit's decoders for every system."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Any, Protocol, Self


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


NAMES = {"c-m": "enter", "c-j": "enter", "c-i": "tab", "escape": "escape"}


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
