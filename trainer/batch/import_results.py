"""A batch in the store of results: each scored recording of `results.jsonl` once, under the agent the line names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from trainer import scorecard
from trainer.history.database import NotThereError
from trainer.history.store import Store
from trainer.history.values import LONGEST_NAME, Session, Trainee
from trainer.output.local_time import day
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard
from trainer.visible import steering

_STAFF_NUMBER = re.compile(r"[A-Za-z_-]*[0-9][0-9A-Za-z_-]*")
AT_ONCE = 200  # sessions in one transaction
DAMAGE = (ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it."""

    new: int = 0
    known: int = 0  # imported before
    unscored: int = 0  # lines without a scorecard
    damaged: int = 0


def import_results(
    store: Store,
    lines: Iterable[Mapping[str, Any]],
    made: datetime,
    scenario_of: Callable[[str, str], Scenario | None],
    title_of: Callable[[str], str | None] = lambda name: None,
) -> Imported:
    """Copy the lines that are not in the store yet.

    `made`: when calls without a date were; `scenario_of`: by id and sha256, None where that version is not at hand;
    `title_of`: by id, of another version of it.
    """
    counts = {"new": 0, "known": 0, "unscored": 0, "damaged": 0}
    waiting: list[Session] = []

    def keep() -> None:
        known = store.known(session.key for session in waiting)
        new = {session.key: session for session in waiting if session.key not in known}.values()  # copies count once
        ready = (_ready(store, one, scenario_of(one.scenario, one.sha256), title_of) for one in new)
        store.save_all(list(ready))
        counts["new"] += len(new)
        counts["known"] += len(waiting) - len(new)
        waiting.clear()

    for line in lines:
        if "error" in line:
            counts["unscored"] += 1
            continue
        try:
            waiting.append(_session(line, made))
        except DAMAGE:
            counts["damaged"] += 1
        if len(waiting) == AT_ONCE:
            keep()
    keep()
    return Imported(**counts)


def recorded(card: Scorecard, scenario: Scenario, recording: Path, content: str, trainee: Trainee | None) -> Session:
    """The session of one scored recording, which scoring it again replaces. `content`: the recording's sha256."""
    return Session(
        key=f"recording-{hashlib.sha256(f'{content} {scenario.sha256}'.encode()).hexdigest()}",
        started=datetime.fromtimestamp(recording.stat().st_mtime).astimezone(),
        scenario=scenario.id,
        sha256=scenario.sha256,
        title=scenario.file.title,
        mode="recording",
        source="recording",
        scenario_path=str(Path(scenario.path).absolute()),
        variant=card.call.variant,
        trainee=trainee,
        slots=card.call.slots,
        recording=card.call.source if card.call.masked else str(recording.absolute()),
        card=card,
    )


def _ready(
    store: Store, session: Session, scenario: Scenario | None, title_of: Callable[[str], str | None]
) -> tuple[Session, Scenario | None]:
    """The session with the trainee its line names, and its title."""
    trainee = None if session.trainee is None else person(store, session.trainee.name)
    title = (title_of(session.scenario) or session.title) if scenario is None else scenario.file.title
    return replace(session, trainee=trainee, title=title), scenario


def person(store: Store, told: str) -> Trainee | None:
    """The trainee a list of calls names, by 工号 or name; a new one where nobody is known by it.

    None, 未署名, where several have that name, or it cannot be one.
    """
    try:
        return store.find_trainee(told)
    except NotThereError:
        if any(one.name == told for one in store.trainees()) or steering(told) or len(told) > LONGEST_NAME:
            return None
        return store.trainee(told, told if _STAFF_NUMBER.fullmatch(told) else None)


def _begun(told: str | None, otherwise: datetime) -> datetime:
    """The day that a list of calls or a file's name tells, a time behind it left out."""
    for text in ((told or ""), (told or "")[:10]):
        with suppress(ValueError):
            return day(text)
    return otherwise


def _session(line: Mapping[str, Any], made: datetime) -> Session:
    job = line["job"]
    card = scorecard.from_json({key: value for key, value in line.items() if key != "job"})
    return Session(
        key=f"recording-{job['key']}",
        started=_begun(job["date"], made),
        scenario=card.scenario_id,
        sha256=card.scenario_sha256,
        title=card.scenario_id,
        mode="recording",
        source="recording",
        trainee=Trainee(0, str(job["trainee"])) if job["trainee"] else None,
        variant=card.call.variant,
        slots=card.call.slots,
        recording=str(Path(job["recording"])),
        card=card,
    )
