"""A Dask cluster on this machine: two workers against one, audio-hours per core-hour, kills at random moments."""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from _bench import Figure
from _setup import ROOT, SetupError, child_environment
from bench_batch import MODEL, make_recordings
from bench_many import SCENARIO, lines, processor_seconds, store

from trainer.batch.workers import cores

sys.path.append(str(ROOT / "tests"))

from cluster import RunningCluster

CALLS = 120  # stored calls in a run that is disturbed
SEED = 20261130


def add_options(parser: argparse.ArgumentParser) -> None:
    """How much is done."""
    parser.add_argument("--minutes", type=float, default=30.0, help="minutes of stereo for scaling (default 30)")
    parser.add_argument("--kills", type=int, default=25, help="kills of the client, and of a worker (default 25 each)")
    parser.add_argument("--schedulers", type=int, default=10, help="kills of the scheduler (default 10)")


def run(arguments: argparse.Namespace) -> list[Figure]:
    """Speed with the real model, then lines after kills against those of a run that nothing disturbed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tiny.yaml").write_text(SCENARIO, encoding="utf-8")
        store(folder / "calls", CALLS)
        figures = speed(folder, arguments.minutes * 60) if arguments.minutes else []
        return [*figures, *killed(folder, arguments.kills, arguments.schedulers)]


def command(folder: Path, recordings: str, out: str, *more: str) -> list[str]:
    """`trainer score` of that folder."""
    words = ["score", str(folder / recordings), "-s", str(folder / "tiny.yaml"), "--out", str(folder / out), *more]
    return [sys.executable, "-m", "trainer", *words]


def score(folder: Path, recordings: str, out: str, *more: str) -> float:
    """Seconds of a run. Raises SetupError where it leaves failures."""
    started = time.perf_counter()
    done = subprocess.run(
        command(folder, recordings, out, *more), cwd=ROOT, env=child_environment(), capture_output=True, check=False
    )
    if "失败 0 通" not in done.stdout.decode("utf-8"):
        raise SetupError(done.stderr.decode("utf-8", "replace"))
    return time.perf_counter() - started


def speed(folder: Path, seconds: float) -> list[Figure]:
    """One worker with one thread, then two, hear the same calls."""
    (folder / "stereo").mkdir()
    made = make_recordings(folder / "stereo", seconds)
    for one in made:
        for path in one.channels:
            path.unlink()
    seconds = sum(one.seconds for one in made)
    with RunningCluster(folder / "dask") as cluster:
        cluster.add_workers(1)
        words = ("--model", MODEL, "--turn", "greet", "--cluster", cluster.address)
        single = score(folder, "stereo", "one", *words)
        busy = sum(processor_seconds(pid) for pid in cluster.worker_pids())
        cluster.add_workers(1)
        both = score(folder, "stereo", "two", *words)
    note = (
        f"{seconds / 60:.0f} min of stereo, {len(made)} calls, {MODEL}, loading included; load {os.getloadavg()[0]:.1f}"
    )
    differ = int(lines(folder / "one") != lines(folder / "two"))
    return [
        Figure("one worker's time ÷ two workers'", single / both, note=f"{note}, {cores()} cores"),
        Figure("audio-hours per core-hour", seconds / busy, note=f"CPU time of one worker; {note}"),
        Figure("two workers: runs that differ from one worker's", differ, 0),
    ]


def killed(folder: Path, kills: int, schedulers: int) -> list[Figure]:
    """Kills of each kind, then a run to the end: the lines are those of an undisturbed run."""
    score(folder, "calls", "calm", "--workers", "1")
    calm = lines(folder / "calm")
    draw = random.Random(SEED)
    figures = []
    with RunningCluster(folder / "dask2") as cluster:
        cluster.add_workers(2)
        words = ("--cluster", cluster.address)

        at = 0
        for _ in range(kills):
            moment = at + draw.randint(1, 2 * CALLS // kills - 1)
            at = disturbed(folder, "client", words, moment, lambda program: program.kill())
        figures.append(compared(folder, "client", words, calm, kills))

        wrong = 0
        for number in range(kills):

            def kill_worker(_program: object) -> None:
                if pids := cluster.worker_pids():
                    os.kill(draw.choice(pids), signal.SIGKILL)

            disturbed(folder, f"worker{number}", words, draw.randrange(1, CALLS - 10), kill_worker)
            wrong += lines(folder / f"worker{number}") != calm
        figures.append(Figure("worker killed: runs that differ", wrong, 0, note=f"{kills} runs, no rerun"))
    for number in range(schedulers):
        with RunningCluster(folder / f"dask-{number}") as cluster:
            cluster.add_workers(1)
            words = ("--cluster", cluster.address)
            moment = (number + 1) * CALLS // (schedulers + 2) - draw.randrange(5)
            disturbed(folder, "scheduler", words, moment, partial(_kill, cluster.scheduler))
    figures.append(compared(folder, "scheduler", ("--cluster", "local:1"), calm, schedulers))
    return figures


def _kill(process: subprocess.Popen[bytes], _program: object) -> None:
    process.kill()


def disturbed(
    folder: Path, out: str, words: tuple[str, ...], moment: int, disturb: Callable[[subprocess.Popen[bytes]], None]
) -> int:
    """One run that is disturbed when so many lines are there; how many are there when it has ended."""
    path = folder / out / "results.jsonl"
    program = subprocess.Popen(
        command(folder, "calls", out, *words), cwd=ROOT, env=child_environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while program.poll() is None:
        if path.exists() and path.read_bytes().count(b"\n") >= moment:
            disturb(program)
            break
        time.sleep(0.005)
    program.wait()
    return path.read_bytes().count(b"\n")


def compared(folder: Path, out: str, words: tuple[str, ...], calm: dict[str, str], kills: int) -> Figure:
    """Let the killed runs end; whether their lines differ."""
    score(folder, "calls", out, *words)
    return Figure(f"{out} killed: folders that differ", int(lines(folder / out) != calm), 0, note=f"{kills} kills")
