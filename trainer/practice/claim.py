"""A session with its recordings belongs to one window at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from trainer import folders, lock

SESSIONS = "sessions"  # folder in the data folder


@contextmanager
def claimed(data_folder: Path, name: str) -> Iterator[bool]:
    """Keep the session of that name for this program; whether the program that had it before was ended in the middle.

    Raises lock.BusyError where another program has it.
    """
    path = _lock_file(data_folder, name)
    with suppress(OSError):  # whoever saves the session says it
        folders.make_private(path.parent)
    with lock.held(path) as mine:
        yield mine.taken_over


def open_elsewhere(data_folder: Path, name: str) -> bool:
    """Whether a program has the session of that name."""
    return lock.busy(_lock_file(data_folder, name))


def _lock_file(data_folder: Path, name: str) -> Path:
    return data_folder / SESSIONS / f"{name}.lock"
