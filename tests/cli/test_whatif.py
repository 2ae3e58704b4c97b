"""`trainer whatif`: who, when, before and after."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.scenario.conftest import GOOD

from .helpers import trainer

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario, and settings with a data folder and a trainee."""
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text(GOOD.replace("kind: inbound", "kind: inbound\npass_mark: 60"), encoding="utf-8")
    Path("trainer.toml").write_text('data_folder = "data"\nname = "小李"\n', encoding="utf-8")
    return tmp_path


def practise(capfd: Capture, monkeypatch: pytest.MonkeyPatch, *replies: str) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("\n".join([*replies, *[""] * 20]).encode()), "utf-8"))
    trainer(capfd, "practice", "good.yaml", "--mode", "exam", "--by", "keyboard")


def rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if line[:4].strip().isdecimal() and "份" not in line]


def test_it_is_told_who_would_pass_no_longer_and_nothing_is_written(
    capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    practise(capfd, monkeypatch, "您好，海棠苑服务中心", "很抱歉")
    practise(capfd, monkeypatch, "您好，海棠苑服务中心", "哦", "哦")
    before = Path("good.yaml").read_bytes()
    ran = trainer(capfd, "whatif", "good.yaml", "--set", "hear.sorry.points=8")

    assert ran.code == 0, ran.err
    (row,) = rows(ran.out)
    assert (row[1], row[4:]) == ("小李", ["键盘考核", "66.7", "20", "通过", "→", "还没通过"])
    assert "2 份成绩里有 1 份会变，其中 1 份变成不通过。" in ran.out
    assert "存下来的成绩不会变" in ran.err
    assert Path("good.yaml").read_bytes() == before

    ran = trainer(capfd, "whatif", "good.yaml", "--set", "hear.sorry.points=0.9")
    assert "1 份会变，通过不通过都不变。" in ran.out
    ran = trainer(capfd, "whatif", "good.yaml", "--set", "hear.sorry.hint=先道歉")
    assert "存下来的 2 份成绩，总分和结果都不变。" in ran.out


def test_results_of_another_version_and_those_that_fit_no_more_are_counted(
    capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    practise(capfd, monkeypatch, "您好，海棠苑服务中心", "很抱歉")
    practise(capfd, monkeypatch, "您好，海棠苑服务中心", "哦", "哦")
    text = Path("good.yaml").read_text(encoding="utf-8")
    Path("good.yaml").write_text(text.replace("id: again", "id: angry").replace("go: again", "go: angry"), "utf-8")
    ran = trainer(capfd, "whatif", "good.yaml", "--set", "hear.sorry.points=8")

    assert ran.code == 0, ran.err
    assert "其中 1 份是情景或程序的旧版本打的" in ran.out
    assert "还有 1 份没有比" in ran.out


def test_without_results_the_next_step_is_told(capfd: Capture) -> None:
    ran = trainer(capfd, "whatif", "good.yaml", "--set", "pass_mark=70")
    assert (ran.code, ran.err) == (0, "")
    assert "还没有存下来的成绩可比" in ran.out


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("hear.sorry", "要写成 回合.规则.参数=内容"),
        ("hear.sorry=8", "还要写上改它的哪一项，例如 hear.sorry.points=6"),
        ("hear.sory.points=8", "没有规则“hear.sory”，是不是“hear.sorry”？"),
        ("hear.sorry.points=x", "--set hear.sorry.points=x："),
    ],
)
def test_mistakes_are_told(capfd: Capture, setting: str, message: str) -> None:
    ran = trainer(capfd, "whatif", "good.yaml", "--set", setting)
    assert (ran.code, ran.out) == (1, "")
    assert message in ran.err


def test_a_scenario_with_mistakes_is_told(capfd: Capture) -> None:
    Path("good.yaml").write_text("id: good\n", encoding="utf-8")
    ran = trainer(capfd, "whatif", "good.yaml", "--set", "pass_mark=70")
    assert ran.code == 1
    assert "good.yaml:" in ran.err
