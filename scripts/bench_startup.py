"""Start-up: `trainer --help` and the menu against what they must import, and what scoring a recording imports."""

from __future__ import annotations

import argparse
import json
import os
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from _bench import Figure, interleaved
from _setup import ROOT, SetupError, child_environment

LIMIT = 2.5
"""trainer --help ÷ python -c "import click"."""

MENU_LIMIT = 2.5
"""Processor time of `trainer` until it lists the kinds of scenarios ÷ that of importing what a menu needs."""

MENU_PEER = (sys.executable, "-c", "import click, prompt_toolkit, yaml")
MENU_STEPS = (("输入数字", "1\r"), ("哪一类", ""))
"""What shows on the screen, and what is typed then: 练习, and nothing after the list."""
PATIENCE = 60.0  # s

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
    """The time of `trainer --help` and of the menu, and what scoring imports."""
    return [*ratio(arguments.runs), *menu(arguments.runs), *imports()]


def ratio(runs: int) -> list[Figure]:
    """Median time of `trainer --help`, and of importing click in the same Python."""
    click, trainer = interleaved([[sys.executable, "-c", "import click"], trainer_command("--help")], runs)
    return [
        Figure("import click, s", click, note=f"median of {runs}"),
        Figure("trainer --help, s", trainer, note=f"median of {runs}, taking turns"),
        Figure("ratio", trainer / click, LIMIT),
    ]


def trainer_command(*words: str) -> list[str]:
    """The program as installed beside this Python, else through -m, with these words."""
    folder = Path(sys.executable).parent
    found = [path for path in (folder / "trainer", folder / "trainer.exe") if path.is_file()]
    return [*([str(found[0])] if found else [sys.executable, "-m", "trainer"]), *words]


def menu(runs: int) -> list[Figure]:
    """Median processor time from bare `trainer` in a terminal to the list of scenarios; none without terminals."""
    if sys.platform == "win32":
        return []
    times: list[list[float]] = [[], []]
    for _ in range(runs + 1):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "trainer.toml").write_text('data_folder = "data"\n', encoding="utf-8")
            times[0].append(processor_time(MENU_PEER, folder))
            times[1].append(processor_time(trainer_command(), folder, MENU_STEPS))
    peer, trainer = (statistics.median(own[1:]) for own in times)
    return [
        Figure("import click, prompt_toolkit, yaml: CPU s", peer, note=f"median of {runs}"),
        Figure("menu to the list of scenarios: CPU s", trainer, note=f"median of {runs}, taking turns"),
        Figure("ratio of the menu", trainer / peer, MENU_LIMIT),
    ]


def processor_time(command: Sequence[str], folder: str, steps: Sequence[tuple[str, str]] = ()) -> float:
    """Seconds of processor time of a command in a terminal, until it ends or has shown the last of the steps."""
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execve(command[0], list(command), {**child_environment(), "PYTHONPATH": str(ROOT), "TERM": "xterm"})
    shown, end = b"", time.monotonic() + PATIENCE
    todo = list(steps)
    while todo or not steps:
        if time.monotonic() > end:
            raise SetupError(f"{' '.join(command)} 没有显示：{todo[0][0] if todo else ''}")
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux: nobody writes any more
            break
        if not piece:
            break
        shown += piece
        if b"\x1b[6n" in piece:  # where is the cursor?
            os.write(terminal, b"\x1b[1;1R")
        if todo and todo[0][0] in shown.decode("utf-8", "ignore"):
            os.write(terminal, todo.pop(0)[1].encode())
            shown = b""
    if steps:
        os.kill(pid, signal.SIGKILL)
    used = os.wait4(pid, 0)[2]
    os.close(terminal)
    if todo:
        raise SetupError(f"{' '.join(command)} 没有显示：{todo[0][0]}")
    return used.ru_utime + used.ru_stime


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
