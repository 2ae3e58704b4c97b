"""`trainer practice` as a real process: piped, interrupted, killed, resumed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from patience import PATIENCE

from trainer.cli.practice import warm_up
from trainer.history.opened import opened
from trainer.practice import saved_state
from trainer.scenario.load import load

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests" / "practice" / "mini.yaml"
GOOD = "您好，海棠苑客户服务中心\n非常抱歉\n再见\n3-2-501\n13800138000\n\n"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "SYSTEMROOT", "COVERAGE_PROCESS_START")}
    (tmp_path / "trainer.toml").write_text('data_folder = "data"\n', encoding="utf-8")
    return {**kept, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "PYTHONUTF8": "1"}


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "trainer", *args]


def run(env, tmp_path, *args: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*args), input=typed, env=env, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=PATIENCE
    )


def test_piped_call_from_brief_to_scorecard(env, tmp_path):
    done = run(env, tmp_path, "practice", str(MINI), typed=GOOD)

    assert done.stderr == ""
    assert done.returncode == 0
    for words in ("报修小练习", "你是海棠苑的小王", "陈女士：", "我：非常抱歉", "总分 100", "通过", "没有丢分"):
        assert words in done.stdout
    assert "\x1b" not in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    with opened(tmp_path / "data") as store:
        assert len(store.results(source="keyboard")) == 1


def test_a_phrase_without_a_hint_is_shown_as_it_would_be_said(env, tmp_path):
    scenario = str(ROOT / "tests" / "report" / "unhinted.yaml")
    done = run(env, tmp_path, "practice", scenario, "--no-save", typed="喂\n")
    assert "要改：没有说到“您好，这里是海棠苑”这类的话\n" in done.stdout
    assert "“请您稍等片刻”" in done.stdout
    assert "“您稍等”" not in done.stdout
    assert "?" not in done.stdout


def test_the_same_seed_gives_the_same_caller(env, tmp_path):
    outputs = {run(env, tmp_path, "practice", str(MINI), "--seed", "7", "--no-save", typed=GOOD).stdout for _ in "ab"}

    assert len(outputs) == 1
    assert not (tmp_path / "data").exists()


def test_results_lists_what_was_practised(env, tmp_path):
    run(env, tmp_path, "practice", str(MINI), typed=GOOD)
    (tmp_path / "data" / "sessions").mkdir(exist_ok=True)
    (tmp_path / "data" / "sessions" / "20260101-broken.json").write_text("{", encoding="utf-8")

    done = run(env, tmp_path, "results")

    assert done.returncode == 0
    assert "报修小练习" in done.stdout
    assert "20260101-broken.json" in done.stdout.replace("\n", "")


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("practice",), 2, "情景"),
        (("practice", "nonesuch"), 1, "nonesuch"),
        (("practice", "MINI", "--slot", "公司"), 1, "--slot 公司=海棠苑"),
        (("practice", "MINI", "--slot", "公四=梧桐里"), 1, "没有“公四”"),
        (("practice", "MINI", "--variant", "x"), 1, "--variant"),
        (("practice", "MINI", "--mode", "考试"), 2, "--mode"),
        (("practice", "--resume"), 1, "没有没做完的练习"),
        (("practice", "--resume", "--no-save"), 2, "--resume"),
    ],
    ids=["no scenario", "unknown scenario", "slot without value", "unknown slot", "variant", "mode", "resume", "clash"],
)
def test_mistakes_are_told_in_chinese(env, tmp_path, args, code, says):
    done = run(env, tmp_path, *(str(MINI) if arg == "MINI" else arg for arg in args))

    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_with_mistakes_name_every_line(env, tmp_path):
    (tmp_path / "trainer.toml").write_text('nmae = "小王"\nmode = "test"\n', encoding="utf-8")

    done = run(env, tmp_path, "practice", str(MINI))

    assert done.returncode == 1
    assert "trainer.toml:1:1: 没有“nmae”这个设置，是不是 name？" in done.stderr
    assert "trainer.toml:2:1:" in done.stderr


def test_resume_after_leaving(env, tmp_path):
    left = run(env, tmp_path, "practice", str(MINI), typed="您好，海棠苑客户服务中心\n/退出\n")
    assert "trainer practice --resume" in left.stdout

    done = run(env, tmp_path, "practice", "--resume", typed=GOOD.partition("\n")[2])

    assert done.returncode == 0
    assert "接着上次" in done.stdout
    assert "总分 100" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)] if sys.platform != "win32" else []
)
def test_a_stopped_process_loses_nothing(env, tmp_path, number, code):
    with subprocess.Popen(
        command("practice", str(MINI)), env=env, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        process.stdin.write("您好，海棠苑客户服务中心\n非常抱歉\n".encode())
        process.stdin.flush()
        deadline = time.monotonic() + PATIENCE
        while not _replies(tmp_path / "data") >= 2:
            assert time.monotonic() < deadline, "the replies never reached the disk"
            time.sleep(0.05)
        process.send_signal(number)
        process.communicate(timeout=PATIENCE)
    assert process.returncode == code

    done = run(env, tmp_path, "practice", "--resume", typed="\n".join(GOOD.split("\n")[2:]))

    assert done.returncode == 0
    assert "总分 100" in done.stdout


def _replies(folder: Path) -> int:
    with opened(folder) as store:
        states = [saved_state.from_json(store.session(number).state) for number in store.chosen()]
    return sum(len(visit.attempts) for state in states for visit in state.visits)


@pytest.mark.parametrize(("who", "kept"), [("小王", ["小王"]), ("小王 1008", ["小王"]), ("游客", [])])
def test_the_trainee_is_named_by_an_option(env, tmp_path, who, kept):
    assert run(env, tmp_path, "practice", str(MINI), "--trainee", who, typed=GOOD).returncode == 0

    with opened(tmp_path / "data") as store:
        assert [one.trainee and one.trainee.name for one in store.results()] == kept
        last = store.last_trainee()
        assert [last.name] == kept if last else kept == []


def test_doctor_says_what_to_do(env, tmp_path):
    done = run(env, tmp_path, "doctor")

    assert done.returncode == 0
    assert "Python" in done.stdout
    assert "键盘练习可以开始：trainer practice" in done.stdout


def test_warming_up_judges_in_the_background_and_never_fails():
    timer = warm_up(load(MINI), delay=0)
    timer.join(60)

    assert timer.daemon
    assert not timer.is_alive()
