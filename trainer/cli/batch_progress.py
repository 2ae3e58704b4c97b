"""How far a batch is, on stderr: a bar in a terminal, a line a minute elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from trainer.output.say import say

if TYPE_CHECKING:
    from trainer.batch.score_batch import Counts

EVERY = 60.0  # s between two lines where there is no terminal


class BatchProgress:
    """Calls a minute, time left, failures."""

    def __init__(self, total: int, counts: Counts, now: Callable[[], float]) -> None:
        """`counts` is looked at whenever `show` is called; `now`: s of a clock that only goes forward."""
        self._total = total
        self._counts = counts
        self._now = now
        self._started = self._told = now()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        """Show the bar."""
        if sys.stderr.isatty():
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            from trainer.output.styled import VisibleConsole

            self._bar = Progress(
                BarColumn(bar_width=20),
                MofNCompleteColumn(),
                TextColumn("{task.description}", markup=False),
                console=VisibleConsole(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(self.text(), total=self._total)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take the bar away; the cursor is shown again."""
        if self._bar is not None:
            self._bar.stop()

    def show(self) -> None:
        """Bring what is shown up to date."""
        if self._bar is not None:
            self._bar.update(self._task, description=self.text(), completed=self._counts.all)
        elif self._now() - self._told >= EVERY:
            self._told = self._now()
            say(f"{self._counts.all}/{self._total} 通，{self.text()}", err=True)

    def text(self) -> str:
        """每分钟 12 通，还要 25 分钟，失败 1 通."""
        seconds, done = self._now() - self._started, self._counts.new
        failed = f"，失败 {self._counts.failed} 通" if self._counts.failed else ""
        if not done or seconds <= 0:
            return f"正在打分……{failed}"
        left = (self._total - self._counts.all) * seconds / done
        return f"每分钟 {60 * done / seconds:.3g} 通，还要 {_duration(left)}{failed}"


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "不到 1 分钟"
    return f"{minutes} 分钟" if minutes < 120 else f"{minutes / 60:.1f} 小时"
