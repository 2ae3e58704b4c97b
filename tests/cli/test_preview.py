from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

from tests.cli.helpers import ROOT, trainer

MINI = str(ROOT / "tests" / "practice" / "mini.yaml")


def test_the_tree_is_printed(capfd):
    ran = trainer(capfd, "preview", MINI)

    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0].startswith("报修小练习（mini，来电，1 级，80 分及格，主线 ")
    assert "├─ 没做到“先道歉” → angrier　补救“先道歉”，最多拿回一半　1 条规则" in lines
    assert lines[-1] == "■ 结束"
    assert all(cell_len(line) <= 80 for line in lines)


def test_the_picture_is_written_whole(capfd, tmp_path: Path):
    path = tmp_path / "走法.svg"

    ran = trainer(capfd, "preview", MINI, "--svg", str(path))

    assert (ran.code, ran.out) == (0, f"画好了：{path}（用浏览器打开看）\n")
    assert ElementTree.parse(path).getroot().tag.endswith("svg")


def test_nothing_is_overwritten_without_force(capfd, tmp_path: Path):
    path = tmp_path / "走法.svg"
    path.write_text("我的", encoding="utf-8")

    ran = trainer(capfd, "preview", MINI, "--svg", str(path))

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"{path}：文件已经有了，没有动它。要盖掉就加 --force，或者换个名字。\n"
    assert path.read_text(encoding="utf-8") == "我的"
    assert trainer(capfd, "preview", MINI, "--svg", str(path), "--force").code == 0
    assert ElementTree.parse(path).getroot().tag.endswith("svg")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--svg", "mini.yaml"), 1, "mini.yaml：图片的名字要以 .svg 结尾，例如 mini.svg。"),
        (("--svg", "nowhere/x.svg"), 1, "写不进去"),
        (("--svg",), 2, "还要写一个值"),
    ],
)
def test_what_cannot_be_drawn_is_said(capfd, tmp_path: Path, monkeypatch, arguments, code, says):
    (tmp_path / "mini.yaml").write_text("keep", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    ran = trainer(capfd, "preview", MINI, *arguments)

    assert ran.code == code
    assert says in ran.err
    assert (tmp_path / "mini.yaml").read_text(encoding="utf-8") == "keep"


def test_a_scenario_with_mistakes_tells_them(capfd, tmp_path: Path):
    (tmp_path / "x.yaml").write_text("id: x\ntitle: 题\n", encoding="utf-8")

    ran = trainer(capfd, "preview", str(tmp_path / "x.yaml"))

    assert ran.code == 1
    assert "x.yaml:1:1: " in ran.err


def test_a_checklist_has_no_branches(capfd, tmp_path: Path):
    text = "id: x\ntitle: 质检\nkind: checklist\nrules:\n  - required: 您好\n"
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")

    ran = trainer(capfd, "preview", str(tmp_path / "x.yaml"))

    assert ran.code == 1
    assert "质检（x）不分回合，没有走法可画。" in ran.err
