"""Names that every system takes for a file or a folder."""

from __future__ import annotations

import re

DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)))
)
LONGEST = 255  # bytes in UTF-8
_SIGNS = re.compile(r'[<>:"/\\|?*]')


def portable(name: str) -> bool:
    """Whether a file of this name, a single part of a path, can be made on Linux, macOS and Windows alike.

    Nothing invisible, no sign that separates or opens a stream, no device of Windows (with or without an ending), no
    dot or space at the end.
    """
    return (
        name.isprintable()
        and _SIGNS.search(name) is None
        and name[-1:] not in ("", ".", " ")
        and name.partition(".")[0].rstrip().lower() not in DEVICES
        and len(name.encode("utf-8", "surrogatepass")) <= LONGEST
    )
