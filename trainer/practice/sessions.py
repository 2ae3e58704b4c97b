"""Practice sessions: one as a value, its JSON both ways, and all of them on disk.

Each session is a private file of its own, written whole after every reply, so that nothing said is lost.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

from trainer import atomic, folders, scorecard
from trainer import call as calls
from trainer.call import Call, Mode, Utterance
from trainer.errors import TrainerError, reason
from trainer.practice.claim import SESSIONS
from trainer.practice.conversation import Phase, State, Visit
from trainer.regular_file import read_json
from trainer.scorecard import Scorecard

FORMAT = 1
DAMAGE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, ZeroDivisionError)  # of a file
LONGEST = 4_096  # characters of a path


class StoreError(TrainerError):
    """The data folder cannot be written or read."""

    code = "store"


@dataclass(frozen=True, slots=True)
class Session:
    """One practice or exam, finished or not."""

    path: Path
    started: datetime
    scenario: str  # id
    scenario_path: str
    sha256: str
    title: str
    mode: Mode
    slots: Mapping[str, str]
    variant: str | None
    trainee: str | None
    source: str
    state: State
    card: Scorecard | None = None

    @property
    def finished(self) -> bool:
        """A scorecard was made."""
        return self.card is not None


@dataclass(frozen=True, slots=True)
class Sessions:
    """All sessions of a folder, oldest first, and the files that could not be read."""

    sessions: tuple[Session, ...]
    broken: tuple[Path, ...] = ()

    def unfinished(self, scenario: str | None = None) -> tuple[Session, ...]:
        """The ones that were left in the middle, the last one first."""
        return tuple(s for s in reversed(self.sessions) if not s.finished and scenario in (None, s.scenario))

    def finished(self, source: str | None = None) -> tuple[Session, ...]:
        """The ones with a scorecard, of one way of practising (keyboard, voice) or of all."""
        return tuple(s for s in self.sessions if s.finished and source in (None, s.source))


def new_path(folder: Path, scenario: str, started: datetime) -> Path:
    """A fresh file name that sorts by time."""
    return folder / SESSIONS / f"{started:%Y%m%d-%H%M%S}-{scenario}-{secrets.token_hex(3)}.json"


def save(session: Session) -> None:
    """Write the session whole or not at all; only the user may read it."""
    target = session.path
    content = json.dumps(to_json(session), ensure_ascii=False, allow_nan=False).encode()
    try:
        folders.make_private(target.parent)
        atomic.write(target, content, private=True)
    except OSError as error:
        raise StoreError(
            f"练习没能存到 {target.parent}：{reason(error)}。\n"
            "请检查磁盘空间和权限，或者在 trainer.toml 里换一个 data_folder；不想保存就加 --no-save。"
        ) from error


def read_all(folder: Path) -> Sessions:
    """Every session of the data folder; a damaged file is named, never an error."""
    sessions, broken = [], []
    for path in sorted((folder / SESSIONS).glob("*.json")):
        try:
            sessions.append(read(path))
        except DAMAGE:
            broken.append(path)
    return Sessions(tuple(sorted(sessions, key=lambda s: (s.started.timestamp(), s.path.name))), tuple(broken))


def read_again(session: Session) -> Session | None:
    """The session as its file holds it now; None where it is gone or damaged."""
    try:
        return read(session.path)
    except DAMAGE:
        return None


def read(path: Path) -> Session:
    """One session file. Raises OSError, ValueError, KeyError, TypeError or AttributeError where it is damaged."""
    return from_json(read_json(path, calls.MOST_BYTES), path)


def to_json(session: Session) -> dict[str, Any]:
    """The whole session as plain data."""
    return {
        "format": FORMAT,
        "started": session.started.isoformat(timespec="seconds"),
        "scenario": {
            "id": session.scenario,
            "path": session.scenario_path,
            "sha256": session.sha256,
            "title": session.title,
        },
        "mode": session.mode,
        "slots": dict(session.slots),
        "variant": session.variant,
        "trainee": session.trainee,
        "source": session.source,
        "state": _state_to_json(session.state),
        "result": None if session.card is None else scorecard.to_json(session.card),
    }


def from_json(data: Mapping[str, Any], path: Path) -> Session:
    """The Session that `to_json` wrote. Raises KeyError, TypeError, ValueError or AttributeError on anything else."""
    if data["format"] != FORMAT:
        raise ValueError(f"format: {data['format']!r}")
    if data["mode"] not in ("practice", "exam"):
        raise ValueError(f"mode: {data['mode']!r}")
    checked = _checked(data, "slots", "variant", "trainee")
    return Session(
        path=path,
        started=_instant(data["started"]),
        scenario=_text(data["scenario"]["id"]),
        scenario_path=_text(data["scenario"]["path"]),
        sha256=_text(data["scenario"]["sha256"]),
        title=_text(data["scenario"]["title"]),
        mode=data["mode"],
        slots=checked.slots,
        variant=checked.variant,
        trainee=checked.trainee,
        source=_text(data["source"]),
        state=_state_from_json(data["state"]),
        card=None if data["result"] is None else scorecard.from_json(data["result"]),
    )


def _text(value: Any) -> str:
    """A name, a title or a path. Raises ValueError for what is no text or longer than any system allows."""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError(f"text: {str(value)[:20]!r}")
    return value


def _instant(text: str) -> datetime:
    """When it was begun. Raises ValueError for a year that no clock here can show."""
    started = datetime.fromisoformat(text)
    try:
        started.astimezone().timestamp()
    except (OverflowError, OSError) as error:
        raise ValueError(f"started: {text}") from error
    return started


def _state_to_json(state: State) -> dict[str, Any]:
    return {
        "phase": state.phase,
        "hints": list(state.hints),
        "rings": state.rings,
        "answered": state.answered,
        "ended_by": state.ended_by,
        "note": None if state.note is None else dict(state.note),
        "echo": state.echo,
        "visits": [
            {
                "turn": visit.turn,
                "caller": _utterances_to_json(visit.caller),
                "attempts": [_utterances_to_json(attempt) for attempt in visit.attempts],
            }
            for visit in state.visits
        ],
    }


def _state_from_json(data: Mapping[str, Any]) -> State:
    if data["phase"] not in get_args(Phase):
        raise ValueError(f"phase: {data['phase']!r}")
    checked = _checked({"echo": False, **data}, "hints", "rings", "answered", "ended_by", "note", "echo")
    state = State(
        phase=data["phase"],
        visits=tuple(
            Visit(
                turn=str(visit["turn"]),
                caller=_utterances_from_json(visit["caller"]),
                attempts=tuple(_utterances_from_json(attempt) for attempt in visit["attempts"]),
            )
            for visit in data["visits"]
        ),
        hints=checked.hints,
        rings=checked.rings,
        answered=checked.answered,
        ended_by=checked.ended_by,
        note=checked.note,
        echo=checked.echo,
    )
    if state.phase in ("reply", "feedback", "closing") and not state.visits:
        raise ValueError("no turn was visited")
    return replace(state, phase="ready") if state.phase == "ringing" else state


def _utterances_to_json(utterances: tuple[Utterance, ...]) -> list[dict[str, Any]]:
    return list(calls.to_json(Call(utterances=utterances))["utterances"])


def _utterances_from_json(data: list[Any]) -> tuple[Utterance, ...]:
    return _checked({"utterances": data}, "utterances").utterances


def _checked(data: Mapping[str, Any], *keys: str) -> Call:
    """What a session shares with a call, as the call they belong to: its fields are checked in one place."""
    return calls.from_json({**calls.to_json(Call()), **{key: data[key] for key in keys}})
