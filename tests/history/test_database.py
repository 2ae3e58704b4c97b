"""The file itself: private, migrated with a copy kept, its errors told in Chinese and nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from patience import PATIENCE

from trainer.history import database
from trainer.history.database import FILE, HistoryError, connected, journal, on_network
from trainer.history.migrations import MIGRATIONS
from trainer.history.opened import opened
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard

from .conftest import DATA, ROOT, made

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
ADDED = "ALTER TABLE trainees ADD COLUMN team TEXT;\nCREATE TABLE teams (name TEXT PRIMARY KEY) STRICT;\n"


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


@posix
def test_only_the_user_may_read_it_and_what_stands_beside_it(tmp_path: Path, mini: Scenario):
    folder = tmp_path / "data"
    before = os.umask(0)
    try:
        with opened(folder) as store:
            store.save(made(mini))
            assert {path.name for path in folder.iterdir()} == {FILE, f"{FILE}-wal", f"{FILE}-shm"}
            assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == [FILE]


@posix
def test_a_folder_that_the_user_made_keeps_its_mode(tmp_path: Path):
    tmp_path.chmod(0o755)
    with opened(tmp_path):
        pass
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


@pytest.mark.parametrize("name", ["空 格", "a?b#c", "100%"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str, mini: Scenario):
    if os.name == "nt" and "?" in name:
        pytest.skip("no file name of Windows")
    for _ in "ab":
        with opened(tmp_path / name) as store:
            store.save(made(mini))
    assert (tmp_path / name / FILE).is_file()


class TestMigrations:
    def test_an_earlier_schema_is_brought_up_with_a_copy_beside_it(self, tmp_path: Path):
        shutil.copy(DATA / "schema-1.db", tmp_path / FILE)
        with connected(tmp_path, (*MIGRATIONS[:1], ADDED)) as connection:
            assert connection.execute("SELECT name, team FROM trainees").fetchall() == [("小王", None), ("小李", None)]
            assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        backup = tmp_path / "history-1.bak"
        assert rows(backup, "PRAGMA user_version") == [(1,)]
        assert rows(backup, "SELECT count(*) FROM sessions") == rows(
            DATA / "schema-1.db", "SELECT count(*) FROM sessions"
        )
        if os.name == "posix":
            assert stat.S_IMODE(backup.stat().st_mode) == 0o600
        kept = backup.read_bytes()
        with connected(tmp_path, (*MIGRATIONS[:1], ADDED)):
            pass
        assert backup.read_bytes() == kept
        assert {path.name for path in tmp_path.iterdir()} == {FILE, backup.name}

    def test_the_first_schema_is_read_by_this_version(self, tmp_path: Path):
        shutil.copy(DATA / "schema-1.db", tmp_path / FILE)
        with opened(tmp_path) as store:
            done, exam = store.results()
            assert (done.trainee and done.trainee.staff_number, exam.mode, exam.marked) == ("1008", "exam", True)
            assert store.session(done.number).card is not None
            assert store.scenario(done.sha256) is not None
            assert len(list(store.rule_results())) > 10
            assert [one.text for one in store.settlements(exam.number)] == ["我说了"]
            assert [one.key for one in store.unfinished()] == ["left"]

    def test_a_migration_that_fails_changes_nothing(self, tmp_path: Path):
        shutil.copy(DATA / "schema-1.db", tmp_path / FILE)
        with (
            pytest.raises(HistoryError, match="成绩库读写出错"),
            connected(tmp_path, (*MIGRATIONS[:1], f"{ADDED}INSERT INTO nowhere VALUES (1);")),
        ):
            pass
        assert rows(tmp_path / FILE, "PRAGMA user_version") == [(1,)]
        assert rows(tmp_path / FILE, "SELECT name FROM sqlite_schema WHERE name = 'teams'") == []

    def test_a_copy_that_cannot_be_kept_leaves_the_schema_as_it_was(self, tmp_path: Path):
        shutil.copy(DATA / "schema-1.db", tmp_path / FILE)
        (tmp_path / "history-1.bak").mkdir()
        with pytest.raises(HistoryError, match="磁盘空间和权限"), connected(tmp_path, (*MIGRATIONS[:1], ADDED)):
            pass
        assert rows(tmp_path / FILE, "PRAGMA user_version") == [(1,)]
        assert sorted(path.name for path in tmp_path.iterdir()) == ["history-1.bak", FILE]

    def test_a_later_schema_is_refused_and_stays(self, tmp_path: Path):
        with connected(tmp_path, (*MIGRATIONS, ADDED)):
            pass
        with pytest.raises(HistoryError, match=r"是更新的版本写的.*请更新程序"), opened(tmp_path):
            pass
        assert rows(tmp_path / FILE, "PRAGMA user_version") == [(len(MIGRATIONS) + 1,)]


class TestDamage:
    @pytest.mark.parametrize("content", [b"x" * 5_000, b"SQLite format 3\0" + b"\xff" * 5_000])
    def test_what_is_no_store_is_told_and_stays(self, tmp_path: Path, content: bytes):
        (tmp_path / FILE).write_bytes(content)
        with pytest.raises(HistoryError, match=r"成绩库坏了.*从备份恢复"), opened(tmp_path):
            pass
        assert (tmp_path / FILE).read_bytes() == content

    def test_a_page_that_is_damaged_is_told(self, tmp_path: Path, mini: Scenario, card: Scorecard):
        with opened(tmp_path) as store:
            for number in range(40):
                store.save(made(mini, str(number), card=card), mini)
        content = bytearray((tmp_path / FILE).read_bytes())
        content[8192:] = b"\xff" * (len(content) - 8192)
        (tmp_path / FILE).write_bytes(content)
        with pytest.raises(HistoryError, match="成绩库坏了"), opened(tmp_path) as store:
            [*store.results(), *store.rule_results(), *map(store.session, range(1, 41))]

    def test_a_folder_in_its_place_is_told(self, tmp_path: Path):
        (tmp_path / FILE).mkdir()
        with pytest.raises(HistoryError, match="成绩库"), opened(tmp_path):
            pass

    def test_a_file_where_the_data_folder_should_be_is_told(self, tmp_path: Path):
        (tmp_path / "data").write_text("", encoding="utf-8")
        with pytest.raises(HistoryError, match=r"成绩库打不开.*data_folder"), opened(tmp_path / "data"):
            pass

    def test_an_error_of_what_is_done_with_it_is_not_the_store_s(self, tmp_path: Path):
        with pytest.raises(BrokenPipeError), opened(tmp_path):
            raise BrokenPipeError

    def test_another_window_that_writes_for_long_is_told(self, tmp_path: Path, mini: Scenario, monkeypatch):
        monkeypatch.setattr(database, "PATIENCE", 0.1)
        with opened(tmp_path) as store, opened(tmp_path) as other:
            other._connection.execute("BEGIN IMMEDIATE")
            with pytest.raises(HistoryError, match=r"成绩库正忙.*请关掉别的窗口"):
                store.save(made(mini))
            other._connection.execute("ROLLBACK")
            store.save(made(mini))

    def test_an_old_sqlite_is_told(self, tmp_path: Path, monkeypatch):
        monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
        with pytest.raises(HistoryError, match=r"3\.37 以上"), opened(tmp_path):
            pass


FULL = """
import resource, sys
from pathlib import Path
sys.path[:0] = [sys.argv[2], sys.argv[2] + "/tests"]
from history.conftest import MINI, made
from trainer.errors import TrainerError
from trainer.history.opened import opened
from trainer.scenario.load import load
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
mini = load(MINI)
saved = 0
with opened(Path(sys.argv[1])) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    try:
        for number in range(2000):
            store.save(made(mini, str(number), state={"said": [str(number)] * 3000}))
            saved += 1
    except TrainerError as error:
        print(saved, error.message)
"""


@posix
def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path):
    """A limit on the size of files stands for the disk: SQLite gets the same short write."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path), str(ROOT)],
        capture_output=True, encoding="utf-8", timeout=PATIENCE, check=True, cwd=ROOT,
    )  # fmt: skip
    saved, _, message = done.stdout.partition(" ")
    assert "磁盘" in message
    assert int(saved) > 0
    with opened(tmp_path) as store:
        kept = [store.session(number) for number in store.chosen()]
        assert [one.key for one in kept] == [str(number) for number in range(int(saved))]
        assert rows(tmp_path / FILE, "PRAGMA integrity_check") == [("ok",)]


READ_ONLY = """
import os, sys
from pathlib import Path
from trainer import scorecard
from trainer.errors import TrainerError
from trainer.history.opened import opened
if os.geteuid() == 0:  # what root may do, no mode forbids
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
with opened(Path(sys.argv[1])) as store:
    print(store.read_only, [one.key for one in store.results()], store.broken)
    try:
        store.trainee("小张")
    except TrainerError as error:
        print(error.message)
"""


@posix
@pytest.mark.parametrize("source", ["closed", "in use", "left by a kill"])
def test_a_folder_that_cannot_be_written_is_read_and_changes_are_told(mini: Scenario, card: Scorecard, source: str):
    with tempfile.TemporaryDirectory() as place, connected(Path(place) / "data") as other:  # pytest's own is locked
        folder = Path(place) / "data"
        with opened(folder) as store:
            store.save(made(mini, "done", card=card), mini)
        if source == "left by a kill":  # what was saved is in the log beside the file
            folder = Path(shutil.copytree(folder, Path(place) / "copy"))
        elif source == "closed":
            other.close()
        for one in (folder, *folder.iterdir()):
            one.chmod(0o555 if one.is_dir() else 0o444)
        Path(place).chmod(0o755)
        env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}  # another's files
        try:
            done = subprocess.run(
                [sys.executable, "-c", READ_ONLY, str(folder)], env=env,
                capture_output=True, encoding="utf-8", timeout=PATIENCE, cwd=ROOT, check=False,
            )  # fmt: skip
        finally:
            folder.chmod(0o755)
    assert done.stderr == ""
    assert "True ['done'] ()" in done.stdout
    assert "成绩没能存下" in done.stdout
    assert "data_folder" in done.stdout


READ_EARLIER = """
import sys
from pathlib import Path
from trainer.history import database
from trainer.history.database import connected
from trainer.history.migrations import MIGRATIONS
database._read_only = lambda connection: True
with connected(Path(sys.argv[1]), (*MIGRATIONS[:1], "ALTER TABLE trainees ADD COLUMN team TEXT;")) as connection:
    print(connection.execute("SELECT name, team FROM trainees").fetchall())
"""


def test_an_earlier_schema_that_cannot_be_written_is_read_as_it_is(tmp_path: Path):
    shutil.copy(DATA / "schema-1.db", tmp_path / FILE)
    done = subprocess.run(
        [sys.executable, "-c", READ_EARLIER, str(tmp_path)],
        capture_output=True, encoding="utf-8", timeout=PATIENCE, cwd=ROOT, check=True,
    )  # fmt: skip
    assert done.stdout == "[('小王', None), ('小李', None)]\n"
    assert (tmp_path / FILE).read_bytes() == (DATA / "schema-1.db").read_bytes()


class TestNetwork:
    MOUNTS = (
        "/dev/sda1 / ext4 rw 0 0\n"
        "server:/homes /home nfs4 rw 0 0\n"
        "/dev/sdb1 /home/wang/disk ext4 rw 0 0\n"
        "//server/共享 /mnt/my\\040share cifs rw 0 0\n"
        "broken\n"
    )

    @pytest.mark.parametrize(
        ("path", "remote"),
        [
            ("/home/wang/data", True),
            ("/home/wang/disk/data", False),
            ("/homeless", False),
            ("/mnt/my share/data", True),
            ("/var", False),
        ],
    )
    @posix
    def test_a_network_drive_is_known_by_its_mount(self, tmp_path: Path, path: str, remote: bool):
        (tmp_path / "mounts").write_text(self.MOUNTS, encoding="utf-8")
        assert on_network(Path(path), tmp_path / "mounts") is remote

    @posix
    def test_where_nothing_is_told_it_is_none(self, tmp_path: Path):
        assert on_network(tmp_path, tmp_path / "none") is False

    @pytest.mark.parametrize(("remote", "mode"), [(True, "DELETE"), (False, "WAL")])
    def test_there_the_journal_shares_no_memory(self, tmp_path: Path, monkeypatch, remote: bool, mode: str):
        monkeypatch.setattr(database, "on_network", lambda path: remote)
        assert journal(tmp_path) == mode
        with connected(tmp_path) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == (mode.lower(),)
            assert (tmp_path / f"{FILE}-shm").exists() is not remote
