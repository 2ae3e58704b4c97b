"""The tables of the store, as numbered migrations: never changed, only added to."""

from __future__ import annotations

MIGRATIONS: tuple[str, ...] = (
    """
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
        scenario TEXT NOT NULL,
        rule TEXT NOT NULL,  -- full id
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

    -- Verdicts that say something, added up as they come and go: millions are too many for a report to read.
    CREATE TABLE rules_by_trainee (
        rule INTEGER NOT NULL REFERENCES rules (id),
        trainee INTEGER NOT NULL,  -- 0: 未署名
        times INTEGER NOT NULL,
        met INTEGER NOT NULL,
        points REAL NOT NULL,
        earned REAL NOT NULL,
        deducted REAL NOT NULL,
        PRIMARY KEY (rule, trainee)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE rules_by_month (
        rule INTEGER NOT NULL REFERENCES rules (id),
        month TEXT NOT NULL,  -- 2026-11
        times INTEGER NOT NULL,
        met INTEGER NOT NULL,
        points REAL NOT NULL,
        earned REAL NOT NULL,
        deducted REAL NOT NULL,
        PRIMARY KEY (rule, month)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER verdict_comes AFTER INSERT ON verdicts WHEN NEW.outcome IN ('met', 'partly', 'missed') BEGIN
        INSERT INTO rules_by_trainee
            SELECT NEW.rule, ifnull(trainee, 0), 1, NEW.outcome = 'met', NEW.points, NEW.earned, NEW.deducted
            FROM sessions WHERE number = NEW.number
            ON CONFLICT DO UPDATE SET times = times + 1, met = met + excluded.met, points = points + excluded.points,
                earned = earned + excluded.earned, deducted = deducted + excluded.deducted;
        INSERT INTO rules_by_month
            SELECT NEW.rule, substr(started, 1, 7), 1, NEW.outcome = 'met', NEW.points, NEW.earned, NEW.deducted
            FROM sessions WHERE number = NEW.number
            ON CONFLICT DO UPDATE SET times = times + 1, met = met + excluded.met, points = points + excluded.points,
                earned = earned + excluded.earned, deducted = deducted + excluded.deducted;
    END;
    CREATE TRIGGER verdict_goes AFTER DELETE ON verdicts WHEN OLD.outcome IN ('met', 'partly', 'missed') BEGIN
        UPDATE rules_by_trainee SET times = times - 1, met = met - (OLD.outcome = 'met'), points = points - OLD.points,
                earned = earned - OLD.earned, deducted = deducted - OLD.deducted
            WHERE rule = OLD.rule AND trainee = (SELECT ifnull(trainee, 0) FROM sessions WHERE number = OLD.number);
        DELETE FROM rules_by_trainee WHERE rule = OLD.rule AND times = 0;
        UPDATE rules_by_month SET times = times - 1, met = met - (OLD.outcome = 'met'), points = points - OLD.points,
                earned = earned - OLD.earned, deducted = deducted - OLD.deducted
            WHERE rule = OLD.rule AND month = (SELECT substr(started, 1, 7) FROM sessions WHERE number = OLD.number);
        DELETE FROM rules_by_month WHERE rule = OLD.rule AND times = 0;
    END;
    CREATE TRIGGER session_goes BEFORE DELETE ON sessions BEGIN  -- while it still tells whose it was and when
        DELETE FROM verdicts WHERE number = OLD.number;
    END;
    CREATE TRIGGER session_is_assigned AFTER UPDATE OF trainee ON sessions WHEN OLD.trainee IS NOT NEW.trainee BEGIN
        UPDATE rules_by_trainee SET times = times - 1, met = met - (outcome = 'met'),
                points = rules_by_trainee.points - said.points, earned = rules_by_trainee.earned - said.earned,
                deducted = rules_by_trainee.deducted - said.deducted
            FROM (SELECT * FROM verdicts WHERE number = NEW.number AND outcome IN ('met', 'partly', 'missed')) AS said
            WHERE rules_by_trainee.rule = said.rule AND trainee = ifnull(OLD.trainee, 0);
        DELETE FROM rules_by_trainee WHERE trainee = ifnull(OLD.trainee, 0) AND times = 0
            AND rule IN (SELECT rule FROM verdicts WHERE number = NEW.number);
        INSERT INTO rules_by_trainee
            SELECT rule, ifnull(NEW.trainee, 0), 1, outcome = 'met', points, earned, deducted
            FROM verdicts WHERE number = NEW.number AND outcome IN ('met', 'partly', 'missed')
            ON CONFLICT DO UPDATE SET times = times + 1, met = met + excluded.met, points = points + excluded.points,
                earned = earned + excluded.earned, deducted = deducted + excluded.deducted;
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
)
