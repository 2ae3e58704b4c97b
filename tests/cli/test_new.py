from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import Terminal, needs_tmux

from tests.cli.helpers import ROOT, trainer
from trainer.cli import new
from trainer.cli.new import run, write_new
from trainer.errors import TrainerError
from trainer.practice.reader import Lines


def piped(text: str, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trainer", "new", *arguments],
        input=text,
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(cwd)},
        check=False,
    )


def test_what_check_would_remark_is_told_at_the_end(tmp_path: Path, capfd):
    (tmp_path / "packs").mkdir()
    half = "pack: pace\nrules:\n  - {id: rate, pace: 120, points: 0.5}\n"
    (tmp_path / "packs" / "pace.yaml").write_text(half, encoding="utf-8")

    run(Lines(()), tmp_path, "海棠苑")

    assert "提醒：主线上的规则一共 99.5 分" in capfd.readouterr().err
    assert files(tmp_path) == ["in-new.yaml", "packs"]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_in_a_pipe_lines_are_answers_and_the_rest_is_as_offered(tmp_path: Path, capfd):
    (tmp_path / "trainer.toml").write_text('company = "青松里"\nscenarios = "mine"\n', encoding="utf-8")

    ran = piped("9\n4\n\nmy-first\n", tmp_path)

    path = tmp_path / "mine" / "my-first.yaml"
    assert (ran.returncode, ran.stdout.splitlines()) == (
        0,
        [f"写好了：{path}（5 个回合，2 个示例，已经检查过）"],
    )
    assert "没有“9”这一项" in ran.stderr
    assert "编号，就是文件名（回车：cp-new）：my-first" in ran.stderr
    assert "练一遍：trainer practice my-first\n" in ran.stderr
    assert "用 Excel 接着改：trainer export my-first\n" in ran.stderr
    assert "公司: 青松里" in path.read_text(encoding="utf-8")
    assert files(path.parent) == ["my-first.yaml"]
    assert trainer(capfd, "check", str(path)).out.endswith("没有问题。\n")


def test_nothing_is_overwritten(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text("keep", encoding="utf-8")

    ran = piped("\n\nmine\nmine2\n", tmp_path, "--folder", ".")

    assert ran.returncode == 0
    assert "已经有“mine”这个情景了，不会盖掉它" in ran.stderr
    assert path.read_text(encoding="utf-8") == "keep"
    assert (tmp_path / "mine2.yaml").is_file()


def test_a_file_that_came_in_between_is_kept(tmp_path: Path):
    path = tmp_path / "x.yaml"
    path.write_text("keep", encoding="utf-8")

    with pytest.raises(TrainerError, match="已经有这个文件了，没有动它"):
        write_new(path, "new")

    assert path.read_text(encoding="utf-8") == "keep"
    assert files(tmp_path) == ["x.yaml"]


def test_without_hard_links_the_file_is_renamed_but_over_none(tmp_path: Path, monkeypatch):
    def refuse(self: Path, target: Path) -> None:
        raise OSError("no hard links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    path = tmp_path / "x.yaml"
    write_new(path, "new")

    assert path.read_text(encoding="utf-8") == "new"
    with pytest.raises(TrainerError, match="没有动它"):
        write_new(path, "newer")
    assert path.read_text(encoding="utf-8") == "new"
    assert files(tmp_path) == ["x.yaml"]


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch):
    def full(new: Path, path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new, "_place", full)

    with pytest.raises(TrainerError, match="写不进去（磁盘满了）"):
        write_new(tmp_path / "x.yaml", "new")
    assert files(tmp_path) == []


@pytest.mark.parametrize(("folder", "says"), [("nowhere", "没有这个文件夹"), ("file", "写得不对")])
def test_where_nothing_can_be_written_it_is_said_first(tmp_path: Path, monkeypatch, capfd, folder, says):
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)

    ran = trainer(capfd, "new", "--folder", folder)

    assert ran.code in (1, 2)
    assert says in ran.err


def test_a_folder_that_is_not_ones_own_is_said_first(tmp_path: Path, monkeypatch, capfd):
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)

    ran = trainer(capfd, "new", "--folder", str(tmp_path))

    assert (ran.code, "这个文件夹不能写" in ran.err) == (1, True)


def test_in_the_library_the_scenario_is_known_by_its_id(tmp_path: Path, monkeypatch, capfd):
    monkeypatch.setattr("trainer.scenario.library.default_library", lambda: tmp_path)
    monkeypatch.setattr("trainer.scenario.load.default_library", lambda: ROOT / "scenarios")
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        ran = trainer(capfd, "new", "--folder", str(tmp_path))

    assert ran.code == 0
    assert "trainer practice in-new\n" in ran.err


@needs_tmux
@pytest.mark.parametrize("key", ["C-c", "C-d"])
def test_leaving_in_the_middle_writes_nothing_and_leaves_the_terminal_sane(tmp_path: Path, key: str):
    with Terminal(tmp_path, "new", "--folder", ".") as terminal:
        terminal.see("写数字（回车：1）：")
        terminal.type("2")
        terminal.see("标题（回车：预约上门）：")
        terminal.press("Enter")
        terminal.see("编号")
        terminal.press(key)
        text = terminal.see("EXIT 130")
        terminal.see("icanon")
        assert "-icanon" not in terminal.screen()
        assert "Traceback" not in text
    assert list(tmp_path.glob("*.yaml")) == []


@needs_tmux
def test_enter_to_the_end_in_a_terminal(tmp_path: Path):
    questions = (
        "写数字",
        "标题",
        "编号",
        "难度",
        "公司",
        "怎么称呼",
        "声音",
        "第 1 句",
        "第 2 句",
        "第 3 句",
        "第 4 句",
        "背景",
    )
    with Terminal(tmp_path, "new", "--folder", ".") as terminal:
        for words in questions:
            terminal.see(words)
            terminal.press("Enter")
        terminal.see("要记的内容（回车：房号=3号楼2单元501；电话=13812345678）")
        terminal.press("Enter")
        for words in ("要说到：问候", "要说到：致歉", "要说到：核实", "要说到：谢来电"):
            terminal.press("Enter")
            terminal.see(words)
        for times in range(1, 5):
            terminal.see_often("就用上面这句", times)
            terminal.press("Enter")
        terminal.see("EXIT 0")
    assert (tmp_path / "in-new.yaml").is_file()
