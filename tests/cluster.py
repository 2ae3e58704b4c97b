"""Dask clusters of the tests' own: a scheduler and workers, real processes on 127.0.0.1."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from patience import PATIENCE

ROOT = Path(__file__).parents[1]


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Of processes that may be killed, which would spoil coverage's file."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"}
    env.pop("COVERAGE_PROCESS_START", None)
    env.pop("PYTHONWARNDEFAULTENCODING", None)  # Dask opens files without naming one
    env.pop("COVERAGE_PROCESS_CONFIG", None)
    return {**env, **extra}


class RunningCluster:
    """A scheduler, and workers that are added. For `with`: all end."""

    def __init__(self, folder: Path, *words: str) -> None:
        """`words`: more of the scheduler's command line."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "scheduler.json"
        self.file.unlink(missing_ok=True)
        self.processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", *words)
        self.address = str(self._described()["address"])

    def __enter__(self) -> RunningCluster:
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.processes):
            process.terminate()
        for process in reversed(self.processes):
            process.wait(PATIENCE)

    def add_workers(self, count: int, *words: str, cwd: Path | None = None, **extra: str) -> None:
        """So many processes in that folder, with more variables in their environment."""
        self._start(
            *("worker", "--scheduler-file", str(self.file), "--host", "127.0.0.1"),
            *("--nworkers", str(count), "--nthreads", "1", "--local-directory", str(self.folder)),
            *(words or ("--memory-limit", "0")),
            cwd=cwd,
            **extra,
        )

    def worker_pids(self) -> list[int]:
        """The processes that score, in no order; those that watch over them are none."""
        import psutil

        found = []
        for process in self.processes[1:]:
            for child in psutil.Process(process.pid).children(recursive=True):
                try:
                    if any("spawn_main" in word for word in child.cmdline()):
                        found.append(child.pid)
                except psutil.Error:  # it ended meanwhile
                    continue
        return found

    def log(self) -> str:
        """All that its processes wrote."""
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in self.folder.glob("*.log"))

    def _start(self, kind: str, *words: str, cwd: Path | None = None, **extra: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words, "--no-dashboard"]
        if kind == "scheduler":
            command += ["--scheduler-file", str(self.file)]
        with (self.folder / f"{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=cwd, env=environment(extra), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self.processes.append(process)
        return process

    def _described(self) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                described: dict[str, Any] = json.loads(self.file.read_text(encoding="utf-8"))
                return described
            except (OSError, ValueError):
                assert self.scheduler.poll() is None, self.log()
                assert time.monotonic() < deadline
                time.sleep(0.05)
