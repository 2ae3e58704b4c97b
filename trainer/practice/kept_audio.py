"""The trainee's replies as FLAC files: kept on this computer only, deleted after some days or on demand."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from trainer import atomic, folders, lock
from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.call import Clip
from trainer.errors import TrainerError, reason
from trainer.practice.claim import claimed
from trainer.regular_file import open_regular

FOLDER = "recordings"
MARGIN = 0.5  # s kept before and after the speech


class RecordingError(TrainerError):
    """A reply's sound could not be saved or read."""

    code = "recording"


@dataclass(frozen=True, slots=True)
class Kept:
    """The recordings of one session."""

    folder: Path
    files: int
    size: int  # bytes
    latest: datetime


class Recordings:
    """The folder of one session's replies."""

    def __init__(self, folder: Path) -> None:
        """Made with the first reply."""
        self.folder = folder
        self._count = max((int(path.stem) for path in folder.glob("*.flac") if path.stem.isdecimal()), default=0)

    def save(self, samples: Samples, start: float) -> Clip:
        """Write one reply whole or not at all, for this user only; `start`: s of the call at the first sample.

        Raises RecordingError where it cannot be written.
        """
        import soundfile

        self._count += 1
        target = self.folder / f"{self._count:03}.flac"
        try:
            folders.make_private(self.folder.parent)
            folders.make_private(self.folder)
            encoded = io.BytesIO()
            soundfile.write(encoded, samples, SPEECH_RATE, format="FLAC", subtype="PCM_16")
            atomic.write(target, encoded.getvalue(), private=True)
        except (OSError, soundfile.SoundFileError, RuntimeError) as error:
            why = reason(error) if isinstance(error, OSError) else "磁盘可能满了"
            raise RecordingError(
                f"录音没能存到 {self.folder}：{why}。这通电话照常进行，只是这句不能回放；请腾出一些磁盘空间。"
            ) from error
        return Clip(target.name, round(start, 3))

    def read(self, clip: Clip, start: float, end: float) -> Samples:
        """The sound between two instants of the call. Raises RecordingError where the file is gone or damaged."""
        import soundfile

        path = self.folder / Path(clip.file).name
        try:
            with open_regular(path) as file:
                samples, rate = soundfile.read(file, dtype="float32", always_2d=True)
        except (OSError, soundfile.SoundFileError, RuntimeError) as error:
            raise RecordingError("这段录音已经删掉了，或者文件坏了，放不出来。") from error
        low = max(0, round((start - clip.start) * rate))
        high = max(low, round((end - clip.start) * rate))
        found: Samples = samples[low:high, 0]
        return found


def of_session(data_folder: Path, key: str) -> Path:
    """Where the recordings of the session of that key belong."""
    return data_folder / FOLDER / key


def kept(data_folder: Path) -> Iterator[Kept]:
    """What is there, oldest session first."""
    for folder in sorted(path for path in (data_folder / FOLDER).glob("*") if path.is_dir()):
        files = [path.stat() for path in folder.iterdir() if path.is_file()]  # also what a kill left half-written
        if files:
            latest = datetime.fromtimestamp(max(one.st_mtime for one in files)).astimezone()
            yield Kept(folder, len(list(folder.glob("*.flac"))), sum(one.st_size for one in files), latest)


def delete(folder: Path) -> None:
    """Remove one session's recordings. Raises RecordingError where another window has it open or the disk refuses."""
    try:
        with claimed(folder.parents[1], folder.name):
            shutil.rmtree(folder)
    except lock.BusyError as error:
        raise RecordingError(f"{folder.name} 正在另一个窗口里练，它的录音没有删。请在那边练完再删。") from error
    except OSError as error:
        raise RecordingError(f"删不掉 {folder}：{reason(error)}。请检查权限。") from error


def delete_old(data_folder: Path, days: int, now: datetime) -> int:
    """Delete recordings older than `days` days, where it can be done; the number of sessions they belonged to."""
    deleted = 0
    for one in [one for one in kept(data_folder) if one.latest < now - timedelta(days=days)]:
        with suppress(RecordingError):
            delete(one.folder)
            deleted += 1
    return deleted
