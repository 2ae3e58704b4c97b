"""`trainer score --out --cluster`: real processes, real kills; the lines are those of a run that nothing disturbed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster import RunningCluster, environment
from patience import PATIENCE

from trainer.recognition.models import Models

from .helpers import ROOT, process, trainer
from .test_score import SCENARIO, SPEECH, stored

pytest.importorskip("distributed", reason='the extra [cluster] is not installed: pip install ".[cluster]"')

Capture = pytest.CaptureFixture[str]
CALLS = 40
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills as Linux and macOS know them")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario, a folder of calls, and what one process made of them."""
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "in").mkdir()
    for number in range(CALLS):
        stored(folder / "in", "您好海棠苑", f"再见{number}", name=f"n{number:03}.json")
    (folder / "in" / "坏.json").write_text("{}", encoding="utf-8")
    ran = score(folder, "calm", "--workers", "1")
    assert ran.returncode == 1, ran.stderr.decode()  # 坏.json
    return folder


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCluster]:
    with RunningCluster(tmp_path_factory.mktemp("dask")) as running:
        running.add_workers(2)
        yield running


def command(place: Path, out: str, *more: str, folder: str | None = None) -> list[str]:
    recordings = folder or str(place / "in")
    words = ["score", recordings, "-s", str(place / "s.yaml"), "--out", str(place / out)]
    return [sys.executable, "-m", "trainer", *words, *more]


def score(
    place: Path, out: str, *more: str, folder: str | None = None, cwd: Path | None = None, **extra: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command(place, out, *more, folder=folder),
        cwd=cwd,
        env=environment(extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )


def lines(place: Path, out: str) -> dict[str, dict[str, Any]]:
    """The results by the name of the recording, each there once."""
    found = [json.loads(line) for line in (place / out / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    by_name = {Path(one["job"]["recording"]).name: one for one in found}
    assert len(by_name) == len(found)
    return by_name


class Started:
    """`trainer score --out --cluster` in a process of its own."""

    def __init__(self, place: Path, out: str, address: str) -> None:
        self.path = place / out / "results.jsonl"
        self.program = subprocess.Popen(
            command(place, out, "--cluster", address),
            env=environment({}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def wait_for(self, count: int) -> bool:
        """Until so many lines are there; False: the program ended before."""
        deadline = time.monotonic() + PATIENCE
        while self.program.poll() is None:
            if self.path.exists() and self.path.read_bytes().count(b"\n") >= count:
                return True
            assert time.monotonic() < deadline
            time.sleep(0.002)
        return False

    def end(self) -> tuple[int, str]:
        """Exit code and what was told."""
        out, told = self.program.communicate(timeout=PATIENCE)
        return self.program.returncode, (out + told).decode()


def test_workers_of_this_computer_give_the_same_lines(place: Path) -> None:
    ran = score(place, "local", "--cluster", "local:2")
    assert ran.returncode == 1
    assert f"这次打分 {CALLS} 通，失败 1 通。" in ran.stdout.decode()
    assert ran.stderr == b""
    assert lines(place, "local") == lines(place, "calm")


def test_a_scheduler_and_its_workers_give_the_same_lines_and_logs_without_words(
    place: Path, cluster: RunningCluster
) -> None:
    assert score(place, "tcp", "--cluster", cluster.address).returncode == 1
    assert lines(place, "tcp") == lines(place, "calm")
    for word in ("海棠", "再见", "n001", "坏.json", str(place)):
        assert word not in cluster.log()


def test_a_client_that_is_killed_at_five_moments(place: Path, cluster: RunningCluster) -> None:
    chance, done = random.Random(7), 0
    for _ in range(5):
        started = Started(place, "killed client", cluster.address)
        done += chance.randint(1, CALLS // 6)
        assert started.wait_for(done)
        started.program.kill()
        started.end()
        done = len((place / "killed client" / "results.jsonl").read_bytes().splitlines())
    assert score(place, "killed client", "--cluster", cluster.address).returncode == 1
    assert lines(place, "killed client") == lines(place, "calm")


def test_workers_that_are_killed_at_five_moments(place: Path, cluster: RunningCluster) -> None:
    chance = random.Random(8)
    started = Started(place, "killed worker", cluster.address)
    for moment in sorted(chance.sample(range(1, CALLS - 5), 5)):
        assert started.wait_for(moment)
        os.kill(chance.choice(wait_for_workers(cluster)), signal.SIGKILL)
    code, told = started.end()
    assert code == 1, told
    assert "Traceback" not in told
    assert score(place, "killed worker", "--cluster", cluster.address).returncode == 1  # one may have been hit twice
    assert lines(place, "killed worker") == lines(place, "calm")


def wait_for_workers(cluster: RunningCluster) -> list[int]:
    """Dask starts a worker anew that died."""
    deadline = time.monotonic() + PATIENCE
    while not (found := cluster.worker_pids()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def test_a_scheduler_that_is_killed_twice(place: Path, tmp_path: Path) -> None:
    for number, moment in enumerate(sorted(random.Random(9).sample(range(1, CALLS), 2))):
        with RunningCluster(tmp_path / str(number)) as cluster:
            cluster.add_workers(2)
            started = Started(place, "killed scheduler", cluster.address)
            assert started.wait_for(moment)
            cluster.scheduler.kill()
            code, told = started.end()
        assert code == 1
        assert told.splitlines()[-1].startswith("和 dask scheduler 的连接断了。")
        assert "再运行同一条命令，会接着打分" in told
        assert "Traceback" not in told
    assert score(place, "killed scheduler", "--cluster", "local:1").returncode == 1
    assert lines(place, "killed scheduler") == lines(place, "calm")


def test_who_may_not_score_is_refused_by_name_and_the_others_score(place: Path, tmp_path: Path) -> None:
    """Another version of the program; a worker that would write recordings to its disk."""
    shutil.copytree(ROOT / "trainer", tmp_path / "other" / "trainer")
    with (tmp_path / "other" / "trainer" / "call.py").open("a", encoding="utf-8") as file:
        file.write("\n")
    with RunningCluster(tmp_path / "dask") as cluster:
        cluster.add_workers(1, PYTHONPATH=str(tmp_path / "other"), cwd=tmp_path / "other")
        ran = score(place, "other version", "--cluster", cluster.address)
        assert ran.returncode == 1
        told = ran.stderr.decode().splitlines()
        assert told[0].startswith("不用这台机器打分。tcp://127.0.0.1:")
        assert "：trainer 是 0.1.0（" in told[0]
        assert told[-1].startswith("没有一台机器能打分。tcp://127.0.0.1:")
        assert not lines(place, "other version")
        cluster.add_workers(1, "--memory-limit", "1GB")
        cluster.add_workers(1)
        cluster_has(cluster, 3)
        told = score(place, "other version", "--cluster", cluster.address).stderr.decode()
        assert told.count("不用这台机器打分。tcp://127.0.0.1:") == 2
        assert told.count("--memory-limit 0") == 1
    assert lines(place, "other version") == lines(place, "calm")


def cluster_has(cluster: RunningCluster, count: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while cluster.log().count("Register worker") < count:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="files in memory are Linux's")
def test_recordings_that_the_worker_does_not_see_are_sent(place: Path, tmp_path: Path) -> None:
    """/proc/self/cwd is another folder in each process: the client's recordings; nothing, or others, at the worker."""
    (tmp_path / "in").mkdir()
    stored(tmp_path / "in", "喂", "嗯", name="n000.json")
    with RunningCluster(tmp_path / "dask") as cluster:
        cluster.add_workers(2, cwd=tmp_path)
        ran = score(place, "sent", "--cluster", cluster.address, folder="/proc/self/cwd/in", cwd=place)
        assert ran.returncode == 1, ran.stderr.decode()
    found, calm = lines(place, "sent"), lines(place, "calm")
    assert found.keys() == calm.keys()
    for name, one in found.items():
        assert one["job"].pop("recording") == f"/proc/self/cwd/in/{name}"
        assert {**one["job"], "recording": str(place / "in" / name)} == calm[name]["job"]
        assert one.get("verdicts") == calm[name].get("verdicts")
        assert one.get("total") == calm[name].get("total")
    assert not any(path.is_file() for path in (tmp_path / "dask").rglob("*.wav"))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_encrypted_with_a_certificate(place: Path, tmp_path: Path) -> None:
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=trainer"]
    subprocess.run([*request, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    words = ("--tls-ca-file", certificate, "--tls-cert", certificate, "--tls-key", key)
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    ours = {f"{tls}CA_FILE": certificate, f"{tls}CLIENT__CERT": certificate, f"{tls}CLIENT__KEY": key}
    with RunningCluster(tmp_path / "dask", "--protocol", "tls", *words) as cluster:
        assert cluster.address.startswith("tls://")
        cluster.add_workers(1, "--memory-limit", "0", *words)
        stranger = score(place, "tls", "--cluster", cluster.address)
        assert stranger.returncode == 1
        assert f"连不上 {cluster.address}" in stranger.stderr.decode()
        assert score(place, "tls", "--cluster", cluster.address, **ours).returncode == 1
    assert lines(place, "tls") == lines(place, "calm")


def test_an_interruption_ends_the_workers_of_this_computer_too(place: Path) -> None:
    started = Started(place, "interrupted", "local:2")
    assert started.wait_for(3)
    started.program.send_signal(signal.SIGINT)
    code, told = started.end()
    assert "Traceback" not in told
    assert (code, "再运行同一条命令，会接着打分" in told) in ((130, True), (1, False))  # or it was done before


@pytest.mark.model
def test_real_recordings_with_a_real_engine(capfd: Capture, place: Path, tmp_path: Path) -> None:
    if not any(one.name == "whisper-base" for one in Models().installed()):
        pytest.skip("model whisper-base is not installed: trainer models pull whisper-base")
    (tmp_path / "in").mkdir()
    for number in range(1, 4):
        shutil.copy(SPEECH.parents[1] / "match" / f"m00{number}.opus", tmp_path / "in")
    words = ("score", str(tmp_path / "in"), "-s", str(place / "s.yaml"), "--model", "whisper-base", "--turn", "a")
    alone = process(*words, "--json")
    expected = {Path(one["call"]["source"]).name: one for one in map(json.loads, alone.stdout.splitlines())}
    ran = process(*words, "--out", str(tmp_path / "out"), "--cluster", "local:2")
    assert ran.returncode == alone.returncode, ran.stderr
    found = lines(tmp_path, "out")
    for one in found.values():
        del one["job"]
    assert found == expected


USAGE = {
    "no address": (("--out", "o", "--cluster", "host:1"), 2, "“host:1”不是地址"),
    "no folder": (("--cluster", "local:2"), 2, "--cluster 要和 --out"),
    "both": (("--out", "o", "--cluster", "local:2", "--workers", "2"), 2, "--workers 和 --cluster 只写一个"),
    "insecure": (("--out", "o", "--insecure"), 2, "--insecure 要和 --cluster 一起用"),
}


@pytest.mark.parametrize(("words", "code", "message"), USAGE.values(), ids=USAGE)
def test_usage(capfd: Capture, words: tuple[str, ...], code: int, message: str) -> None:
    ran = trainer(capfd, "score", "a.json", "-s", "s", *words)
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err


def test_an_unencrypted_scheduler_elsewhere_is_not_spoken_to(capfd: Capture, place: Path, tmp_path: Path) -> None:
    words = ("score", str(place / "in"), "-s", str(place / "s.yaml"), "--out", str(tmp_path / "out"))
    ran = trainer(capfd, *words, "--cluster", "tcp://192.0.2.1:8786")
    assert (ran.code, ran.out) == (1, "")
    assert "没有加密" in ran.err
    assert "--insecure" in ran.err
