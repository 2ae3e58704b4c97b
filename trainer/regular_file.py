"""Files that come from outside, opened without waiting: a pipe nobody writes to would be waited for without end.

What is no regular file (a folder, a pipe, a device) is an OSError like any other that a reader tells: a device gives
bytes for ever.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path
from typing import Any, BinaryIO

_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


def open_regular(path: Path) -> BinaryIO:
    """The file, to be read. Raises OSError (errno EISDIR, ESPIPE), ValueError for a name with a NUL."""
    handle = os.open(path, _FLAGS)
    try:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            number = errno.EISDIR if stat.S_ISDIR(mode) else errno.ESPIPE
            raise OSError(number, os.strerror(number), str(path))
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


class TooLongError(ValueError):
    """The file is longer than its reader can use."""


def read(path: Path, most: int) -> bytes:
    """Its first `most` bytes; with one more than may be, its reader knows that it is too long. Raises as above."""
    with open_regular(path) as file:
        return file.read(most)


def read_json(path: Path, most: int) -> Any:
    """The data in a JSON file of at most `most` bytes. Raises OSError, TooLongError, ValueError where it is no JSON."""
    raw = read(path, most + 1)
    if len(raw) > most:
        raise TooLongError(str(path))
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError("nested too deep") from error
