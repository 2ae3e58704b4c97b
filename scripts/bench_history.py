"""The store of results as it grows: size, times and memory of what people ask of it, and what a kill leaves.

The sessions are those of the library's examples, scored here and copied to other trainees and days: their scorecards,
verdicts and packed bodies are real, only names, keys and times are drawn. Each question is asked in a process of its
own, as a command would ask it.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from _bench import Figure
from _setup import ROOT

from trainer import call as calls
from trainer import scoring
from trainer.checking.examples import call_of
from trainer.history.database import FILE, connected
from trainer.history.opened import opened
from trainer.history.values import Session
from trainer.scenario.library import default_library, library
from trainer.scenario.load import load

START = datetime(2025, 1, 1, 9, tzinfo=UTC)
DAYS = 600
TRAINEES = 200
TIME, MEMORY, SIZE, CARD = 2.0, 250.0, 1000.0, 5_000.0  # s, MB, MB, bytes

CLASS = "(store.class_figures({0}), store.class_rules(lambda scenario, rule, skill: skill, most=20, month={0}))"
QUESTIONS: Mapping[str, str] = {
    "results": "store.results(limit=20)",
    "all results": "store.results()",
    "progress": "(store.results(trainee=7), list(store.rule_results(trainee=7)))",
    "class, a month": CLASS.format("month"),
    "class, everything": CLASS.format("None"),
}
ASK = """
import re, sys, time
from datetime import datetime, timedelta
from pathlib import Path
from trainer.history.opened import opened
month = sys.argv[2][:7]
start = time.process_time()
with opened(Path(sys.argv[1])) as store:
    kept = eval(sys.argv[3])
took = time.process_time() - start
memory = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text(encoding="utf-8"))
print(took, int(memory[1]) / 1000)
"""
SAVE = """
import sys
from dataclasses import replace
from pathlib import Path
from trainer.history.opened import opened
with opened(Path(sys.argv[1])) as store:
    seed = store.session(1)
    for number in range(100_000):
        store.save(replace(seed, key=f"{sys.argv[2]}-{number}"))
        print(number, flush=True)
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """How far it grows, how often it is killed."""
    parser.add_argument("--most", type=int, default=100_000, help="sessions in the end")
    parser.add_argument("--kills", type=int, default=100, help="processes killed while they save")


def run(arguments: argparse.Namespace) -> list[Figure]:
    """Growth, then kills."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        seeds = _seeds(folder)
        sizes = sorted(_sizes(folder))
        figures = [
            Figure("a session, packed: mean, bytes", statistics.mean(sizes), CARD, note=f"{len(seeds)} examples"),
            Figure("a session, packed: 95 % at most, bytes", sizes[int(len(sizes) * 0.95)], CARD),
            Figure("a session, packed: largest, bytes", sizes[-1]),
        ]
        steps = [size for size in (1_000, 10_000) if size < arguments.most]
        for size in (*steps, arguments.most):
            _grow(folder, size, len(seeds))
            figures += _asked(folder, size, last=size == arguments.most)
        figures += _killed(Path(place) / "killed", arguments.kills)
    return figures


def _seeds(folder: Path) -> Sequence[int]:
    """The numbers of one session for each example of the library."""
    with opened(folder) as store:
        trainees = [store.trainee(f"学员{number}", str(1000 + number)) for number in range(TRAINEES)]
        for path in library(default_library()):
            scenario = load(path)
            for number, example in enumerate(scenario.file.examples):
                call = call_of(scenario, example)
                said = calls.to_json(call)["utterances"]
                visits = [{"turn": one.get("turn"), "caller": [], "attempts": [[one]]} for one in said]
                session = Session(
                    key=f"seed-{scenario.id}-{number}", started=START, scenario=scenario.id,
                    scenario_path=scenario.path, sha256=scenario.sha256, title=scenario.file.title, mode="practice",
                    source="keyboard", trainee=trainees[number], slots=scenario.slots(),
                    state={"phase": "over", "hints": [], "rings": 1, "answered": 3.0, "visits": visits},
                    card=scoring.score(scenario, call),
                )  # fmt: skip
                store.save(session, scenario)
        return store.chosen()


def _sizes(folder: Path) -> list[int]:
    with connected(folder) as connection:
        return [size for (size,) in connection.execute("SELECT length(body) FROM bodies")]


def _grow(folder: Path, size: int, seeds: int) -> None:
    """Copies of the first sessions, 5,000 in a transaction, until there are so many."""
    dice = random.Random(size)
    with connected(folder) as connection:
        have = connection.execute("SELECT max(number) FROM sessions").fetchone()[0]
        rest = [row[0] for row in connection.execute("SELECT name FROM pragma_table_info('sessions')")][5:]
        names = ", ".join(rest)
        while have < size:
            chunk = range(have + 1, min(have + 5_000, size) + 1)
            moments = sorted(START + timedelta(seconds=dice.randrange(DAYS * 86_400)) for _ in chunk)
            rows = [
                (
                    number,
                    f"k{number}",
                    at.isoformat(),
                    at.timestamp(),
                    dice.randint(1, TRAINEES),
                    dice.randint(1, seeds),
                )
                for number, at in zip(chunk, moments, strict=True)
            ]
            connection.execute("CREATE TEMP TABLE drawn (number INTEGER PRIMARY KEY, k, started, at, who, seed)")
            connection.executemany("INSERT INTO drawn VALUES (?, ?, ?, ?, ?, ?)", rows)
            connection.execute("BEGIN")
            connection.execute(
                f"INSERT INTO sessions (number, key, started, instant, trainee, {names}) SELECT drawn.number, k, "
                f"drawn.started, at, who, {', '.join(f's.{name}' for name in rest)} FROM drawn "
                "JOIN sessions s ON s.number = seed"
            )
            for table, more in (("bodies", "body"), ("verdicts", "rule, outcome, points, earned, deducted")):
                connection.execute(
                    f"INSERT INTO {table} SELECT drawn.number, {more} FROM drawn JOIN {table} t ON t.number = seed "
                    "ORDER BY drawn.number"
                )
            connection.execute("COMMIT")
            connection.execute("DROP TABLE drawn")
            have = chunk[-1]


def _asked(folder: Path, size: int, *, last: bool) -> Iterator[Figure]:
    megabytes = (folder / FILE).stat().st_size / 1e6
    yield Figure(f"{size} sessions: file, MB", megabytes, SIZE if last else None)
    now = (START + timedelta(days=DAYS)).isoformat()
    for name, question in QUESTIONS.items():
        tries = [_answer(folder, now, question) for _ in range(3)]
        took, memory = min(one[0] for one in tries), max(one[1] for one in tries)
        yield Figure(
            f"{size} sessions: {name}, s", took, TIME if last else None, note="of processor time, fastest of 3"
        )
        yield Figure(f"{size} sessions: {name}, MB", memory, MEMORY if last else None, note="of the process")


def _answer(folder: Path, now: str, question: str) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(folder), now, question],
        capture_output=True, encoding="utf-8", check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    took, memory = done.stdout.split()
    return float(took), float(memory)


def _killed(folder: Path, times: int) -> Iterator[Figure]:
    """SIGKILL at random moments of saving in a loop; the file is looked over after each."""
    dice = random.Random(7)
    broken = lost = whole = 0
    path = next(path for path in library(default_library()))
    scenario = load(path)
    with opened(folder) as store:
        card = scoring.score(scenario, call_of(scenario, scenario.file.examples[0]))
        store.save(
            Session(key="seed", started=START, scenario=scenario.id, sha256=scenario.sha256,
                    title=scenario.file.title, mode="practice", source="keyboard", card=card), scenario,
        )  # fmt: skip
    for number in range(times):
        with subprocess.Popen(
            [sys.executable, "-c", SAVE, str(folder), str(number)], cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as process:  # fmt: skip
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(dice.random() * 0.1)
            process.send_signal(signal.SIGKILL)
            out, _ = process.communicate()
        told = 1 + len(out.splitlines())
        state = _looked_over(folder, str(number))
        broken += state["broken"]
        lost += told > state["sessions"]
        whole += state["sessions"]
    yield Figure("kills while saving: files that do not open, or sessions not whole", broken, 0, note=f"{times} kills")
    yield Figure("kills while saving: sessions lost that were said to be kept", lost, 0, note=f"{whole} kept")


def _looked_over(folder: Path, name: str) -> dict[str, int]:
    """Sessions of that process; whether anything of the store is not whole."""
    with connected(folder) as connection:
        ok = connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        query = "SELECT count(*) FROM sessions WHERE number NOT IN (SELECT number FROM {})"
        halves = sum(connection.execute(query.format(table)).fetchone()[0] for table in ("bodies", "verdicts"))
        found = connection.execute("SELECT count(*) FROM sessions WHERE key LIKE ?", (f"{name}-%",)).fetchone()[0]
    return {"broken": int(not ok or bool(orphans) or halves > 0), "sessions": int(found)}
