"""Start-up: `trainer --help` against importing click, and what scoring a recording imports."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from _bench import Figure, interleaved
from _setup import ROOT, SetupError, child_environment

LIMIT = 2.5
"""trainer --help ÷ python -c "import click"."""

NEVER = ("sounddevice", "pyttsx3", "prompt_toolkit", "dask", "jinja2", "av", "sqlite3")
"""Top-level modules a scored recording has no use for."""

ENGINES = {"whisper-base": "faster_whisper", "vosk-ko": "vosk"}
"""Installed model → the package of its engine; only the one in use may be imported."""

SCENARIO = "in-aftersales"

DUMP_MODULES = """
import json, sys
from pathlib import Path
out, sys.argv = sys.argv[1], ["trainer", *sys.argv[2:]]
from trainer.cli import main
try:
    code = main()
except SystemExit as end:
    code = end.code
Path(out).write_text(json.dumps({"code": code, "modules": sorted(sys.modules)}), encoding="utf-8")
"""
"""Runs the program and writes what it has imported into the file named first."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    parser.add_argument("--runs", type=int, default=11, help="runs of each command, taking turns (default 11)")


def run(arguments: argparse.Namespace) -> list[Figure]:
    """The time of `trainer --help`, and what scoring imports."""
    return [*ratio(arguments.runs), *imports()]


def ratio(runs: int) -> list[Figure]:
    """Median time of `trainer --help`, and of importing click in the same Python."""
    click, trainer = interleaved([[sys.executable, "-c", "import click"], trainer_command()], runs)
    return [
        Figure("import click, s", click, note=f"median of {runs}"),
        Figure("trainer --help, s", trainer, note=f"median of {runs}, taking turns"),
        Figure("ratio", trainer / click, LIMIT),
    ]


def trainer_command() -> list[str]:
    """`trainer --help` as installed beside this Python; else through -m."""
    folder = Path(sys.executable).parent
    found = [path for path in (folder / "trainer", folder / "trainer.exe") if path.is_file()]
    return [str(found[0]), "--help"] if found else [sys.executable, "-m", "trainer", "--help"]


def imports() -> list[Figure]:
    """Score a sample call with each engine, each in a process of its own: modules it should not have imported."""
    sample = ROOT / "scenarios" / "samples" / f"{SCENARIO}.opus"
    figures = []
    for model, engine in ENGINES.items():
        if not (ROOT / "models" / model).is_dir():
            raise SetupError(f"缺少模型 {model}：请先运行 python3 scripts/test.py 或 trainer models pull {model}")
        words = ["score", str(sample), "--scenario", SCENARIO, "--model", model, "--json"]
        modules = {name.partition(".")[0] for name in modules_after(words)}
        unwanted = sorted(modules & ({*NEVER, *ENGINES.values()} - {engine}))
        figures += [
            Figure(f"{model}: engine opened", int(engine in modules), 1, ">=", note="the sample was really recognised"),
            Figure(f"{model}: needless imports", len(unwanted), 0, note=", ".join(unwanted) or "none"),
        ]
    return figures


def modules_after(words: list[str]) -> list[str]:
    """Names in sys.modules after the program has run with these words."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "modules.json"
        done = subprocess.run(
            [sys.executable, "-c", DUMP_MODULES, str(out), *words],
            cwd=ROOT,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if not out.is_file():
            raise SetupError(f"trainer {' '.join(words)} 没有跑完：{done.stderr.strip()[-500:]}")
        result = json.loads(out.read_text(encoding="utf-8"))
    if result["code"] not in (0, 1, None):  # 1: scored, but no total can be given
        raise SetupError(f"trainer {' '.join(words)} 退出码 {result['code']}：{done.stderr.strip()[-500:]}")
    return list(result["modules"])
