"""Files that are there whole or not at all, whatever is killed or full meanwhile."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

SUFFIX = ".tmp"  # of what a kill leaves behind


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
        os.replace(temporary, path)  # noqa: PTH105 - the atomic one by name
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
