from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from terminal import Terminal, needs_tmux

from tests.cli.helpers import trainer
from tests.scenario.conftest import GOOD
from trainer.cli.watch import run


def watched(path: Path, *texts: str) -> None:
    """The file is saved with each text in turn."""
    waiting = list(texts)

    def sleep(seconds: float) -> None:
        if not waiting:
            raise KeyboardInterrupt
        path.write_text(waiting.pop(0), encoding="utf-8")

    with pytest.raises(KeyboardInterrupt):
        run(path, lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), sleep)


def test_problems_are_told_anew_and_mended_is_said(tmp_path: Path, capfd):
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")

    watched(path, GOOD.replace("title:", "titel:"), "id: good\ntitle: 质检\nkind: checklist\n", GOOD)

    out, err = capfd.readouterr()
    checks = out.split("。\n")
    assert checks[0].endswith("没有要改的，6 处提醒")
    assert f"{path}:1:1: " in checks[1]
    assert "2 处要改，0 处提醒" in out
    assert err.count("[03:04:05] 检查 good.yaml ……") == 4


def test_without_anything_to_say_it_is_fine(tmp_path: Path, capfd):
    path = tmp_path / "packs" / "small.yaml"
    path.parent.mkdir()
    examples = "examples:\n  - {text: 不用抱歉, expect: {<致歉>: missed}}\n"
    path.write_text(f"pack: small\nlists:\n  致歉: [抱歉]\n{examples}", encoding="utf-8")

    watched(path)

    assert capfd.readouterr().out == "没有问题，1 个示例都对。\n"


def test_a_file_that_is_gone_is_told(tmp_path: Path, capfd):
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    looks = iter(range(6))

    def sleep(seconds: float) -> None:
        if next(looks) == 5:
            raise KeyboardInterrupt
        path.unlink(missing_ok=True)

    with pytest.raises(KeyboardInterrupt):
        run(path, lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), sleep)

    # with what was found, not with the notes on what is being done: who keeps only that must not believe all is well
    assert capfd.readouterr().out.splitlines()[-1].startswith("[03:04:05] good.yaml 不见了：是删了还是改了名？")


@pytest.mark.parametrize(
    ("name", "says"),
    [("book.xlsx", "这是表格"), (".", "这是文件夹"), ("nowhere.yaml", "找不到这个情景文件")],
)
def test_what_cannot_be_watched_is_said(capfd, tmp_path: Path, monkeypatch, name, says):
    monkeypatch.chdir(tmp_path)

    ran = trainer(capfd, "watch", name)

    assert ran.code == 1
    assert says in ran.err


@needs_tmux
def test_in_a_terminal_saving_shows_the_problems_and_ctrl_c_ends_it(tmp_path: Path):
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    with Terminal(tmp_path, "watch", "good.yaml") as terminal:
        terminal.see("没有要改的，6 处提醒。")
        new = tmp_path / "new"
        new.write_text(GOOD.replace("title:", "titel:"), encoding="utf-8")
        new.replace(path)
        terminal.see("2 处要改，0 处提醒。")
        terminal.press("C-c")
        text = terminal.see("EXIT 130")
        terminal.see("icanon")
        assert "-icanon" not in terminal.screen()
        assert "Traceback" not in text
