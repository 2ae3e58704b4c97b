"""Would a fair listener agree? Blind calls and sentences, labelled by hand, against what the program says of them.

Measured are the sets of ../shared/fair and tests/data/fair and the sentences of ../shared/inputs, or the files named
on the command line. A set is a folder; the shapes of its files stand in tests/data/fair/README.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from _bench import Figure
from _fair_calls import Result, Row, between, disagreements, figures, results
from _fair_sentences import INNOCENT, Listening

from tests.library.fair import DATA, SHARED, Library, read_calls, read_mockery, read_sentences

FILES = {
    "calls": ("calls.json", "whole calls with a listener's labels"),
    "sentences": ("sentences.tsv", "sentences: intent, label, sentence"),
    "mockery": ("mockery.tsv", "sentences to be put into excellent examples: scenario, turn, sentence"),
    "paraphrases": ("paraphrases.tsv", "sentences: label (1: rude, 0: innocent), sentence"),
}
"""Option → its file in a set's folder, what it holds."""
SECOND = "second.json"  # some of the calls labelled again, by somebody else
FIRST = "first.json"  # what this bench printed with --json when the set was first scored
TABLE = ("set", "what", "where", "listener", "program", "words")


@dataclass(frozen=True)
class FairSet:
    """A name and the files that are there, by option."""

    name: str
    files: dict[str, Path]
    folder: Path | None = None

    @staticmethod
    def of(name: str, folder: Path) -> FairSet:
        """The set in that folder."""
        paths = {option: folder / file for option, (file, _) in FILES.items()}
        return FairSet(name, {option: path for option, path in paths.items() if path.is_file()}, folder)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    for option, (_, holds) in FILES.items():
        parser.add_argument(f"--{option}", type=Path, metavar="FILE", help=f"measure this file alone; {holds}")
    parser.add_argument("--list", type=Path, metavar="FILE", help="write every disagreement into a table (TSV)")


def run(arguments: argparse.Namespace) -> list[Figure]:
    """Every set, or the files named; then all calls of all sets together."""
    chosen = {option: path for option in FILES if (path := getattr(arguments, option))}
    listening, found, rows = Listening(Library()), list[Result](), list[tuple[str, ...]]()
    measured: list[Figure] = []
    sets = [FairSet("files", chosen)] if chosen else _sets()
    for one in sets:
        measured += _noted(one, _measure(one, listening, found))
        rows += [(one.name, *row) for row in _taken(listening)]
    if not chosen and INNOCENT.is_file():
        measured += listening.inputs()
        rows += [("inputs", *row) for row in _taken(listening)]
    if len(sets) > 1:
        measured += figures("all sets", found, places=False)
    if arguments.list:
        with arguments.list.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t", lineterminator="\n").writerows([TABLE, *rows])
    return measured


def _sets() -> list[FairSet]:
    given = SHARED / "fair"
    if not given.is_dir():
        print(f"given: not measured, {given} is not there", file=sys.stderr)
    own = [FairSet.of(folder.name, folder) for folder in sorted(DATA.iterdir()) if folder.is_dir()]
    return [*([FairSet.of("given", given)] if given.is_dir() else ()), *own]


def _measure(one: FairSet, listening: Listening, found: list[Result]) -> Iterator[Figure]:
    """The figures of one set; its calls are added to those found."""
    files = one.files
    if "calls" in files:
        blind = read_calls(files["calls"])
        own = results(listening.library, blind)
        found += own
        listening.rows += disagreements(own)
        yield from figures(one.name, own)
        if one.folder and (one.folder / SECOND).is_file():
            yield from between(blind, read_calls(one.folder / SECOND), one.name)
    if "sentences" in files:
        yield from listening.sentences(one.name, read_sentences(files["sentences"]))
    if "mockery" in files:
        yield from listening.mockery(one.name, read_mockery(files["mockery"]))
    if "paraphrases" in files:
        yield from listening.paraphrases(one.name, read_sentences(files["paraphrases"]))
    mocking = sorted(one.folder.glob("mockery_*.txt")) if one.folder else ()
    if mocking:
        yield from listening.whole(one.name, mocking)


def _noted(one: FairSet, measured: Iterator[Figure]) -> Iterator[Figure]:
    """With the figures of the first look, where they were kept."""
    path = one.folder / FIRST if one.folder else None
    told = json.loads(path.read_text(encoding="utf-8"))["figures"] if path and path.is_file() else ()
    first = {figure["name"]: figure["value"] for figure in told}
    for figure in measured:
        note = f"{figure.note}; at first {first[figure.name]:.3f}" if figure.name in first else figure.note
        yield replace(figure, note=note.removeprefix("; "))


def _taken(listening: Listening) -> Sequence[Row]:
    rows, listening.rows = listening.rows, []
    return rows
