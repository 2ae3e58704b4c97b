"""A ^C that a library swallows still ends `trainer check`."""

from __future__ import annotations

import signal
from contextlib import suppress
from pathlib import Path

import pytest

from trainer.checking.check import check
from trainer.scenario.library import default_library

FILES = sorted(default_library().glob("*.yaml"))[:3]


@pytest.mark.parametrize(("pressed_at", "looked_at"), [(0, 1), (1, 2), (2, 3)])
def test_it_comes_at_the_next_file_or_at_the_end(pressed_at: int, looked_at: int) -> None:
    seen: list[Path] = []

    def swallow(path: Path) -> None:
        seen.append(path)
        if path == FILES[pressed_at]:
            with suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        check(FILES, seen=swallow)
    assert len(seen) == looked_at
    assert signal.getsignal(signal.SIGINT) is before


def test_where_it_is_ignored_it_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        report = check(FILES[:1], seen=lambda path: signal.raise_signal(signal.SIGINT))
    finally:
        signal.signal(signal.SIGINT, before)
    assert report.scenarios == 1
