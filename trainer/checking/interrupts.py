"""^C while many files are checked, by several processes."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from pathlib import Path
from threading import current_thread, main_thread
from types import FrameType

FORKS = sys.platform == "linux"  # elsewhere a process starts anew and imports everything once more


@contextmanager
def heeded(files: Iterable[Path]) -> Iterator[Iterable[Path]]:
    """The files, one by one, until ^C: KeyboardInterrupt comes at once, or at the next file or the end if it was lost.

    It is lost where a library swallows every error: pydantic-core does while it looks at the digits of a Decimal.
    """
    before = signal.getsignal(signal.SIGINT)
    if current_thread() is not main_thread() or not callable(before):
        yield files
        return
    pressed: list[int] = []

    def press(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        before(number, frame)

    def until_pressed() -> Iterator[Path]:
        for path in files:
            if pressed:
                raise KeyboardInterrupt
            yield path

    signal.signal(signal.SIGINT, press)
    try:
        yield until_pressed()
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


@contextmanager
def held() -> Iterator[None]:
    """A ^C meanwhile comes afterwards; processes started meanwhile never see one (on Windows they do).

    Both are needed: the mask is what they inherit, and another thread of this process may take a signal in spite of it.
    """
    if current_thread() is not main_thread():
        yield
        return
    pressed: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, frame: pressed.append(number))
    mask = None
    if hasattr(signal, "pthread_sigmask"):
        if not FORKS:
            resource_tracker.ensure_running()  # or the first process would start it, and that lets ^C through again
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    if pressed:
        raise KeyboardInterrupt
