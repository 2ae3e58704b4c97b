"""The tables of the store, as numbered migrations: never changed, only added to."""

from __future__ import annotations

# What a row that is there already becomes; indented as it stands in the triggers of the first schema.
_ADDED_UP = """ON CONFLICT DO UPDATE SET met = met + excluded.met, partly = partly + excluded.partly,
            missed = missed + excluded.missed, points = points + excluded.points, earned = earned + excluded.earned,
            deducted = deducted + excluded.deducted"""

MIGRATIONS: tuple[str, ...] = (
    f"""
    CREATE TABLE trainees (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        staff_number TEXT UNIQUE
    ) STRICT;

    CREATE TABLE scenarios (  -- each version once, with its packs
        sha256 TEXT PRIMARY KEY,
        written BLOB  -- zlib of Scenario.written; NULL: that version was not at hand
    ) STRICT;

    CREATE TABLE sessions (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE,
        started TEXT NOT NULL,  -- ISO 8601 with its offset
        instant REAL NOT NULL,  -- s since 1970, to order by
        trainee INTEGER REFERENCES trainees (id),
        scenario TEXT NOT NULL,
        scenario_path TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES scenarios (sha256),
        title TEXT NOT NULL,
        variant TEXT,
        mode TEXT NOT NULL,
        source TEXT NOT NULL,
        recording TEXT,
        finished INTEGER NOT NULL,
        total REAL,
        first_total REAL,
        passed INTEGER,
        marked INTEGER NOT NULL,  -- a person should settle something, and nobody has yet
        pace REAL
    ) STRICT;
    CREATE INDEX sessions_by_time ON sessions (instant);
    CREATE INDEX sessions_by_trainee ON sessions (trainee, instant);
    CREATE INDEX sessions_by_scenario ON sessions (scenario, instant);
    CREATE INDEX unfinished_sessions ON sessions (instant) WHERE NOT finished;

    CREATE TABLE bodies (  -- what is read of one session at a time; apart, so that lists need not pass it
        number INTEGER PRIMARY KEY REFERENCES sessions (number) ON DELETE CASCADE,
        body BLOB NOT NULL  -- zlib of JSON: slots, state, result
    ) STRICT;

    CREATE TABLE rules (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL REFERENCES scenarios (sha256),
        scenario TEXT NOT NULL,  -- id
        rule TEXT NOT NULL,  -- full id
        operator TEXT NOT NULL,
        label TEXT NOT NULL,  -- its name for people
        skill TEXT NOT NULL,  -- trainer/scoring/skills.py
        UNIQUE (sha256, rule)
    ) STRICT;

    CREATE TABLE verdicts (
        number INTEGER NOT NULL REFERENCES sessions (number) ON DELETE CASCADE,
        rule INTEGER NOT NULL REFERENCES rules (id),
        outcome TEXT NOT NULL,
        points REAL NOT NULL,
        earned REAL NOT NULL,
        deducted REAL NOT NULL,
        PRIMARY KEY (number, rule)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE rule_sums (  -- how rules came out, added up: what class reports read of millions of verdicts
        rule INTEGER NOT NULL REFERENCES rules (id),
        trainee INTEGER NOT NULL,  -- 0: 未署名
        month TEXT NOT NULL,  -- 2026-11
        met INTEGER NOT NULL,
        partly INTEGER NOT NULL,
        missed INTEGER NOT NULL,
        points REAL NOT NULL,  -- of the calls in which it was judged
        earned REAL NOT NULL,
        deducted REAL NOT NULL,
        PRIMARY KEY (rule, trainee, month)
    ) STRICT, WITHOUT ROWID;

    CREATE VIEW rule_parts AS  -- what one verdict adds
        SELECT sessions.number AS number, rule, ifnull(trainee, 0) AS trainee, substr(started, 1, 7) AS month,
            outcome = 'met' AS met, outcome = 'partly' AS partly, outcome = 'missed' AS missed,
            iif(outcome IN ('met', 'partly', 'missed'), points, 0.0) AS points,
            iif(outcome IN ('met', 'partly', 'missed'), earned, 0.0) AS earned, deducted
        FROM verdicts JOIN sessions ON sessions.number = verdicts.number;

    CREATE TRIGGER verdict_added AFTER INSERT ON verdicts BEGIN
        INSERT INTO rule_sums
            SELECT rule, trainee, month, met, partly, missed, points, earned, deducted FROM rule_parts
            WHERE number = NEW.number AND rule = NEW.rule
        {_ADDED_UP};
    END;

    CREATE TRIGGER verdict_taken BEFORE DELETE ON verdicts BEGIN
        INSERT INTO rule_sums
            SELECT rule, trainee, month, -met, -partly, -missed, -points, -earned, -deducted FROM rule_parts
            WHERE number = OLD.number AND rule = OLD.rule
        {_ADDED_UP};
    END;

    CREATE TRIGGER session_taken BEFORE DELETE ON sessions BEGIN
        DELETE FROM verdicts WHERE number = OLD.number;
    END;

    CREATE TRIGGER session_leaves BEFORE UPDATE OF trainee, started ON sessions
    WHEN OLD.trainee IS NOT NEW.trainee OR substr(OLD.started, 1, 7) != substr(NEW.started, 1, 7) BEGIN
        INSERT INTO rule_sums
            SELECT rule, trainee, month, -met, -partly, -missed, -points, -earned, -deducted FROM rule_parts
            WHERE number = OLD.number
        {_ADDED_UP};
    END;

    CREATE TRIGGER session_comes AFTER UPDATE OF trainee, started ON sessions
    WHEN OLD.trainee IS NOT NEW.trainee OR substr(OLD.started, 1, 7) != substr(NEW.started, 1, 7) BEGIN
        INSERT INTO rule_sums
            SELECT rule, trainee, month, met, partly, missed, points, earned, deducted FROM rule_parts
            WHERE number = NEW.number
        {_ADDED_UP};
    END;

    CREATE TABLE settlements (
        number INTEGER NOT NULL REFERENCES sessions (number) ON DELETE CASCADE,
        rule TEXT,  -- full id; NULL: the whole session
        action TEXT NOT NULL,
        text TEXT NOT NULL,
        by TEXT,  -- NULL: the trainee
        at TEXT NOT NULL,
        told INTEGER NOT NULL DEFAULT 0  -- the trainee has seen it
    ) STRICT;
    CREATE INDEX settlements_by_session ON settlements (number);

    CREATE TABLE memory (  -- of spaced repetition
        trainee INTEGER NOT NULL REFERENCES trainees (id) ON DELETE CASCADE,
        skill TEXT NOT NULL,
        card TEXT NOT NULL,
        PRIMARY KEY (trainee, skill)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE facts (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
    f"""
    CREATE TABLE rule_totals (  -- rule_sums of all months, so that a report of everything need not read each of them
        rule INTEGER NOT NULL REFERENCES rules (id),
        trainee INTEGER NOT NULL,  -- 0: 未署名
        met INTEGER NOT NULL,
        partly INTEGER NOT NULL,
        missed INTEGER NOT NULL,
        points REAL NOT NULL,
        earned REAL NOT NULL,
        deducted REAL NOT NULL,
        PRIMARY KEY (rule, trainee)
    ) STRICT, WITHOUT ROWID;

    INSERT INTO rule_totals
        SELECT rule, trainee, sum(met), sum(partly), sum(missed), sum(points), sum(earned), sum(deducted)
        FROM rule_sums GROUP BY rule, trainee;

    CREATE TRIGGER sum_added AFTER INSERT ON rule_sums BEGIN
        INSERT INTO rule_totals VALUES
            (NEW.rule, NEW.trainee, NEW.met, NEW.partly, NEW.missed, NEW.points, NEW.earned, NEW.deducted)
        {_ADDED_UP};
    END;

    CREATE TRIGGER sum_changed AFTER UPDATE ON rule_sums BEGIN
        INSERT INTO rule_totals VALUES
            (NEW.rule, NEW.trainee, NEW.met - OLD.met, NEW.partly - OLD.partly, NEW.missed - OLD.missed,
            NEW.points - OLD.points, NEW.earned - OLD.earned, NEW.deducted - OLD.deducted)
        {_ADDED_UP};
    END;

    CREATE TRIGGER sum_taken AFTER DELETE ON rule_sums BEGIN
        INSERT INTO rule_totals VALUES
            (OLD.rule, OLD.trainee, -OLD.met, -OLD.partly, -OLD.missed, -OLD.points, -OLD.earned, -OLD.deducted)
        {_ADDED_UP};
    END;
    """,
)
