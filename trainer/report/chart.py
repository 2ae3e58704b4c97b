"""Small charts in plain characters, for a terminal with or without colours."""

from __future__ import annotations

from collections.abc import Sequence

EIGHTHS = " ▁▂▃▄▅▆▇█"
KEPT, GAINED, LOST = "█", "▓", "·"


def columns(values: Sequence[float], *, top: float = 100, height: int = 5) -> list[str]:
    """A column of two cells for each value, 0…`top`: `height` lines, the highest first. 0 still shows a foot."""
    eighths = [max(1, round(8 * height * min(max(value, 0), top) / top)) for value in values]
    return [
        "".join(f"{EIGHTHS[min(8, max(0, one - 8 * row))]} " for one in eighths).rstrip()
        for row in reversed(range(height))
    ]


def bar(then: float | None, now: float, width: int = 20) -> str:
    """Shares 0…1 as one bar: what was there and still is, what was gained, what was lost."""
    after = round(width * now)
    before = after if then is None else round(width * then)
    kept = min(before, after)
    return f"{KEPT * kept}{GAINED * (after - kept)}{LOST * (before - kept)}"


def gathered(values: Sequence[float], most: int) -> tuple[list[float], int]:
    """At most `most` values, each the mean of equally many neighbours (the first of fewer), and of how many."""
    each = -(-len(values) // most) or 1
    first = len(values) % each
    parts = [values[:first]] if first else []
    parts += [values[start : start + each] for start in range(first, len(values), each)]
    return [sum(part) / len(part) for part in parts], each
