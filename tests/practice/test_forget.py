from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from trainer import scoring
from trainer.call import Call, Utterance
from trainer.history.database import FILE, HistoryError
from trainer.history.opened import opened
from trainer.history.store import Store
from trainer.history.values import Session
from trainer.practice import kept_audio
from trainer.practice.claim import claimed
from trainer.practice.forget import forget
from trainer.scenario.load import load

MINI = Path(__file__).with_name("mini.yaml")
WHEN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SECRET = "您好，我是不想被记住的人"


def kept(store: Store, key: str, day: int = 0) -> int:
    """A finished session with one recorded reply and an old file, in which somebody says SECRET."""
    scenario = load(MINI)
    card = scoring.score(scenario, Call(utterances=(Utterance("agent", f"{SECRET}{key}", "greet"),), path=("greet",)))
    one = Session(key, WHEN + timedelta(days=day), "mini", scenario.sha256, "小练习", "exam", "voice", card=card)
    saved = store.save(replace(one, trainee=store.trainee("小王", "1008")), scenario)
    folder = store.path.parent
    kept_audio.Recordings(kept_audio.of_session(folder, key)).save(np.zeros(1600, np.float32), 0.0)
    (folder / "sessions").mkdir(exist_ok=True)
    (folder / "sessions" / f"{key}.json").write_text(SECRET, encoding="utf-8")
    assert saved.number is not None
    return saved.number


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_nothing_of_it_stays_anywhere(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        gone, stays = kept(store, "gone"), kept(store, "stays", 1)
        (tmp_path / "history-0.bak").write_bytes(SECRET.encode())
        found = forget(store, tmp_path, (gone,))
        assert [one.number for one in store.results()] == [stays]
        assert {one.number for one in store.rule_results()} == {stays}
    assert (found.sessions, found.replies, found.busy) == (1, 1, ())
    names = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")}
    assert not any("gone" in name or "bak" in name for name in names), names
    assert b"gone" not in everything(tmp_path)


def test_what_another_window_has_open_stays(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        busy, free = kept(store, "busy"), kept(store, "free")
        with claimed(tmp_path, "busy"):
            found = forget(store, tmp_path, (busy, free))
        assert found.busy == ("busy",)
        assert [one.number for one in store.results()] == [busy]
    assert (tmp_path / "sessions" / "busy.json").is_file()


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        number = kept(store, "one")
        path = tmp_path / "sessions" / "one.json"
        path.unlink()
        path.mkdir()
        with pytest.raises(HistoryError, match="删不掉"):
            forget(store, tmp_path, (number,))
        path.rmdir()
        (kept_audio.of_session(tmp_path, "one") / "inner").mkdir(parents=True)
        with pytest.raises(HistoryError, match="删不掉"):
            forget(store, tmp_path, (number,))
        assert store.session(number).key == "one"
    assert (tmp_path / FILE).is_file()


def test_a_trainee_and_his_name_are_gone_too(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        number, who = kept(store, "one"), store.find_trainee("1008")
        store.remember(who, "接听问候", "{}")
        forget(store, tmp_path, (number,), who)
        rules = store.class_rules(lambda scenario, rule, skill: skill, most=20)
        assert (store.trainees(), store.last_trainee(), rules.counts) == ((), None, ())
        assert "小王".encode() not in everything(tmp_path)


def test_a_damaged_session_is_forgotten_like_any_other(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        numbers = kept(store, "one"), kept(store, "two", 1)
        store._connection.execute("UPDATE bodies SET body = x'00' WHERE number = ?", (numbers[0],))
        assert forget(store, tmp_path, numbers).sessions == 2
        assert store.headings(numbers) == ()


def test_another_window_that_reads_is_told_and_the_second_try_takes_the_rest(tmp_path: Path) -> None:
    with opened(tmp_path) as store, opened(tmp_path) as other:
        number = kept(store, "one")
        (tmp_path / "history-1.bak").write_bytes(SECRET.encode())
        other._connection.execute("BEGIN")
        other.results()
        store._connection.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(HistoryError):
            forget(store, tmp_path, (number,))
        other._connection.execute("COMMIT")
        assert not (tmp_path / "history-1.bak").exists()
        store.compact()
        assert SECRET.encode() not in everything(tmp_path)
