"""Thousands of recordings: time and memory beyond scoring, and what kills at random moments leave behind."""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

from _bench import Figure
from _setup import ROOT, child_environment

from trainer.batch.jobs import Job, Options, score_all
from trainer.batch.results_file import open_results
from trainer.batch.score_batch import Counts, score_jobs, write_tables
from trainer.batch.workers import Equipment, Workers
from trainer.call import Call, Utterance, to_json
from trainer.recognition.engines import open_recogniser
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario

SCENARIO = """
id: tiny
title: 很小的情景
kind: inbound
turns:
  - {id: greet, cue: ring, rules: [{required: 您好}, {required: 工号}, {banned: 不知道}]}
"""
MOST_MS = 5.0  # a file beyond recognition and scoring
MOST_MB = 20.0  # more after all files than after the first hundred
FEW = 100
PEERS = 300  # files scored without a batch, to compare with


def add_options(parser: argparse.ArgumentParser) -> None:
    """The bench's own options."""
    parser.add_argument("--files", type=int, default=10_000, help="stored calls in the folder (default 10,000)")
    parser.add_argument("--kills", type=int, default=25, help="kills of the client, and of a worker (default 25 each)")


def run(arguments: argparse.Namespace) -> list[Figure]:
    """Time and memory of a large batch of small calls; lines after kills against those of an undisturbed run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tiny.yaml").write_text(SCENARIO, encoding="utf-8")
        scenario = load(folder / "tiny.yaml")
        figures = large(folder, scenario, arguments.files)
        return [*figures, *killed_workers(folder, scenario, arguments.kills), *killed_clients(folder, arguments.kills)]


def store(folder: Path, count: int) -> list[str]:
    """Tiny stored calls, each another text."""
    folder.mkdir()
    paths = []
    for number in range(count):
        text = f"您好，这里是海棠苑，工号{number}，请问有什么可以帮您"
        call = Call((Utterance("agent", text, start=1.0, end=4.0, recognised=True),), source="x.wav", mode="recording")
        path = folder / f"{number:05}.json"
        path.write_text(json.dumps(to_json(call), ensure_ascii=False), encoding="utf-8")
        paths.append(str(path))
    return paths


def jobs_of(paths: Iterable[str], scenario: Scenario) -> list[Job]:
    """A job for each."""
    return [Job(path, scenario.sha256, Options()) for path in paths]


def heard() -> tuple[str, str]:
    """Nothing is heard here."""
    raise AssertionError


def batch(
    out: Path, jobs: list[Job], scenario: Scenario, workers: int, tick: Callable[[Counts, Workers], None]
) -> float:
    """Score the jobs into that folder; the seconds it took, without starting the first worker."""
    equipment = Equipment({scenario.sha256: scenario}, partial(open_recogniser))
    counts = Counts()
    with open_results(out, time.monotonic) as results, Workers(workers, equipment) as pool:
        score_jobs(jobs[:1], results, pool, heard, counts, lambda: None)
        start = time.perf_counter()
        score_jobs(jobs[1:], results, pool, heard, counts, lambda: tick(counts, pool))
        seconds = time.perf_counter() - start
        write_tables(results, equipment, 3, 1, datetime.now().astimezone())
    return seconds


def large(folder: Path, scenario: Scenario, files: int) -> list[Figure]:
    """Time a file beyond scoring, and memory of both processes."""
    paths = store(folder / "large", files)
    memory: dict[str, tuple[float, float]] = {}
    busy: dict[int, float] = {}

    def tick(counts: Counts, pool: Workers) -> None:
        if counts.scored in (FEW, files):
            busy[counts.scored] = processor_seconds(pool.pids()[0])
        if counts.scored == FEW:
            memory["few"] = megabytes(os.getpid()), megabytes(pool.pids()[0])
        if counts.scored == files:
            memory["all"] = megabytes(os.getpid()), megabytes(pool.pids()[0])

    alone_before = alone(paths[:PEERS], scenario)
    alone_used = time.process_time()
    alone(paths[:PEERS], scenario)
    alone_used = (time.process_time() - alone_used) / PEERS
    used = time.process_time()
    each = batch(folder / "large-out", jobs_of(paths, scenario), scenario, 1, tick) / (files - 1)
    used = (time.process_time() - used) / files
    worker = (busy[files] - busy[FEW]) / (files - FEW)
    tables = megabytes(os.getpid())
    peer = min(alone_before, alone(paths[-PEERS:], scenario))
    again = time.perf_counter()
    batch(folder / "large-out", jobs_of(paths, scenario), scenario, 1, lambda *_: None)
    again = (time.perf_counter() - again) / files
    note = f"{files} stored calls, one worker"
    return [
        Figure("scoring alone, ms a file", 1000 * peer, note=f"the faster of two runs over {PEERS}"),
        Figure("batch, ms a file", 1000 * each, note=note),
        Figure("beyond scoring, ms a file", 1000 * (each - peer), MOST_MS),
        Figure("client: CPU ms a file", 1000 * used, note="keys, lines, tables; scoring is the worker's"),
        Figure("beyond scoring, CPU ms a file", 1000 * (used + worker - alone_used), MOST_MS, note="both processes"),
        Figure("done again, ms a file", 1000 * again, note="all is skipped; tables included"),
        Figure("client: memory grown, MB", memory["all"][0] - memory["few"][0], MOST_MB, note=f"since {FEW} files"),
        Figure("worker: memory grown, MB", memory["all"][1] - memory["few"][1], MOST_MB, note=f"since {FEW} files"),
        Figure("client after the tables, MB more", tables - memory["few"][0], note="as many calls as rows"),
    ]


def alone(paths: list[str], scenario: Scenario) -> float:
    """Seconds a file of scoring in this process."""
    start = time.perf_counter()
    list(score_all(paths, scenario, open_recogniser, Options()))
    return (time.perf_counter() - start) / len(paths)


def megabytes(pid: int) -> float:
    """Resident memory of a process."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(text.partition("VmRSS:")[2].split()[0]) / 1024


def processor_seconds(pid: int) -> float:
    """Seconds that the process has computed."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def lines(out: Path) -> dict[str, str]:
    """Lines by recording; none twice."""
    found = (out / "results.jsonl").read_text(encoding="utf-8").splitlines()
    by_name = {json.loads(line)["job"]["recording"]: line for line in found}
    if len(by_name) != len(found):
        raise AssertionError("a recording has two lines")
    return by_name


def killed_workers(folder: Path, scenario: Scenario, kills: int) -> list[Figure]:
    """Kill a worker at random moments of one run after another."""
    jobs = jobs_of(store(folder / "kill", 200), scenario)
    batch(folder / "calm", jobs, scenario, 2, lambda *_: None)
    draw = random.Random(20261130)
    wrong = 0
    for number in range(kills):
        left = [draw.randrange(2, 190)]

        def tick(counts: Counts, pool: Workers, left: list[int] = left) -> None:
            if left and counts.scored >= left[0]:
                left.clear()
                os.kill(draw.choice(pool.pids()), signal.SIGKILL)

        out = folder / f"worker{number}"
        batch(out, jobs, scenario, 2, tick)
        wrong += lines(out) != lines(folder / "calm")
    return [Figure("workers killed: runs that differ", wrong, 0, note=f"{kills} kills, 200 calls each")]


def killed_clients(folder: Path, kills: int) -> list[Figure]:
    """Kill the client at random moments, again and again into one folder, then let it end."""
    draw = random.Random(20261130)
    command = [sys.executable, "-m", "trainer", "score", str(folder / "kill"), "-s", str(folder / "tiny.yaml")]
    at = folder / "client"
    for moment in sorted(draw.randrange(0, 200) for _ in range(kills)):
        program = subprocess.Popen(
            [*command, "--out", str(at)], cwd=ROOT, env=child_environment(), stdout=subprocess.DEVNULL
        )
        path = at / "results.jsonl"
        while program.poll() is None and not (path.exists() and path.read_bytes().count(b"\n") >= moment):
            time.sleep(draw.random() * 0.01)
        program.kill()
        program.wait()
    subprocess.run(
        [*command, "--out", str(at)], cwd=ROOT, env=child_environment(), stdout=subprocess.DEVNULL, check=True
    )
    wrong = int(lines(at) != lines(folder / "calm"))
    return [Figure("clients killed: runs that differ", wrong, 0, note=f"{kills} kills into one folder, then one run")]
