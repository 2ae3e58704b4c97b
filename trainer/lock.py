"""One program at a time: a file that is held through the operating system.

The system lets go when the program ends, however it ends: a lock is never stale. What a killed program leaves behind is
the file with a mark in it, which tells the next holder that somebody was cut off.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

POLL = 0.05  # s between two tries
WRITING = 5.0  # s; enough for another window to finish writing a small file
_MARK = b"1"
_BUSY = -1  # no file's number
_FAR = 1 << 30  # the byte that is locked on Windows, behind the mark

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class BusyError(Exception):
    """Another program holds it."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What was got."""

    real: bool  # False: no lock file can be made there, or the disk knows no locks; nobody is kept out
    taken_over: bool = False  # whoever held it last was ended in the middle


@contextmanager
def held(path: Path, patience: float = 0.0, sleep: Callable[[float], None] = time.sleep) -> Iterator[Lock]:
    """Hold the lock file `path`, which goes away afterwards. `patience`: s to wait while another program holds it.

    Raises BusyError. Where no lock can be had the work goes on without: a disk that takes no lock file takes nothing
    else, and whoever writes there says so.
    """
    handle = _take(path)
    for _ in range(round(patience / POLL)):
        if handle != _BUSY:
            break
        sleep(POLL)
        handle = _take(path)
    if handle == _BUSY:
        raise BusyError(path)
    if handle is None:
        yield Lock(real=False)
        return
    taken_over = os.fstat(handle).st_size > 0
    with suppress(OSError):  # a full disk: then only the mark is missing
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, _MARK)
    try:
        yield Lock(real=True, taken_over=taken_over)
    finally:
        _release(handle, path)


def busy(path: Path) -> bool:
    """Whether another program, or this one, holds the lock file now. Changes nothing."""
    handle = _take(path, create=False)
    if handle is not None and handle != _BUSY:
        os.close(handle)
    return handle == _BUSY


def _take(path: Path, *, create: bool = True) -> int | None:
    """The open, locked file; _BUSY; or None where there can be no lock."""
    flags = os.O_RDWR | (os.O_CREAT if create else 0) | getattr(os, "O_NOFOLLOW", 0)
    while True:
        try:
            handle = os.open(path, flags, 0o600)
        except OSError:
            return None
        try:
            _lock(handle)
        except (BlockingIOError, PermissionError):
            os.close(handle)
            return _BUSY
        except OSError:
            os.close(handle)
            return None
        if _in_place(handle, path):
            return handle
        os.close(handle)  # its holder has just removed it


def _in_place(handle: int, path: Path) -> bool:
    """Whether the path still names the open file. On Windows nobody can remove a file that is open."""
    if sys.platform == "win32":
        return True
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), os.stat(path, follow_symlinks=False))  # noqa: PTH116
    return False


def _release(handle: int, path: Path) -> None:
    with suppress(OSError):
        os.ftruncate(handle, 0)
    if os.name == "posix":  # while it is still held: whoever opened it meanwhile sees that it is gone
        with suppress(OSError):
            path.unlink()
    os.close(handle)
    if os.name != "posix":
        with suppress(OSError):  # somebody else has it open: then it is theirs
            path.unlink()
