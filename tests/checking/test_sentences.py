"""Single sentences, of packs and of scenarios: what rules and phrase lists say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.conftest import GOOD, PACK
from trainer.checking.check import Report, check
from trainer.checking.sentences import play_pack
from trainer.scenario.packs import read_pack

SENTENCES = """\
lists:
  问好: [您好, 早上好]
variants: {calm: 客气, angry: 生气}
sentences:
"""


def told(report: Report) -> list[str]:
    """The problems as line and message."""
    return [f"{problem.line}: {problem.message}" for problem in report.errors]


def checked(tmp_path: Path, *sentences: str, text: str = GOOD) -> Report:
    path = tmp_path / "good.yaml"
    path.write_text(text + SENTENCES + "".join(f"  - {one}\n" for one in sentences), encoding="utf-8")
    return check([path])


def test_a_sentence_is_judged_alone_by_the_rules_and_lists_it_names(tmp_path: Path) -> None:
    report = checked(
        tmp_path,
        "{turn: hear, text: 对不起, expect: {sorry: met, hear.sorry: met, greet.required-1: not_measured}}",
        "{turn: hear, variant: angry, text: 我很报欠, heard: true, expect: {sorry: met}}",
        "{turn: greet, text: 您早, expect: {<问好>: missed, required-1: missed}}",
        "{turn: greet, text: 您好, expect: {<问好>: met}}",
    )
    assert told(report) == []
    assert report.examples == 5


def test_what_a_sentence_does_not_bear_out_is_told(tmp_path: Path) -> None:
    report = checked(
        tmp_path,
        "{turn: hear, text: 对不起, expect: {sorry: missed}}",
        "{turn: greet, text: 您好, expect: {<问好>: missed}}",
    )
    first, second = told(report)
    assert first.startswith("33: sorry 的结果是 met（")
    assert first.endswith("），期望的是 missed")
    assert second.startswith("34: <问好> 的结果是 met（")


def test_a_checklist_has_sentences_without_a_turn(tmp_path: Path) -> None:
    text = "id: good\ntitle: 质检\nkind: checklist\nrules: [{id: hello, required: 您好}]\n"
    assert told(checked(tmp_path, "{text: 喂, expect: {hello: missed}}", text=text)) == []


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("{text: 好, expect: {sorry: met}}", "请写上这句话是对哪个回合的回答，例如 turn: greet"),
        ("{turn: heer, text: 好, expect: {}}", "没有回合“heer”，是不是“hear”？"),
        ("{turn: hear, variant: cross, text: 好, expect: {}}", "variants 里没有“cross”"),
        ("{turn: hear, text: 好, expect: {sory: met}}", "没有规则“sory”，是不是“sorry”？"),
        ("{turn: hear, text: 好, expect: {<问候>: met}}", "没有说法表“<问候>”，是不是“<问好>”？"),
        ("{turn: hear, text: 好, expect: {sorry: 50}}", "规则的结果要写 met、partly、missed、unclear 或 not_measured"),
        ("{turn: hear, text: 好, expect: {<问好>: 50}}", "规则的结果要写 met、partly、missed、unclear 或 not_measured"),
        ("{turn: hear, text: 好, expect: {total: 50}}", "没有规则“total”"),
        ("{turn: hear, txt: 好, expect: {sorry: met}}", "没有“txt”这一项，是不是“text”？"),
    ],
    ids=["turn", "which turn", "variant", "rule", "list", "outcome", "outcome of a list", "figure", "key"],
)
def test_a_sentence_that_leads_nowhere_is_told(tmp_path: Path, sentence: str, message: str) -> None:
    assert any(message in line for line in told(checked(tmp_path, sentence)))


def test_names_that_a_pack_may_have_brought_are_no_mistake(tmp_path: Path) -> None:
    text = GOOD + "use: [nothing]\n"
    report = checked(tmp_path, "{turn: hear, text: 好, expect: {<致歉>: met, nothing.at-all: met}}", text=text)
    (line,) = told(report)
    assert "没有规则包" in line


def test_a_turn_that_could_not_be_read_is_blamed_once(tmp_path: Path) -> None:
    text = GOOD.replace("  - id: hear\n", "  - ident: hear\n")
    lines = told(checked(tmp_path, "{turn: hear, text: 好, expect: {sorry: met}}", text=text))
    assert not any("33" in line for line in lines), lines


def pack(tmp_path: Path, examples: str) -> Report:
    (tmp_path / "packs").mkdir()
    path = tmp_path / "packs" / "taboo.yaml"
    path.write_text(f"{PACK}examples:\n{examples}", encoding="utf-8")
    return check([path])


def test_an_example_of_a_pack_may_name_a_list(tmp_path: Path) -> None:
    examples = """\
  - {text: 您别这么说, expect: {<致歉>: missed, unknown: met}}
  - {text: 很抱歉，我不知道, expect: {<致歉>: met, unknown: missed}}
  - {text: 您抱着孩子呢, heard: true, expect: {<致歉>: missed}}
  - {text: 好, expect: {<道歉>: missed, <致歉>: "5"}}
"""
    report = pack(tmp_path, examples)
    assert told(report) == [
        "13: 没有说法表“<道歉>”，是不是“<致歉>”？",
        "13: 规则的结果要写 met、partly、missed、unclear 或 not_measured",
    ]


def test_what_a_list_accepts_against_the_author_is_told(tmp_path: Path) -> None:
    (line,) = told(pack(tmp_path, "  - {text: 对不起, expect: {<致歉>: missed}}\n"))
    assert line.startswith("10: <致歉> 的结果是 met（")


def test_a_pack_that_was_not_checked_plays_no_examples(tmp_path: Path) -> None:
    path = tmp_path / "taboo.yaml"
    path.write_text(PACK + "examples:\n  - {text: 我不知道, expect: {unknown: met}}\n", encoding="utf-8")
    assert play_pack(read_pack(path)) == []


@pytest.mark.parametrize(
    ("pack", "place", "piece"),
    [("- a\n", (1, 1), "分项写"), (PACK.replace("deduct: 2", "deduct: 很多"), (8, 13), "要写数字")],
    ids=["no pack at all", "one rule wrong"],
)
def test_a_wrong_pack_is_reported_and_its_examples_are_left_alone(
    tmp_path: Path, pack: str, place: tuple[int, int], piece: str
) -> None:
    (tmp_path / "packs").mkdir()
    path = tmp_path / "packs" / "taboo.yaml"
    path.write_text(
        pack + ("" if pack == "- a\n" else "examples:\n  - {text: 不知道, expect: {unknown: met}}\n"), "utf-8"
    )
    report = check([tmp_path / "packs"])
    (problem,) = report.problems
    assert (problem.line, problem.column) == place
    assert piece in problem.message
    assert (report.scenarios, report.packs) == (0, 1)


FIRST, LAST = ("|".join(f"{sign}{word}" for sign in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳") for word in "来去")
MANY = f"  大: [({FIRST})({FIRST})({LAST}), ({LAST})({LAST})({FIRST})]\n"
"""Two phrases of 1,728 wordings, each of them right."""


def test_a_list_with_too_many_wordings_together_is_told_where_it_is_tried(tmp_path: Path) -> None:
    pack = tmp_path / "packs" / "big.yaml"
    pack.parent.mkdir()
    tried = "  - {text: 好, expect: {<大>: missed}}\n"
    pack.write_text(f"pack: big\nlists:\n{MANY}examples:\n{tried}", encoding="utf-8")
    [message] = told(check([pack]))
    assert message.startswith("5: 这里的说法表不能整个来试：")
    text = f"id: good\ntitle: 质检\nkind: checklist\nlists:\n{MANY}rules: [{{id: hello, required: 您好}}]\nsentences:\n"
    (tmp_path / "good.yaml").write_text(text + tried, encoding="utf-8")
    [message] = told(check([tmp_path / "good.yaml"]))
    assert message.startswith("8: 这里的说法表不能整个来试：")
