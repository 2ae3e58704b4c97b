"""Names: which a scenario may not have, and offering the right one for a wrong one."""

from __future__ import annotations

from collections.abc import Iterable

from trainer.errors import nearest

SHOWN = 8  # names listed where none is near
_DEVICES = ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)))
RESERVED = frozenset((*_DEVICES, "packs", "voices", "schema"))  # on Windows, and beside the scenarios


def reserved(name: str) -> bool:
    """No scenario may be called so: its id names files, and these names stand for something else."""
    return name.lower() in RESERVED


def offer(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that says what would be right: `，是不是“甲”？`, else the names there are, else nothing."""
    names = list(dict.fromkeys(known))
    near = nearest(name, names)
    if near is not None:
        return f"，是不是“{near}”？"
    if not names:
        return ""
    more = " 等" if len(names) > SHOWN else ""
    return f"；可以写 {'、'.join(short(other) for other in names[:SHOWN])}{more}"


def short(text: str, most: int = 24) -> str:
    """The text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most] + "…"
