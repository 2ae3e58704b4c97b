"""The twenty spoken examples recognised anew: how many totals are those of the typed ones, or nearly.

The sound and what it says stand in tests/data/spoken_examples; the tests recognise five of them.
"""

from __future__ import annotations

import argparse
import sys
import time

from _bench import Figure
from _setup import ROOT

from trainer.recognition.engines import open_recogniser
from trainer.recognition.transcribe import transcribe
from trainer.scenario.load import load

sys.path.append(str(ROOT))
from tests.library.spoken import CLOSE, DATA, FAR, deductions, far, pair, read

MODEL = "whisper-base"
MORE = 2
"""Others that may be far where another machine's arithmetic lets the engine hear something else."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(arguments: argparse.Namespace) -> list[Figure]:
    """Recognise them all and compare."""
    recogniser = open_recogniser(model=MODEL)
    pairs = []
    started = time.process_time()
    for example in read("examples"):
        scenario = load(ROOT / "scenarios" / f"{example['scenario']}.yaml")
        pairs.append(pair(scenario, example, transcribe(DATA / f"{example['id']}.opus", recogniser)))
    others = [one for one in far(pairs) if one.id not in FAR]
    for one in others:
        print(one.told(), file=sys.stderr)
    note = f"n={len(pairs)}, {MODEL}, {time.process_time() - started:.0f} s of processor"
    return [
        Figure(f"totals more than {CLOSE} points from the typed ones", len(far(pairs)), len(FAR) + MORE, note=note),
        Figure("of these not known to be far", len(others), MORE),
        Figure("deductions from excellent examples", len(deductions(pairs)), 0),
    ]
