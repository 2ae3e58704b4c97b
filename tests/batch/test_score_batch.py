"""From jobs to `results.jsonl` and the tables: done work is not done again, every recording has its line."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from trainer.batch.jobs import Job, Line, result_line
from trainer.batch.results_file import NAME, open_results
from trainer.batch.score_batch import CALLS, FAILED, SUMMARY, Counts, score_jobs, with_key, write_tables
from trainer.batch.workers import Equipment
from trainer.errors import ModelError
from trainer.scenario.resolved import Scenario

from . import engines_for_workers as engines
from .calls import SPEECH, TEXT, job, store
from .conftest import Make

MADE = datetime(2026, 12, 1, 9, 5)  # noqa: DTZ001


@pytest.fixture
def scenario(make: Make) -> Scenario:
    return make(TEXT)


class Here:
    """Does the jobs in this process, the first one last; remembers them."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.done: list[str] = []

    def run(self, jobs: Iterable[Job], tick: Callable[[], None]) -> Iterator[tuple[Job, Line]]:
        recogniser = engines.scripted()
        for one in [*jobs][::-1]:
            self.done.append(Path(one.recording).name)
            yield one, result_line(one, self.scenario, lambda: recogniser)
            tick()


def heard() -> tuple[str, str]:
    return "scripted", "script"


def batch(folder: Path, scenario: Scenario, recordings: Iterable[str], **more: str) -> tuple[list[str], Counts]:
    """Score them into the folder: the names of those that were really scored, and the counts."""
    runner, counts = Here(scenario), Counts()
    with open_results(folder, lambda: 0.0) as results:
        jobs = [job(one, scenario, **more) for one in recordings]
        score_jobs(jobs, results, runner, heard, counts, lambda: None)
        write_tables(results, Equipment({scenario.sha256: scenario}, engines.scripted), 0, 1, MADE)
    return runner.done, counts


def lines(folder: Path) -> dict[str, dict[str, object]]:
    found = [json.loads(line) for line in (folder / NAME).read_text(encoding="utf-8").splitlines()]
    assert len({one["job"]["recording"] for one in found}) == len(found)
    return {Path(one["job"]["recording"]).name: one for one in found}


def test_done_work_is_skipped_and_changed_work_is_done_again(tmp_path: Path, scenario: Scenario, make: Make) -> None:
    out = tmp_path / "out"
    sound = str(shutil.copy(SPEECH, tmp_path / "s.opus"))
    recordings = [store(tmp_path, "a.json", "您好"), store(tmp_path, "b.json", "再见"), sound]
    done, counts = batch(out, scenario, recordings)
    assert (sorted(done), counts.scored, counts.known) == (["a.json", "b.json", "s.opus"], 3, 0)
    before = lines(out)
    done, counts = batch(out, scenario, recordings)
    assert (done, counts.known, counts.all) == ([], 3, 3)
    assert lines(out) == before

    store(tmp_path, "a.json", "您好，海棠苑")
    assert batch(out, scenario, recordings)[0] == ["a.json"]
    assert batch(out, scenario, [recordings[0], sound], trainee="2031")[0] == ["a.json"]
    assert [lines(out)[name]["call"]["trainee"] for name in ("a.json", "s.opus")] == ["2031"] * 2  # type: ignore[index]
    assert lines(out)["s.opus"]["total"] == before["s.opus"]["total"]
    other = make(TEXT.replace("再见", "再会"))
    assert sorted(batch(out, other, recordings)[0]) == ["a.json", "b.json", "s.opus"]
    assert len(lines(out)) == 3


def test_a_recording_that_was_moved_or_copied_is_not_scored_again(tmp_path: Path, scenario: Scenario) -> None:
    sound = Path(shutil.copy(SPEECH, tmp_path / "旧.opus"))
    batch(tmp_path / "out", scenario, [str(sound)])
    before = lines(tmp_path / "out")["旧.opus"]
    copy, moved = str(shutil.copy(sound, tmp_path / "副本.opus")), str(sound.rename(tmp_path / "新.opus"))
    done, counts = batch(tmp_path / "out", scenario, [copy, moved])
    assert (done, counts.known) == ([], 2)
    found = lines(tmp_path / "out")
    assert sorted(found) == ["副本.opus", "新.opus"]
    assert found["副本.opus"]["call"]["source"] == copy  # type: ignore[index]
    assert {**found["新.opus"], "call": None, "job": None} == {**before, "call": None, "job": None}


def test_each_of_a_thousand_has_its_line_or_its_failure(tmp_path: Path, scenario: Scenario) -> None:
    recordings = [store(tmp_path, f"{n:04}.json", "您好", str(n)) for n in range(800)]
    broken = [str(tmp_path / f"x{n:03}.wav") for n in range(200)]
    for number, name in enumerate(broken):
        if number % 4:
            Path(name).write_bytes(os.urandom(number % 4 * 500 - 500))
    done, counts = batch(tmp_path / "out", scenario, [*recordings, *broken])
    assert (len(done), counts.scored, counts.failed) == (1000, 800, 200)
    found = lines(tmp_path / "out")
    assert len(found) == 1000
    assert sum("error" in one for one in found.values()) == 200
    table = list(csv.reader(io.StringIO((tmp_path / "out" / FAILED).read_text(encoding="utf-8-sig"))))
    assert len(table) == 201
    assert batch(tmp_path / "out", scenario, [*recordings, *broken])[1].known == 800


def test_a_recording_that_is_deleted_meanwhile_fails(tmp_path: Path, scenario: Scenario) -> None:
    class Deleting(Here):
        def run(self, jobs: Iterable[Job], tick: Callable[[], None]) -> Iterator[tuple[Job, Line]]:
            taken = [*jobs]
            Path(taken[0].recording).unlink()
            yield from super().run(taken, tick)

    counts = Counts()
    jobs = [job(store(tmp_path, name, "您好"), scenario) for name in ("a.json", "b.json")]
    with open_results(tmp_path / "out", lambda: 0.0) as results:
        score_jobs(jobs, results, Deleting(scenario), heard, counts, lambda: None)
    assert (counts.scored, counts.failed) == (1, 1)
    assert "找不到" in lines(tmp_path / "out")["a.json"]["error"]["message"]  # type: ignore[index]


def test_a_mistake_of_the_program_fails_that_recording_alone(
    tmp_path: Path, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("秘密")

    monkeypatch.setattr("trainer.batch.jobs.score", fail)
    _, counts = batch(tmp_path / "out", scenario, [store(tmp_path, "a.json", "您好")])
    assert counts.failed == 1
    error = lines(tmp_path / "out")["a.json"]["error"]
    assert error["code"] == "bug"  # type: ignore[index]
    assert "ZeroDivisionError，test_score_batch.py:" in error["message"]  # type: ignore[index]
    assert "秘密" not in error["message"]  # type: ignore[index]


def test_the_tables(tmp_path: Path, scenario: Scenario) -> None:
    recordings = [store(tmp_path, "a.json", "您好海棠苑", "再见"), store(tmp_path, "b.json", "没办法"), "/没有.wav"]
    batch(tmp_path / "out", scenario, recordings)
    book = openpyxl.load_workbook(tmp_path / "out" / SUMMARY)
    assert book.sheetnames == ["总览", "先听哪些", "规则", "坐席", "没打分"]
    assert [row[5].value for row in book["先听哪些"].rows] == ["录音", "b.json", "a.json"]
    table = list(csv.reader(io.StringIO((tmp_path / "out" / CALLS).read_text(encoding="utf-8-sig"))))
    assert [row[0] for row in table] == ["先听", "红线", ""]


def test_a_table_that_cannot_be_written_is_told_and_the_others_are(tmp_path: Path, scenario: Scenario) -> None:
    (tmp_path / "out" / SUMMARY).mkdir(parents=True)
    with open_results(tmp_path / "out", lambda: 0.0) as results:
        _, faults = write_tables(results, Equipment({}, engines.scripted), 0, 1, MADE)
    assert list(faults) == [SUMMARY]
    assert str(tmp_path / "out" / SUMMARY) in faults[SUMMARY]
    assert (tmp_path / "out" / CALLS).is_file()


def test_a_key_needs_an_engine_for_sound_alone(tmp_path: Path, scenario: Scenario) -> None:
    def none() -> tuple[str, str]:
        raise ModelError("没有模型")

    assert len(with_key(job(store(tmp_path, "a.json", "您好"), scenario), none).key) == 64
    with pytest.raises(ModelError):
        with_key(job(str(SPEECH), scenario), none)
    assert with_key(job(str(tmp_path / "没有.wav"), scenario), heard).key == ""
