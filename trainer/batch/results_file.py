"""`results.jsonl`: one line for each recording, the truth about a batch. It grows at its end and survives any kill.

A line counts once its line end is there. Lines go to the system at once and to the disk in groups: what a power failure
takes is at most the last group, and is scored again. A later line of a recording stands in place of an earlier one.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer import atomic, lock
from trainer.batch.jobs import NO_CALL, Job, Line, stored
from trainer.errors import TrainerError, reason
from trainer.folders import make_private
from trainer.regular_file import open_regular
from trainer.visible import json_text

NAME = "results.jsonl"
LOCK = "results.lock"
MOST_UNSYNCED = 50  # lines
LONGEST_UNSYNCED = 1.0  # s


class ResultsError(TrainerError):
    """The file cannot be read or written, or belongs to somebody else."""

    code = "results"


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where the line of a recording is, and what it is the result of."""

    key: str
    code: str | None
    told: tuple[str | None, str | None]  # trainee and date of the job
    at: int  # byte
    size: int  # bytes, with the line end


class Results:
    """The lines of one batch. Opened by one process at a time: `open_results`."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        """`now`: s of a clock that only goes forward. Raises ResultsError."""
        self.path = path
        self._now = now
        self._entries: dict[str, _Entry] = {}  # by recording
        self._by_key: dict[str, str] = {}  # key → recording, of those with a scorecard
        self._lost = False  # there are lines that no longer count
        self._unsynced = 0
        self._since = 0.0
        self._end = self._read()
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            os.ftruncate(self._file, self._end)
            with suppress(OSError):  # a disk without modes
                path.chmod(0o600)  # also one that an older version made
        except OSError as error:
            raise ResultsError(f"{path}：写不进去（{reason(error)}）。请换一个能写的 --out 文件夹。") from error

    def has(self, job: Job) -> bool:
        """That work is done. What failed is tried again, but for a recording without a call."""
        entry = self._done(job)
        return entry is not None and entry.told == (job.shown_trainee, job.date)

    def take_over(self, job: Job) -> bool:
        """Whether the same work was done for another trainee or date, or a file of another name: then it is this one's.

        Where the other file has gone it was moved: its line no longer counts. A masked name tells of no file. A stored
        call has a trainee of its own, and costs nothing: for another trainee it is scored again.
        """
        other = job.shown if self._done(job) else self._by_key.get(job.key, "")
        entry = self._entries.get(other)
        if entry is None or entry.key != job.key or (stored(job.recording) and entry.told[0] != job.shown_trainee):
            return False
        data = self._load(entry)
        data["job"].update(recording=job.shown, trainee=job.shown_trainee, date=job.date)
        if "call" in data and not stored(job.recording):
            data["call"].update(source=job.shown, trainee=job.shown_trainee)
        self.append(job, Line(json_text(data, compact=True), entry.code))
        if other != job.shown and not job.options.mask and not Path(other).exists():
            del self._entries[other]
            self._lost = True
        return True

    def _done(self, job: Job) -> _Entry | None:
        """What was noted of that work on that recording; None: it is to be done."""
        entry = self._entries.get(job.shown)
        done = entry is not None and bool(job.key) and entry.key == job.key and entry.code in (None, NO_CALL)
        return entry if done else None

    def append(self, job: Job, line: Line) -> None:
        """Write the line of that job. Raises ResultsError; then the file is as it was before."""
        raw = line.text.encode("utf-8") + b"\n"
        try:
            self._write(raw)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._file, self._end)
            raise self._full(error) from error
        self._note(job.shown, _Entry(job.key, line.code, (job.shown_trainee, job.date), self._end, len(raw)))
        self._end += len(raw)
        if not self._unsynced:
            self._since = self._now()
        self._unsynced += 1
        self.sync_if_due()

    def sync_if_due(self) -> None:
        """Bring what was written to the disk where it has waited long enough; to be called about once a second."""
        if self._unsynced >= MOST_UNSYNCED or (self._unsynced and self._now() - self._since >= LONGEST_UNSYNCED):
            self.sync()

    def sync(self) -> None:
        """Bring what was written to the disk. Raises ResultsError."""
        if self._unsynced:
            try:
                os.fsync(self._file)
            except OSError as error:
                raise self._full(error) from error
            self._unsynced = 0

    def lines(self) -> Iterator[dict[str, Any]]:
        """The lines that count, in the order they were written."""
        for entry in sorted(self._entries.values(), key=lambda one: one.at):
            yield self._load(entry)

    def close(self) -> None:
        """Bring all to the disk, and leave out the lines that no longer count. Raises ResultsError."""
        try:
            self.sync()
            if self._lost:
                self._compact()
        finally:
            os.close(self._file)

    def _read(self) -> int:
        """Note what the file holds; the end of its last whole line."""
        at = 0
        try:
            with open_regular(self.path) as file:
                for raw in file:
                    if not raw.endswith(b"\n"):
                        break
                    found = _entry(raw, at)
                    if found is None and at == 0:
                        raise ResultsError(f"{self.path}：这不是批量打分留下的文件。请给 --out 换一个文件夹。")
                    if found is None:
                        self._lost = True
                    else:
                        self._note(*found)
                    at += len(raw)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise ResultsError(f"{self.path}：读不了（{reason(error)}）。请检查 --out 文件夹。") from error
        return at

    def _note(self, recording: str, entry: _Entry) -> None:
        self._lost = self._lost or recording in self._entries
        self._entries[recording] = entry
        if entry.code is None and entry.key:
            self._by_key[entry.key] = recording

    def _load(self, entry: _Entry) -> dict[str, Any]:
        os.lseek(self._file, entry.at, os.SEEK_SET)
        data: dict[str, Any] = json.loads(_read_exactly(self._file, entry.size))
        return data

    def _write(self, raw: bytes) -> None:
        os.lseek(self._file, self._end, os.SEEK_SET)
        rest = memoryview(raw)
        while rest:
            rest = rest[os.write(self._file, rest) :]

    def _compact(self) -> None:
        """The same file without the lines that no longer count; where there is no room for it, it stays as it is."""
        temporary = self.path.with_name(f".{secrets.token_hex(8)}{atomic.SUFFIX}")
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            with os.fdopen(os.open(temporary, flags, 0o600), "wb") as new:
                for entry in sorted(self._entries.values(), key=lambda one: one.at):
                    os.lseek(self._file, entry.at, os.SEEK_SET)
                    new.write(_read_exactly(self._file, entry.size))
                new.flush()
                os.fsync(new.fileno())
            os.close(self._file)
            self._file = os.open(os.devnull, os.O_RDONLY)  # Windows replaces no file that is open
            atomic.replace(temporary, self.path)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _full(self, error: OSError) -> ResultsError:
        return ResultsError(
            f"{self.path}：写不进去（{reason(error)}）。已经写好的 {len(self._entries)} 通都在；"
            "解决以后再运行同一条命令，会接着打分。"
        )


@contextmanager
def open_results(folder: Path, now: Callable[[], float]) -> Iterator[Results]:
    """The results in that folder; a folder that is not there is made for the user alone. Raises ResultsError."""
    try:
        if os.path.lexists(folder):
            folder.mkdir(exist_ok=True)  # an error where it is no folder
        else:
            make_private(folder)
    except (OSError, ValueError) as error:
        raise ResultsError(f"{folder}：建不了这个文件夹（{reason(error)}）。请给 --out 换一个地方。") from error
    try:
        with lock.held(folder / LOCK):
            results = Results(folder / NAME, now)
            try:
                yield results
            finally:
                results.close()
    except lock.BusyError as error:
        raise ResultsError(f"{folder}：另一个窗口正在往这里打分。请等它结束，或者换一个 --out 文件夹。") from error


def _entry(raw: bytes, at: int) -> tuple[str, _Entry] | None:
    """The recording and where its line is; None: the line is damaged or not ours."""
    try:
        data = json.loads(raw)
        job = data["job"]
        code = data["error"]["code"] if "error" in data else None
        told = job["trainee"], job["date"]
        return str(job["recording"]), _Entry(str(job["key"]), code, told, at, len(raw))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _read_exactly(file: int, size: int) -> bytes:
    pieces = []
    while size and (piece := os.read(file, size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
