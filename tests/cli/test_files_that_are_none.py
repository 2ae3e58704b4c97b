"""Pipes, devices and folders where a file is asked for: told at once, and what stands beside them is done.

Each in a process of its own with patience: what waited for a pipe would wait for ever.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from .helpers import ROOT, process, trainer

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes and devices among files")
MINI = ROOT / "tests" / "practice" / "mini.yaml"
NO_FILE = "管道或设备"


def told(folder: Path, *arguments: str, code: int = 1, **env: str) -> str:
    """What the command says; no traceback, no log of a crash."""
    done = process(*arguments, cwd=folder, HOME=str(folder), **env)
    text = (done.stdout + done.stderr).decode()
    assert done.returncode == code, text
    assert "Traceback" not in text
    return text


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        pytest.param("a.yaml", ("check", "a.yaml"), id="scenario"),
        pytest.param("a.yaml", ("show", "a.yaml"), id="scenario to show"),
        pytest.param("a.xlsx", ("import", "a.xlsx"), id="workbook"),
        pytest.param("a.json", ("score", "a.json", "-s", str(MINI)), id="stored call"),
        pytest.param("a.zip", ("models", "add", "a.zip"), id="model"),
    ],
)
def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path, name: str, arguments: tuple[str, ...]) -> None:
    os.mkfifo(tmp_path / name)
    assert NO_FILE in told(tmp_path, *arguments)


@pytest.mark.parametrize("command", [("check", "/dev/zero"), ("import", "/dev/zero"), ("models", "add", "/dev/zero")])
def test_a_device_is_told(tmp_path: Path, command: tuple[str, ...]) -> None:
    assert NO_FILE in told(tmp_path, *command)


def test_the_call_behind_a_device_is_scored_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "zero.json").symlink_to("/dev/zero")
    call = '{"source": "b.wav", "path": [], "utterances": [{"speaker": "agent", "text": "您好"}]}'
    (tmp_path / "b.json").write_text(call, encoding="utf-8")
    text = told(tmp_path, "score", "zero.json", "b.json", "-s", str(MINI))
    assert NO_FILE in text
    assert "录音：b.wav" in text


def test_the_files_beside_a_bad_one_are_checked(tmp_path: Path) -> None:
    """A pipe in a folder is no file of it; a file that is too deep is one with a mistake."""
    os.mkfifo(tmp_path / "pipe.yaml")
    chain = ", ".join(f"l{number}: ['<l{number + 1}>']" for number in range(300))
    (tmp_path / "deep.yaml").write_text(
        f"id: deep\ntitle: 深\nkind: inbound\nlists: {{{chain}, l300: [您好]}}\n"
        "turns: [{id: greet, cue: ring, rules: [{required: 您好}]}]\n",
        encoding="utf-8",
    )
    shutil.copy(MINI, tmp_path)
    text = told(tmp_path, "check", ".")
    assert "说法表一层套一层" in text
    assert "查了 2 个情景" in text


def test_a_pipe_among_the_sessions_is_named_and_the_results_are_shown(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    os.mkfifo(tmp_path / "sessions" / "1.json")
    (tmp_path / "trainer.toml").write_text('data_folder = "."\n', encoding="utf-8")
    assert "1.json" in told(tmp_path, "results", code=0)


@pytest.mark.parametrize("command", [("practice", str(MINI), "--by", "keyboard"), ("print", str(MINI))])
def test_a_slot_too_long_is_told_before_anything_is_saved(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "trainer.toml").write_text('data_folder = "."\n', encoding="utf-8")
    assert "“公司”要写 1 到 100 个字的内容" in told(tmp_path, *command, "--slot", f"公司={'海' * 600}")
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".toml" and path.name[0] != "."] == []


LONG = "a" * 5_000


@pytest.mark.parametrize(
    "command",
    [
        ("check", LONG),
        ("show", f"{LONG}.yaml"),
        ("score", f"{LONG}.json", "-s", str(MINI)),
        ("import", f"{LONG}.xlsx"),
        ("export", str(MINI), "--xlsx", f"{LONG}.xlsx"),
        ("print", str(MINI), "--out", f"{LONG}.html"),
        ("models", "add", LONG),
        ("practice", LONG),
    ],
    ids=lambda command: command[0],
)
def test_a_name_longer_than_any_is_told(capfd: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    """As where a text was pasted for a name."""
    ran = trainer(capfd, *command)
    assert ran.code == 1
    assert "名字太长" in ran.err


def test_a_folder_of_models_below_a_user_who_is_none_is_a_name_like_any_other(tmp_path: Path) -> None:
    told(tmp_path, "models", "list", code=0, TRAINER_MODELS="~nosuchuser/models")
