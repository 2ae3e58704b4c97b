"""Out and back again loses nothing: the library, and a scenario with a bit of everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from trainer.scenario.library import default_library, library
from trainer.scenario.load import Loaded, examine
from trainer.scenario.packs import PackFolder
from trainer.workbook.exporting import export_loaded
from trainer.workbook.importing import Imported, convert

from .conftest import Book


@pytest.mark.parametrize("path", library(default_library()), ids=lambda path: path.stem)
def test_a_library_scenario_comes_back_the_same(
    loaded_library: Mapping[Path, Loaded], path: Path, library_packs: PackFolder
) -> None:
    loaded = loaded_library[path]
    assert loaded.scenario is not None
    done = convert(export_loaded(loaded, library_packs), f"{path.stem}.xlsx", packs=library_packs)
    assert done.scenario.sha256 == loaded.scenario.sha256
    assert done.scenario.file == loaded.scenario.file
    assert done.scenario.rules == loaded.scenario.rules
    assert done.scenario.lists == loaded.scenario.lists
    assert len(done.remarks) == sum(problem.path == str(path) for problem in loaded.problems)
    assert done.path == Path(path.name)


def test_a_bit_of_everything_comes_back_the_same(
    rich: Loaded, book: Book, packs: PackFolder, tmp_path: Path, back: Callable[..., Imported]
) -> None:
    done = back(book)
    assert rich.scenario is not None
    assert done.scenario.sha256 == rich.scenario.sha256
    assert done.scenario.rules == rich.scenario.rules
    path = tmp_path / "rich.yaml"
    path.write_text(done.text, encoding="utf-8")
    again = examine(path, packs)
    assert again.document.data == rich.document.data
    assert [problem.message for problem in again.problems] == [problem.message for problem in rich.problems]


def test_a_checklist_without_turns_comes_back(packs: PackFolder, tmp_path: Path, back: Callable[..., Imported]) -> None:
    path = tmp_path / "list.yaml"
    text = "id: list\ntitle: 质检\nkind: checklist\nturns: []\nslots: {}\ncaller: {}\nrules: [{required: 您好}]\n"
    path.write_text(text, encoding="utf-8")
    loaded = examine(path, packs)
    done = back(export_loaded(loaded, packs), "list.xlsx")
    assert done.scenario.sha256 == loaded.scenario.sha256  # type: ignore[union-attr]


QUIZ = """\
id: quiz
title: 问答
kind: quiz
turns:
  - id: rings
    line: 最晚第几声接起来？
    choices: {A: 一声, B: "[三声]", C: 五声}
    explain: 三声之内接起来。
    rules: [{choice: B, points: 4}]
  - id: first
    line: 第一句说什么？（多选）
    choices: {A: 您好, B: 单位, C: 喂}
    rules: [{choice: [A, B]}]
"""


def test_the_questions_of_a_quiz_have_columns_of_their_own(
    packs: PackFolder, tmp_path: Path, back: Callable[..., Imported]
) -> None:
    path = tmp_path / "quiz.yaml"
    path.write_text(QUIZ, encoding="utf-8")
    loaded = examine(path, packs)
    book = Book(export_loaded(loaded, packs))
    assert book.text("对话", "rings", "选项") == 'A: 一声\nB: "[三声]"\nC: 五声'
    assert book.text("对话", "rings", "讲解") == "三声之内接起来。"
    assert book.text("评分", "first", "内容") == "A\nB"
    done = back(book)
    assert loaded.scenario is not None
    assert done.scenario.sha256 == loaded.scenario.sha256
    book.put("评分", "first", "内容", "A、C")
    assert "choice: [A, C]" in back(book).text


def test_what_a_trainer_adds_in_excel_is_there(book: Book, back: Callable[..., Imported]) -> None:
    def add(sheet: str, **texts: str) -> None:
        page = book[sheet]
        heads = {str(cell.value): cell.column for cell in page[1]}
        below = page.max_row + 1
        for title, text in texts.items():
            page.cell(below, heads[title.replace("_", " ")], text)

    add("基本信息", 类别="可替换的词", 项目="部门", 内容="管理处")
    add("基本信息", 类别="情况", 项目="angry", 内容="客户生气")
    book.put("对话", "hear", "对方说的话", "busy: 忙\nfree: 喂\nangry: 喂！")
    add("意图库", 名称="安抚好", 说法="您别着急\n请您放心")
    add("对话", 回合="calm", 怎么开始="对方不出声")
    add(
        "对话",
        回合="bye",
        对方说的话="好\n再见",
        如果_1="没做到: calm.soothe\n情况是: angry",
        去哪_1="calm",
        去哪_2="结束",
    )
    add("评分", 回合="calm", 编号="soothe", 规则="要说(required)", 内容="<安抚好>\n{部门}", 分值="3")
    add("评分", 回合="整通", 规则="gap", 内容="3", 什么时候才用="出了声")
    add("评分", 回合="整通", 规则="都不要")
    add("评分", 回合="↳", 规则="忌语", 内容="不知道\n不归我管", 除外="知不知道")
    add("试说例句", 例句="新的", 回合="greet", 学员的回答="您好", 应得的结果="总分: <50\n及格: 否")
    add("试说例句", 回合="↳", 学员的回答="再说一次", 说了几秒="2", 录音识别="是")
    add("试说例句", 例句="单句", 回合="greet", 学员的回答="好", 应得的结果="required-1: 没做到\n<安抚好>: 没做到")
    done = back(book)
    assert [str(remark) for remark in done.remarks if "对话!" not in str(remark)] == []
    for piece in (
        'slots: {公司: 海棠苑, 工号: "0571", 区号: "0086", 部门: 管理处}\n',
        "variants: {busy: 客户忙, free: 客户有空, angry: 客户生气}\n",
        "  安抚好: [您别着急, 请您放心]\n",
        '  - id: calm\n    cue: silence\n    rules:\n      - id: soothe\n        required: [<安抚好>, "{部门}"]\n',
        "    line: [好, 再见]\n    next:\n",
        "      - {if: [{missed: calm.soothe}, {variant: angry}], go: calm}\n      - {go: end}\n",
        "  - gap: 3\n    applies_when: {silent: false}\n",
        "  - none_of: [{banned: [不知道, 不归我管], unless: 知不知道}]\n",
        '      greet: [您好, {text: 再说一次, seconds: 2, heard: true}]\n    expect: {total: <50, passed: "false"}\n',
        "\nsentences:\n  - {turn: hear, variant: free, text: 抱歉什么呀, heard: true, expect:",
        "  - {turn: greet, text: 好, expect: {required-1: missed, <安抚好>: missed}}\n",
    ):
        assert piece in done.text, piece


def test_the_scenario_file_is_for_people(back: Callable[..., Imported], book: Book) -> None:
    text = back(book).text
    assert text.startswith("# yaml-language-server: $schema=schema.json\nformat: 1\nid: rich\ntitle: 报修：漏水\n")
    for piece in (
        'slots: {公司: 海棠苑, 工号: "0571", 区号: "0086"}\n',
        'facts:\n  房号: "3-2"\n  诉求: [漏水, 门锁]\n',
        "\nturns:\n  - id: greet\n    cue: ring\n    rules:\n      - required: <问候>\n      - id: org\n",
        "      - {if: {variant: busy}, go: again}\n",
        '      hear: {text: "很抱歉,漏水", seconds: 6.5, gap: 0.8, heard: true}\n',
        "      - pattern: 一\\d{10}\n        not: true\n",
    ):
        assert piece in text, piece


def test_what_people_see_is_chinese_and_one_phrase_a_line(book: Book) -> None:
    assert book.text("基本信息", "类型", "内容") == "投诉"
    assert book.text("基本信息", "声音", "内容") == ""
    assert book.text("基本信息", "诉求", "内容") == "漏水\n门锁"
    assert book.text("基本信息", "taboo.unknown", "内容") == 'deduct: 3\nunless: [知不知道, "[笑]"]'
    assert book.text("对话", "greet", "怎么开始") == "电话铃响"
    assert book.text("对话", "greet", "如果 2") == '没做到: org\n没说: [请稍等, "{公司}"]'
    assert book.text("对话", "greet", "如果 3") == "没有出声"
    assert book.text("对话", "greet", "去哪 3") == "结束（end）"
    assert book.text("对话", "greet", "如果 4") == "YAML: [{met: org}]"
    assert book.text("对话", "hear", "对方说的话") == "busy: 我在开会\nbusy: 快点说\nfree: 喂: 谁啊"
    assert book.text("对话", "again", "对方说的话") == "- 你就一句话都不说？"
    assert book.text("评分", "sorry", "规则") == "要说（required）"
    assert book.text("评分", "sorry", "内容") == "很抱歉\n对不起"
    assert book.text("评分", "sorry", "看哪里") == "greet.org 之后"
    assert book.text("评分", "sorry", "什么时候才用") == "情况是: free"
    assert book.text("评分", "接听（answer）", "内容") == "3 声"
    assert book.text("评分", "接听（answer）", "其他参数") == "多少以内满分: 2 声"
    assert book.text("评分", "冷场（silence）", "除外") == "- 请稍等"
    assert book.text("评分", "挂机（hangup）", "内容") == "客户"
    assert [cell.value for cell in book["评分"]["A"]].count("↳") == 3
    assert [cell.value for cell in book["评分"]["A"]].count("↳↳") == 3
    assert (
        book.text("试说例句", "优秀", "应得的结果") == "总分: >=0\n及格: 否\ngreet.org: 做到了\ntaboo.unknown: 听不清"
    )
    assert book.text("意图库", "单句", "说法") == "- 很高兴为您服务"
    assert book.text("意图库", "致歉", "来自") == "规则包 taboo（只看）"
