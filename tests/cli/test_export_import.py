"""`trainer export` and `trainer import`: a trainer's way through Excel."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from patience import PATIENCE

from tests.scenario.conftest import GOOD, PACK
from trainer import folders
from trainer.cli.export import command as export
from trainer.cli.import_ import command as import_
from trainer.errors import ScenarioError, TrainerError
from trainer.visible import OBEYED
from trainer.workbook.remarks import WorkbookError

from .helpers import ROOT, trainer


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text(GOOD, encoding="utf-8")


def edit(path: str, *changes: tuple[str, str, str]) -> None:
    """Put other texts in the cells that hold these."""
    book = load_workbook(path)
    for sheet, old, new in changes:
        cells = [cell for row in book[sheet].iter_rows() for cell in row if cell.value == old]
        assert cells, old
        cells[0].value = new
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EncodingWarning)
        book.save(path)


def test_a_trainer_changes_a_line_a_phrase_and_a_hint(capfd: pytest.CaptureFixture[str]) -> None:
    ran = trainer(capfd, "export", "in-late")
    assert (ran.code, ran.out) == (0, "写好了 in-late.xlsx\n")
    assert "再运行 trainer import in-late.xlsx" in ran.err
    book = load_workbook("in-late.xlsx")
    line = next(row[2].value for row in book["对话"].iter_rows(min_row=3) if row[0].value == "complain")
    rule = next(row for row in book["评分"].iter_rows() if (row[0].value, row[1].value) == ("greet", "offer"))
    edit(
        "in-late.xlsx",
        ("对话", str(line), "怎么才接呀！"),
        ("评分", str(rule[3].value), "<主动服务>\n您请吩咐"),
        ("评分", str(rule[5].value), "问一句能帮什么"),
    )
    ran = trainer(capfd, "import", "in-late.xlsx")
    mine = folders.data() / "scenarios" / "in-late.yaml"
    assert (ran.code, ran.out) == (0, f"写好了 {mine}\n"), ran.err
    assert "从现在起，in-late 就是您这一份；自带的那份没有动" in ran.err
    assert "练一遍：trainer practice in-late\n" in ran.err
    ran = trainer(capfd, "show", "in-late")
    assert ran.code == 0
    for piece in ("（in-late，自己的，", "对方：怎么才接呀！", "您请吩咐", "提示：问一句能帮什么"):
        assert piece in ran.out
    ran = trainer(capfd, "check", str(mine))
    assert ran.code == 0, ran.out


def test_what_was_imported_is_what_is_practised_and_what_it_replaced_is_kept(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("trainer.toml").write_text('scenarios = "mine"\ndata_folder = "data"\n', encoding="utf-8")
    trainer(capfd, "export", "in-late")
    edit("in-late.xlsx", ("基本信息", "响过三声才接", "第一稿"))
    assert trainer(capfd, "import", "in-late.xlsx").code == 0
    first = Path("mine/in-late.yaml").read_bytes()
    edit("in-late.xlsx", ("基本信息", "第一稿", "第二稿"))
    assert trainer(capfd, "import", "in-late.xlsx").code == 1
    ran = trainer(capfd, "import", "in-late.xlsx", "--force")
    assert f"原来的那份留在 {Path('mine/in-late.yaml.bak').absolute()}" in ran.err
    assert Path("mine/in-late.yaml.bak").read_bytes() == first

    assert "in-late\t第二稿（自己的）\t" in trainer(capfd, "list").out
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("您好\n".encode() * 30), "utf-8"))
    ran = trainer(capfd, "practice", "in-late", "--by", "keyboard")
    assert f"这是您自己的情景：{Path('mine/in-late.yaml').absolute()}\n" in ran.err
    assert "第二稿" in ran.out


def test_a_file_put_elsewhere_is_practised_by_its_path_which_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    trainer(capfd, "export", "in-late")
    ran = trainer(capfd, "import", "in-late.xlsx", "--out", "in-late.yaml")
    assert "练的时候要写文件名；只写 in-late，练的是自带的那份。" in ran.err
    assert "练一遍：trainer practice in-late.yaml\n" in ran.err
    trainer(capfd, "import", "in-late.xlsx")
    ran = trainer(capfd, "import", "in-late.xlsx", "--out", "other.yaml")
    assert ran.code == 1
    ran = trainer(capfd, "import", "in-late.xlsx", "--out", "in-late.yaml", "--force")
    assert "只写 in-late，练的是您自己的另一份。" in ran.err


def test_a_folder_of_ones_own_that_cannot_be_made_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    Path("trainer.toml").write_text('scenarios = "good.yaml/mine"\n', encoding="utf-8")
    trainer(capfd, "export", "in-late")
    ran = trainer(capfd, "import", "in-late.xlsx")
    assert ran.code == 1
    assert "自己的情景放不进这个文件夹" in ran.err


def test_where_the_old_file_cannot_be_kept_it_stays(capfd: pytest.CaptureFixture[str]) -> None:
    trainer(capfd, "export", "good.yaml")
    Path("good.yaml.bak").mkdir()
    Path("good.yaml.bak/full").touch()
    ran = trainer(capfd, "import", "good.xlsx", "--out", "good.yaml", "--force")
    assert ran.code == 1
    assert "原来的那份留不下来" in ran.err
    assert Path("good.yaml").read_text(encoding="utf-8") == GOOD


def test_nothing_is_overwritten_unasked(capfd: pytest.CaptureFixture[str]) -> None:
    Path("good.xlsx").write_bytes(b"mine")
    ran = trainer(capfd, "export", "good.yaml")
    assert (ran.code, ran.err) == (1, "good.xlsx：已经有这个文件了，没有动它。要覆盖，请加 --force。\n")
    assert Path("good.xlsx").read_bytes() == b"mine"
    assert trainer(capfd, "export", "good.yaml", "--force").code == 0
    before = "# 说明\n" + GOOD
    Path("good.yaml").write_text(before, encoding="utf-8")
    ran = trainer(capfd, "import", "good.xlsx", "--out", "good.yaml")
    assert ran.code == 1
    assert "原文件里有 1 行 # 开头的说明，表格里没有，覆盖后就没了。要覆盖，请加 --force。" in ran.err
    assert Path("good.yaml").read_text(encoding="utf-8") == before
    assert trainer(capfd, "import", "good.xlsx", "--out", "good.yaml", "--force").code == 0
    assert Path("good.yaml").read_text(encoding="utf-8").startswith("# yaml-language-server")


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("是", 0), ("", 1), ("n", 1)])
def test_a_person_is_asked(monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    Path("good.xlsx").write_bytes(b"mine")

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("trainer.cli.export.sys", type("", (), {"stdin": Terminal(), "stdout": Terminal()}))
    result = CliRunner().invoke(export, ["good.yaml"], input=f"{answer}\n")
    assert "覆盖它吗？是 y，否 n" in result.output
    assert result.exit_code == code
    assert (Path("good.xlsx").read_bytes() == b"mine") == bool(code)


def test_mistakes_are_told_by_sheet_and_cell_and_nothing_is_written(capfd: pytest.CaptureFixture[str]) -> None:
    trainer(capfd, "export", "good.yaml", "--xlsx", "book.xlsx")
    edit("book.xlsx", ("评分", "很抱歉\n对不起", "<致谦>"), ("对话", "again", "agein"))
    ran = trainer(capfd, "import", "book.xlsx", "--out", "new.yaml")
    assert (ran.code, ran.out) == (1, "")
    lines = ran.err.splitlines()
    assert any(line.startswith("book.xlsx:评分!D4: ") for line in lines), lines
    assert lines[-1].endswith("没有写任何文件。改好、保存，再导入一次。")
    assert not Path("new.yaml").exists()


def test_doubts_are_told_beside_the_result(capfd: pytest.CaptureFixture[str]) -> None:
    trainer(capfd, "export", "good.yaml")
    edit("good.xlsx", ("评分", "很抱歉\n对不起", "很抱歉；对不起"))
    Path("~$good.xlsx").touch()
    Path("out").mkdir()
    ran = trainer(capfd, "import", "good.xlsx", "--out", "out/good.yml")
    assert (ran.code, ran.out) == (0, f"写好了 {Path('out/good.yml')}\n")
    assert "还在 Excel 或 WPS 里开着，读到的是上次保存的内容" in ran.err
    assert "good.xlsx:评分!D4: 提醒：" in ran.err


@pytest.mark.parametrize(
    ("command", "arguments", "message"),
    [
        (export, ["good.yaml", "--xlsx", "a.xls"], "a.xls：工作簿的名字要以 .xlsx 结尾，例如 a.xlsx"),
        (export, ["packs/taboo.yaml"], "这是规则包，不是情景"),
        (export, ["nothing"], "没有这个情景"),
        (import_, ["good.yaml"], "这已经是情景文件，不用导入"),
        (import_, ["a.xlsx", "--out", "a.txt"], "情景文件的名字要以 .yaml 结尾，例如 a.yaml"),
        (import_, ["a.xlsx"], "找不到这个文件"),
    ],
)
def test_other_files_are_told_apart(command: object, arguments: list[str], message: str) -> None:
    Path("packs").mkdir()
    Path("packs/taboo.yaml").write_text("pack: taboo\n", encoding="utf-8")
    result = CliRunner().invoke(command, arguments)  # type: ignore[arg-type]
    assert isinstance(result.exception, TrainerError)
    assert message in result.exception.message


def test_a_scenario_with_mistakes_is_not_exported() -> None:
    Path("good.yaml").write_text(GOOD.replace("title:", "titel:"), encoding="utf-8")
    result = CliRunner().invoke(export, ["good.yaml"])
    assert isinstance(result.exception, ScenarioError)
    assert not Path("good.xlsx").exists()


def test_a_pack_with_a_control_character_is_told_where_it_stands(capfd: pytest.CaptureFixture[str]) -> None:
    Path("packs").mkdir()
    Path("packs/taboo.yaml").write_text(PACK.replace("[很抱歉,", '["您\\x07好啊",'), encoding="utf-8")
    Path("good.yaml").write_text(f"{GOOD}use: [taboo]\n", encoding="utf-8")
    ran = trainer(capfd, "export", "good.yaml")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "packs/taboo.yaml:3:10: 双引号里的 \\x07 是看不见的控制字符 U+0007，请删掉\n"


@pytest.mark.parametrize("name", ["-rf", "evil\u202eexe", "报\u200b修"])
@pytest.mark.parametrize("more", [(), ("--out", "new.yaml")], ids=["by id", "out"])
def test_an_id_that_makes_a_bad_file_name_is_refused(
    capfd: pytest.CaptureFixture[str], name: str, more: tuple[str, ...]
) -> None:
    trainer(capfd, "export", "good.yaml")
    edit("good.xlsx", ("基本信息", "good", name))
    ran = trainer(capfd, "import", "good.xlsx", *more)
    assert (ran.code, ran.out) == (1, "")
    assert "不能有空格和标点，不能以“-”开头" in ran.err
    assert not re.search(OBEYED, ran.err)
    assert sorted(path.name for path in Path().iterdir()) == ["good.xlsx", "good.yaml"]


@pytest.mark.parametrize(
    ("out", "advised"), [("-a.xlsx", "./-a.xlsx"), ("my good.xlsx", '"my good.xlsx"'), ("$(id).xlsx", "文件")]
)
def test_what_is_advised_can_be_typed(capfd: pytest.CaptureFixture[str], out: str, advised: str) -> None:
    ran = trainer(capfd, "export", "good.yaml", f"--xlsx={out}")
    assert (ran.code, ran.out) == (0, f"写好了 {out}\n")
    assert ran.err.endswith(f"再运行 trainer import {advised}\n")
    ran = trainer(capfd, "check", "--", out)
    assert ran.err.endswith(f"：trainer import {advised}\n")


@pytest.mark.parametrize("name", ["con", "AUX", "com1", "packs", "voices", "schema"])
@pytest.mark.parametrize("more", [(), ("--out", "new.yaml")], ids=["by id", "out"])
def test_an_id_that_stands_for_something_else_is_refused(
    capfd: pytest.CaptureFixture[str], name: str, more: tuple[str, ...]
) -> None:
    trainer(capfd, "export", "good.yaml")
    edit("good.xlsx", ("基本信息", "good", name))
    ran = trainer(capfd, "import", "good.xlsx", *more)
    assert (ran.code, ran.out) == (1, "")
    assert f"“编号”也是文件名，“{name}”另有用处，不能用；请换一个" in ran.err
    assert sorted(path.name for path in Path().iterdir()) == ["good.xlsx", "good.yaml"]


def test_a_csv_is_refused_kindly() -> None:
    Path("a.csv").write_bytes("回合,台词\n".encode("gb18030"))
    result = CliRunner().invoke(import_, ["a.csv"])
    assert isinstance(result.exception, WorkbookError)
    assert "CSV，GBK 编码" in result.exception.message


@pytest.mark.parametrize(
    ("name", "message"),
    [("a.xlsx", "trainer import a.xlsx"), ("a.csv", "另存为 .xlsx"), ("a.docx", "trainer export")],
)
def test_check_points_to_import(capfd: pytest.CaptureFixture[str], name: str, message: str) -> None:
    ran = trainer(capfd, "check", name)
    assert ran.code == 1
    assert message in ran.err


@pytest.mark.parametrize("arguments", [["--help"], ["export", "--help"], ["import", "--help"], ["check", "good.yaml"]])
def test_openpyxl_is_not_imported_where_it_is_not_needed(arguments: list[str]) -> None:
    program = f"import sys; from trainer.cli import run; run({arguments!r}); sys.exit('openpyxl' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, timeout=PATIENCE
    )
    assert done.returncode == 0
