"""Rendered lines on disk: FLAC files named by content, checked when read, the oldest thrown away."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trainer import atomic, folders
from trainer.audio.resample import Samples
from trainer.voice.interface import Sound

LIMIT = 200_000_000  # bytes
KEEP = 0.9  # of the limit, after something had to go
STALE = 3600.0  # s; a half-written file this old belongs to nobody
FULL = 32767


class SoundCache:
    """A folder of sounds. No fault of the disk is an error: the sound is then rendered again."""

    def __init__(self, folder: Path, limit: int = LIMIT, now: Callable[[], float] = time.time) -> None:
        """The folder is made when something is kept; `limit` in bytes."""
        self.folder, self._limit, self._now = folder, limit, now

    def get(self, key: str) -> Sound | None:
        """The sound kept under that key; None where there is none or it is damaged."""
        import soundfile

        path = self._path(key)
        try:
            with soundfile.SoundFile(path) as file:
                pcm = file.read(dtype="int16")
                rate, promised = file.samplerate, file.comment
        except (OSError, RuntimeError, ValueError, TypeError):  # soundfile's own errors are RuntimeErrors
            return None
        if _digest(pcm) != promised:
            return None
        with suppress(OSError):
            os.utime(path, (self._now(), self._now()))
        samples: Samples = pcm.astype(np.float32) / FULL
        return Sound(samples, rate)

    def put(self, key: str, sound: Sound) -> None:
        """Keep it; whole or not at all."""
        import soundfile

        pcm = np.round(np.clip(sound.samples, -1, 1) * FULL).astype(np.int16)
        encoded = io.BytesIO()
        with suppress(OSError, RuntimeError):  # disk full, no permission, a rate that FLAC cannot hold
            with soundfile.SoundFile(encoded, "w", sound.rate, 1, "PCM_16", format="FLAC") as file:
                file.comment = _digest(pcm)
                file.write(pcm)
            folders.make_private(self.folder)  # the lines hold names
            atomic.write(self._path(key), encoded.getvalue(), private=True)
            self._shrink()

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.flac"

    def _shrink(self) -> None:
        """Throw away the files used longest ago, and what was left half-written."""
        files: list[tuple[float, int, Path]] = []
        for path in self.folder.iterdir():
            with suppress(OSError):
                state = path.stat()
                if path.suffix == ".flac":
                    files.append((state.st_mtime, state.st_size, path))
                elif path.suffix == atomic.SUFFIX and self._now() - state.st_mtime > STALE:
                    path.unlink()
        total = sum(size for _, size, _ in files)
        if total <= self._limit:
            return
        for _, size, path in sorted(files):
            if total <= KEEP * self._limit:
                return
            with suppress(OSError):
                path.unlink()
                total -= size


def _digest(pcm: NDArray[np.int16]) -> str:
    return sha256(pcm.tobytes()).hexdigest()
