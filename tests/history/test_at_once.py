"""Real processes that save at once, and one that is killed while it saves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from patience import PATIENCE

from trainer.history.database import FILE
from trainer.history.opened import opened
from trainer.history.values import Session

from .conftest import ROOT

SAVE = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from history.conftest import MINI, made, scoring, Call, Utterance
from trainer.history.opened import opened
from trainer.scenario.load import load
mini = load(MINI)
said = Utterance(speaker="agent", text="您好", turn="greet")
card = scoring.score(mini, Call(utterances=(said,), path=("greet",), slots=mini.slots()))
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[4])):
    with opened(Path(sys.argv[2])) as store:
        who = store.trainee("小王")
        store.save(made(mini, f"{sys.argv[3]}-{number}", trainee=who), mini)
        store.save(made(mini, f"{sys.argv[3]}-{number}", card=card, trainee=who), mini)
    print(number, flush=True)
"""


def saving(folder: Path, name: str, times: int) -> subprocess.Popen[str]:
    """A process that saves so many sessions, one after the other; it has begun."""
    process = subprocess.Popen(
        [sys.executable, "-c", SAVE, str(ROOT), str(folder), name, str(times)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "ready\n"
    return process


def begin(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def kept(folder: Path) -> list[Session]:
    """Everything in the store, which is whole."""
    with opened(folder) as store:
        assert store._connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert store._connection.execute("PRAGMA foreign_key_check").fetchall() == []
        sessions = [store.session(number) for number in store.chosen()]
        rules = {one.number for one in store.rule_results()}
        assert rules == {one.number for one in sessions if one.finished}
        return sessions


def test_two_at_once_lose_nothing(tmp_path: Path):
    processes = [saving(tmp_path, name, 15) for name in ("a", "b", "c")]
    for process in processes:  # the file is made by whoever is first
        begin(process)
    for process in processes:
        process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
    sessions = kept(tmp_path)
    assert sorted(one.key for one in sessions) == sorted(f"{name}-{number}" for name in "abc" for number in range(15))
    assert all(one.finished for one in sessions)
    assert {one.trainee and one.trainee.id for one in sessions} == {1}


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_killed_while_saving_a_session_is_whole_or_absent(tmp_path: Path):
    told = 0
    for round_ in range(5):
        process = saving(tmp_path, str(round_), 10_000)
        begin(process)
        assert process.stdout is not None
        for number in range(3):
            assert process.stdout.readline() == f"{number}\n"
        time.sleep(0.003 * round_)  # at another instant each time
        process.send_signal(signal.SIGKILL)
        out, _ = process.communicate(timeout=PATIENCE)
        told += 3 + len(out.splitlines())
        sessions = kept(tmp_path)
        assert sum(one.finished for one in sessions) - told in (0, round_ + 1, *range(round_ + 1))
        assert sum(not one.finished for one in sessions) <= round_ + 1  # the one that was being saved
    assert (tmp_path / FILE).is_file()
