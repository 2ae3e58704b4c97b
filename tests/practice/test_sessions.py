from __future__ import annotations

import json
import os
import stat
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from trainer.practice.sessions import Session

from trainer import scoring
from trainer.call import Call, Utterance
from trainer.practice import sessions
from trainer.practice.conversation import State, Visit
from trainer.scenario.load import load

MINI = Path(__file__).with_name("mini.yaml")
WHEN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def session(folder: Path, name: str = "mini", when: datetime = WHEN, phase="reply") -> Session:
    visit = Visit("greet", (), ((Utterance(speaker="agent", text="您好", turn="greet"),),))
    return Session(
        path=sessions.new_path(folder, name, when),
        started=when,
        scenario=name,
        scenario_path="mini.yaml",
        sha256="0" * 64,
        title="小练习",
        mode="practice",
        slots={"公司": "海棠苑"},
        variant=None,
        trainee="小王",
        source="keyboard",
        state=State(phase=phase, visits=(visit,), hints=("greet.a",), rings=2, answered=7.5),
    )


def test_what_is_saved_is_read_again(tmp_path):
    kept = session(tmp_path)
    sessions.save(kept)

    assert sessions.read(kept.path) == kept


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_the_user_may_read_it(tmp_path):
    kept = session(tmp_path)
    sessions.save(kept)

    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.path.parent.stat().st_mode) == 0o700


def test_a_failed_write_keeps_the_old_file(tmp_path, monkeypatch):
    kept = session(tmp_path)
    sessions.save(kept)
    before = kept.path.read_bytes()

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(sessions.StoreError, match="--no-save"):
        sessions.save(kept)

    assert kept.path.read_bytes() == before
    assert [path.name for path in kept.path.parent.iterdir()] == [kept.path.name]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"null",
        b'{"format": 2}',
        b"[" * 100_000,
    ],
    ids=["empty", "cut off", "a list", "not UTF-8", "null", "another format", "too deep"],
)
def test_a_damaged_file_is_named_and_skipped(tmp_path, damage):
    good, bad = session(tmp_path), session(tmp_path)
    sessions.save(good)
    bad.path.write_bytes(damage)

    kept = sessions.read_all(tmp_path)

    assert kept.sessions == (good,)
    assert kept.broken == (bad.path,)


@pytest.mark.parametrize("key", ["phase", "visits", "hints", "note"])
def test_a_file_with_a_missing_part_is_broken(tmp_path, key):
    kept = session(tmp_path)
    sessions.save(kept)
    data = json.loads(kept.path.read_text(encoding="utf-8"))
    del data["state"][key]
    kept.path.write_text(json.dumps(data), encoding="utf-8")

    assert sessions.read_all(tmp_path).broken == (kept.path,)


@pytest.mark.parametrize("started", ["0001-01-01T00:00:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00"])
def test_a_year_that_no_clock_shows_is_damage(tmp_path, started):
    kept = session(tmp_path)
    sessions.save(kept)
    data = json.loads(kept.path.read_text(encoding="utf-8"))
    kept.path.write_text(json.dumps({**data, "started": started}), encoding="utf-8")
    assert sessions.read_all(tmp_path).broken == (kept.path,)


@pytest.mark.parametrize("path", [["a"], "a" * 5_000])
def test_a_scenario_s_path_that_is_none_is_damage(tmp_path, path):
    kept = session(tmp_path)
    sessions.save(kept)
    data = json.loads(kept.path.read_text(encoding="utf-8"))
    data["scenario"]["path"] = path
    kept.path.write_text(json.dumps(data), encoding="utf-8")
    assert sessions.read_all(tmp_path).broken == (kept.path,)


@pytest.mark.parametrize(
    ("key", "value"), [("total", "1e999999999"), ("total", [1]), ("total", 1e300), ("passed", []), ("passed", 2)]
)
def test_a_result_that_no_call_has_is_damage(tmp_path, key, value):
    kept = session(tmp_path)
    sessions.save(replace(kept, card=scoring.score(load(MINI), Call())))
    data = json.loads(kept.path.read_text(encoding="utf-8"))
    data["result"][key] = value
    kept.path.write_text(json.dumps(data), encoding="utf-8")
    assert sessions.read_all(tmp_path).broken == (kept.path,)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes among files")
def test_what_is_no_file_is_named_and_skipped(tmp_path):
    sessions.save(session(tmp_path))
    (tmp_path / "sessions" / "0.json").mkdir()
    os.mkfifo(tmp_path / "sessions" / "1.json")
    (tmp_path / "sessions" / "2.json").write_bytes(b"[" * 4_000_001)
    kept = sessions.read_all(tmp_path)
    assert [path.name for path in kept.broken] == ["0.json", "1.json", "2.json"]
    assert len(kept.sessions) == 1


def test_the_last_unfinished_one_is_found(tmp_path):
    early = session(tmp_path, when=WHEN)
    late = session(tmp_path, when=WHEN.replace(hour=10))
    other = session(tmp_path, name="other", when=WHEN.replace(hour=11))
    for one in (late, other, early):
        sessions.save(one)

    kept = sessions.read_all(tmp_path)

    assert kept.unfinished() == (other, late, early)
    assert kept.unfinished("mini") == (late, early)
    assert kept.finished() == ()


def test_a_call_that_was_ringing_rings_again(tmp_path):
    kept = session(tmp_path, phase="ringing")
    sessions.save(kept)

    assert sessions.read(kept.path).state.phase == "ready"


def test_an_absent_folder_holds_nothing(tmp_path):
    assert sessions.read_all(tmp_path / "none").sessions == ()
