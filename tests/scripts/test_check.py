"""scripts/check: every step runs, and the summary says which failed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import _check
import pytest
from _check import PURE, Step, pure_files, read_arguments, run_steps, steps

ROOT = Path(__file__).resolve().parents[2]


def exits(name: str, *codes: int) -> Step:
    return Step(
        name, tuple((sys.executable, "-c", f"print('{name} {code}'); raise SystemExit({code})") for code in codes)
    )


def test_all_steps_run_also_after_a_failed_one(capfd):
    assert run_steps([exits("first", 0), exits("second", 1, 0), exits("third", 0), exits("fourth", 2)]) == 1
    shown = capfd.readouterr().out
    assert "second 1\nsecond 0" in shown
    assert "third 0" in shown
    assert shown.splitlines()[-1] == "check: FAILED: second, fourth"


def test_when_all_hold_the_code_is_zero(capfd):
    assert run_steps([exits("first", 0)]) == 0
    assert capfd.readouterr().out.splitlines()[-1] == "check: all good"


def test_the_steps_in_order():
    names = ["format", "lint", "types", "imports", "scenarios", "tests", "coverage"]
    assert [step.name for step in steps("python", fast=False)] == names
    assert [step.name for step in steps("python", fast=True)] == names


def test_fast_leaves_out_real_models_and_the_floor_they_are_needed_for():
    fast = {step.name: step for step in steps("python", fast=True)}
    many, cards = fast["tests"].commands
    assert {"not model", "--ignore=tests/device"} < set(many)
    assert {"not model", "tests/device", "--cov-append"} < set(cards)
    assert len(fast["coverage"].commands) == 1
    whole = {step.name: step for step in steps("python", fast=False)}
    assert whole["tests"].commands == (("python", "scripts/test.py"),)
    assert len(whole["coverage"].commands) == 2


def test_the_pure_packages_exist_and_are_held_to_all_branches():
    for name in PURE:
        assert (ROOT / "trainer" / name).is_dir() or (ROOT / "trainer" / f"{name}.py").is_file(), name
    assert "trainer/text/*" in pure_files()
    assert "trainer/call.py" in pure_files()


def test_an_unknown_step_is_named(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["check", "--only", "spelling"])
    assert _check.main() == 2
    assert "no such step: spelling" in capsys.readouterr().out


def test_arguments():
    arguments = read_arguments(["--fast", "--skip", "types", "--skip", "lint"])
    assert (arguments.fast, arguments.only, arguments.skip) == (True, None, ["types", "lint"])


@pytest.mark.skipif(os.name == "nt", reason="CI runs on Linux")
class TestContinuousIntegration:
    """.ci/run with stand-ins for apt-get, dpkg-query and python3."""

    def run(self, tmp_path: Path, python: str, apt: str = "exit 0") -> subprocess.CompletedProcess[str]:
        for name, text in (("python3", python), ("apt-get", apt), ("dpkg-query", "exit 1"), ("sleep", "exit 0")):
            tool = tmp_path / name
            tool.write_text(f"#!/bin/bash\n{text}\n", encoding="utf-8")
            tool.chmod(0o755)
        return subprocess.run(
            ["bash", str(ROOT / ".ci" / "run")],
            env={**os.environ, "PATH": f"{tmp_path}:/usr/bin:/bin", "CI": "true"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    @pytest.mark.parametrize(
        ("fails", "code", "named"),
        [("nothing", 0, []), ("*test.py", 1, ["tests"]), ("*coverage", 1, ["static checks", "coverage"])],
    )
    def test_it_ends_with_the_closing_line_of_pytest(self, tmp_path, fails, code, named):
        python = f"""
            [[ $1 == *test.py ]] && echo '===== 7 passed, 1 skipped in 0.5s ====='
            echo "ran $*"
            [[ "$*" == {fails} ]] && exit 1
            exit 0"""
        done = self.run(tmp_path, python)
        assert done.returncode == code, done.stderr
        lines = done.stdout.splitlines()
        assert lines[-1] == "===== 7 passed, 1 skipped in 0.5s ====="
        assert lines.count("ran scripts/test.py") == 1
        assert [line for line in lines if line.startswith("FAILED")] == [f"FAILED: {name}" for name in named]

    def test_packages_that_cannot_be_had_stop_it_after_a_second_try(self, tmp_path):
        done = self.run(tmp_path, "exit 0", apt=f"echo try >> '{tmp_path}/tries'; exit 100")
        assert done.returncode == 1
        assert (tmp_path / "tries").read_text(encoding="utf-8") == "try\ntry\n"
