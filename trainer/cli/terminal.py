"""What commands show in a terminal: a console on stdout, a progress bar on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_WHEN_PIPED = 80


def console() -> Console:
    """stdout; 80 columns wide where it is no terminal. NO_COLOR is honoured by rich."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDTH_WHEN_PIPED
    return Console(width=width, highlight=False, soft_wrap=False)


class Listening:
    """A progress bar over recordings on stderr; silent where stderr is no terminal."""

    def __init__(self, recordings: Iterable[str]) -> None:
        """How many there are is known from the start."""
        self._count = len(list(recordings))
        self._bar: Any = None
        self._task: Any = None
        self._name = ""

    def __enter__(self) -> Self:
        """Show the bar."""
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=20),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task("准备语音识别……", total=self._count)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take the bar away; the cursor is shown again."""
        if self._bar is not None:
            self._bar.stop()

    def each(self, recordings: Iterable[str]) -> Iterator[str]:
        """The recordings one by one; the one before is done when the next is asked for."""
        for done, recording in enumerate(recordings):
            self._name = Path(recording).name
            self._show(f"正在听 {self._name}", done)
            yield recording

    def progress(self, seconds: float) -> None:
        """So many seconds of the current recording have been heard."""
        self._show(f"正在听 {self._name}（{int(seconds) // 60}:{int(seconds) % 60:02d}）")

    def _show(self, text: str, done: int | None = None) -> None:
        if self._bar is not None:
            self._bar.update(self._task, description=text, **({} if done is None else {"completed": done}))
