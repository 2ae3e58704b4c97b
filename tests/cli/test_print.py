"""`trainer print`: where the sheet goes, and what it never overwrites."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.test_paper import Balanced, words
from tests.scenario.conftest import GOOD
from tests.scenario.helpers import WITH_VARIANTS, changed

from .helpers import trainer

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two scenarios in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text(GOOD, encoding="utf-8")
    Path("other.yaml").write_text(GOOD.replace("id: good", "id: other").replace("报修", "咨询"), encoding="utf-8")
    return tmp_path


def test_the_sheet_is_named_after_the_scenario(capfd: Capture) -> None:
    ran = trainer(capfd, "print", "good.yaml")
    assert (ran.code, ran.out) == (0, "写好了：good.html\n")
    assert "用浏览器打开" in ran.err
    assert "Ctrl+P" in ran.err
    html = Path("good.html").read_text(encoding="utf-8")
    Balanced(html)
    assert "示范：|您好，海棠苑服务中心" in words(html)


def test_a_quiz_is_a_question_paper_unless_the_answers_are_asked_for(capfd: Capture) -> None:
    ran = trainer(capfd, "print", "quiz-phone")
    assert ran.code == 0
    assert "这是题目纸，没有答案" in ran.err
    assert "答案" not in words(Path("quiz-phone.html").read_text(encoding="utf-8"))
    ran = trainer(capfd, "print", "quiz-phone", "--with-answers", "--out", "答案.html")
    assert "这是题目纸" not in ran.err
    assert "答案：|选 C" in words(Path("答案.html").read_text(encoding="utf-8"))


def test_each_scenario_has_a_file_of_its_own(capfd: Capture) -> None:
    ran = trainer(capfd, "print", "good.yaml", "other.yaml", "good.yaml")
    assert ran.out == "写好了：good.html\n写好了：other.html\n"
    assert "咨询" in Path("other.html").read_text(encoding="utf-8")


def test_out_takes_them_all_in_one_file(capfd: Capture, tmp_path: Path) -> None:
    ran = trainer(capfd, "print", "good.yaml", "other.yaml", "--out", "全部.html")
    assert (ran.code, ran.out) == (0, "写好了：全部.html\n")
    assert "话术单：报修、咨询" in Path("全部.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.glob("*.html")) == ["全部.html"]


def test_nothing_is_overwritten_without_force(capfd: Capture) -> None:
    Path("other.html").write_text("我的", encoding="utf-8")
    ran = trainer(capfd, "print", "good.yaml", "other.yaml")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "other.html：文件已经有了，没有动它。要盖掉就加 --force，或者用 --out 换个名字。\n"
    assert Path("other.html").read_text(encoding="utf-8") == "我的"
    assert not Path("good.html").exists()
    assert trainer(capfd, "print", "good.yaml", "other.yaml", "--force").code == 0
    assert "咨询" in Path("other.html").read_text(encoding="utf-8")


def test_a_neighbour_with_the_old_temporary_name_is_left_alone(capfd: Capture) -> None:
    Path(".good.html.tmp").write_text("我的", encoding="utf-8")
    assert trainer(capfd, "print", "good.yaml").code == 0
    assert Path(".good.html.tmp").read_text(encoding="utf-8") == "我的"


@pytest.mark.parametrize("out", ["没有/a.html", "good.yaml/a.html"], ids=["no folder", "a file"])
def test_a_place_that_cannot_be_written_is_told(capfd: Capture, tmp_path: Path, out: str) -> None:
    ran = trainer(capfd, "print", "good.yaml", "--out", out)
    assert ran.code == 1
    assert f"{Path(out)}：写不进去（" in ran.err
    assert "请用 --out 换一个文件夹" in ran.err
    assert [path for path in tmp_path.rglob("*") if "tmp" in path.name] == []


def test_a_folder_is_no_file(capfd: Capture, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    ran = trainer(capfd, "print", "good.yaml", "--out", "folder", "--force")
    assert ran.code == 1
    assert ran.err == f"folder：这是文件夹。请连文件名一起写，例如 --out {Path('folder/good.html')}。\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "good.yaml", "other.yaml"]


def test_the_current_folder_is_no_file(capfd: Capture) -> None:
    ran = trainer(capfd, "print", "good.yaml", "--out", ".", "--force")
    assert (ran.code, ran.err) == (1, ".：这是文件夹。请连文件名一起写，例如 --out good.html。\n")


def test_a_scenario_is_never_overwritten_by_its_sheet(capfd: Capture) -> None:
    ran = trainer(capfd, "print", "good.yaml", "--out", "good.yaml", "--force")
    assert (ran.code, ran.err) == (1, "good.yaml：话术单是网页，文件名要以 .html 结尾，例如 --out good.html。\n")
    assert Path("good.yaml").read_text(encoding="utf-8") == GOOD


def test_a_slot_may_be_given(capfd: Capture) -> None:
    assert trainer(capfd, "print", "good.yaml", "--slot", "公司=松风里").code == 0
    told = words(Path("good.html").read_text(encoding="utf-8"))
    assert "“松风里服务中心”" in told
    assert "示范：|您好，松风里服务中心" in told


def test_an_unknown_slot_is_told(capfd: Capture) -> None:
    ran = trainer(capfd, "print", "good.yaml", "--slot", "工司=松风里")
    assert ran.code == 1
    assert "工司" in ran.err
    assert not Path("good.html").exists()


def test_a_scenario_with_mistakes_gives_no_sheet(capfd: Capture) -> None:
    Path("good.yaml").write_text(GOOD.replace("title:", "titel:"), encoding="utf-8")
    ran = trainer(capfd, "print", "good.yaml")
    assert ran.code == 1
    assert "good.yaml:2:1" in ran.err
    assert not Path("good.html").exists()


def test_where_the_callers_line_differs_by_case_so_does_the_model_sentence(capfd: Capture) -> None:
    text = changed("line: 我家漏水了", "line: {busy: 我在忙, free: 你说}", WITH_VARIANTS)
    text += "  - name: 有空\n    variant: free\n    replies: {greet: 您好，海棠苑服务中心, hear: 对不起}\n"
    text = changed("  - name: 标准应答\n", "  - name: 标准应答\n    variant: busy\n", text)
    Path("good.yaml").write_text(text, encoding="utf-8")
    assert trainer(capfd, "print", "good.yaml").code == 0
    told = words(Path("good.html").read_text(encoding="utf-8"))
    assert told.count("您好，海棠苑服务中心") == 1
    assert "示范（客户忙）：|很抱歉|示范（客户有空）：|对不起|" in told


def test_the_command_wants_a_scenario(capfd: Capture) -> None:
    ran = trainer(capfd, "print")
    assert ran.code == 2
    assert "情景" in ran.err
