"""Stage directions inside a caller's line: （沙沙声）喂？ They are shown, never spoken."""

from __future__ import annotations

import re

_DIRECTION = re.compile(r"[（(][^（）()]*[）)]")


def directions(text: str) -> str:
    """The stage directions alone, with their brackets; empty where there are none."""
    return "".join(_DIRECTION.findall(text))


def aloud(text: str) -> str:
    """What is spoken: the line without them."""
    return _DIRECTION.sub("", text)
