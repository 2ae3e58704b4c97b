"""Damaged scenarios and packs: each loads or gives located problems, none a traceback, none takes over a second."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from _bench import Figure
from _setup import ROOT
from mutate import mutations

from trainer.errors import ScenarioError
from trainer.scenario.library import library
from trainer.scenario.load import load, load_pack

SLOWEST = 1.0
"""Seconds of processor time that one file may take."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many, and which ones."""
    parser.add_argument("--count", type=int, default=10_000, help="damaged files (default 10000)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same files")


def run(arguments: argparse.Namespace) -> list[Figure]:
    """Load them all; what broke is listed on stderr."""
    broken: list[str] = []
    loaded, slowest = 0, 0.0
    folder = ROOT / "scenarios"
    packs = {path.name: path for path in library(folder / "packs")}
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(folder / "packs", Path(place, "packs"))
        damaged = mutations([*library(folder), *packs.values()], arguments.count, arguments.seed)
        for number, (name, data) in enumerate(damaged, start=1):
            path = Path(place, "packs" if name in packs else "", name)
            path.write_bytes(data)
            started = time.process_time()
            try:
                load_pack(path) if name in packs else load(path)
                loaded += 1
            except ScenarioError as error:
                if not all(problem.line >= 1 and problem.column >= 1 for problem in error.problems):
                    broken.append(f"{number}: a problem without a place")
            except Exception as error:
                broken.append(f"{number} {name}: {error!r}")
            slowest = max(slowest, time.process_time() - started)
            if name in packs:
                shutil.copy(packs[name], path)
    for line in broken[:20]:
        print(line, file=sys.stderr)
    return [
        Figure("files", arguments.count, note=f"{loaded} still load"),
        Figure("crashes", len(broken), 0),
        Figure("slowest, s of processor", slowest, SLOWEST),
    ]
