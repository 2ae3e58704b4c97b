"""Forgetting sessions for good: what was said, how it sounded, how it was judged, and every copy of it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from trainer import lock
from trainer.errors import reason
from trainer.history.database import BACKUP, HistoryError
from trainer.history.import_sessions import FOLDER
from trainer.history.store import Store
from trainer.practice import kept_audio
from trainer.practice.claim import claimed


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is gone."""

    sessions: int
    replies: int  # recordings of single replies
    busy: tuple[str, ...] = ()  # keys of sessions that another window has open: they stay


def forget(store: Store, data_folder: Path, numbers: Iterable[int]) -> Forgotten:
    """Delete the sessions of these numbers with their recordings, their old files and every backup of the store.

    Raises HistoryError where the disk refuses; what could not be deleted can be asked for again.
    """
    gone, replies, busy = [], 0, []
    with ExitStack() as claims:
        for number in numbers:
            key = store.session(number).key
            try:
                claims.enter_context(claimed(data_folder, key))
            except lock.BusyError:
                busy.append(key)
                continue
            replies += _sound(data_folder, key)
            _remove(data_folder / FOLDER / f"{key}.json")
            gone.append(number)
        store.forget(gone)
    store.compact()
    for backup in data_folder.glob(BACKUP.format(version="*")):
        _remove(backup)
    return Forgotten(len(gone), replies, tuple(busy))


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
