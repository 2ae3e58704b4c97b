"""What people say of results, in the tables of the store: disputes, trainers' answers, who has seen them."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from trainer.history.values import Settlement, Trainee

_OF_TRAINEE = "number IN (SELECT number FROM sessions WHERE trainee = ?)"


def keep(connection: sqlite3.Connection, said: Settlement) -> None:
    """Write it."""
    connection.execute(
        "INSERT INTO settlements (number, rule, action, text, by, at) VALUES (?, ?, ?, ?, ?, ?)",
        (said.number, said.rule, said.action, said.text, said.by, said.at.isoformat(timespec="seconds")),
    )


def of_session(connection: sqlite3.Connection, number: int) -> tuple[Settlement, ...]:
    """What was said of that session's verdicts, in order."""
    return _settlements(connection, "number = ?", number)


def untold(connection: sqlite3.Connection, trainee: Trainee) -> tuple[Settlement, ...]:
    """What trainers answered and the trainee has not seen yet."""
    return _settlements(connection, f"NOT told AND by IS NOT NULL AND {_OF_TRAINEE}", trainee.id)


def mark_told(connection: sqlite3.Connection, trainee: Trainee) -> None:
    """The trainee has seen all answers."""
    connection.execute(f"UPDATE settlements SET told = 1 WHERE {_OF_TRAINEE}", (trainee.id,))


def reviewed(connection: sqlite3.Connection) -> tuple[int, ...]:
    """The numbers of the finished sessions of which a trainer said something."""
    rows = connection.execute(
        "SELECT DISTINCT number FROM settlements JOIN sessions USING (number) "
        "WHERE by IS NOT NULL AND finished ORDER BY number"
    )
    return tuple(number for (number,) in rows)


def mark(connection: sqlite3.Connection, number: int, *, review: bool) -> None:
    """Note whether a person should settle something that nobody has: a mark of the card (`review`), or a dispute."""
    open_: set[str | None] = {None} if review else set()
    for one in of_session(connection, number):
        if one.action == "dispute":
            open_.add(one.rule)
        elif one.rule is None:
            open_.clear()
        else:
            open_.discard(one.rule)
    connection.execute("UPDATE sessions SET marked = ? WHERE number = ?", (bool(open_), number))


def _settlements(connection: sqlite3.Connection, where: str, value: int) -> tuple[Settlement, ...]:
    rows = connection.execute(
        f"SELECT number, rule, action, text, by, at FROM settlements WHERE {where} ORDER BY rowid", (value,)
    )
    return tuple(
        Settlement(number, rule, action, text, by, datetime.fromisoformat(at))
        for number, rule, action, text, by, at in rows
    )
