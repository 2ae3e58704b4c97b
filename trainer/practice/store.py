"""Practice sessions on disk: one private JSON file each, written whole after every reply, so nothing said is lost."""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trainer import atomic
from trainer.errors import TrainerError, reason
from trainer.practice.session import Session, from_json, to_json


class StoreError(TrainerError):
    """The data folder cannot be written or read."""

    code = "store"


@dataclass(frozen=True, slots=True)
class Sessions:
    """All sessions of a folder, oldest first, and the files that could not be read."""

    sessions: tuple[Session, ...]
    broken: tuple[Path, ...] = ()

    def unfinished(self, scenario: str | None = None) -> Session | None:
        """The last one that was left in the middle."""
        left = [s for s in self.sessions if not s.finished and scenario in (None, s.scenario)]
        return left[-1] if left else None

    def finished(self, source: str | None = None) -> tuple[Session, ...]:
        """The ones with a scorecard, of one way of practising (keyboard, voice) or of all."""
        return tuple(s for s in self.sessions if s.finished and source in (None, s.source))


def new_path(folder: Path, scenario: str, started: datetime) -> Path:
    """A fresh file name that sorts by time."""
    return folder / "sessions" / f"{started:%Y%m%d-%H%M%S}-{scenario}-{secrets.token_hex(3)}.json"


def save(session: Session) -> None:
    """Write the session whole or not at all; only the user may read it."""
    target = session.path
    content = json.dumps(to_json(session), ensure_ascii=False, allow_nan=False).encode()
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(OSError):
            target.parent.chmod(0o700)
        atomic.write(target, content, private=True)
    except OSError as error:
        raise StoreError(
            f"练习没能存到 {target.parent}：{reason(error)}。\n"
            "请检查磁盘空间和权限，或者在 trainer.toml 里换一个 data_folder；不想保存就加 --no-save。"
        ) from error


def read_all(folder: Path) -> Sessions:
    """Every session of the data folder; a damaged file is named, never an error."""
    sessions, broken = [], []
    for path in sorted((folder / "sessions").glob("*.json")):
        try:
            sessions.append(read(path))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, ZeroDivisionError):
            broken.append(path)
    return Sessions(tuple(sorted(sessions, key=lambda s: (s.started.timestamp(), s.path.name))), tuple(broken))


def read(path: Path) -> Session:
    """One session file. Raises ValueError, KeyError, TypeError or AttributeError where it is damaged."""
    return from_json(json.loads(path.read_text(encoding="utf-8")), path)
