"""demo.py and test.py, run for real in a stand-in checkout: a real venv, a real pip, no network needed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from _setup import lock_file, read_stamp, stamp_file, venv_python
from patience import PATIENCE

from .conftest import unmeasured

SCORINGS = [
    f"trainer score {Path('scenarios', 'samples', name)}.opus --scenario {name}"
    for name in ("in-aftersales", "fu-visit", "cp-leak")
]


def called(output: str) -> list[str]:
    """The calls the stand-ins received."""
    return [line for line in output.splitlines() if line.startswith(("trainer ", "pytest"))]


def test_first_run_makes_the_environment_gets_a_model_and_scores_three_calls(checkout, run_script):
    done = run_script("demo.py")
    assert done.returncode == 0, done.stderr
    assert called(done.stdout) == ["trainer models pull", *SCORINGS]
    assert "运行环境已就绪" in done.stdout
    assert read_stamp(checkout / ".venv")["installed"] == ["program"]


def test_second_run_installs_nothing(checkout, run_script):
    run_script("demo.py")
    noted = stamp_file(checkout / ".venv").stat().st_mtime_ns
    done = run_script("demo.py")
    assert called(done.stdout) == ["trainer models pull", *SCORINGS]
    assert "准备运行环境" not in done.stdout
    assert stamp_file(checkout / ".venv").stat().st_mtime_ns == noted


def test_asking_for_help_does_nothing_else(run_script):
    done = run_script("demo.py", "--help")
    assert done.returncode == 0
    assert "示例录音" in done.stdout
    assert "准备运行环境" not in done.stdout
    assert called(done.stdout) == []


def test_without_a_terminal_no_practice_call_is_offered(run_script):
    assert "现在练习" not in run_script("demo.py").stdout


def test_interrupted_installation_is_done_again(checkout, run_script):
    run_script("demo.py")
    stamp_file(checkout / ".venv").unlink()
    done = run_script("demo.py")
    assert done.returncode == 0
    assert "准备运行环境" in done.stdout
    assert "创建虚拟环境" not in done.stdout
    assert stamp_file(checkout / ".venv").is_file()


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements/program.txt"])
def test_another_pyproject_or_lock_installs_again(checkout, run_script, name):
    run_script("demo.py")
    file = checkout / name
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "准备运行环境" in run_script("demo.py").stdout


def test_an_environment_of_a_moved_checkout_is_made_anew(checkout, run_script):
    run_script("demo.py")
    stamp = stamp_file(checkout / ".venv")
    stamp.write_text(json.dumps({**read_stamp(checkout / ".venv"), "root": "/elsewhere"}), encoding="utf-8")
    (checkout / ".venv" / "leftover").touch()
    done = run_script("demo.py")
    assert done.returncode == 0
    assert "创建虚拟环境" in done.stdout
    assert not (checkout / ".venv" / "leftover").exists()


def test_test_py_adds_the_tools_gets_its_models_and_hands_on_the_arguments(checkout, run_script):
    done = run_script("test.py", "-k", "很 长", "tests")
    assert done.returncode == 0, done.stderr
    assert called(done.stdout) == [
        "trainer models pull whisper-base",
        "trainer models pull vosk-ko",
        "pytest -k 很 长 tests",
    ]
    assert read_stamp(checkout / ".venv")["installed"] == ["cluster", "development", "program"]
    assert "准备运行环境" not in run_script("demo.py").stdout, "demo.py is content with more than it needs"


def test_test_py_without_arguments_runs_every_test_in_two_parts(run_script):
    done = run_script("test.py")
    assert done.returncode == 0, done.stderr
    ran = [line for line in called(done.stdout) if line.startswith("pytest")]
    assert ["--ignore=tests/device" in line for line in ran] == [True, False]
    assert done.stdout.splitlines()[-1].startswith("====")


@pytest.mark.parametrize("name", ["demo.py", "test.py"])
def test_a_model_that_cannot_be_had_ends_in_one_sentence(run_script, name):
    run_script("test.py")
    done = run_script(name, env={"TINY_EXIT": "1"})
    assert done.returncode == 1
    assert done.stderr.strip().startswith("没有取得")
    assert len(done.stderr.strip().splitlines()) == 1


def test_interruption_inside_the_program_ends_the_script_with_130(run_script):
    run_script("demo.py")
    done = run_script("demo.py", env={"TINY_EXIT": "130"})
    assert done.returncode == 130
    assert "已中断" in done.stderr


def test_a_missing_sample_is_named(checkout, run_script):
    run_script("demo.py")
    sample = checkout / "scenarios" / "samples" / "cp-leak.opus"
    sample.unlink()
    try:
        done = run_script("demo.py")
    finally:
        sample.touch()
    assert done.returncode == 1
    assert "cp-leak.opus" in done.stderr


@pytest.fixture
def locked(checkout):
    """Writes a lock file of the stand-in for one test."""
    before = {}

    def write(name: str, text: str) -> None:
        file = lock_file(name, checkout)
        before[file] = file.read_text(encoding="utf-8")
        file.write_text(text, encoding="utf-8")

    yield write
    for file, text in before.items():
        file.write_text(text, encoding="utf-8")


def test_without_network_pip_ends_in_one_sentence_with_a_mirror(checkout, run_script, locked):
    run_script("demo.py")
    locked("development", f"no-such-package-of-ours==1 --hash=sha256:{'0' * 64}\n")
    closed = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1"}
    done = run_script("test.py", env={**closed, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "", "NO_PROXY": "*"})
    assert done.returncode == 1
    assert "连不上软件源" in done.stderr
    assert "global.index-url" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not stamp_file(checkout / ".venv").exists()


def wheel(folder, name="tiny_tool"):
    """A wheel that holds nothing; its sha256."""
    info = f"{name}-1.dist-info/"
    file = folder / f"{name}-1-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(info + "METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        archive.writestr(info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(info + "RECORD", "")
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_package_with_another_sum_than_the_lock_s_is_not_installed(checkout, run_script, locked, tmp_path):
    run_script("demo.py")
    right = wheel(tmp_path)
    offline = {"PIP_FIND_LINKS": str(tmp_path), "PIP_NO_INDEX": "1"}
    locked("program", f"tiny-tool==1 --hash=sha256:{'0' * 64}\n")

    done = run_script("demo.py", env=offline)

    assert done.returncode == 1
    assert "校验值不符" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not stamp_file(checkout / ".venv").exists()
    lock_file("program", checkout).write_text(f"tiny-tool==1 --hash=sha256:{right}\n", encoding="utf-8")
    assert run_script("demo.py", env=offline).returncode == 0


@pytest.mark.parametrize(
    "line", ["unsure-tool==1", "unsure-tool>=1 --hash=sha256:{right}"], ids=["no sum", "no version"]
)
def test_a_lock_without_sum_or_version_installs_nothing(checkout, run_script, locked, tmp_path, line):
    right = wheel(tmp_path, "unsure_tool")
    locked("program", line.format(right=right) + "\n")
    done = run_script("demo.py", env={"PIP_FIND_LINKS": str(tmp_path), "PIP_NO_INDEX": "1"})
    assert done.returncode == 1
    assert not stamp_file(checkout / ".venv").exists()


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("answer", "practised"), [("\n", True), ("n\n", False), ("不用了\n", False)])
def test_in_a_terminal_a_practice_call_is_offered(checkout, run_script, answer, practised):
    import pty

    run_script("demo.py")
    ours, theirs = pty.openpty()
    command = [sys.executable, str(checkout / "scripts" / "demo.py")]
    shown = b""
    with (
        os.fdopen(ours, "r+b", buffering=0) as screen,
        subprocess.Popen(command, env=unmeasured(), stdin=theirs, stdout=theirs, stderr=theirs) as process,
        suppress(OSError),  # Linux: the other side is closed
    ):
        os.close(theirs)
        screen.write(answer.encode())
        while block := screen.read(4096):
            shown += block
    assert process.wait(PATIENCE) == 0
    text = shown.decode()
    assert "现在练习一通电话吗" in text
    assert ("trainer practice" in text) is practised


def test_the_environment_runs_on_its_own_python(checkout, run_script):
    run_script("demo.py")
    words = [str(venv_python(checkout / ".venv")), "-c", "import sys, trainer; print(sys.prefix, trainer.__file__)"]
    shown = subprocess.run(
        words, capture_output=True, text=True, encoding="utf-8", cwd=checkout.parent, env=unmeasured(), check=True
    )
    assert str(checkout / ".venv") in shown.stdout
    assert str(checkout / "trainer") in shown.stdout
