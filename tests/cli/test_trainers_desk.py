"""带教老师 of the menu, driven by a reader that types what it was given."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.history.kept import BAD, GOOD, MINI, NOW, keep
from tests.practice.conftest import Scripted
from trainer import settings
from trainer.cli.trainers_desk import desk
from trainer.history.opened import opened
from trainer.history.store import Store
from trainer.history.values import Settlement

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "trainer.toml").write_text('data_folder = "data"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def dispute(number: int) -> None:
    """The trainee does not agree with a verdict of his bad call."""
    with opened(settings.load().data_folder) as store:
        card = store.session(number).card
        assert card is not None
        lost = next(one.id for one in card.verdicts if one.outcome == "missed")
        store.settle(Settlement(number, lost, "dispute", "我说了", None, NOW))


def said(store: Store, number: int) -> list[tuple[str | None, str, str, str | None]]:
    return [(one.rule, one.action, one.text, one.by) for one in store.settlements(number) if one.by is not None]


@pytest.mark.parametrize("typed", [[""], ["q"], ["6", ""], ["3", ""], ["2", "", ""], ["5", ""]])
def test_there_is_a_way_back_from_everywhere(capfd: Capture, typed: list[str]) -> None:
    reader = Scripted(typed)
    desk(reader)
    assert reader.typed == []
    shown = capfd.readouterr().out.splitlines()
    assert "  5  复核：学员不同意的、要人看的" in shown
    assert max(cell_len(line) for line in shown) <= 80


def test_a_scenario_becomes_a_workbook(capfd: Capture, here: Path) -> None:
    keep(GOOD, scenario="cp-leak")
    desk(Scripted(["2", "漏水", ""]))
    assert (here / "cp-leak.xlsx").is_file()
    told = capfd.readouterr()
    assert "trainer import cp-leak.xlsx" in told.err
    assert "✓" not in told.out  # the trainer does not practise


def test_the_interview_can_be_left(capfd: Capture, here: Path) -> None:
    class LeftAfterOneAnswer(Scripted):
        """Ctrl-D is pressed at the second question."""

        def reply(self, prompt: str) -> str:
            if len(self.asked) == 2:
                self.asked.append(prompt)
                raise EOFError
            return super().reply(prompt)

    desk(LeftAfterOneAnswer(["1", "", ""]))
    told = capfd.readouterr()
    assert "再运行 trainer new 就能接着写" in told.out + told.err
    assert told.out.count("带教老师") == 2


def test_what_is_interrupted_comes_back_to_the_desk(capfd: Capture) -> None:
    class Interrupted(Scripted):
        def reply(self, prompt: str) -> str:
            if "哪一类" in prompt:
                raise KeyboardInterrupt
            return super().reply(prompt)

    desk(Interrupted(["2", ""]))
    assert capfd.readouterr().out.count("带教老师") == 2


def test_ones_own_scenarios_are_checked(capfd: Capture, here: Path) -> None:
    desk(Scripted(["3", ""]))
    assert "还没有自己的情景" in capfd.readouterr().out
    own = settings.load().own_scenarios
    own.mkdir(parents=True)
    (own / "mini.yaml").write_text(MINI.read_text(encoding="utf-8").replace("title:", "titel:"), encoding="utf-8")
    desk(Scripted(["3", ""]))
    told = capfd.readouterr()
    assert "mini.yaml:" in told.out
    assert "查了 1 个情景" in told.err


def test_the_report_of_the_class_opens(capfd: Capture, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: shown.append(address) or True)
    desk(Scripted(["4", ""]))
    assert "还没有成绩，做不了报告" in capfd.readouterr().err
    keep(BAD)
    desk(Scripted(["4", ""]))
    assert shown == [(here / "班级.html").as_uri()]
    assert "小王" in (here / "班级.html").read_text(encoding="utf-8")
    desk(Scripted(["4", ""]))
    assert "已经有这个文件了，没有动它" in capfd.readouterr().err


def test_a_dispute_is_settled_and_leaves_the_list(capfd: Capture, here: Path) -> None:
    number = keep(BAD)
    keep(GOOD, 1)
    dispute(number)
    desk(Scripted(["5", str(number), "1", "1", "王老师", "听到了", ""]))
    told = capfd.readouterr().out
    assert "等着复核的（最近 1 次）" in told
    assert "复核后：" in told
    assert told.endswith("没有等着复核的。学员不同意哪一条，或者程序要请人看，就会列在这里。\n\n带教老师\n" + MENU)
    with opened(here / "data") as store:
        ((rule, *answered),) = said(store, number)
        assert (rule is not None, answered) == (True, ["agree", "听到了", "王老师"])
        assert store.results(marked=True) == ()


def test_the_whole_call_can_be_settled_and_the_name_is_offered_again(here: Path) -> None:
    first, second = keep(BAD, 2), keep(BAD, 1, key="other")
    dispute(first)
    dispute(second)
    reader = Scripted(["5", str(first), "0", "2", "王老师", "再练", str(second), "0", "1", "", "这次算", ""])
    desk(reader)
    assert "您是谁？写姓名（回车 王老师）：" in reader.asked
    with opened(here / "data") as store:
        assert said(store, first) == [(None, "reject", "再练", "王老师")]
        assert said(store, second) == [(None, "agree", "这次算", "王老师")]


@pytest.mark.parametrize("typed", [[], ["0"], ["0", "1"], ["0", "1", "王老师"], ["99", "1", "王老师", "好"]])
def test_what_is_not_finished_settles_nothing(capfd: Capture, here: Path, typed: list[str]) -> None:
    number = keep(BAD)
    dispute(number)
    desk(Scripted(["5", "x", "77", str(number), *typed, "", "", ""]))
    told = capfd.readouterr().out
    assert "请输入数字。" in told
    assert "请输入列表里的编号。" in told
    with opened(here / "data") as store:
        assert said(store, number) == []


MENU = "".join(
    f"  {number}  {title}\n"
    for number, title in enumerate(
        (
            "写一个新情景",
            "用 Excel 改一个情景",
            "检查自己的情景",
            "全班的报告",
            "复核：学员不同意的、要人看的",
            "更多",
        ),
        1,
    )
)
