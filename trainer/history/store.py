"""The store of results: one door for all that is kept of practice, exams and scored recordings.

Each change is one transaction: a session is there whole or as it was before, whatever is killed meanwhile.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.history import settlements, trainees
from trainer.history.class_figures import ClassFigures, class_figures
from trainer.history.class_rules import ClassRules, GroupOf, class_rules
from trainer.history.database import HistoryError, NotThereError, told, transaction
from trainer.history.session_rows import DAMAGE, RESULT, inflate, packed, result_of, row_of, session_of
from trainer.history.values import Heading, Result, RuleResult, Session, Settlement, Source, Trainee

if TYPE_CHECKING:  # the menu asks for what was left in the middle: nothing that judges is loaded for that
    from trainer.scenario.resolved import Scenario
    from trainer.scorecard import Scorecard, Verdict


class Store:
    """The open store of one data folder. All methods raise HistoryError where the file cannot be read or written."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """`path`: the file, for messages. See opened.py."""
        self._connection, self.path = connection, path
        self.broken: tuple[Path, ...] = ()  # sessions kept as JSON before that could not be read
        self.read_only = bool(connection.execute("PRAGMA query_only").fetchone()[0])

    # Sessions

    def save(self, session: Session, scenario: Scenario | None = None, first: Scorecard | None = None) -> Session:
        """Write the session whole or not at all; the same, with its number. None that is finished becomes unfinished.

        `scenario`: the one it is played or scored by, kept with the first session of that version. `first`: the card
        of the first tries, where something was said again; its verdicts are those that results are compared by.
        """
        with self._change():
            return self._save(session, scenario, first)

    def save_all(self, sessions: Iterable[tuple[Session, Scenario | None]]) -> None:
        """Write many sessions, all of them or none: what a batch brings."""
        with self._change():
            for session, scenario in sessions:
                self._save(session, scenario)

    def session(self, number: int) -> Session:
        """The session of that number. Raises NotThereError."""
        with told(self.path):
            return self._one("number = ?", number, f"没有第 {number} 号成绩。看有哪些：trainer results")

    def session_of(self, key: str) -> Session | None:
        """The session of that key as it is now; None where there is none."""
        with told(self.path):
            try:
                return self._by_key(key)
            except NotThereError:
                return None

    def unfinished(self, scenario: str | None = None) -> tuple[Session, ...]:
        """The sessions that were left in the middle, the last one first."""
        with told(self.path):
            rows = self._connection.execute(
                "SELECT number FROM sessions WHERE NOT finished AND scenario = ifnull(?, scenario) "
                "ORDER BY instant DESC, number DESC",
                (scenario,),
            ).fetchall()
            sessions = []
            for (number,) in rows:
                with suppress(HistoryError):  # damaged: the others can be gone on with
                    sessions.append(self._one("number = ?", number, ""))
            return tuple(sessions)

    def headings(self, numbers: Iterable[int]) -> tuple[Heading, ...]:
        """What names these sessions, in order of their numbers; those that are gone are left out."""
        with told(self.path):
            rows = self._connection.execute(
                "SELECT number, key, started, title FROM sessions "
                "WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number",
                (json.dumps(sorted(numbers)),),
            ).fetchall()
        return tuple(
            Heading(number, key, datetime.fromisoformat(started), title) for number, key, started, title in rows
        )

    def known(self, keys: Iterable[str]) -> frozenset[str]:
        """Those of the keys that belong to sessions here."""
        query = "SELECT key FROM sessions WHERE key IN (SELECT value FROM json_each(?))"
        with told(self.path):
            return frozenset(key for (key,) in self._connection.execute(query, (json.dumps(list(keys)),)))

    def results(
        self,
        *,
        trainee: int | None = None,
        scenario: str | None = None,
        since: datetime | None = None,
        source: Source | None = None,
        marked: bool | None = None,
        limit: int | None = None,
    ) -> tuple[Result, ...]:
        """The finished sessions, oldest first; `trainee`: an id; `limit`: the latest so many.

        `marked`: those that a person should look at, or not.
        """
        wanted: dict[str, Any] = {"trainee": trainee, "scenario": scenario, "source": source, "marked": marked}
        terms = ["finished", *(f"{name} = :{name}" for name, value in wanted.items() if value is not None)]
        if since is not None:
            wanted["since"] = since.timestamp()
            terms.append("instant >= :since")
        query = f"{RESULT} WHERE {' AND '.join(terms)} ORDER BY instant DESC, number DESC LIMIT :limit"
        with told(self.path):
            rows = self._connection.execute(query, {**wanted, "limit": -1 if limit is None else limit}).fetchall()
        return tuple(result_of(row) for row in reversed(rows))

    def result(self, number: int) -> Result:
        """The finished session of that number without its scorecard. Raises NotThereError."""
        with told(self.path):
            row = self._connection.execute(f"{RESULT} WHERE finished AND number = ?", (number,)).fetchone()
        if row is None:
            raise NotThereError(f"没有第 {number} 号成绩。看有哪些：trainer results")
        return result_of(row)

    def rule_results(
        self,
        *,
        numbers: Iterable[int] | None = None,
        trainee: int | None = None,
        scenario: str | None = None,
        since: datetime | None = None,
    ) -> Iterator[RuleResult]:
        """How the rules came out in the finished sessions, in order of their numbers."""
        terms, values = _terms(trainee, scenario, since)
        if numbers is not None:
            terms += " AND sessions.number IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(sorted(numbers)))
        query = (
            "SELECT verdicts.number, rules.rule, label, skill, outcome, points, earned, deducted FROM sessions "
            "JOIN verdicts ON verdicts.number = sessions.number JOIN rules ON rules.id = verdicts.rule "
            f"WHERE {terms} ORDER BY verdicts.number"
        )
        with told(self.path):
            for row in self._connection.execute(query, values):
                yield RuleResult(*row)

    def class_rules(self, group_of: GroupOf, *, most: int, month: str | None = None) -> ClassRules:
        """How the rules came out for everybody, added up; see class_rules.py. `month`: begun in it (2026-11)."""
        with told(self.path):
            return class_rules(self._connection, group_of, most, month)

    def class_figures(self, month: str | None = None, reviewed: Iterable[Result] = ()) -> ClassFigures:
        """The finished sessions of everybody, added up; see class_figures.py. `month`: begun in it (2026-11)."""
        with told(self.path):
            return class_figures(self._connection, month, reviewed)

    def titles(self) -> Mapping[str, str]:
        """Scenario's id → its title, as it was practised last; those of which only the id is known are left out."""
        newest = (
            "SELECT title FROM sessions WHERE scenario = known.scenario AND title != scenario "
            "ORDER BY instant DESC LIMIT 1"
        )
        query = f"SELECT scenario, ({newest}) FROM (SELECT DISTINCT scenario FROM rules) AS known"
        with told(self.path):
            return {scenario: title for scenario, title in self._connection.execute(query) if title is not None}

    def scenario(self, sha256: str) -> Scenario | None:
        """The scenario of that version as it was; None where it was not kept or cannot be read any more."""
        with told(self.path):
            row = self._connection.execute("SELECT written FROM scenarios WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None or row[0] is None:
            return None
        from trainer.scenario.restore import restore

        with suppress(*DAMAGE):
            return restore(inflate(row[0]))
        return None

    # Trainees

    def trainees(self) -> tuple[Trainee, ...]:
        """All of them, by name."""
        with told(self.path):
            return trainees.all_trainees(self._connection)

    def trainee(self, name: str, staff_number: str | None = None) -> Trainee:
        """The trainee of that 工号; without one, of that name: the only one, else the one without. New if need be."""
        with self._change():
            return trainees.known_or_new(self._connection, name, staff_number)

    def find_trainee(self, words: str) -> Trainee:
        """The one whose 工号 or name it is; of several with a name, the one without 工号. Raises NotThereError."""
        return trainees.found_by(words, self.trainees())

    def last_trainee(self) -> Trainee | None:
        """Who practised here last; None: nobody yet, or he was forgotten."""
        with told(self.path):
            last = trainees.last_id(self._connection)
        return next((one for one in self.trainees() if one.id == last), None)

    def remember_trainee(self, trainee: Trainee) -> None:
        """He practises now."""
        with self._change():
            trainees.remember_last(self._connection, trainee)

    def assign(self, numbers: Iterable[int], trainee: Trainee) -> int:
        """Give sessions, 未署名 or another's, to a trainee; how many there were."""
        with self._change():
            chosen = sorted(numbers)
            for number in chosen:
                self._rename(number, trainee)
            return self._connection.execute(
                "UPDATE sessions SET trainee = ? WHERE number IN (SELECT value FROM json_each(?))",
                (trainee.id, json.dumps(chosen)),
            ).rowcount

    # What people say of a result

    def settle(self, settlement: Settlement) -> None:
        """Keep what somebody said of a verdict. Raises NotThereError where there is no such session."""
        number = settlement.number
        card = self.session(number).card
        if card is None:
            raise NotThereError(f"第 {number} 号还没有做完，没有成绩。接着做：trainer practice --resume")
        with self._change():
            settlements.keep(self._connection, settlement)
            settlements.mark(self._connection, number, review=bool(card.review))

    def settlements(self, number: int) -> tuple[Settlement, ...]:
        """What was said of that session's verdicts, in order."""
        with told(self.path):
            return settlements.of_session(self._connection, number)

    def reviewed(self) -> tuple[int, ...]:
        """The numbers of the finished sessions of which a trainer said something."""
        with told(self.path):
            return settlements.reviewed(self._connection)

    def untold(self, trainee: Trainee) -> tuple[Settlement, ...]:
        """What trainers answered and the trainee has not seen yet."""
        with told(self.path):
            return settlements.untold(self._connection, trainee)

    def mark_told(self, trainee: Trainee) -> None:
        """The trainee has seen all answers."""
        with self._change():
            settlements.mark_told(self._connection, trainee)

    # Spaced repetition

    def memory(self, trainee: Trainee, skill: str) -> str | None:
        """The card of a skill group, as `remember` was given it."""
        with told(self.path):
            row = self._connection.execute(
                "SELECT card FROM memory WHERE trainee = ? AND skill = ?", (trainee.id, skill)
            ).fetchone()
        return None if row is None else str(row[0])

    def remember(self, trainee: Trainee, skill: str, card: str) -> None:
        """Keep the card of a skill group."""
        with self._change():
            self._connection.execute("INSERT OR REPLACE INTO memory VALUES (?, ?, ?)", (trainee.id, skill, card))

    # Forgetting

    def forget(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """Delete sessions with all that was said in them; their keys. `compact` then takes them off the disk."""
        chosen = json.dumps(sorted(numbers))
        with self._change():
            found = self._connection.execute(
                "SELECT key FROM sessions WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number", (chosen,)
            ).fetchall()
            self._connection.execute("DELETE FROM sessions WHERE number IN (SELECT value FROM json_each(?))", (chosen,))
        return tuple(key for (key,) in found)

    def forget_trainee(self, trainee: Trainee) -> None:
        """Delete somebody who has no sessions any more."""
        with self._change():
            trainees.forget(self._connection, trainee)

    def chosen(
        self, *, trainee: Trainee | None = None, before: datetime | None = None, number: int | None = None
    ) -> tuple[int, ...]:
        """The numbers of the sessions, finished or not, that fit all that is given."""
        with told(self.path):
            rows = self._connection.execute(
                "SELECT number FROM sessions WHERE (:trainee IS NULL OR trainee = :trainee) "
                "AND (:before IS NULL OR instant < :before) AND (:number IS NULL OR number = :number) ORDER BY number",
                {
                    "trainee": None if trainee is None else trainee.id,
                    "before": None if before is None else before.timestamp(),
                    "number": number,
                },
            ).fetchall()
        return tuple(number for (number,) in rows)

    def compact(self) -> None:
        """Give back the room of what was deleted; nothing of it stays in the file or in the journal beside it.

        Once after all that is forgotten: sums of nothing, which tell who was asked what and when, and what spaced
        repetition knows of people without sessions go too, and the whole file is written anew. Raises HistoryError
        where another window reads meanwhile, so that something may stay.
        """
        with self._change():
            for table in ("rule_sums", "rule_totals"):
                self._connection.execute(
                    f"DELETE FROM {table} WHERE NOT (met OR partly OR missed) AND abs(deducted) < 0.001"
                )
            self._connection.execute(
                "DELETE FROM memory WHERE trainee NOT IN (SELECT trainee FROM sessions WHERE trainee IS NOT NULL)"
            )
        with told(self.path):
            self._connection.execute("VACUUM")
            busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                raise HistoryError(f"成绩库正忙，删掉的内容还留在 {self.path}-wal 里。请关掉别的窗口再删一次。")

    # Inside

    @contextmanager
    def _change(self) -> Iterator[None]:
        with told(self.path), transaction(self._connection):
            yield

    def _save(self, session: Session, scenario: Scenario | None, first: Scorecard | None = None) -> Session:
        card = session.card
        self._keep_scenario(session.sha256, scenario)
        row = row_of(session)
        found = self._connection.execute(
            "SELECT number, finished FROM sessions WHERE key = ?", (session.key,)
        ).fetchone()
        if found is not None and found[1] and card is None:  # another window has finished it
            return self._by_key(session.key)
        if found is None:
            number = int(self._connection.execute(_insert("sessions", row), row).lastrowid or 0)
        else:
            number = int(found[0])
            changes = ", ".join(f"{name} = :{name}" for name in row)
            self._connection.execute(f"UPDATE sessions SET {changes} WHERE key = :key", row)
        self._connection.execute(
            "INSERT OR REPLACE INTO bodies (number, body) VALUES (?, ?)", (number, packed(session))
        )
        if card is not None:
            self._keep_verdicts(number, session.sha256, first or card, scenario)
            settlements.mark(self._connection, number, review=bool(card.review))
        return replace(session, number=number)

    def _by_key(self, key: str) -> Session:
        return self._one("key = ?", key, f"没有这次练习：{key}")

    def _one(self, where: str, value: int | str, absent: str) -> Session:
        row = self._connection.execute(
            "SELECT key, started, scenario, sha256, title, mode, source, sessions.number, scenario_path, variant, "
            "trainees.id, trainees.name, trainees.staff_number, recording, body FROM sessions "
            "LEFT JOIN trainees ON trainees.id = sessions.trainee "
            f"JOIN bodies ON bodies.number = sessions.number WHERE sessions.{where}",
            (value,),
        ).fetchone()
        if row is None:
            raise NotThereError(absent)
        try:
            return session_of(row)
        except DAMAGE as error:
            raise HistoryError(f"第 {row[7]} 号的内容坏了，读不出来：{self.path}。别的成绩不受影响。") from error

    def _rename(self, number: int, trainee: Trainee) -> None:
        """The scorecard names its trainee too; a damaged one stays as it is."""
        with suppress(HistoryError, NotThereError):
            session = self._one("number = ?", number, "")
            if session.card is not None:
                call = replace(session.card.call, trainee=trainee.name)
                body = packed(replace(session, card=replace(session.card, call=call)))
                self._connection.execute("UPDATE bodies SET body = ? WHERE number = ?", (body, number))

    def _keep_scenario(self, sha256: str, scenario: Scenario | None) -> None:
        query = "SELECT written IS NOT NULL FROM scenarios WHERE sha256 = ?"
        kept = self._connection.execute(query, (sha256,)).fetchone()
        if kept is None:
            self._connection.execute("INSERT INTO scenarios (sha256) VALUES (?)", (sha256,))
        if not (kept and kept[0]) and scenario is not None and scenario.sha256 == sha256 and scenario.written:
            self._connection.execute(
                "UPDATE scenarios SET written = ? WHERE sha256 = ?",
                (zlib.compress(scenario.written.encode(), 9), sha256),
            )

    def _keep_verdicts(self, number: int, sha256: str, card: Scorecard, scenario: Scenario | None) -> None:
        known = self._rules(sha256, card, scenario)
        self._connection.execute("DELETE FROM verdicts WHERE number = ?", (number,))
        self._connection.executemany(
            "INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?)",
            [
                (number, known[v.id], v.outcome, float(v.points), float(v.earned), float(v.deducted))
                for v in card.verdicts
            ],
        )

    def _rules(self, sha256: str, card: Scorecard, scenario: Scenario | None) -> Mapping[str, int]:
        """The ids of the card's rules; without its scenario a rule goes by its full id until one is at hand."""
        query = "SELECT rule, id FROM rules WHERE sha256 = ? AND (skill != '' OR ?)"
        known = dict(self._connection.execute(query, (sha256, scenario is None)).fetchall())
        for verdict in card.verdicts:
            if verdict.id not in known:
                known[verdict.id] = self._connection.execute(
                    "INSERT INTO rules (sha256, scenario, rule, operator, label, skill) VALUES (?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT DO UPDATE SET label = excluded.label, skill = excluded.skill RETURNING id",
                    (sha256, card.scenario_id, verdict.id, verdict.operator, *_named(verdict, scenario)),
                ).fetchone()[0]
        return known


def _named(verdict: Verdict, scenario: Scenario | None) -> tuple[str, str]:
    """What people call the rule, and its skill group."""
    bound = None if scenario is None else next((one for one in scenario.rules if one.id == verdict.id), None)
    if scenario is None or bound is None:
        return verdict.id, ""
    from trainer.scoring.rule_label import rule_name
    from trainer.scoring.skills import skill_of

    return rule_name(scenario, verdict.id, verdict.operator), skill_of(scenario, bound)


def _terms(trainee: int | None, scenario: str | None, since: datetime | None) -> tuple[str, list[Any]]:
    """Which finished sessions are meant, for SQL."""
    terms, values = ["finished"], list[Any]()
    for name, value in (("sessions.trainee", trainee), ("sessions.scenario", scenario)):
        if value is not None:
            terms.append(f"{name} = ?")
            values.append(value)
    if since is not None:
        terms.append("instant >= ?")
        values.append(since.timestamp())
    return " AND ".join(terms), values


def _insert(table: str, row: Mapping[str, Any]) -> str:
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"
