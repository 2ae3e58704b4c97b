"""Files that are there whole or not at all, whatever is killed or full meanwhile."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

SUFFIX = ".tmp"  # of what a kill leaves behind
WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)  # s between tries to put a file in place
_IN_USE = (5, 32)  # Windows: access denied, sharing violation


def write(path: Path, content: bytes, *, private: bool = False) -> None:
    """Put a file with this content in its place; what stood there before stays until then.

    `private`: only the user may read it. Otherwise the mode of a file that is replaced is kept. The folder must exist.
    Raises OSError; then nothing has changed.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}{SUFFIX}")
    try:
        handle = os.open(
            temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600 if private else 0o666
        )
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if not private:
            with suppress(FileNotFoundError):
                shutil.copymode(path, temporary)
        replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def replace(source: Path, target: Path, sleep: Callable[[float], None] = time.sleep) -> None:
    """Give `source`, a file or a folder, the name `target`, in place of a file there.

    On Windows a virus scanner or an indexer may have either open for an instant: then it is tried again for 1.5 s.
    Raises OSError.
    """
    for wait in (*WAITS, None):
        try:
            os.replace(source, target)  # noqa: PTH105 - the atomic one by name
            return
        except PermissionError as error:
            if wait is None or getattr(error, "winerror", None) not in _IN_USE:
                raise
            sleep(wait)
