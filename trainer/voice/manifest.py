"""`lines.json` beside a scenario's recordings: file name → what the recording says, as a hash of its text.

A recording is played only where its hash is that of the text to be said: not after the line was edited, nor where a
slot holds something else than when it was recorded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from trainer import atomic, regular_file
from trainer.errors import reason
from trainer.text.normalise import PRONOUNS, canonical_char

FILE = "lines.json"
SUFFIXES = (".opus", ".ogg", ".flac", ".wav")  # in the order they are looked for
LARGEST = 1_000_000  # bytes; a longer manifest is none


class ManifestError(Exception):
    """The manifest cannot be read; the message says why."""


def digest(text: str) -> str:
    """The hash of what is said; punctuation, spaces and the way digits are written do not count, 你 for 您 does."""
    said = "".join([char if char in PRONOUNS else canonical_char(char) for char in text])
    return sha256(said.encode("utf-8")).hexdigest()


def read(folder: Path) -> dict[str, str]:
    """File name → hash; nothing where there is no manifest. Raises ManifestError."""
    path = folder / FILE
    try:
        data = regular_file.read_json(path, LARGEST)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise ManifestError(reason(error)) from error
    except ValueError as error:
        raise ManifestError("不是 JSON") from error
    if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
        raise ManifestError("内容不是“文件名: 校验值”")
    return data


def write(folder: Path, entries: Mapping[str, str]) -> None:
    """Write it whole or not at all, sorted by name. Raises OSError."""
    text = json.dumps(dict(sorted(entries.items())), ensure_ascii=False, indent=1)
    atomic.write(folder / FILE, f"{text}\n".encode())


def files(folder: Path, name: str) -> tuple[Path, ...]:
    """The recordings of one line that are there, listed in the manifest or not."""
    return tuple(path for suffix in SUFFIXES if (path := folder / f"{name}{suffix}").is_file())
