"""Parts of messages: the right name for a wrong one, and a text cut to fit."""

from __future__ import annotations

import re
from collections.abc import Iterable

from trainer.errors import nearest
from trainer.visible import one_line, unseen

MOST_LISTED = 8  # names, where none is near


def offer(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that says what would be right: `，是不是“甲”？`, else the names there are, else nothing.

    Where characters that nobody sees make it another name, that is said: the right one would look the same.
    """
    if hidden := unseen(name):
        return f"；这个名字里有看不见的字符 {hidden}，请删掉"
    names = list(dict.fromkeys(known))
    near = nearest(name, names)
    if near is not None:
        return f"，是不是“{one_line(near)}”？"
    if not names:
        return ""
    more = " 等" if len(names) > MOST_LISTED else ""
    return f"；可以写 {'、'.join(short(other) for other in names[:MOST_LISTED])}{more}"


def short(text: str, most: int = 24) -> str:
    """The text on one line, cut after `most` characters; what nobody sees is marked."""
    line = " ".join(re.split(r"[ \t\n]+", text.strip(" \t\n")))
    return one_line(line) if len(line) <= most else one_line(line[:most]) + "…"
