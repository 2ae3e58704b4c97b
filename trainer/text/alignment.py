"""Alignment of a phrase's syllables with a stretch of what was heard: the cheapest way to turn one into the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from trainer.text import thresholds as t
from trainer.text.sounds import nearest

Heard = Sequence[tuple[str, ...]]  # for each heard character its readings
Wanted = Sequence[frozenset[str]]  # for each character of the phrase the readings that count


@dataclass(frozen=True, slots=True)
class Step:
    """One syllable of the alignment: `wanted` and `heard` are positions; None: missing, or extra."""

    wanted: int | None
    heard: int | None
    cost: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """The best stretch: half-open positions in the heard syllables, and its cost (0: the same sounds)."""

    start: int
    end: int
    cost: float


def align(phrase: Wanted, heard: Heard) -> Alignment:
    """The stretch of `heard` that the phrase fits best; `heard` may be longer on both sides at no cost."""
    found = fit([[nearest(wanted, sounds) for sounds in heard] for wanted in phrase], len(heard))
    assert found is not None
    return found


def fit(rows: Sequence[Sequence[float]], length: int, most: float = math.inf) -> Alignment | None:
    """The same from the distances of every syllable of the phrase (row) to every one of the `length` heard.

    None where the cost is above `most`.
    """
    missing, extra = t.COST_MISSING, t.COST_EXTRA
    costs = [0.0] * (length + 1)
    origins = list(range(length + 1))
    for row in rows:
        diagonal, origin = costs[0], origins[0]
        left, left_origin = diagonal + missing, origin
        new_costs, new_origins = [left], [left_origin]
        for column, distance in enumerate(row, 1):
            best, best_origin = diagonal + distance, origin
            diagonal, origin = costs[column], origins[column]
            if diagonal + missing < best:
                best, best_origin = diagonal + missing, origin
            if left + extra < best:
                best, best_origin = left + extra, left_origin
            left, left_origin = best, best_origin
            new_costs.append(best)
            new_origins.append(best_origin)
        costs, origins = new_costs, new_origins
        if min(costs) > most:  # it only grows
            return None
    end = min(range(len(costs)), key=lambda column: (costs[column], column - origins[column]))
    return Alignment(origins[end], end, costs[end])


def steps(phrase: Wanted, heard: Heard) -> tuple[Step, ...]:
    """How the whole of `heard` turns into the phrase, syllable by syllable, at the least cost."""
    rows = [[column * t.COST_EXTRA for column in range(len(heard) + 1)]]
    for wanted in phrase:
        above = rows[-1]
        line = [above[0] + t.COST_MISSING]
        for column, sounds in enumerate(heard, 1):
            line.append(
                min(
                    above[column - 1] + nearest(wanted, sounds),
                    above[column] + t.COST_MISSING,
                    line[column - 1] + t.COST_EXTRA,
                )
            )
        rows.append(line)
    found: list[Step] = []
    row, column = len(phrase), len(heard)
    while row or column:
        here = rows[row][column]
        cost = nearest(phrase[row - 1], heard[column - 1]) if row and column else 0.0
        if row and column and here == rows[row - 1][column - 1] + cost:
            row, column = row - 1, column - 1
            found.append(Step(row, column, cost))
        elif row and here == rows[row - 1][column] + t.COST_MISSING:
            row -= 1
            found.append(Step(row, None, t.COST_MISSING))
        else:
            column -= 1
            found.append(Step(None, column, t.COST_EXTRA))
    return tuple(reversed(found))
