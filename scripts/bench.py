"""`python3 scripts/bench.py NAME [options]`: measurements that are no tests: accuracy, and times as ratios.

    match       phrases found in recognised speech: precision, recall, time
    transcribe  CER per data set, wall time against bare faster-whisper
    live        listening through a virtual microphone: CPU, memory, ends of replies, time until feedback
    startup     trainer --help and the menu against their imports; what a scored recording imports
    library     the whole library checked and listed, against reading its files and sounding out its replies
    mutations   damaged scenario files: located problems or success, never a traceback

Each stands in scripts/bench_<name>.py with `add_options(parser)` and `run(arguments) -> int`.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file still parses on the older Pythons it turns away
    sys.exit(f"需要 Python 3.11 或更新的版本，这里是 {sys.version.split()[0]}：请到 https://www.python.org 安装。")

import argparse
import importlib
from collections.abc import Sequence
from pathlib import Path

from _setup import DEVELOPMENT, ROOT, VENV, ensure_environment, guarded, run

BENCHES: tuple[tuple[str, str, str], ...] = (
    ("match", "bench_match", "phrases found in recognised speech: precision, recall, time"),
    ("transcribe", "bench_transcribe", "CER per data set, wall time against bare faster-whisper"),
    ("live", "bench_live", "listening through a virtual microphone: CPU, memory, ends of replies, feedback"),
    ("startup", "bench_startup", "trainer --help and the menu against their imports; what a scored recording imports"),
    ("library", "bench_library", "trainer check of the whole library against PyYAML and lazy_pinyin of the same texts"),
    ("mutations", "bench_mutations", "damaged scenario files: located problems or success, never a traceback"),
)
"""Name on the command line, module in scripts/, what it measures."""


def read_arguments(words: Sequence[str]) -> argparse.Namespace:
    """The command line; `module` is the chosen bench."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench.py", description="Measurements, as ratios where they are times."
    )
    commands = parser.add_subparsers(dest="name", required=True, metavar="NAME")
    for name, module_name, text in BENCHES:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--json", action="store_true", help="figures as JSON on stdout")
        if name in words[:1]:  # only the chosen one is imported: the others may need what is not installed
            module = importlib.import_module(module_name)
            module.add_options(command)
            command.set_defaults(module=module)
    return parser.parse_args(words)


def main() -> int:
    """Run the chosen bench with the environment's Python; its exit code: 0 when all limits are kept."""
    words = sys.argv[1:]
    if Path(sys.prefix).resolve() != VENV.resolve():
        return run([ensure_environment(DEVELOPMENT), Path(__file__).resolve(), *words])
    sys.path.insert(0, str(ROOT))
    arguments = read_arguments(words)
    return int(arguments.module.run(arguments))


if __name__ == "__main__":
    sys.exit(guarded(main))
