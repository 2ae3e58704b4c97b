"""sha256 of files, in pieces."""

from __future__ import annotations

import hashlib
from pathlib import Path

PIECE = 1 << 20  # bytes


def sha256(path: Path) -> str:
    """Hexadecimal, lower case. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def sha256_of_folder(folder: Path, skip: str = "") -> dict[str, str]:
    """Path inside the folder (with /) → sha256, sorted; the file `skip` is left out."""
    return {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() != skip
    }
