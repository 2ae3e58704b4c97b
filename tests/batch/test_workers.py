"""Real processes, really killed."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from trainer.batch.jobs import Job, Line
from trainer.batch.lost_jobs import KILLED, WorkersError
from trainer.batch.workers import Equipment, Workers, cores, most_workers
from trainer.errors import ModelError
from trainer.recognition.interface import Recogniser
from trainer.scenario.resolved import Scenario

from . import engines_for_workers as engines
from .calls import TEXT, job, store
from .conftest import Make

KILL = signal.SIGKILL if os.name != "nt" else signal.SIGTERM


@pytest.fixture
def scenario(make: Make) -> Scenario:
    return make(TEXT)


def workers(scenario: Scenario, count: int = 2, opened: Callable[[], Recogniser] = engines.scripted) -> Workers:
    return Workers(count, Equipment({scenario.sha256: scenario}, opened))


def stored(folder: Path, scenario: Scenario, count: int) -> list[Job]:
    return [job(store(folder, f"{n:03}.json", "您好海棠苑", "再见"), scenario) for n in range(count)]


def nothing() -> None:
    pass


def by_recording(found: list[tuple[Job, Line]]) -> dict[str, Line]:
    assert len({one.recording for one, _ in found}) == len(found)
    return {one.recording: line for one, line in found}


@pytest.mark.parametrize("count", [1, 2])
def test_any_number_of_workers_gives_the_same_lines(
    tmp_path: Path, scenario: Scenario, speech: str, count: int
) -> None:
    jobs = [*stored(tmp_path, scenario, 10), job(speech, scenario, trainee="2031", date="2026-11-30")]
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1

    with workers(scenario, count) as pool:
        found = by_recording(list(pool.run(jobs, tick)))
        assert len(pool.pids()) == count
        assert [line for _, line in pool.run(jobs[:1], tick)] == [found[jobs[0].recording]]
    assert {*found} == {one.recording for one in jobs}
    assert ticks >= len(jobs) / count
    card = json.loads(found[speech].text)
    assert (card["total"], card["call"]["trainee"], card["call"]["source"]) == (100, "2031", speech)
    assert card["job"] == {"recording": speech, "key": "", "trainee": "2031", "date": "2026-11-30", "fatal": []}


def test_fatal_rules_that_were_broken_are_named(tmp_path: Path, scenario: Scenario) -> None:
    one = job(store(tmp_path, "a.json", "您好海棠苑没办法", "再见"), scenario)
    with workers(scenario, 1) as pool:
        ((_, line),) = pool.run([one], nothing)
    assert json.loads(line.text)["job"]["fatal"] == ["a.banned-1"]


def test_workers_that_are_killed_lose_nothing(tmp_path: Path, scenario: Scenario) -> None:
    jobs = stored(tmp_path, scenario, 40)
    with workers(scenario) as pool:
        undisturbed = by_recording(list(pool.run(jobs, nothing)))
        found = []
        for number, done in enumerate(pool.run(jobs, nothing)):
            found.append(done)
            if number in (3, 4, 11, 19, 30):
                os.kill(pool.pids()[number % 2], KILL)
        twice = [one for one, line in found if line.code == KILLED]  # a kill may hit the second try, too
        found = [done for done in found if done[0] not in twice] + list(pool.run(twice, nothing))
    assert len(twice) <= 2
    assert by_recording(found) == undisturbed


def test_a_recording_that_ends_its_worker_once_is_scored_the_second_time(
    tmp_path: Path, scenario: Scenario, speech: str
) -> None:
    marker = tmp_path / "marker"
    marker.touch()
    with workers(scenario, 1, partial(engines.unlucky, str(marker))) as pool:
        ((_, line),) = pool.run([job(speech, scenario)], nothing)
    assert line.code is None
    assert not marker.exists()


def test_a_recording_that_ends_its_workers_fails_alone_and_by_name(
    tmp_path: Path, scenario: Scenario, speech: str, deadly: str
) -> None:
    jobs = [job(one, scenario) for one in (deadly, speech)] + stored(tmp_path, scenario, 4)
    with workers(scenario, 2, engines.fragile) as pool:
        found = by_recording(list(pool.run(jobs, nothing)))
    assert len(found) == 6
    assert [one for one, line in found.items() if line.code is not None] == [deadly]
    told = json.loads(found[deadly].text)["error"]
    assert told["code"] == KILLED
    assert told["message"].startswith(f"{deadly}：给它打分的进程两次中途结束了")


def test_an_engine_that_cannot_be_loaded_stops_everything(scenario: Scenario, speech: str) -> None:
    with workers(scenario, 2, engines.none) as pool, pytest.raises(ModelError, match="模型坏了"):
        list(pool.run([job(speech, scenario)] * 3, nothing))


def test_stored_calls_need_no_engine(tmp_path: Path, scenario: Scenario) -> None:
    with workers(scenario, 1, engines.none) as pool:
        assert [line.code for _, line in pool.run(stored(tmp_path, scenario, 3), nothing)] == [None] * 3


def test_workers_that_die_before_they_can_work_are_no_recordings_fault(scenario: Scenario, speech: str) -> None:
    with workers(scenario, 1, engines.dead_on_arrival) as pool, pytest.raises(WorkersError, match="--workers 1"):
        list(pool.run([job(speech, scenario)], nothing))


@pytest.mark.skipif(os.name == "nt", reason="signal 0 asks whether a process is there")
def test_workers_end_with_the_pool(tmp_path: Path, scenario: Scenario) -> None:
    with workers(scenario) as pool:
        run = pool.run(stored(tmp_path, scenario, 9), nothing)
        next(run)
        pids = pool.pids()
    assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert pool.pids() == ()


def test_as_many_workers_as_cores_where_there_is_memory_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 <= most_workers() <= cores()
    monkeypatch.setattr(os, "sysconf", {"SC_PHYS_PAGES": 1000, "SC_PAGE_SIZE": 4096}.get, raising=False)
    assert most_workers() == 1
    monkeypatch.delattr(os, "sysconf")
    assert most_workers() == cores()
