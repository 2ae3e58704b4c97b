"""sha256 of files, in pieces."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path

from trainer.regular_file import open_regular

PIECE = 1 << 20  # bytes


def sha256(path: Path) -> str:
    """Hexadecimal, lower case. Raises OSError, ValueError for a name that no system takes."""
    digest = hashlib.sha256()
    with open_regular(path) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def sha256_of_folder(folder: Path, skip: Collection[str] = ()) -> dict[str, str]:
    """Path inside the folder (with /) → sha256, sorted; the files `skip` are left out."""
    return {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() not in skip
    }
