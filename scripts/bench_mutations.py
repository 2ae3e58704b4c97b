"""Damaged scenario files: every one loads or gives located problems, none a traceback, none takes over a second."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from _bench import Figure
from _setup import ROOT
from mutate import mutations

from trainer.errors import ScenarioError
from trainer.scenario.library import library
from trainer.scenario.load import load

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
    packs = ROOT / "scenarios" / "packs"
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, data) in enumerate(
            mutations(library(ROOT / "scenarios"), arguments.count, arguments.seed), start=1
        ):
            path = Path(folder, name)
            path.write_bytes(data)
            started = time.process_time()
            try:
                load(path, packs=packs)
                loaded += 1
            except ScenarioError as error:
                if not all(problem.line >= 1 and problem.column >= 1 for problem in error.problems):
                    broken.append(f"{number}: a problem without a place")
            except Exception as error:
                broken.append(f"{number} {name}: {error!r}")
            slowest = max(slowest, time.process_time() - started)
    for line in broken[:20]:
        print(line, file=sys.stderr)
    return [
        Figure("files", arguments.count, note=f"{loaded} still load"),
        Figure("crashes", len(broken), 0),
        Figure("slowest, s of processor", slowest, SLOWEST),
    ]
