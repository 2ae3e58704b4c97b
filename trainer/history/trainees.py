"""Trainees in the tables of the store: found by 工号 or name, made where they are new, forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from trainer.history.database import NotThereError
from trainer.history.values import Trainee

LAST = "last trainee"  # name of a fact
_COLUMNS = "SELECT id, name, staff_number FROM trainees"


def all_trainees(connection: sqlite3.Connection) -> tuple[Trainee, ...]:
    """All of them, by name."""
    return tuple(Trainee(*row) for row in connection.execute(f"{_COLUMNS} ORDER BY name, id"))


def known_or_new(connection: sqlite3.Connection, name: str, staff_number: str | None) -> Trainee:
    """The trainee of that 工号; without one, of that name: the only one, else the one without. New if need be."""
    if staff_number is not None:
        rows = connection.execute(f"{_COLUMNS} WHERE staff_number = ?", (staff_number,))
    else:
        rows = connection.execute(f"{_COLUMNS} WHERE name = ? ORDER BY id", (name,))
    found = _meant([Trainee(*row) for row in rows])
    if found is not None:
        return found
    row = connection.execute(
        "INSERT INTO trainees (name, staff_number) VALUES (?, ?) RETURNING id", (name, staff_number)
    ).fetchone()
    return Trainee(int(row[0]), name, staff_number)


def found_by(words: str, known: Sequence[Trainee]) -> Trainee:
    """The one whose 工号 or name it is; of several with a name, the one without 工号. Raises NotThereError."""
    for found in ([t for t in known if t.staff_number == words], [t for t in known if t.name == words]):
        meant = _meant(found)
        if meant is not None:
            return meant
        if found:
            numbers = "、".join(t.staff_number or "没有工号" for t in found)
            raise NotThereError(f"叫“{words}”的有 {len(found)} 位（{numbers}），请写工号。")
    names = "、".join(t.name for t in known[:10])
    raise NotThereError(f"没有叫“{words}”的学员{f'；有：{names}' if names else '，还没有人练过'}。")


def last_id(connection: sqlite3.Connection) -> int | None:
    """The id of whoever practised last; None: nobody yet."""
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (LAST,)).fetchone()
    return None if row is None else int(row[0])


def remember_last(connection: sqlite3.Connection, trainee: Trainee) -> None:
    """He practises now."""
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (LAST, str(trainee.id)))


def forget(connection: sqlite3.Connection, trainee: Trainee) -> None:
    """Delete somebody who has no sessions any more."""
    for table in ("rule_sums", "rule_totals"):
        connection.execute(f"DELETE FROM {table} WHERE trainee = ?", (trainee.id,))
    connection.execute("DELETE FROM trainees WHERE id = ?", (trainee.id,))
    connection.execute("DELETE FROM facts WHERE name = ? AND value = ?", (LAST, str(trainee.id)))


def _meant(found: Sequence[Trainee]) -> Trainee | None:
    """The only one; of several with the same name, the only one without 工号."""
    plain = [one for one in found if one.staff_number is None]
    one, *more = plain or found or (None,)
    return None if more else one
