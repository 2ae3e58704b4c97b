"""`trainer watch-folder`: what comes into a folder is scored once it is finished."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from patience import PATIENCE

from trainer.batch.score_batch import Counts
from trainer.cli.watch_folder import TABLES, run

from .helpers import ROOT, trainer
from .test_score import SCENARIO, stored

Capture = pytest.CaptureFixture[str]

ONE_SCORED = "打分 1 通，失败 0 通，非通话 0 通。"


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return str(path)


class Watching:
    """The command in a process of its own."""

    def __init__(self, tmp_path: Path, scenario: str) -> None:
        self.out = tmp_path / "out"
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        words = ["watch-folder", str(tmp_path / "in"), "--out", str(self.out), "-s", scenario]
        self.log = tmp_path / "told.txt"
        with self.log.open("wb") as told:
            self.program = subprocess.Popen(
                [sys.executable, "-m", "trainer", *words, "--pattern", "*.json", "--workers", "1"],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=told,
            )

    def wait_for(self, *names: str, told: int) -> None:
        """Until these calls have their results and so many scored calls were told, one by one."""
        deadline = time.monotonic() + PATIENCE
        while sorted(self.names()) != sorted(names) or self.told().count(ONE_SCORED) < told:
            assert self.program.poll() is None, self.told()
            assert time.monotonic() < deadline, (self.names(), self.told())
            time.sleep(0.05)

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def names(self) -> list[str]:
        path = self.out / "results.jsonl"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return [
            Path(json.loads(line)["job"]["recording"]).name
            for line in text.splitlines(keepends=True)
            if line[-1] == "\n"
        ]

    def stop(self) -> str:
        self.program.send_signal(signal.SIGINT)
        assert self.program.wait(timeout=PATIENCE) == 130, self.told()
        return self.told()


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_files_are_scored_as_they_come_over_restarts(tmp_path: Path, scenario: str) -> None:
    (tmp_path / "in").mkdir()
    stored(tmp_path / "in", "您好海棠苑", "再见", name="a.json")
    watching = Watching(tmp_path, scenario)
    watching.wait_for("a.json", told=1)
    shutil.copy(stored(tmp_path, "喂", name="b.json"), tmp_path / "in")
    watching.wait_for("a.json", "b.json", told=2)
    told = watching.stop()
    assert "按 Ctrl-C 停止" in told
    assert told.count(ONE_SCORED) == 2
    assert (watching.out / "summary.xlsx").is_file()
    stored(tmp_path / "in", "再见", name="c.json")
    again = Watching(tmp_path, scenario)
    again.wait_for("a.json", "b.json", "c.json", told=1)
    assert again.stop().count(ONE_SCORED) == 1


def test_no_such_folder(capfd: Capture, tmp_path: Path, scenario: str) -> None:
    ran = trainer(capfd, "watch-folder", str(tmp_path / "x"), "--out", str(tmp_path / "out"), "-s", scenario)
    assert (ran.code, ran.out) == (1, "")
    assert "没有这个文件夹" in ran.err


def test_tables_are_written_when_there_is_time(capfd: Capture) -> None:
    counts, happened, clock = Counts(), list[str](), [0.0]
    looks = iter([["a"], [], [], ["b"], [], [], ["c"]])

    def score(recordings: list[str]) -> None:
        happened.append(f"score {recordings[0]}")
        if recordings != ["c"]:
            counts.scored += 1

    def tables() -> tuple[str, ...]:
        happened.append(f"tables {clock[0]:.0f}")
        return ("summary.xlsx：写不进去。",) if clock[0] else ()

    def sleep(_: float) -> None:
        clock[0] += TABLES / 3

    def look() -> list[str]:
        found = next(looks, None)
        if found is None:
            raise KeyboardInterrupt
        return found

    with pytest.raises(KeyboardInterrupt):
        run(
            look,
            score,
            tables,
            counts,
            now=lambda: datetime(2026, 11, 30, 10, 15, tzinfo=UTC),
            clock=lambda: clock[0],
            sleep=sleep,
        )
    assert happened == ["score a", "tables 20", "score b", "tables 80", "score c"]
    told = capfd.readouterr().err
    assert told.count("[10:15:00] 打分 1 通，失败 0 通，非通话 0 通。") == 2
    assert told.count("写不进去") == 2
