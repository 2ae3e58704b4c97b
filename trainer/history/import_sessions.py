"""Sessions that an earlier version kept, each as a JSON file: copied into the store. The files stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer import call, scorecard
from trainer.call import Call
from trainer.errors import TrainerError
from trainer.history.values import Session, Source, Trainee
from trainer.regular_file import read_json

if TYPE_CHECKING:
    from trainer.history.store import Store
    from trainer.scenario.resolved import Scenario
    from trainer.scorecard import Scorecard

FOLDER = "sessions"  # in the data folder
FORMAT = 1
LONGEST = 4_096  # characters of a path
DAMAGE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, ArithmeticError)  # of a file


def import_sessions(store: Store, folder: Path) -> tuple[Path, ...]:
    """Copy the sessions that are not in the store yet; those that are damaged."""
    files = {path.stem: path for path in sorted((folder / FOLDER).glob("*.json"))}
    known = store.known(files)
    broken = []
    for path in (path for key, path in files.items() if key not in known):
        try:
            session = read_session(path)
            if session.trainee is not None:
                session = replace(session, trainee=store.trainee(session.trainee.name))
            store.save(session, _scenario(session.scenario_path, session.sha256) if session.finished else None)
        except DAMAGE:
            broken.append(path)
    return tuple(broken)


def read_session(path: Path) -> Session:
    """One session file. Raises one of DAMAGE where it is none; the trainee in it has no id yet."""
    data = read_json(path, call.MOST_BYTES)
    if data["format"] != FORMAT:
        raise ValueError(f"format: {data['format']!r}")
    if data["mode"] not in ("practice", "exam"):
        raise ValueError(f"mode: {data['mode']!r}")
    checked = call.from_json({**call.to_json(Call()), **{key: data[key] for key in ("slots", "variant", "trainee")}})
    source: Source = "voice" if data["source"] == "voice" else "keyboard"
    return Session(
        key=path.stem,
        started=_instant(data["started"]),
        scenario=_text(data["scenario"]["id"]),
        scenario_path=_text(data["scenario"]["path"]),
        sha256=_text(data["scenario"]["sha256"]),
        title=_text(data["scenario"]["title"]),
        mode=data["mode"],
        source=source,
        variant=checked.variant,
        trainee=None if not checked.trainee else Trainee(0, checked.trainee),
        slots=checked.slots,
        state=_mapping(data["state"]),
        card=None if data["result"] is None else _card(data["result"]),
    )


@cache
def _scenario(path: str, sha256: str) -> Scenario | None:
    """The scenario it was scored by, where its file is still the same."""
    from trainer.scenario.load import load

    with suppress(TrainerError):
        scenario = load(Path(path))
        if scenario.sha256 == sha256:
            return scenario
    return None


def _card(data: Any) -> Scorecard:
    card = scorecard.from_json(data)
    if len({verdict.id for verdict in card.verdicts}) < len(card.verdicts):
        raise ValueError("two verdicts of one rule")
    return card


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"state: {str(value)[:20]!r}")
    return value


def _text(value: Any) -> str:
    """A name, a title or a path. Raises ValueError for what is no text or longer than any system allows."""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError(f"text: {str(value)[:20]!r}")
    return value


def _instant(text: str) -> datetime:
    """When it was begun. Raises ValueError for a year that no clock here can show."""
    started = datetime.fromisoformat(text)
    try:
        started = started.astimezone() if started.tzinfo is None else started
        started.astimezone().timestamp()
    except (OverflowError, OSError) as error:
        raise ValueError(f"started: {text}") from error
    return started
