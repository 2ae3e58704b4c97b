"""How all tests are run: most on every core, then those with a sound card. Standard library only."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from xml.etree import ElementTree

from _setup import run, say

WHOLE_FILES = ("--dist", "loadfile", "--no-loadscope-reorder")
"""What a file shares is made once. In the order of collection: files with few tests, which pytest-xdist would leave to
the end, are often the long ones.
"""

EVERY_CORE = ("-n", "auto", "--maxprocesses", "4", *WHOLE_FILES)

SOUND_CARDS = ("-n", "3", *WHOLE_FILES)
"""They mostly wait for sound that is played, each process with sound cards of its own; only on busy cores is a block of
sound lost, so nothing else runs beside them.
"""

DEVICE = "tests/device"

KINDS = ("passed", "failed", "errors", "skipped")


def parts(chosen: str = "") -> tuple[tuple[str, ...], ...]:
    """The arguments of pytest, one run after the other; `chosen`: a marker expression that both keep to."""
    marked = ("-m", chosen) if chosen else ()
    return (
        (*EVERY_CORE, *marked, f"--ignore={DEVICE}"),
        (*SOUND_CARDS, *marked, "--cov-append", DEVICE),  # without --cov --cov-append means nothing
    )


def run_all(
    python: Path | str,
    env: Mapping[str, str],
    chosen: str = "",
    call: Callable[[list[str], Mapping[str, str]], int] = lambda words, env: run(words, env),
) -> int:
    """Run all tests, also the second part after a failed first; the exit code of the first part that failed.

    Ends with one closing line for both, as pytest writes it.
    """
    started = time.monotonic()
    codes = []
    with tempfile.TemporaryDirectory() as folder:
        reports = [Path(folder) / f"{number}.xml" for number in range(len(parts()))]
        for words, report in zip(parts(chosen), reports, strict=True):
            codes.append(call([str(python), "-m", "pytest", *words, f"--junitxml={report}"], env))
        counts = counted(report for report in reports if report.exists())
    say("\n" + closing(counts, time.monotonic() - started))
    return next((code for code in codes if code), 0)


def counted(reports: Iterable[Path]) -> Counter[str]:
    """What pytest's reports say, added up."""
    counts: Counter[str] = Counter()
    for report in reports:
        for suite in ElementTree.parse(report).iter("testsuite"):
            failed, errors, skipped = (int(suite.get(name, 0)) for name in ("failures", "errors", "skipped"))
            counts.update(failed=failed, errors=errors, skipped=skipped)
            counts["passed"] += int(suite.get("tests", 0)) - failed - errors - skipped
    return counts


def closing(counts: Mapping[str, int], seconds: float) -> str:
    """pytest's last line for these counts."""
    told = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts.get(kind)) or "no tests ran"
    return f" {told} in {seconds:.2f}s ".center(80, "=")
