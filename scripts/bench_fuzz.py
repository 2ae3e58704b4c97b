"""Damaged files at every door: told or read, never a traceback, a wait or more memory than a PC can spare."""

from __future__ import annotations

import argparse
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from _bench import Figure
from _fuzz import DOORS
from _setup import ROOT, child_environment

SLOWEST = 5.0
"""Seconds of processor time that one file may take."""

LARGEST = 300.0
"""Megabytes that one file may take beyond what the program has when it is ready."""

PATIENCE = 60.0
"""Seconds without a word from a worker that count as a hang, on however busy a machine."""


@dataclass
class Assault:
    """What came of the damaged files of one door."""

    door: str
    files: int = 0
    seconds: float = 0.0  # of processor, the worst
    megabytes: float = 0.0  # the worst
    slowest: int = 0  # number of that file
    largest: int = 0
    broken: list[str] = field(default_factory=list)  # tracebacks, exits with 3, hangs, deaths


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many, and which ones."""
    parser.add_argument("--mutations", type=int, default=10_000, help="damaged files at each door (default 10000)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same files")
    parser.add_argument("--door", choices=DOORS, action="append", help="only this one; may be repeated")


def run(arguments: argparse.Namespace) -> list[Figure]:
    """Take them all through; what broke is listed on stderr."""
    figures: list[Figure] = []
    for name in arguments.door or DOORS:
        done = assault(name, arguments.mutations, arguments.seed)
        for line in done.broken[:20]:
            print(line, file=sys.stderr)
        figures += [
            Figure(f"{name}: broken", len(done.broken), 0, note=f"of {done.files}: traceback, exit 3, hang or death"),
            Figure(f"{name}: slowest, s of processor", done.seconds, SLOWEST, note=f"number {done.slowest}"),
            Figure(f"{name}: largest, MB", done.megabytes, LARGEST, note=f"number {done.largest}; beyond what it has"),
        ]
    return figures


def assault(name: str, count: int, seed: int = 1, patience: float = PATIENCE) -> Assault:
    """Take damaged files 1 to `count` through a door, in a process that is begun anew behind each that it dies of."""
    found = Assault(name)
    first = 1
    while first <= count:
        begun = first
        for line in _told(name, seed, first, count - first + 1, patience):
            if "begun" in line:
                begun = int(line["begun"])
                continue
            first = begun + 1
            _note(found, line)
        if first <= count:
            found.files += 1
            found.broken.append(f"{name} {begun} (seed {seed}): no answer within {patience:g} s, or the process died")
            first = begun + 1
    return found


def _note(found: Assault, line: dict[str, float | str]) -> None:
    number, seconds, megabytes = int(line["done"]), float(line["seconds"]), float(line["bytes"]) / 1e6
    found.files += 1
    if line["wrong"]:
        found.broken.append(f"{found.door} {number}:\n{line['wrong']}")
    if seconds > found.seconds:
        found.seconds, found.slowest = seconds, number
    if megabytes > found.megabytes:
        found.megabytes, found.largest = megabytes, number


def _told(name: str, seed: int, first: int, count: int, patience: float) -> Iterator[dict[str, float | str]]:
    """The lines of one worker, until it is done, dies or says nothing for too long."""
    command = [sys.executable, str(Path(__file__).with_name("_fuzz.py")), name, *map(str, (seed, first, count))]
    worker = subprocess.Popen(
        command,
        env={**child_environment(), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    assert worker.stdout is not None
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_pump, args=(worker.stdout, lines), daemon=True)
    reader.start()
    try:
        while (line := lines.get(timeout=patience)) is not None:
            yield json.loads(line)
    except queue.Empty:
        pass
    finally:
        worker.kill()
        worker.wait()
        reader.join()
        worker.stdout.close()


def _pump(source: IO[str], lines: queue.Queue[str | None]) -> None:
    for line in source:
        lines.put(line)
    lines.put(None)
