"""What `trainer evaluate` found out about a model on this computer, kept in the model's folder.

It counts as long as the model's files are those it was measured with. It is no part of the model: `models verify`
leaves it out, and a copy of the folder on another computer was not measured there.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from trainer import atomic
from trainer.recognition.checksum import sha256
from trainer.recognition.installed import EVALUATION, Installed, needed_files
from trainer.regular_file import read_json

LARGEST = 100_000  # bytes of the file
ENOUGH = 10  # recordings; fewer say nothing about which model is better


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval, each 0…1 (an error rate may be more)."""

    value: float
    low: float | None = None  # None: too little to say how sure it is
    high: float | None = None
    hits: int | None = None  # of `of`, where it is one number of another
    of: int | None = None


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file of the model as it was measured."""

    size: int  # bytes
    modified: int  # ns since 1970
    sha256: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A model measured on a folder of recordings."""

    model: str
    engine: str
    engine_version: str
    date: str  # 2026-11-30
    recordings: int
    seconds: float  # of sound
    characters: int  # said, in comparable spelling
    cer: Share  # interval: bootstrap over recordings
    rtf: float  # s of work for 1 s of sound
    cpu: str
    trainer_version: str
    scenario: str | None = None  # whose wordings were looked for
    recall: Share | None = None  # of its wordings that were said; interval: Wilson
    precision: Share | None = None  # of those that were found
    files: dict[str, ModelFile] | None = None

    @property
    def enough(self) -> bool:
        """Measured on as many recordings as it takes to prefer a model for it."""
        return self.recordings >= ENOUGH


def files_of(installed: Installed) -> dict[str, ModelFile]:
    """The model's files as they are. Raises OSError."""
    found = {}
    for name in needed_files(installed.engine, installed.folder):
        path = installed.folder / name
        state = path.stat()
        found[name] = ModelFile(state.st_size, state.st_mtime_ns, sha256(path))
    return found


def write_evaluation(installed: Installed, evaluation: Evaluation) -> Path:
    """Keep it beside the model; the file. Raises OSError, where nobody may write there."""
    path = installed.folder / EVALUATION
    atomic.write(path, (json.dumps(to_json(evaluation), ensure_ascii=False, indent=1) + "\n").encode())
    return path


def read_evaluation(installed: Installed) -> Evaluation | None:
    """What was found here about the model as it is; None where nothing was, or its files are others now."""
    try:
        found = _shape().validate_python(read_json(installed.folder / EVALUATION, LARGEST))
        same = _unchanged(installed, found)
    except (OSError, ValueError, ValidationError):
        return None
    return found if same else None


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """As it is kept, and as `trainer evaluate --format json` prints it (docs/JSON.md)."""
    return asdict(evaluation)


def _unchanged(installed: Installed, evaluation: Evaluation) -> bool:
    """The files have the size and the time of then: cheap, for `auto` asks at every start."""
    noted = evaluation.files or {}
    if set(noted) != set(needed_files(installed.engine, installed.folder)):
        return False
    states = {name: (installed.folder / name).stat() for name in noted}
    return all((s.st_size, s.st_mtime_ns) == (noted[n].size, noted[n].modified) for n, s in states.items())


@cache
def _shape() -> TypeAdapter[Evaluation]:
    """Checks every field: the file may have been edited by hand."""
    return TypeAdapter(Evaluation)
