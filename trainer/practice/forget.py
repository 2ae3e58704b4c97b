"""Forgetting sessions for good: what was said, how it sounded, how it was judged, and every copy of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from trainer import atomic, lock
from trainer.errors import reason
from trainer.history.database import BACKUP, HistoryError
from trainer.history.import_sessions import FOLDER
from trainer.history.store import Store
from trainer.history.values import Trainee
from trainer.practice import kept_audio
from trainer.practice.claim import claimed


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is gone."""

    sessions: int
    replies: int  # recordings of single replies
    busy: tuple[str, ...] = ()  # keys of sessions that another window has open: they stay


def forget(store: Store, data_folder: Path, numbers: Iterable[int], trainee: Trainee | None = None) -> Forgotten:
    """Delete these sessions with their recordings and old files, `trainee` where nothing of his stays, every backup.

    Raises HistoryError where the disk refuses or another window reads; then it can be asked for again.
    """
    gone, replies, busy = 0, 0, []
    for heading in store.headings(numbers):
        try:
            with claimed(data_folder, heading.key):
                replies += _sound(data_folder, heading.key)
                _remove(data_folder / FOLDER / f"{heading.key}.json")
                store.forget((heading.number,))
                gone += 1
        except lock.BusyError:
            busy.append(heading.key)
    if trainee is not None and not busy:
        store.forget_trainee(trainee)
    for pattern in (BACKUP.format(version="*"), f".*{atomic.SUFFIX}"):  # and what a kill left of making one
        for copy in data_folder.glob(pattern):
            _remove(copy)
    store.compact()
    return Forgotten(gone, replies, tuple(busy))


def _sound(data_folder: Path, key: str) -> int:
    folder = kept_audio.of_session(data_folder, key)
    files = list(folder.glob("*.flac"))
    for path in folder.glob("*"):
        _remove(path)
    try:
        folder.rmdir()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise HistoryError(f"删不掉 {folder}：{reason(error)}。请检查权限，再运行一次。") from error
    return len(files)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise HistoryError(f"删不掉 {path}：{reason(error)}。请检查权限，再运行一次。") from error
