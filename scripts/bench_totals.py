"""How far the library's totals move when a recogniser writes the replies down: the measure behind tests/library.

Two ways: errors drawn into typed examples as a real recogniser makes them (its pairs are kept outside this repository),
and examples spoken by Kokoro, what whisper-base wrote of them being kept in tests/data/spoken_examples.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence

from _bench import Figure
from _setup import ROOT

from tests.library.kinds import EXCELLENT, MUST_FAIL, TRAP
from tests.library.spoken import CLOSE, DATA, DRAWN, OTHERS, Pair, stored
from tests.library.test_errors_round import MOST_MOVE, TABLE, all_rounds
from trainer.scenario.library import library
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard


def add_options(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(arguments: argparse.Namespace) -> list[Figure]:
    """Both ways; the first only where its pairs are."""
    scenarios = {path.stem: load(path) for path in library(ROOT / "scenarios")}
    kept, more, drawn = (stored(scenarios, folder) for folder in (DATA, OTHERS, DRAWN))
    return [
        *(_drawn_errors(list(scenarios.values())) if TABLE.is_file() else ()),
        *_spoken("spoken", (*kept, *more)),
        *_spoken("spoken, sound kept", kept),
        *_spoken("spoken, drawn by lot", drawn),
    ]


def _drawn_errors(scenarios: Sequence[Scenario]) -> Iterator[Figure]:
    rounds = all_rounds(scenarios)
    close = sum(one.moved is not None and one.moved <= MOST_MOVE for one in rounds)
    note = f"of {len(rounds)} examples"
    yield Figure(f"errors drawn: totals within {MOST_MOVE} points", close, math.ceil(0.9 * len(rounds)), ">=", note)
    charged = sum(_deducts(one.heard) for one in rounds if one.kind in (EXCELLENT, TRAP))
    yield Figure("errors drawn: excellent or trap charged", charged, 0)
    passed = sum(bool(one.heard.passed) for one in rounds if one.kind == MUST_FAIL)
    yield Figure("errors drawn: failing ones that pass", passed, 0)


def _spoken(title: str, pairs: tuple[Pair, ...]) -> Iterator[Figure]:
    note = f"of {len(pairs)} examples"
    yield Figure(f"{title}: totals within {CLOSE} points", sum(one.apart <= CLOSE for one in pairs), note=note)
    same = "the same words at the same times, typed"
    moved = sum(one.lost <= CLOSE for one in pairs)
    yield Figure(f"{title}: totals within {CLOSE} points by recognition alone", moved, note=f"{note}; against {same}")
    charged = sum(_deducts(one.spoken) for one in pairs if one.kind in ("excellent", "trap"))
    yield Figure(f"{title}: excellent or trap charged", charged, note=note)
    yield Figure(
        f"{title}: failing ones that pass", sum(one.kind == "fail" and bool(one.spoken.passed) for one in pairs)
    )


def _deducts(card: Scorecard) -> bool:
    return any(verdict.deducted for verdict in card.verdicts)
