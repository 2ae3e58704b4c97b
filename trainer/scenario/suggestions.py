"""Parts of messages: the right name for a wrong one, and a text cut to fit."""

from __future__ import annotations

from collections.abc import Iterable

from trainer.errors import nearest

MOST_LISTED = 8  # names, where none is near


def offer(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that says what would be right: `，是不是“甲”？`, else the names there are, else nothing."""
    names = list(dict.fromkeys(known))
    near = nearest(name, names)
    if near is not None:
        return f"，是不是“{near}”？"
    if not names:
        return ""
    more = " 等" if len(names) > MOST_LISTED else ""
    return f"；可以写 {'、'.join(short(other) for other in names[:MOST_LISTED])}{more}"


def short(text: str, most: int = 24) -> str:
    """The text on one line, cut after `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most] + "…"
