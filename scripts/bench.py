"""`python3 scripts/bench.py NAME [options]`: measurements that are no tests: accuracy, and times as ratios.

    match       phrases found in recognised speech: precision, recall, time
    transcribe  CER per data set, wall time against bare faster-whisper
    batch       recordings one after another, against whisper-ctranslate2 and utterance by utterance
    totals      totals of the library's examples after errors of recognition
    live        listening through a virtual microphone: CPU, memory, ends of replies, time until feedback
    startup     trainer --help and the menu against their imports; what a scored recording imports
    library     the whole library checked and listed, against reading its files and sounding out its replies
    fuzz        damaged files at every door: worst time, worst memory, never a traceback
    spoken      the spoken examples recognised anew: totals against those of the typed ones
    fair        blind calls and sentences, labelled by hand: would a fair listener agree?
    many        thousands of stored calls: time and memory beyond scoring; kills at random moments
    cluster     a Dask cluster of this machine: two workers against one; kills at random moments
    history     the store of results from 1,000 to 100,000 sessions: size, times, memory; kills at random moments
    models      what `trainer evaluate` found here, for the record

Each stands in scripts/bench_<name>.py with `add_options(parser)` and `run(arguments) -> figures`.

`python3 scripts/bench.py --markdown [NAME …]` runs all of them, or those named, with their options for the record, and
writes docs/MEASUREMENTS.md. It takes about an hour and wants an idle machine.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file still parses on the older Pythons it turns away
    sys.exit(f"需要 Python 3.11 或更新的版本，这里是 {sys.version.split()[0]}：请到 https://www.python.org 安装。")

import argparse
import importlib
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from _setup import DEVELOPMENT, ROOT, VENV, child_environment, ensure_environment, guarded, run, say

BENCHES: tuple[tuple[str, str, str], ...] = (
    ("match", "bench_match", "phrases found in recognised speech: precision, recall, time"),
    ("transcribe", "bench_transcribe", "CER per data set, wall time against bare faster-whisper"),
    ("batch", "bench_batch", "recordings one after another, against whisper-ctranslate2 and utterance by utterance"),
    ("totals", "bench_totals", "totals of the library's examples after errors of recognition"),
    ("live", "bench_live", "listening through a virtual microphone: CPU, memory, ends of replies, feedback"),
    ("startup", "bench_startup", "trainer --help and the menu against their imports; what a scored recording imports"),
    ("library", "bench_library", "trainer check of the whole library against PyYAML and lazy_pinyin of the same texts"),
    ("fuzz", "bench_fuzz", "damaged files at every door: worst time, worst memory, never a traceback"),
    ("spoken", "bench_spoken", "the spoken examples recognised anew: totals against those of the typed ones"),
    ("fair", "bench_fair", "blind calls and sentences, labelled by hand: would a fair listener agree?"),
    ("many", "bench_many", "thousands of stored calls: time and memory beyond scoring; kills at random moments"),
    ("cluster", "bench_cluster", "a Dask cluster of this machine: two workers against one; kills at random moments"),
    ("history", "bench_history", "the store of results from 1k to 100k sessions: size, times, memory; kills"),
    ("models", "bench_models", "what trainer evaluate found here, for the record"),
)
"""Name on the command line, module in scripts/, what it measures."""

FOR_THE_RECORD = {"live": ("--minutes", "30")}
"""Options of a bench where its defaults are shorter than what the documents claim."""

ON_REQUEST = frozenset({"models"})
"""Benches that only read what another command measured: recorded where they are named."""


def read_arguments(words: Sequence[str]) -> argparse.Namespace:
    """The command line; `module` is the chosen bench."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench.py", description="Measurements, as ratios where they are times."
    )
    names = [name for name, _, _ in BENCHES]
    parser.add_argument(
        "--markdown",
        nargs="*",
        choices=names,
        metavar="NAME",
        help="measure all benches, or those named, for the record: writes docs/MEASUREMENTS.md",
    )
    commands = parser.add_subparsers(dest="name", metavar="NAME")
    for name, module_name, text in BENCHES:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--json", action="store_true", help="figures as JSON on stdout")
        if name in words[:1]:  # only the chosen one is imported: the others may need what is not installed
            module = importlib.import_module(module_name)
            module.add_options(command)
            command.set_defaults(module=module)
    arguments = parser.parse_args(words)
    if (arguments.name is None) == (arguments.markdown is None):
        parser.error("name one bench, or say --markdown")
    return arguments


def record(names: Sequence[str]) -> int:
    """Measure each bench in a process of its own and keep its figures; 1 when one of them could not be measured.

    A limit that is not kept stands in the document and is no failure here.
    """
    from _measurements import keep

    failed = 0
    for name in names:
        words = [name, *FOR_THE_RECORD.get(name, ())]
        say(f"{name} …")
        done = subprocess.run(
            [sys.executable, str(Path(__file__).resolve()), *words, "--json"],
            cwd=ROOT,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            check=False,
        )
        try:
            told = json.loads(done.stdout)
        except ValueError:
            failed = 1
            say(f"{name}: not measured; what was kept of it stays as it is")
            continue
        keep(name, " ".join(("python3 scripts/bench.py", *words)), told["figures"])
    return failed


def main() -> int:
    """Run the chosen bench with the environment's Python; its exit code: 0 when all limits are kept."""
    words = sys.argv[1:]
    if Path(sys.prefix).resolve() != VENV.resolve():
        return run([ensure_environment(DEVELOPMENT), Path(__file__).resolve(), *words])
    sys.path.insert(0, str(ROOT))
    arguments = read_arguments(words)
    if arguments.markdown is not None:
        return record(arguments.markdown or [name for name, _, _ in BENCHES if name not in ON_REQUEST])
    from _bench import show

    return show(arguments.name, arguments.module.run(arguments), arguments.json)


if __name__ == "__main__":
    sys.exit(guarded(main))
