"""What a bench measures, and how it is shown: one table with limits, or JSON."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from _setup import ROOT, child_environment, say

from trainer.batch.intervals import wilson


@dataclass(frozen=True)
class Figure:
    """One measured figure and the limit it must keep, if it has one."""

    name: str
    """Unique in its bench, in plain English: documents quote the figure by it."""

    value: float
    limit: float | None = None
    sense: Literal["<=", ">="] = "<="
    note: str = ""
    """How it came about: n, interval, what it is a ratio of."""

    @property
    def good(self) -> bool:
        """Whether the limit is kept; True without one."""
        if self.limit is None:
            return True
        return self.value <= self.limit if self.sense == "<=" else self.value >= self.limit


@dataclass(frozen=True, slots=True)
class Rate:
    """hits of n."""

    hits: int
    n: int

    def figure(self, name: str, limit: float | None = None, sense: Literal["<=", ">="] = ">=") -> Figure:
        """Under that name, with its 95 % Wilson interval and counts; where n is 0, no limit is kept or broken."""
        low, high = self.interval()
        return Figure(
            name, self.value, limit if self.n else None, sense, f"[{low:.3f}–{high:.3f}], {self.hits} of {self.n}"
        )

    @property
    def value(self) -> float:
        """hits ÷ n; 1 where there is nothing."""
        return self.hits / self.n if self.n else 1.0

    def interval(self) -> tuple[float, float]:
        """95 % Wilson score interval."""
        return wilson(self.hits, self.n)


def rate(outcomes: Iterable[bool]) -> Rate:
    """How many of them are true."""
    counted = list(outcomes)
    return Rate(sum(counted), len(counted))


def show(title: str, figures: Sequence[Figure], as_json: bool) -> int:
    """Print the figures; 0 when every limit is kept, else 1."""
    good = all(figure.good for figure in figures)
    if as_json:
        rows = [{**asdict(figure), "good": figure.good} for figure in figures]
        say(json.dumps({"bench": title, "good": good, "figures": rows}, ensure_ascii=False, indent=1))
        return 0 if good else 1
    width = max(len(figure.name) for figure in figures)
    say(f"\n{title}")
    for figure in figures:
        limit = f"{figure.sense} {figure.limit:g}" if figure.limit is not None else ""
        mark = "" if figure.limit is None else "ok" if figure.good else "FAILED"
        say(f"  {figure.name:<{width}}  {figure.value:>9.3f}  {limit:<9} {mark:<6}  {figure.note}".rstrip())
    return 0 if good else 1


def seconds(command: Sequence[str]) -> float:
    """Wall time of one run of a command; its output is dropped, its failure raises."""
    started = time.perf_counter()
    subprocess.run(
        command, cwd=ROOT, env=child_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True
    )
    return time.perf_counter() - started


def interleaved(commands: Sequence[Sequence[str]], runs: int) -> list[float]:
    """Median wall time of each command; they take turns, so that a slow minute slows all alike. One warm-up each."""
    times: list[list[float]] = [[] for _ in commands]
    for number in range(runs + 1):
        for command, own in zip(commands, times, strict=True):
            took = seconds(command)
            if number:
                own.append(took)
        if sys.stderr.isatty():
            print(f"\r{number}/{runs}", end="" if number < runs else "\n", file=sys.stderr, flush=True)
    return [statistics.median(own) for own in times]
