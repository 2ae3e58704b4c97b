"""`trainer score --out`: a folder of recordings becomes lines and tables, whatever happens in between."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from patience import PATIENCE

from trainer.recognition.models import Models

from .helpers import ROOT, process, trainer
from .test_score import SCENARIO, SPEECH, stored

Capture = pytest.CaptureFixture[str]
KILL = signal.SIGKILL if os.name != "nt" else signal.SIGTERM


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    path = tmp_path / "s.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return str(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "录音"
    (inside / "下").mkdir(parents=True)
    stored(inside, "您好海棠苑", "再见", name="20261130_2031_1.json")
    stored(inside, "您好海棠苑没办法", "再见", name="20261130_2032_2.json")
    stored(inside / "下", "喂", "嗯", name="20261201_2031_3.json")
    (inside / "说明.txt").write_text("x", encoding="utf-8")
    return inside


def lines(out: Path) -> dict[str, dict[str, Any]]:
    """The results by the name of the recording, each there once."""
    found = [json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    by_name = {Path(one["job"]["recording"]).name: one for one in found}
    assert len(by_name) == len(found)
    return by_name


def test_a_folder_becomes_lines_and_tables(capfd: Capture, scenario: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    words = ("score", str(folder), "-s", scenario, "--out", str(out), "--name-pattern", "{date}_{staff}_*")
    ran = trainer(capfd, *words, "--sample", "1", "--workers", "1")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "这次打分 3 通，失败 0 通。",
        "先听：红线 1 通，分低 1 通。",
        f"表格：{out / 'summary.xlsx'}",
    ]
    assert ran.err == "文件夹里有 1 个文件不像录音，没有读：.txt（1）\n"
    found = lines(out)
    assert [found[name]["total"] for name in sorted(found)] == [100, 0, 0]
    assert (found["20261201_2031_3.json"]["job"]["trainee"], found["20261201_2031_3.json"]["job"]["date"]) == (
        "2031",
        "2026-12-01",
    )
    book = openpyxl.load_workbook(out / "summary.xlsx")
    assert [row[0].value for row in book["抽听"].rows] == ["坐席", "2031", "2032"]
    assert sorted(path.name for path in out.iterdir()) == ["failed.csv", "results.jsonl", "summary.csv", "summary.xlsx"]

    again = trainer(capfd, *words)
    assert (again.code, again.out.splitlines()[0]) == (0, "这次打分 0 通，以前打过 3 个录音，失败 0 通。")
    assert lines(out) == found


def test_a_failure_is_named_and_the_rest_is_scored(capfd: Capture, scenario: str, folder: Path, tmp_path: Path) -> None:
    (folder / "坏.json").write_text("{}", encoding="utf-8")
    words = ("score", str(folder), "-s", scenario, "--out", str(tmp_path / "out"))
    ran = trainer(capfd, *words)
    assert ran.code == 1
    assert "这次打分 3 通，失败 1 通。" in ran.out
    assert f"失败的原因：{tmp_path / 'out' / 'failed.csv'}" in ran.out
    with (tmp_path / "out" / "failed.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row[1] for row in csv.reader(file)] == ["录音", "坏.json"]
    (folder / "坏.json").unlink()
    assert trainer(capfd, *words).code == 0  # what is not asked for now is no failure of this run


@pytest.mark.parametrize(("limit", "code"), [(None, 0), ("0", 0), ("1", 4)])
def test_fail_under(capfd: Capture, scenario: str, folder: Path, tmp_path: Path, limit: str | None, code: int) -> None:
    more = ("--fail-under", limit) if limit else ()
    assert trainer(capfd, "score", str(folder), "-s", scenario, "--out", str(tmp_path / "out"), *more).code == code


def test_a_list_of_calls(capfd: Capture, scenario: str, folder: Path, tmp_path: Path) -> None:
    (folder / "清单.csv").write_text(
        f"录音,情景,坐席,日期,替换,号\n20261130_2031_1.json,{scenario},小李,2026-11-30,,1\n"
        f"下/20261201_2031_3.json,{scenario},小王,,公司=紫金园,2\n",
        encoding="gb18030",
    )
    ran = trainer(capfd, "score", "--manifest", str(folder / "清单.csv"), "--out", str(tmp_path / "out"))
    assert ran.code == 0
    assert "没有用到这些列：号" in ran.err
    found = lines(tmp_path / "out")
    assert {name: one["call"]["trainee"] for name, one in found.items()} == {
        "20261130_2031_1.json": "小李",
        "20261201_2031_3.json": "小王",
    }
    assert found["20261201_2031_3.json"]["call"]["slots"] == {"公司": "紫金园"}


def test_mistakes_in_a_list_are_told_and_nothing_is_scored(
    capfd: Capture, scenario: str, folder: Path, tmp_path: Path
) -> None:
    path = folder / "清单.csv"
    path.write_text("录音,情景,日期\na.wav,in-aftersale,\nb.wav,,x\n", encoding="utf-8")
    ran = trainer(capfd, "score", "--manifest", str(path), "-s", scenario, "--out", str(tmp_path / "out"))
    assert (ran.code, ran.out) == (1, "")
    assert f"{path}:2: in-aftersale" in ran.err
    assert f"{path}:3: “x”不是日期" in ran.err
    assert not (tmp_path / "out").exists()


USAGE = {
    "nothing": ((), "还缺少录音"),
    "both": (("a.wav", "--manifest", "m.csv", "--out", "o"), "录音和 --manifest 只写一样"),
    "no scenario": (("a.wav",), "--scenario"),
    "no out": (("a.wav", "-s", "s", "--workers", "2", "--sample", "3"), "--workers、--sample 要和 --out 文件夹 一起用"),
    "list without out": (("--manifest", "m.csv", "-s", "s"), "--manifest 要和 --out"),
    "json": (("a.wav", "-s", "s", "--out", "o", "--json"), "--json 和 --out 只写一个"),
}


@pytest.mark.parametrize(("words", "message"), USAGE.values(), ids=USAGE)
def test_usage(capfd: Capture, words: tuple[str, ...], message: str) -> None:
    ran = trainer(capfd, "score", *words)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_a_list_names_scenarios_by_their_titles(capfd: Capture, folder: Path, tmp_path: Path) -> None:
    (folder / "清单.csv").write_text("录音,情景\n20261130_2031_1.json,通用录音质检\n", encoding="utf-8")
    ran = trainer(capfd, "score", "--manifest", str(folder / "清单.csv"), "--out", str(tmp_path / "out"))
    assert "这次打分" in ran.out, ran.err
    (one,) = [json.loads(line) for line in (tmp_path / "out" / "results.jsonl").read_text("utf-8").splitlines()]
    assert "error" in one or one["scenario"]["id"] == "checklist-open"


def test_a_path_that_is_not_there_is_told_and_leaves_no_line(
    capfd: Capture, scenario: str, folder: Path, tmp_path: Path
) -> None:
    out, wrong = tmp_path / "out", str(folder / "没有.wav")
    words = ("-s", scenario, "--out", str(out))
    ran = trainer(capfd, "score", wrong, *words)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"{wrong}：找不到这个录音，没有打分。请检查路径。\n"
    assert not out.exists()
    ran = trainer(capfd, "score", wrong, str(folder), *words)
    assert (ran.code, ran.out.splitlines()[0]) == (1, "这次打分 3 通，失败 0 通。")
    assert "没有.wav" not in lines(out)


def test_a_model_that_is_not_there_is_told_and_nothing_else(
    capfd: Capture, scenario: str, folder: Path, tmp_path: Path
) -> None:
    shutil.copy(SPEECH, folder)
    ran = trainer(capfd, "score", str(folder), "-s", scenario, "--out", str(tmp_path / "out"), "--model", "没有")
    assert (ran.code, ran.out) == (1, "")
    assert "没有安装语音模型 没有" in ran.err
    assert "再运行同一条命令" not in ran.err
    assert not (tmp_path / "out").exists()


def test_a_table_that_is_not_written_is_not_pointed_to(
    capfd: Capture, scenario: str, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    (out / "summary.xlsx").mkdir(parents=True)
    ran = trainer(capfd, "score", str(folder), "-s", scenario, "--out", str(out))
    assert ran.code == 1
    assert "表格：" not in ran.out
    assert f"{out / 'summary.xlsx'}：写不进去" in ran.err
    (out / "summary.xlsx").rmdir()
    assert trainer(capfd, "score", str(folder), "-s", scenario, "--out", str(out)).code == 0
    assert sys.platform == "win32" or {one.stat().st_mode & 0o777 for one in out.iterdir()} == {0o600}


def test_a_folder_without_out_is_scored_as_files_are(capfd: Capture, scenario: str, folder: Path) -> None:
    ran = trainer(capfd, "score", str(folder), "-s", scenario, "--pattern", "*_2031_*", "--json")
    assert ran.code == 0
    assert [json.loads(line)["total"] for line in ran.out.splitlines()] == [100, 0]


def test_a_folder_that_takes_nothing(capfd: Capture, scenario: str, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    ran = trainer(capfd, "score", str(folder), "-s", scenario, "--out", str(tmp_path / "out"))
    assert (ran.code, ran.out) == (1, "")
    assert "建不了这个文件夹" in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of the size of files")
def test_a_full_disk_ends_clean_and_the_next_run_goes_on(scenario: str, folder: Path, tmp_path: Path) -> None:
    for number in range(60):
        stored(folder, "您好海棠苑", str(number), name=f"{number}.json")
    words = ["-m", "trainer", "score", str(folder), "-s", scenario, "--out", str(tmp_path / "out"), "--workers", "1"]
    limited = "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000,) * 2); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"  # noqa: E501
    full = run([sys.executable, "-c", limited, *words])
    told = full.stderr.decode()
    assert full.returncode == 1, told
    assert "文件太大" in told
    assert "再运行同一条命令，会接着打分" in told
    assert 0 < len(lines(tmp_path / "out")) < 63
    assert run([sys.executable, *words]).returncode == 0
    assert len(lines(tmp_path / "out")) == 63


def run(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    env.pop("COVERAGE_PROCESS_START", None)  # a limit or a kill would spoil coverage's file
    return subprocess.run(
        command, env=env, capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False
    )


class Started:
    """`trainer score --out` in a process of its own."""

    def __init__(self, folder: Path, scenario: str, out: Path) -> None:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        env.pop("COVERAGE_PROCESS_START", None)
        self.out = out
        self.program = subprocess.Popen(
            [sys.executable, "-m", "trainer", "score", str(folder), "-s", scenario, "--out", str(out)],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def wait_for(self, count: int) -> None:
        """Until so many lines are there, or the program has ended."""
        deadline = time.monotonic() + PATIENCE
        path = self.out / "results.jsonl"
        while self.program.poll() is None:
            if path.exists() and path.read_bytes().count(b"\n") >= count:
                return
            assert time.monotonic() < deadline
            time.sleep(0.002)


def many(folder: Path, count: int) -> None:
    for number in range(count):
        stored(folder, "您好海棠苑", f"再见{number}", name=f"n{number:03}.json")


def test_kills_at_five_moments_and_the_next_run_gives_what_an_undisturbed_one_gives(
    capfd: Capture, scenario: str, folder: Path, tmp_path: Path
) -> None:
    many(folder, 150)
    assert trainer(capfd, "score", str(folder), "-s", scenario, "--out", str(tmp_path / "calm")).code == 0
    moments = sorted(random.sample(range(1, 150), 5))
    for moment in moments:
        started = Started(folder, scenario, tmp_path / "out")
        started.wait_for(moment)
        started.program.send_signal(KILL)
        started.program.communicate()
    assert trainer(capfd, "score", str(folder), "-s", scenario, "--out", str(tmp_path / "out")).code == 0
    assert lines(tmp_path / "out") == lines(tmp_path / "calm")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_an_interruption_says_how_to_go_on(scenario: str, folder: Path, tmp_path: Path) -> None:
    for count in (300, 1000, 3000):  # a fast computer may be done before the signal comes
        many(folder, count)
        started = Started(folder, scenario, tmp_path / "out")
        started.wait_for(20)
        started.program.send_signal(signal.SIGINT)
        _, told = started.program.communicate(timeout=PATIENCE)
        if started.program.returncode:
            break
    assert started.program.returncode == 130, told.decode()
    assert "再运行同一条命令，会接着打分" in told.decode()
    assert "已停止" in told.decode()
    done = len(lines(tmp_path / "out"))
    assert 20 <= done < count + 3
    assert (tmp_path / "out" / "summary.xlsx").is_file()
    assert not (tmp_path / "out" / "results.lock").exists()


@pytest.mark.model
def test_real_recordings_with_a_real_engine(capfd: Capture, scenario: str, tmp_path: Path) -> None:
    if not any(one.name == "whisper-base" for one in Models().installed()):
        pytest.skip("model whisper-base is not installed: trainer models pull whisper-base")
    (tmp_path / "in").mkdir()
    for number in range(1, 4):
        shutil.copy(SPEECH.parents[1] / "match" / f"m00{number}.opus", tmp_path / "in")
    words = ("score", str(tmp_path / "in"), "-s", scenario, "--model", "whisper-base", "--turn", "a")
    alone = process(*words, "--json")
    expected = {Path(one["call"]["source"]).name: one for one in map(json.loads, alone.stdout.splitlines())}
    for workers in ("1", "2"):
        out = tmp_path / f"out{workers}"
        assert trainer(capfd, *words, "--out", str(out), "--workers", workers).code == alone.returncode
        found = lines(out)
        assert len(found) == 3
        for name, one in found.items():
            del one["job"]
            assert one == expected[name]
    assert "以前打过 3 个录音" in trainer(capfd, *words, "--out", str(out)).out
