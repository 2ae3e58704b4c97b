"""`trainer check` as scripts and editors use it: exit codes, streams, JSON, the schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.scenario.conftest import GOOD, PACK
from trainer.scenario.library import default_library, library

from .helpers import trainer

Capture = pytest.CaptureFixture[str]


def write(folder: Path, text: str, pack: str = "") -> Path:
    path = folder / "good.yaml"
    path.write_text(text, encoding="utf-8")
    if pack:
        (folder / "packs").mkdir()
        (folder / "packs" / "taboo.yaml").write_text(pack, encoding="utf-8")
    return path


def test_without_a_path_the_library_is_checked_and_has_no_errors(capfd: Capture) -> None:
    ran = trainer(capfd, "check")
    assert ran.code == 0, ran.out
    scenarios, packs = len(library(default_library())), len(library(default_library() / "packs"))
    assert f"查了 {scenarios} 个情景、{packs} 个规则包、" in ran.out + ran.err


def test_errors_go_to_stdout_and_the_count_to_stderr(capfd: Capture, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("title:", "titel:"))
    ran = trainer(capfd, "check", str(path))
    assert ran.code == 1
    assert [line.partition(": ")[0] for line in ran.out.splitlines()] == [f"{path}:1:1", f"{path}:2:1"]
    assert ran.err == "查了 1 个情景、0 个规则包、0 个示例：2 处要改，0 处提醒。\n"


def test_warnings_alone_are_marked_and_pass(capfd: Capture, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    ran = trainer(capfd, "check", str(path))
    assert ran.code == 0
    assert all(line.startswith(f"{path}:") and ": 提醒：" in line for line in ran.out.splitlines())
    assert f"0 处要改，{len(ran.out.splitlines())} 处提醒" in ran.err


def test_a_pack_without_a_problem_says_so_on_stdout(capfd: Capture, tmp_path: Path) -> None:
    write(tmp_path, GOOD, PACK + "examples: [{text: 好的, expect: {<致歉>: missed}}]\n")
    ran = trainer(capfd, "check", str(tmp_path / "packs"))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "查了 0 个情景、1 个规则包、1 个示例：没有问题。\n"


def test_json_tells_every_problem_with_its_place(capfd: Capture, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("hear.sorry: met", "hear.sorry: missed"))
    ran = trainer(capfd, "check", "--json", str(path))
    assert (ran.code, ran.err) == (1, "")
    data = json.loads(ran.out)
    assert (data["format"], data["scenarios"], data["packs"], data["examples"]) == (1, 1, 0, 1)
    (error,) = [problem for problem in data["problems"] if not problem["warning"]]
    assert (error["path"], error["line"], error["column"]) == (str(path), 28, 41)
    assert "hear.sorry 的结果是 met" in error["message"]
    assert len(data["problems"]) > 1


def test_a_file_that_is_not_there_is_the_users_mistake(capfd: Capture, tmp_path: Path) -> None:
    ran = trainer(capfd, "check", str(tmp_path / "没有.yaml"))
    assert ran.code == 1
    assert ran.out.startswith(f"{tmp_path / '没有.yaml'}:1:1: 找不到这个文件")


def test_the_schema_is_the_committed_one(capfd: Capture) -> None:
    ran = trainer(capfd, "check", "--schema")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (default_library() / "schema.json").read_text(encoding="utf-8")
