"""Breaking lines of Chinese: anywhere between two Han characters, never before closing or after opening marks.

rich breaks at spaces first, which leaves ragged lines where Chinese and digits mix.
"""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.text import Text

_PIECE = re.compile(r"[!-~]+|\s|.", re.DOTALL)
_CLOSING = frozenset("，。！？；：、”’）》】…)")
_OPENING = frozenset("“‘（《【(")


def wrap(text: str | Text, width: int, indent: str = "") -> Text:
    """The text with line breaks so that no line is wider than `width` cells; `indent` goes before every line."""
    whole = Text(text) if isinstance(text, str) else text
    lines = whole.divide(breaks(whole.plain, max(width - cell_len(indent), 2)))
    result = Text(style=whole.style)
    for number, line in enumerate(lines):
        plain = line.plain
        start = len(plain) - len(plain.lstrip(" ")) if number else 0
        end = len(plain.rstrip())
        if number:
            result.append("\n")
        result.append(indent)
        if start < end:
            result.append_text(line[start:end])
    return result


def breaks(text: str, room: int) -> list[int]:
    """Offsets at which a new line starts."""
    found: list[int] = []
    at = used = 0
    for unit in _units(text):
        cells = cell_len(unit)
        if used and used + cell_len(unit.rstrip()) > room:
            found.append(at)
            used = 0
        if cells > room:  # one word wider than a line
            for offset, char in enumerate(unit):
                if used and used + cell_len(char) > room:
                    found.append(at + offset)
                    used = 0
                used += cell_len(char)
        else:
            used += cells
        at += len(unit)
        if unit.endswith("\n"):
            found.append(at)
            used = 0
    return [offset for offset in found if offset < len(text)]


def _units(text: str) -> list[str]:
    """What must not be torn apart: Latin words and numbers, characters with the marks that belong to them."""
    units: list[str] = []
    for piece in _PIECE.findall(text):
        if units and (piece in _CLOSING or units[-1][-1] in _OPENING):
            units[-1] += piece
        else:
            units.append(piece)
    return units


def folded(text: str) -> str:
    """The text without the spaces YAML puts between two Chinese lines."""
    return re.sub(r"(?<=[^\x00-\xff])[ \n]+(?=[^\x00-\xff])", "", text.strip())
