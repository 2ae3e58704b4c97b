"""The record of what was measured: raw figures in docs/measurements.json, docs/MEASUREMENTS.md made of them.

A bench that is run again replaces its own figures and leaves those of the others as they are. Documents quote a figure
with its key behind it, `8<!-- match: required phrases not credited, of 100 -->`; a test compares the two.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from _bench import Figure
from _setup import ROOT

DOCS = ROOT / "docs"
FIGURES = "measurements.json"
DOCUMENT = "MEASUREMENTS.md"

HEAD = """\
# Measurements

Written by `python3 scripts/bench.py --markdown` from `measurements.json`; changes by hand are lost. All figures of the
project stand here, and other documents quote them. Run one again: `python3 scripts/bench.py --markdown NAME`.

How to read them:

- **Recall**: of what was really said, the share that was found. **Precision**: of what was found, the share that was
  really said. **Unclear**: the share that is shown as 听不清·待复核 and costs nothing.
- **CER**: wrong, missing and added characters ÷ characters said. 0.1 is one character in ten.
- Times are ratios to another program that ran in turn with ours on the same machine (÷), or seconds (s).
- Brackets: 95 % interval (Wilson). A limit is what the bench asks for; `missed` means that it was not reached.
- Speech model: whisper-base (faster-whisper, int8), beam 5, our speech detection, no prompt, no timestamps.
- Synthetic speech is by Kokoro-82M. The match corpus is our own; its texts and labels were fixed before tuning. It was
  tuned on one voice and is reported on two others, at about 214 and at about 185 (“slower”) 字 a minute:
  [tests/data/match](../tests/data/match/README.md). The 48 synthetic replies, the 26 clips read by people and some
  innocent sentences are kept outside this repository; CONTRIBUTING names the place.
- The taboo pack was mended after looking at its test sentences: those figures are in-sample.
"""


def read(folder: Path = DOCS) -> dict[str, Any]:
    """What was measured so far, by the name of the bench; empty where nothing was."""
    path = folder / FIGURES
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def keep(name: str, command: str, figures: Sequence[Mapping[str, Any]], folder: Path = DOCS) -> None:
    """Put the figures of one bench, measured now on this machine, into the record; write both files."""
    entry = {
        "how": f"`{command}`",
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "machine": machine(),
        "figures": [{key: value for key, value in figure.items() if key != "good"} for figure in figures],
    }
    kept = {**read(folder), name: entry}
    (folder / FIGURES).write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_document(folder)


def write_document(folder: Path = DOCS) -> None:
    """Make the document of the kept figures."""
    (folder / DOCUMENT).write_text(document(read(folder)), encoding="utf-8")


def document(kept: Mapping[str, Any]) -> str:
    """The document: one table for each bench, in the order in which they were first measured."""
    parts = [HEAD]
    for name, entry in kept.items():
        parts += [
            f"## {name}\n",
            f"{entry['how']}, {entry['date']}, {entry['machine']}\n",
            "| figure | value | limit | how it came about |\n|---|---|---|---|",
            *(_row(Figure(**figure)) for figure in entry["figures"]),
            "",
        ]
    return "\n".join(parts)


def quotable(kept: Mapping[str, Any]) -> dict[str, float]:
    """Every figure by its key, `bench: name of the figure`."""
    return {f"{name}: {one['name']}": one["value"] for name, entry in kept.items() for one in entry["figures"]}


def machine() -> str:
    """Processor, cores, system and Python of this computer."""
    cpuinfo = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.+)$", cpuinfo.read_text(encoding="utf-8"), re.M) if cpuinfo.exists() else None
    processor = found[1] if found else platform.processor() or platform.machine()
    return f"{os.cpu_count()} cores of {processor}, {platform.system()}, Python {platform.python_version()}"


def _row(figure: Figure) -> str:
    limit = ""
    if figure.limit is not None:
        limit = (
            f"{figure.sense.replace('<=', '≤').replace('>=', '≥')} {figure.limit:g}{'' if figure.good else ', missed'}"
        )
    value = f"{figure.value:.0f}" if figure.value == round(figure.value) else f"{figure.value:.3f}"
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in (figure.name, value, limit, figure.note)) + " |"
