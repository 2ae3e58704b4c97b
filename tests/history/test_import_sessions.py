"""Sessions that an earlier version kept as JSON files, one each: copied once, damage named, nothing deleted."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trainer import scorecard
from trainer.history.import_sessions import import_sessions
from trainer.history.opened import opened
from trainer.history.store import Store
from trainer.scenario.resolved import Scenario

from .conftest import DATA, MINI

DONE, EXAM, LEFT = (f"2026112{day}-090000-mini-{6 * letter}" for day, letter in ((1, "a"), (2, "b"), (3, "c")))

Damage = Callable[[dict[str, Any]], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder as it was left by an earlier version."""
    shutil.copytree(DATA / "sessions", tmp_path / "sessions")
    return tmp_path


def kept(key: str) -> dict[str, Any]:
    return dict(json.loads((DATA / "sessions" / f"{key}.json").read_text(encoding="utf-8")))


def write(folder: Path, name: str, data: object) -> Path:
    path = folder / "sessions" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_everything_of_a_session_is_kept(folder: Path):
    with opened(folder) as store:
        assert store.broken == ()
        for number, key in enumerate((DONE, EXAM, LEFT), 1):
            session, file = store.session(number), kept(key)
            assert (session.key, session.started.isoformat()) == (key, file["started"])
            assert (session.title, session.mode, session.source) == (
                file["scenario"]["title"], file["mode"], file["source"],
            )  # fmt: skip
            assert (session.slots, session.state) == (file["slots"], file["state"])
            assert (session.trainee and session.trainee.name) == file["trainee"]
            assert (session.card and scorecard.to_json(session.card)) == file["result"]
        assert [one.key for one in store.unfinished()] == [LEFT]
        assert store.results()[0].first_total == 69.2


def test_it_is_done_once_and_the_files_stay(folder: Path):
    before = {path.name: path.read_bytes() for path in (folder / "sessions").iterdir()}
    with opened(folder) as store:
        once = [store.session(number) for number in store.chosen()]
    with opened(folder) as store:
        assert [store.session(number) for number in store.chosen()] == once
        assert [one.name for one in store.trainees()] == ["小王"]
    assert {path.name: path.read_bytes() for path in (folder / "sessions").iterdir()} == before


def test_what_was_gone_on_with_here_is_not_put_back(folder: Path, mini: Scenario):
    with opened(folder) as store:
        [left] = store.unfinished()
        store.save(type(left)(**{name: getattr(left, name) for name in left.__slots__ if name != "state"}))
    with opened(folder) as store:
        assert store.unfinished()[0].state == {}


def test_the_scenario_comes_along_where_its_file_is_the_same(tmp_path: Path, mini: Scenario):
    same, other = kept(DONE), kept(EXAM)
    same["scenario"]["path"] = str(MINI)
    other["scenario"].update(path=str(MINI), sha256="0" * 64)
    write(tmp_path, "same", same)
    write(tmp_path, "other", other)
    with opened(tmp_path) as store:
        found = store.scenario(mini.sha256)
        assert found is not None
        assert found.rules == mini.rules
        assert store.scenario("0" * 64) is None
        assert "先问好" in {one.label for one in store.rule_results(numbers=[2])}


@pytest.mark.parametrize("path", ["", "/", "a\0b", "/nonesuch/mini.yaml", "a" * 4_000])
def test_a_scenario_s_path_that_leads_nowhere_is_no_damage(tmp_path: Path, path: str):
    data = kept(DONE)
    data["scenario"]["path"] = path
    write(tmp_path, "a", data)
    with opened(tmp_path) as store:
        assert (store.broken, len(store.results())) == ((), 1)


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"\xff\xfe", b"null", b'{"format": 2}', b"[" * 100_000],
    ids=["empty", "cut off", "a list", "not UTF-8", "null", "another format", "too deep"],
)
def test_a_damaged_file_is_named_and_skipped(folder: Path, damage: bytes):
    bad = folder / "sessions" / "bad.json"
    bad.write_bytes(damage)
    with opened(folder) as store:
        assert store.broken == (bad,)
        assert len(store.chosen()) == 3


def put(*path: str, value: object) -> Damage:
    def damage(data: dict[str, Any]) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        put("mode", value="test"),
        put("state", value=[]),
        put("scenario", value=None),
        put("scenario", "path", value=["a"]),
        put("scenario", "path", value="a" * 5_000),
        put("scenario", "title", value="\ud800"),
        put("slots", value=["a"]),
        put("trainee", value=7),
        put("started", value="0001-01-01T00:00:00"),
        put("started", value="0001-01-01T00:00:00+08:00"),
        put("started", value="9999-12-31T23:59:59-08:00"),
        put("result", "total", value="1e999999999"),
        put("result", "total", value=[1]),
        put("result", "total", value=1e300),
        put("result", "passed", value=[]),
        put("result", "passed", value=2),
        lambda data: data["result"]["verdicts"].append(data["result"]["verdicts"][0]),
        lambda data: data.pop("result"),
        lambda data: data.pop("slots"),
    ],
)
def test_what_no_session_has_is_damage(tmp_path: Path, damage: Damage):
    data = kept(DONE)
    damage(data)
    path = write(tmp_path, "bad", data)
    with opened(tmp_path) as store:
        assert store.broken == (path,)
        assert store.chosen() == ()


def test_a_card_of_another_version_than_the_session_s_is_kept(tmp_path: Path):
    data = kept(DONE)
    data["scenario"]["sha256"] = "1" * 64
    write(tmp_path, "a", data)
    with opened(tmp_path) as store:
        assert len(list(store.rule_results())) == len(data["result"]["verdicts"])


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes among files")
def test_what_is_no_file_is_named_and_skipped(folder: Path):
    (folder / "sessions" / "0.json").mkdir()
    os.mkfifo(folder / "sessions" / "1.json")
    (folder / "sessions" / "2.json").write_bytes(b"[" * 4_000_001)
    with opened(folder) as store:
        assert [path.name for path in store.broken] == ["0.json", "1.json", "2.json"]
        assert len(store.chosen()) == 3


def test_without_a_folder_there_is_nothing_to_do(store: Store, tmp_path: Path):
    assert import_sessions(store, tmp_path / "none") == ()
