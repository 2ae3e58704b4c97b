"""The file of the store: opened for this user alone, brought up to the newest schema, its errors told in Chinese."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from trainer import atomic, folders
from trainer.errors import TrainerError, reason
from trainer.history.schema import MIGRATIONS

FILE = "history.db"
BACKUP = "history-{version}.bak"  # beside it: the store as it was before a migration
PATIENCE = 10.0  # s to wait while another window writes
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.davfs", "afs", "ncpfs"})


class HistoryError(TrainerError):
    """The store cannot be read or written."""

    code = "store"


@contextmanager
def connected(folder: Path, migrations: Sequence[str] = MIGRATIONS) -> Iterator[sqlite3.Connection]:
    """The store of a data folder, made where there is none. Raises HistoryError.

    Where the folder cannot be written what is there is read, and every change is refused.
    """
    path = folder / FILE
    with told(path):
        connection = _open(path)
    with closing(connection):
        with told(path):  # what goes wrong while it is used, a closed pipe for example, is told where it happens
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
            if _read_only(connection):
                connection.execute("PRAGMA query_only = ON")
            else:
                connection.execute(f"PRAGMA journal_mode = {journal(path)}")
                migrate(connection, path, migrations)
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


def migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[str]) -> None:
    """Bring an earlier schema up to the newest, with a copy kept beside it. Raises HistoryError for a later one."""
    newest = len(migrations)
    if _version(connection) == newest:
        return
    if 0 < _version(connection) < newest:
        keep_copy(connection, path.with_name(BACKUP.format(version=_version(connection))))
    with transaction(connection):
        version = _version(connection)  # another window may have been faster
        if version > newest:
            raise HistoryError(f"{path} 是更新的版本写的，这个版本读不了。请更新程序。")
        for number, script in enumerate(migrations[version:], version + 1):
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


def keep_copy(connection: sqlite3.Connection, path: Path) -> None:
    """Write the store as it is now to another file, whole or not at all."""
    atomic.write(path, connection.serialize(), private=True)


def journal(path: Path) -> str:
    """How SQLite keeps a change from being half-written: WAL shares memory, which network drives cannot."""
    return "DELETE" if on_network(path) else "WAL"


def on_network(path: Path, mounts: Path = Path("/proc/mounts")) -> bool:
    """Whether a path is on a network drive, as far as the system tells."""
    path = Path(os.path.abspath(path))  # noqa: PTH100 - a share that is away cannot be resolved
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
        fields = line.split(" ")
        point = Path(fields[1].replace("\\040", " "))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind in NETWORK


def _open(path: Path) -> sqlite3.Connection:
    try:
        folders.make_private(path.parent)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError:
        if not path.exists():
            raise
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    mode = "rwc" if writable else "ro&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", PATIENCE, isolation_level=None, uri=True)


def _read_only(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY:
            return True
        raise
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
