"""Which recordings are meant: files, folders with all below them, patterns that no shell has expanded."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from trainer.errors import TrainerError, reason

_SOUND = "wav flac ogg oga opus mp3 m4a mp4 aac wma amr webm 3gp aif aiff au caf gsm"
SOUND = frozenset(f".{end}" for end in _SOUND.split())
"""Ends of names that recorders give; without a pattern only these, and stored calls, are looked for in a folder."""
STORED = ".json"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found; a file that is meant twice is there twice."""

    recordings: tuple[str, ...]
    others: tuple[tuple[str, int], ...] = ()  # ends of names that are no recordings, and how many files have each


def find_recordings(given: Iterable[str], pattern: str | None = None) -> Found:
    """The recordings that are meant, in the order given, those of a folder by name.

    `pattern`: what the names of files in folders must be like, `*.wav`; capitals count as small letters. A file that is
    given by name is taken whatever it is called, and also where there is none. Raises
    TrainerError where a folder or a pattern gives nothing.
    """
    found: list[str] = []
    others: Counter[str] = Counter()
    for name in given:
        if os.path.isdir(name):  # noqa: PTH112 - a name with a NUL is no folder
            inside = _inside(Path(name), pattern, others)
            if not inside:
                raise TrainerError(
                    f"{name}：这个文件夹里没有{_wanted(pattern)}。请检查文件夹；别的文件名用 --pattern 写。"
                )
            found += inside
        elif glob.has_magic(name) and not os.path.lexists(name):
            matching = sorted(path for path in glob.glob(name, recursive=True) if not os.path.isdir(path))  # noqa: PTH112, PTH207
            if not matching:
                raise TrainerError(f"{name}：没有这样的文件。请检查文件夹和文件名。")
            found += matching
        else:
            found.append(name)
    return Found(tuple(found), tuple(others.most_common()))


def fits(name: str, pattern: str | None) -> bool:
    """Whether a file of that name, found in a folder, is meant."""
    if name.startswith((".", "~$")):
        return False
    if pattern is not None:
        return fnmatch(name.lower(), pattern.lower())
    return Path(name).suffix.lower() in SOUND | {STORED}


def _inside(folder: Path, pattern: str | None, others: Counter[str]) -> Sequence[str]:
    def refuse(error: OSError) -> None:
        raise TrainerError(f"{error.filename}：打不开这个文件夹（{reason(error)}）。请检查权限。") from error

    inside = []
    for here, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if fits(name, pattern):
                inside.append(str(Path(here, name)))
            elif not name.startswith((".", "~$")):
                others[Path(name).suffix.lower() or name] += 1
    return inside


def _wanted(pattern: str | None) -> str:
    return f"“{pattern}”这样的文件" if pattern else "录音（.wav、.mp3 ……）"
