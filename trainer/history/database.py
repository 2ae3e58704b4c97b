"""The file of the store: opened for this user alone, brought up to the newest schema, its errors told in Chinese."""

from __future__ import annotations

import os
import secrets
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from trainer import atomic, folders
from trainer.errors import TrainerError, reason
from trainer.history.migrations import MIGRATIONS

FILE = "history.db"
BACKUP = "history-{version}.bak"  # beside it: the store as it was before a migration
PATIENCE = 10.0  # s to wait while another window writes
OLDEST = (3, 37)  # SQLite that knows STRICT tables and RETURNING
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.davfs", "afs", "ncpfs"})


class NotThereError(TrainerError):
    """A number or a name that the store does not know."""

    code = "not_there"


class HistoryError(TrainerError):
    """The store cannot be read or written."""

    code = "store"


@contextmanager
def connected(folder: Path, migrations: Sequence[str] = MIGRATIONS) -> Iterator[sqlite3.Connection]:
    """The store of a data folder, made where there is none. Raises HistoryError.

    Where the folder cannot be written what is there is read, and every change is refused.
    """
    path = folder / FILE
    if sqlite3.sqlite_version_info < OLDEST:
        raise HistoryError(f"成绩库要用 SQLite 3.37 以上，这台电脑上是 {sqlite3.sqlite_version}。请换新一些的 Python。")
    with told(path):  # the opening alone: what its user does inside has errors of its own
        connection = _ready(path, migrations)
    with closing(connection):
        yield connection


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Errors of SQLite and of the system as a HistoryError: what happened, and what to do."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise HistoryError(_sentence(path, error)) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing; other windows wait."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[str], *, backup: bool = True) -> None:
    """Bring an earlier schema up to the newest, with a copy kept beside it. Raises HistoryError for a later one."""
    newest = len(migrations)
    if _version(connection) == newest:
        return
    with transaction(connection):
        version = _version(connection)  # another window may have been faster
        if version > newest:
            raise HistoryError(f"{path} 是更新的版本写的，这个版本读不了。请更新程序。")
        if backup and 0 < version < newest:
            keep_copy(path, path.with_name(BACKUP.format(version=version)))
        for number, script in enumerate(migrations[version:], version + 1):
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


def keep_copy(path: Path, target: Path) -> None:
    """Write the store as it is now to another file, whole or not at all, for this user alone."""
    temporary = target.with_name(f".{secrets.token_hex(8)}{atomic.SUFFIX}")
    try:
        os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(_connect(path, "ro")) as source, closing(_connect(temporary, "rw")) as copy:
            source.backup(copy)
        atomic.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def journal(path: Path) -> str:
    """How SQLite keeps a change from being half-written: WAL shares memory, which network drives cannot."""
    return "DELETE" if on_network(path) else "WAL"


def on_network(path: Path, mounts: Path = Path("/proc/mounts")) -> bool:
    """Whether a path is on a network drive, as far as the system tells."""
    path = Path(os.path.realpath(path))
    if sys.platform == "win32":
        import ctypes

        remote = 4
        anchor = path.anchor
        return anchor.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(anchor) == remote
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    best, kind = -1, ""
    for line in lines:
        _, point_text, kind_here, *_ = [*line.split(" "), "", "", ""]
        point = Path(point_text.replace("\\040", " "))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), kind_here
    return kind in NETWORK


def _ready(path: Path, migrations: Sequence[str]) -> sqlite3.Connection:
    connection = _open(path)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
        if not _read_only(connection):
            _use(connection, journal(path))
            migrate(connection, path, migrations)
            return connection
        if _version(connection) != len(migrations):
            connection = _in_memory(connection)  # an earlier schema that stays as it is on the disk
            migrate(connection, path, migrations, backup=False)
        connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _open(path: Path) -> sqlite3.Connection:
    try:
        folders.make_private(path.parent, narrow=False)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError:
        if not path.exists():
            raise
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return _connect(path, "rw")
    connection = _connect(path, "ro")
    try:
        _version(connection)
    except sqlite3.OperationalError:  # WAL wants a file beside it, which cannot be made
        connection.close()
        return _connect(path, "ro&immutable=1")
    return connection


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    """As a URI, which on Windows may be a share: `file:////server/…`, for SQLite knows no other hosts."""
    place = quote(path.absolute().as_posix())
    uri = f"file://{'' if place.startswith('/') else '/'}{place}?mode={mode}"
    return sqlite3.connect(uri, PATIENCE, isolation_level=None, uri=True)


def _in_memory(connection: sqlite3.Connection) -> sqlite3.Connection:
    with closing(connection):
        copy = sqlite3.connect(":memory:", isolation_level=None)
        connection.backup(copy)
    return copy


def _use(connection: sqlite3.Connection, wanted: str) -> None:
    """Set the journal's mode, which SQLite refuses at once while another window uses the file."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != wanted.lower():
                connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _read_only(connection: sqlite3.Connection) -> bool:
    """Asked by a change that is taken back: SQLite begins a transaction even where only reading is possible."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(f"PRAGMA user_version = {_version(connection)}")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY:
            return True
        raise
    finally:
        connection.execute("ROLLBACK")
    return False


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _sentence(path: Path, error: sqlite3.Error | OSError) -> str:
    if isinstance(error, OSError):
        return (
            f"成绩库打不开：{path}：{reason(error)}。请检查磁盘空间和权限，或者在 trainer.toml 里换一个 data_folder。"
        )
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"成绩库正忙，{PATIENCE:g} 秒也没有等到：{path}。请关掉别的窗口再试。"
    if code == sqlite3.SQLITE_FULL:
        return f"成绩没能存下：磁盘满了：{path}。请腾出一些空间；以前的成绩都在。"
    if code == sqlite3.SQLITE_READONLY:
        return f"成绩没能存下：{path} 不能写。请检查权限，或者在 trainer.toml 里换一个 data_folder。"
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return f"成绩库坏了：{path}。请把它改名留着，从备份恢复；再运行时会新建一个。"
    return f"成绩库读写出错：{path}：{error}。请检查磁盘空间和权限。"
