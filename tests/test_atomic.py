from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from trainer import atomic

ROOT = Path(__file__).resolve().parents[1]
UNMEASURED = {
    "PYTHONPATH": str(ROOT),
    "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
}  # a kill would spoil coverage's file
KILLED = """
import sys
from pathlib import Path
from trainer import atomic
number = 0
while True:
    number += 1
    atomic.write(Path(sys.argv[1]), str(number % 10).encode() * 1_000_000)
    print(number, flush=True)
"""


def test_the_file_holds_what_was_written_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    atomic.write(tmp_path / "a.json", "您好".encode())
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "您好"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_private_files_are_the_users_own_and_a_mode_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a"
    atomic.write(path, b"1", private=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    atomic.write(path, b"2")
    assert (stat.S_IMODE(path.stat().st_mode), path.read_bytes()) == (0o640, b"2")
    atomic.write(path, b"3", private=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(OSError, match="there"):
        atomic.write(tmp_path / "there", b"1")  # a folder stands in its place
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_a_kill_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", KILLED, path], stdout=subprocess.PIPE, env=UNMEASURED) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(0.01)
            writer.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        content = path.read_bytes()
        assert len(content) == 1_000_000
        assert len(set(content)) == 1


class Scanner:
    """os.replace on Windows while a virus scanner has the file open for so many tries."""

    def __init__(self, tries: int, winerror: int = 32) -> None:
        self.tries, self.winerror, self.slept = tries, winerror, list[float]()

    def __call__(self, source: Path, target: Path) -> None:
        self.tries -= 1
        if self.tries < 0:
            return
        error = PermissionError(13, "in use")
        error.winerror = self.winerror  # type: ignore[attr-defined]
        raise error


@pytest.mark.parametrize("winerror", [5, 32])
def test_a_file_that_a_virus_scanner_reads_is_put_in_place_a_little_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, winerror: int
) -> None:
    scanner = Scanner(3, winerror)
    monkeypatch.setattr(os, "replace", scanner)
    atomic.replace(tmp_path / "a", tmp_path / "b", scanner.slept.append)
    assert scanner.slept == [0.05, 0.1, 0.2]


@pytest.mark.parametrize(("tries", "winerror", "slept"), [(99, 5, list(atomic.WAITS)), (1, 19, [])])
def test_a_file_that_stays_in_use_or_may_not_be_written_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tries: int, winerror: int, slept: list[float]
) -> None:
    scanner = Scanner(tries, winerror)
    monkeypatch.setattr(os, "replace", scanner)
    with pytest.raises(PermissionError):
        atomic.replace(tmp_path / "a", tmp_path / "b", scanner.slept.append)
    assert scanner.slept == slept
