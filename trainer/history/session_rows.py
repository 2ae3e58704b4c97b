"""How sessions stand in the tables of the store (migrations.py), both ways."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any, cast

from trainer import scorecard
from trainer.call import Mode
from trainer.history.values import Result, Session, Source, Trainee

MOST_BYTES = 8_000_000  # of one session's JSON
DAMAGE = (ValueError, KeyError, TypeError, AttributeError, RecursionError, ZeroDivisionError, zlib.error)  # of a body
RESULT = """
    SELECT number, key, started, trainee, trainees.name, trainees.staff_number, scenario, sha256, scenario_path, title,
        variant, mode, source, total, first_total, passed, marked, pace
    FROM sessions LEFT JOIN trainees ON trainees.id = sessions.trainee
"""


def row_of(session: Session) -> dict[str, Any]:
    """The columns of `sessions`."""
    card = session.card
    return {
        "key": session.key,
        "started": session.started.isoformat(timespec="seconds"),
        "instant": session.started.timestamp(),
        "trainee": None if session.trainee is None else session.trainee.id,
        "scenario": session.scenario,
        "scenario_path": session.scenario_path,
        "sha256": session.sha256,
        "title": session.title,
        "variant": session.variant,
        "mode": session.mode,
        "source": session.source,
        "recording": session.recording,
        "finished": card is not None,
        "total": _number(None if card is None else card.total),
        "first_total": _number(None if card is None else card.first_total),
        "passed": None if card is None else card.passed,
        "marked": False,  # see Store._mark
        "pace": card and card.pace.gross,
    }


def session_of(row: tuple[Any, ...]) -> Session:
    """A session with its body, in the order of columns that the store asks for. Raises one of DAMAGE."""
    body = json.loads(inflate(row[14]))
    return Session(
        key=row[0],
        started=datetime.fromisoformat(row[1]),
        scenario=row[2],
        sha256=row[3],
        title=row[4],
        mode=cast(Mode, row[5]),
        source=cast(Source, row[6]),
        number=row[7],
        scenario_path=row[8],
        variant=row[9],
        trainee=None if row[10] is None else Trainee(row[10], row[11], row[12]),
        recording=row[13],
        slots=body["slots"],
        state=body["state"],
        card=None if body["result"] is None else scorecard.from_json(body["result"]),
    )


def result_of(row: tuple[Any, ...]) -> Result:
    """A row of RESULT."""
    return Result(
        number=row[0],
        key=row[1],
        started=datetime.fromisoformat(row[2]),
        trainee=None if row[3] is None else Trainee(row[3], row[4], row[5]),
        scenario=row[6],
        sha256=row[7],
        scenario_path=row[8],
        title=row[9],
        variant=row[10],
        mode=row[11],
        source=row[12],
        total=row[13],
        first_total=row[14],
        passed=None if row[15] is None else bool(row[15]),
        marked=bool(row[16]),
        pace=row[17],
    )


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def packed(session: Session) -> bytes:
    """The body: slots, state and scorecard."""
    result = None if session.card is None else scorecard.to_json(session.card)
    body: Mapping[str, Any] = {"slots": dict(session.slots), "state": dict(session.state), "result": result}
    return zlib.compress(json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(), 9)


def inflate(packed: bytes) -> str:
    """The text; cut, and so damaged, where it is longer than anything that was kept. Raises zlib.error, ValueError."""
    return zlib.decompressobj().decompress(packed, MOST_BYTES).decode()
