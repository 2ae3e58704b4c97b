from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from patience import PATIENCE

from trainer import lock
from trainer.lock import BusyError, held

ROOT = Path(__file__).resolve().parents[1]
HOLDER = """
import sys
from pathlib import Path
from trainer.lock import held
with held(Path(sys.argv[1])) as mine:
    print(mine.real, mine.taken_over, flush=True)
    sys.stdin.readline()
"""
COUNTER = """
import sys, time
from pathlib import Path
from trainer.lock import held
count = Path(sys.argv[1])
for _ in range(100):
    with held(count.with_suffix(".lock"), patience=5000, sleep=lambda _: time.sleep(0.001)) as mine:
        assert mine.real and not mine.taken_over
        count.write_text(str(int(count.read_text()) + 1))
"""


class Holder:
    """Another program that holds the lock."""

    def __init__(self, path: Path) -> None:
        environment = {"PYTHONPATH": str(ROOT), "SYSTEMROOT": os.environ.get("SYSTEMROOT", "")}
        self.program = subprocess.Popen(
            [sys.executable, "-c", HOLDER, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        assert self.program.stdout is not None
        self.got = self.program.stdout.readline().split()

    def end(self) -> None:
        self.program.communicate(b"\n")

    def kill(self) -> None:
        self.program.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        self.program.communicate()


def test_one_program_at_a_time_and_no_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    other = Holder(path)
    assert other.got == [b"True", b"False"]
    assert lock.busy(path)
    with pytest.raises(BusyError), held(path):
        pass
    other.end()
    assert list(tmp_path.iterdir()) == []
    assert not lock.busy(path)
    with held(path) as mine:
        assert (mine.real, mine.taken_over) == (True, False)


def test_what_a_killed_program_held_is_taken_over_and_told_once(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    Holder(path).kill()
    assert path.exists()
    assert not lock.busy(path)
    with held(path) as mine:
        assert (mine.real, mine.taken_over) == (True, True)
        assert lock.busy(path)
    with held(path) as mine:
        assert (mine.real, mine.taken_over) == (True, False)


def test_an_error_inside_lets_go(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), held(tmp_path / "a.lock"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_patience_waits_for_the_other(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    other = Holder(path)
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            other.end()

    with held(path, patience=60, sleep=sleep) as mine:
        assert mine.real
    assert waited == [lock.POLL] * 3


def test_patience_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    other = Holder(path)
    waited: list[float] = []
    with pytest.raises(BusyError), held(path, patience=0.2, sleep=waited.append):
        pass
    assert sum(waited) == pytest.approx(0.2)
    other.end()


@pytest.mark.parametrize("what", ["no folder", "a folder", "a link"])
def test_where_no_lock_can_be_made_the_work_goes_on_and_nothing_is_touched(tmp_path: Path, what: str) -> None:
    path = tmp_path / "a.lock"
    if what == "no folder":
        path = tmp_path / "none" / "a.lock"
    elif what == "a folder":
        path.mkdir()
    else:
        (tmp_path / "other").write_bytes(b"text")
        path.symlink_to("other")
    with held(path) as mine:
        assert (mine.real, mine.taken_over) == (False, False)
    if what == "a link":
        assert (tmp_path / "other").read_bytes() == b"text"


@pytest.mark.skipif(os.name == "nt", reason="flock")
def test_a_disk_that_knows_no_locks_keeps_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def unknown(_handle: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unknown)
    with held(tmp_path / "a.lock") as mine, held(tmp_path / "a.lock") as other:
        assert (mine.real, other.real) == (False, False)
    assert not lock.busy(tmp_path / "a.lock")


def test_many_programs_that_count_lose_nothing(tmp_path: Path) -> None:
    count = tmp_path / "count"
    count.write_text("0", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    programs = [subprocess.Popen([sys.executable, "-c", COUNTER, count], env=environment) for _ in range(4)]
    assert [program.wait(PATIENCE) for program in programs] == [0] * 4
    assert count.read_text(encoding="utf-8") == "400"
    assert [path.name for path in tmp_path.iterdir()] == ["count"]
