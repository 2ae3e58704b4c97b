"""The whole library checked: seconds, and as a ratio to reading the same files and sounding out the same replies.

The peer is what any such program cannot do without: PyYAML over the scenario files and packs (with libyaml: its pure
Python half refuses `[(甲|乙)?丙]`), and `lazy_pinyin` of every reply and sentence of the examples.
"""

from __future__ import annotations

import argparse
import sys

from _bench import Figure, interleaved
from _setup import ROOT

from trainer.scenario.library import library
from trainer.scenario.load import outline

LIMIT = 8.0
"""trainer check ÷ the peer: 5 s where the peer takes 0.6 s."""
LIST_LIMIT = 1.5
"""trainer list ÷ the peer."""
FOLDER = ROOT / "scenarios"

PEER = """
import sys
import yaml
from pathlib import Path
from pypinyin import lazy_pinyin

def replies(value):
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from replies(item)

for path in sys.argv[1:]:
    data = yaml.load(Path(path).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for example in data.get("examples", ()):
        for text in replies(example.get("replies", example.get("text"))):
            lazy_pinyin(text)
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    parser.add_argument("--runs", type=int, default=3, help="runs of each command, taking turns (default 3)")


def run(arguments: argparse.Namespace) -> list[Figure]:
    """Both commands and the peer, taking turns."""
    files = [str(path) for path in (*library(FOLDER), *library(FOLDER / "packs"))]
    commands = [
        [sys.executable, "-c", PEER, *files],
        [sys.executable, "-m", "trainer", "check", str(FOLDER)],
        [sys.executable, "-m", "trainer", "list", str(FOLDER)],
    ]
    peer, check, list_ = interleaved(commands, arguments.runs)
    outlines = [one for path in library(FOLDER) if (one := outline(path))]
    examples = sum(len(one.examples) for one in outlines)
    note = f"median of {arguments.runs}, {len(outlines)} scenarios, {examples} examples"
    return [
        Figure("peer: PyYAML + lazy_pinyin, s", peer, note=f"median of {arguments.runs}, taking turns"),
        Figure("trainer check, s", check, note=note),
        Figure("check ÷ peer", check / peer, LIMIT),
        Figure("trainer list, s", list_),
        Figure("list ÷ peer", list_ / peer, LIST_LIMIT),
    ]
