"""What a quiz asks of its file, each mistake named where it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scenario.conftest import GOOD, Problems
from tests.scenario.helpers import Change, assert_problems, changed
from trainer.scenario.load import examine, load
from trainer.scenario.packs import PackFolder

QUIZ = """\
id: good
title: 电话题
kind: quiz
slots: {公司: 海棠苑}
turns:
  - id: rings
    line: 电话响了，最晚第几声接？
    choices: {A: 第二声, B: 第三声, C: "{公司}规定的第五声"}
    explain: 三声之内要接。
    rules:
      - choice: B
        points: 50
  - id: first
    line: 接起来第一句说什么？
    explain: 先问好。
    rules:
      - required: 您好
        points: 50
"""

CHOICE = "      - choice: B\n"
OPTIONS = 'choices: {A: 第二声, B: 第三声, C: "{公司}规定的第五声"}'

CHANGES: dict[str, Change] = {
    "a letter that is no option": (CHOICE, "      - choice: D\n", [(11, 17, "没有“D”；可以写 A、B、C")]),
    "one of several letters": (CHOICE, "      - choice: [A, E]\n", [(11, 21, "没有“E”；可以写 A、B、C")]),
    "letters in a row": (CHOICE, "      - choice: AC\n", [(11, 17, "多选写成列表")]),
    "a small letter": (CHOICE, "      - choice: b\n", [(11, 17, "要写选项的字母（A 到 E）")]),
    "a letter twice": (CHOICE, "      - choice: [A, A]\n", [(11, 17, "要写选项的字母（A 到 E）")]),
    "no letters": (CHOICE, "      - choice: []\n", [(11, 17, "要写选项的字母（A 到 E）")]),
    "a mapping": (CHOICE, "      - choice: {A: 1}\n", [(11, 17, "要写选项的字母（A 到 E）")]),
    "choice without options": (f"    {OPTIONS}\n", "", [(10, 17, "这一题没有写 choices（选项）")]),
    "two options": (', C: "{公司}规定的第五声"', "", [(8, 14, "“choices”至少要写 3 项")]),
    "six options": (', C: "', ', C: 甲, D: 乙, E: 丙, F: 丁, G: "', [(8, 14, "“choices”最多写 5 项")]),
    "options as a list": (OPTIONS, "choices: [甲, 乙, 丙]", [(8, 14, "“choices”下面要分项写")]),
    "letters out of order": ("B: 第三声", "D: 第三声", [(8, 23, "这里应当是 B，现在是“D”"), (11, 17, "没有“B”")]),
    "a full-width letter": ("A: 第二声", "Ａ: 第二声", [(8, 15, "这里应当是 A，现在是“Ａ”")]),
    "two options that are the same": ("B: 第三声", "B: 第 2 声", [(8, 26, "选项 B 和 A 一样")]),
    "an option without words": ("B: 第三声", "B: ……", [(8, 26, "选项 B 没有可以念的字")]),
    "an unknown slot in an option": ("{公司}", "{单位}", [(8, 35, "slots 里没有“单位”")]),
    "an unknown slot in an explanation": ("三声之内", "按{单位}规定", [(9, 15, "slots 里没有“单位”")]),
    "options and no right one": (
        CHOICE,
        "      - required: 第三声\n",
        [(8, 5, "没有写选哪个对；请在 rules 里加上")],
    ),
    "a broken rule is enough": (CHOICE, "      - chioce: B\n", [(11, 9, "是不是 choice")]),
    "a question that is never right": ("      - required: 您好\n        points: 50\n", "", [(13, 9, "没有 rules")]),
    "a ring": ("    line: 接起来", "    cue: ring\n    line: 接起来", [(14, 5, "每一题都是 line")]),
    "branches": ("    explain: 先问好。", "    explain: 先问好。\n    next: [{go: end}]", [(16, 5, "不用写 next")]),
    "a second chance": (
        "    explain: 先问好。",
        "    explain: 先问好。\n    recovery: rings.choice-1",
        [(16, 5, "不用写 recovery")],
    ),
    "a key of turns misspelt": ("explain: 先", "explian: 先", [(15, 5, "是不是“explain”")]),
}


@pytest.mark.parametrize(("old", "new", "expected"), CHANGES.values(), ids=CHANGES)
def test_mistakes_stand_where_they_are(old: str, new: str, expected: object, problems: Problems) -> None:
    text = changed(old, new, QUIZ)
    if old == "      - required: 您好\n        points: 50\n":
        text = text.removesuffix("    rules:\n")
    assert_problems(problems(text), expected)  # type: ignore[arg-type]


def test_a_good_quiz_has_no_problems(write: Callable[..., Path]) -> None:
    path = write(QUIZ)
    loaded = examine(path, PackFolder(path.parent / "packs"))
    assert loaded.problems == ()


def test_a_quiz_has_questions(problems: Problems) -> None:
    assert_problems(problems("id: good\ntitle: 题\nkind: quiz\n"), [(1, 1, "问答里没有题目")])


def test_a_choice_inside_another_rule_is_enough(problems: Problems) -> None:
    assert problems(changed(CHOICE, "      - any_of: [{choice: B}, {required: 第三声}]\n", QUIZ)) == []


def test_choice_belongs_to_a_question(problems: Problems) -> None:
    assert_problems(problems(QUIZ + "rules:\n  - choice: B\n"), [(20, 13, "只能写在有 choices（选项）的题目里")])


def test_questions_belong_to_a_quiz(problems: Problems) -> None:
    text = GOOD.replace(
        "    line: 我家漏水了\n", "    line: 我家漏水了\n    choices: {A: 甲, B: 乙, C: 丙}\n    explain: 嗯\n"
    )
    assert_problems(problems(text), [(14, 5, "choices 只用在问答里"), (15, 5, "explain 只用在问答里")])


def test_nothing_is_asked_of_an_unknown_kind(problems: Problems) -> None:
    assert_problems(problems(QUIZ.replace("kind: quiz", "kind: quizz")), [(3, 7, "是不是“quiz”")])


def test_a_question_without_explanation_and_rules_of_packs_are_warned_of(write: Callable[..., Path]) -> None:
    path = write(QUIZ.replace("    explain: 先问好。\n", "").replace("turns:", "use: [taboo]\nturns:"))
    loaded = examine(path, PackFolder(path.parent / "packs"))
    assert [(one.line, one.column, one.warning) for one in loaded.problems] == [(5, 7, True), (14, 9, True)]
    assert "“taboo”里的规则却会算分" in loaded.problems[0].message
    assert "没有 explain（讲解）" in loaded.problems[1].message


def test_the_question_is_said_with_its_options(write: Callable[..., Path]) -> None:
    turn = load(write(QUIZ)).turn("rings")
    said = "电话响了，最晚第几声接？\nA，第二声。\nB，第三声。\nC，{公司}规定的第五声。"
    assert turn.lines(None) == (said,)
