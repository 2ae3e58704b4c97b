"""Workers of this computer, really killed; the client in this process. tests/cli/test_cluster.py has schedulers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from trainer.batch.cluster import Cluster, ClusterError
from trainer.batch.cluster_address import ClusterAddress, parse_cluster
from trainer.batch.jobs import Job, Line
from trainer.batch.lost_jobs import KILLED, WorkersError
from trainer.batch.score_batch import with_key
from trainer.batch.workers import Equipment, Workers
from trainer.errors import ModelError
from trainer.recognition.interface import Recogniser
from trainer.scenario.resolved import Scenario

from . import engines_for_workers as engines
from .calls import TEXT, job, store
from .conftest import Make

pytest.importorskip("distributed", reason='the extra [cluster] is not installed: pip install ".[cluster]"')
pytestmark = pytest.mark.local_network


@pytest.fixture
def scenario(make: Make) -> Scenario:
    return make(TEXT)


def cluster(
    scenario: Scenario,
    opened: Callable[[], Recogniser] = engines.scripted,
    address: str = "local:2",
    told: list[str] | None = None,
) -> Cluster:
    equipment = Equipment({scenario.sha256: scenario}, opened)
    tell = (told if told is not None else []).append
    return Cluster(parse_cluster(address), equipment, None, insecure=False, tell=tell, now=lambda: 0.0)


def nothing() -> None:
    pass


def keyed(recording: str, scenario: Scenario) -> Job:
    return with_key(job(recording, scenario), lambda: ("", ""))


def by_recording(found: list[tuple[Job, Line]]) -> dict[str, Line]:
    assert len({one.recording for one, _ in found}) == len(found)
    return {one.recording: line for one, line in found}


def test_a_recording_that_ends_its_workers_fails_alone_and_by_name(
    tmp_path: Path, scenario: Scenario, speech: str, deadly: str
) -> None:
    jobs = [job(one, scenario) for one in (deadly, speech)]
    jobs += [keyed(store(tmp_path, f"{n}.json", "您好海棠苑", "再见"), scenario) for n in range(8)]
    with Workers(1, Equipment({scenario.sha256: scenario}, engines.fragile)) as pool:
        calm = by_recording(list(pool.run(jobs, nothing)))
    ticks: list[None] = []
    with cluster(scenario, engines.fragile) as pool:
        found = by_recording(list(pool.run(jobs, partial(ticks.append, None))))
        assert list(pool.run([], nothing)) == []
    assert found == calm
    assert [one for one, line in found.items() if line.code == KILLED] == [deadly]
    assert json.loads(found[deadly].text)["error"]["message"].startswith(f"{deadly}：给它打分的进程两次中途结束了")
    assert len(ticks) >= len(jobs)


def test_a_recording_that_ends_its_worker_once_is_scored_the_second_time(
    tmp_path: Path, scenario: Scenario, speech: str
) -> None:
    marker = tmp_path / "marker"
    marker.touch()
    with cluster(scenario, partial(engines.unlucky, str(marker)), "local:1") as pool:
        ((_, line),) = pool.run([job(speech, scenario)], nothing)
    assert line.code is None
    assert not marker.exists()


def test_an_engine_that_cannot_be_loaded_stops_everything(scenario: Scenario, speech: str) -> None:
    with cluster(scenario, engines.none, "local:1") as pool, pytest.raises(ModelError, match="模型坏了"):
        list(pool.run([job(speech, scenario)] * 3, nothing))


def test_nothing_is_started_without_work(scenario: Scenario) -> None:
    with cluster(scenario, address="tcp://127.0.0.1:9") as pool:
        assert list(pool.run([], nothing)) == []


def test_a_scheduler_that_is_not_there(scenario: Scenario, speech: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.batch.cluster.CONNECT", 0.5)
    with (
        cluster(scenario, address="tcp://127.0.0.1:9") as pool,
        pytest.raises(ClusterError, match=r"连不上 tcp://127\.0\.0\.1:9"),
    ):
        list(pool.run([job(speech, scenario)], nothing))


def test_without_dask_the_extra_is_named(scenario: Scenario, speech: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with cluster(scenario) as pool, pytest.raises(ClusterError, match=r"\.\[cluster\]"):
        list(pool.run([job(speech, scenario)], nothing))


class Present:
    """A client whose workers are these."""

    status = "running"

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    def nthreads(self) -> dict[str, int]:
        return dict.fromkeys(self.addresses, 1)


def test_nobody_is_waited_for_without_end(scenario: Scenario, speech: str) -> None:
    times = iter(range(0, 1000, 50))
    pool = Cluster(
        ClusterAddress(scheduler="tcp://127.0.0.1:9"),
        Equipment({}, engines.scripted),
        None,
        insecure=False,
        tell=lambda _: None,
        now=lambda: float(next(times)),
    )
    pool._client = Present()
    with pytest.raises(WorkersError, match="没有一台机器来打分"):
        list(pool.run([job(speech, scenario)], nothing))


def test_a_worker_elsewhere_is_not_spoken_to_unencrypted(scenario: Scenario, speech: str) -> None:
    pool = cluster(scenario, address="tcp://127.0.0.1:9")
    pool._client = Present("tcp://192.0.2.1:4000")
    with pytest.raises(ClusterError, match=r"tcp://192\.0\.2\.1:4000 没有加密"):
        list(pool.run([job(speech, scenario)], nothing))


def test_a_recording_too_long_to_be_sent_is_told(
    tmp_path: Path, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.batch.cluster.MOST_SENT", 10)
    one = keyed(store(tmp_path, "a.json", "您好海棠苑", "再见"), scenario)
    lying = Job(one.recording, one.scenario, one.options, key="of another file")
    with cluster(scenario, address="local:1") as pool:
        ((_, line),) = pool.run([lying], nothing)
    assert "文件太大，不能传" in json.loads(line.text)["error"]["message"]


def test_a_recording_that_is_gone_meanwhile_fails_alone(tmp_path: Path, scenario: Scenario) -> None:
    jobs = [keyed(store(tmp_path, f"{n}.json", "您好海棠苑", "再见"), scenario) for n in range(3)]
    Path(jobs[1].recording).unlink()
    with cluster(scenario, address="local:1") as pool:
        found = by_recording(list(pool.run(jobs, nothing)))
    assert [line.code for line in found.values()].count(None) == 2
    assert "找不到这个文件" in json.loads(found[jobs[1].recording].text)["error"]["message"]
