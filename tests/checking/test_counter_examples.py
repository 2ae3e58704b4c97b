"""Warnings about lists and rules of which nobody knows what they refuse, or that mean too much."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.conftest import GOOD
from trainer.checking.check import check
from trainer.checking.counter_examples import check_counter_examples, check_pack_counter_examples
from trainer.scenario.load import examine
from trainer.scenario.packs import PackFolder, read_pack

LISTS = "lists: {甲: [甲甲], 乙: [乙乙], 丙: [丙丙], 丁: [丁丁], 戊: [戊戊], 己: [己己]}\n"
PACK = f"pack: some\n{LISTS}"
OWN = "lists: {自己: [您好啊]}\n"


def warned(tmp_path: Path, text: str = GOOD, *rules: str, examples: str = "") -> list[str]:
    """What is warned of in a scenario with those rules in its second turn, beside a pack of six lists."""
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "some.yaml").write_text(PACK, encoding="utf-8")
    text = text.replace("    next:\n", "".join(f"      - {rule}\n" for rule in rules) + "    next:\n")
    path = tmp_path / "good.yaml"
    path.write_text(f"{text}use: [some]\n{examples}", encoding="utf-8")
    loaded = examine(path, PackFolder(tmp_path / "packs"))
    assert [str(one) for one in loaded.problems] == []
    own = [item for item in loaded.rules if item.origins[-1][0] is loaded.document]
    return [one.message for one in check_counter_examples(loaded, own)]


def test_a_list_of_the_scenario_is_tried_with_what_must_not_count(tmp_path: Path) -> None:
    (message,) = warned(tmp_path, GOOD + OWN)
    assert message.startswith("说法表“自己”还没有试过不该算的话；请在 sentences 里加一句")
    assert message.endswith("期望 <自己>: missed")


@pytest.mark.parametrize(("outcome", "warnings"), [("missed", 0), ("met", 1)])
def test_what_counts_proves_nothing(tmp_path: Path, outcome: str, warnings: int) -> None:
    sentences = f"sentences: [{{turn: hear, text: 您好啊, expect: {{<自己>: {outcome}}}}}]\n"
    assert len(warned(tmp_path, GOOD + OWN, examples=sentences)) == warnings


@pytest.mark.parametrize(
    ("rule", "warnings"),
    [
        ("{id: much, required: [马上来, <甲>], points: 6}", 1),
        ("{id: little, required: 马上来, points: 5}", 0),
        ("{id: list, required: [<甲>, <乙>], points: 9}", 0),
        ('{id: slot, required: "{公司}的人", points: 9}', 0),
        ("{id: inside, all_of: [{required: 马上来}], points: 9}", 1),
        ("{id: no, banned: 马上来, points: 9}", 0),
    ],
    ids=["own words", "few points", "lists", "slot", "inner rule", "forbidden"],
)
def test_a_rule_worth_much_is_tried_with_what_must_not_count(tmp_path: Path, rule: str, warnings: int) -> None:
    messages = warned(tmp_path, GOOD, rule)
    assert len(messages) == warnings
    assert all("分，还没有试过不该算的话；请在 sentences 里加一句" in message for message in messages)


def test_a_sentence_that_the_rule_refuses_is_enough(tmp_path: Path) -> None:
    sentences = "sentences: [{turn: hear, text: 谁马上来呀, expect: {much: missed}}]\n"
    assert warned(tmp_path, GOOD, "{id: much, required: 马上来, points: 6}", examples=sentences) == []


def test_more_than_five_general_lists_are_too_many(tmp_path: Path) -> None:
    lists = "[<甲>, <乙>, <丙>, <丁>, <戊>, <己>, <自己>]"
    (message,) = warned(
        tmp_path,
        GOOD + OWN,
        f"{{id: wide, required: {lists}}}",
        "{id: narrow, required: [<甲>, <乙>, <丙>, <丁>, <戊>, <自己>]}",
        examples="sentences: [{turn: hear, text: 好, expect: {<自己>: missed}}]\n",
    )
    assert message.startswith("“hear.wide”用了 6 个说法表，差不多说什么都算；最多 5 个")


def test_one_list_has_one_meaning_in_a_turn(tmp_path: Path) -> None:
    (message,) = warned(
        tmp_path, GOOD, "{required: <甲>, hint: 致歉}", "{required: <甲>, hint: 致歉}", "{required: [<甲>], hint: 安抚}"
    )
    assert message.startswith("<甲> 在这里是“安抚”，上面又是“致歉”，一句话两处得分")


def test_the_lists_of_a_pack_are_tried_in_its_examples(tmp_path: Path) -> None:
    path = tmp_path / "packs" / "some.yaml"
    path.parent.mkdir()
    lists = PACK.replace("己: [己己]", "己: [己己], 自己: [自己说]")
    rules = "rules:\n  - {id: no, banned: <丁>}\n  - {id: wide, required: [<甲>, <乙>, <丙>, <戊>, <己>, <自己>]}\n"
    refused = ", ".join(f"<{name}>: missed" for name in "甲乙戊己")
    tried = f"{{text: 好, expect: {{{refused}}}}}, {{text: 丁丁, expect: {{no: missed}}}}"
    path.write_text(f"{lists}{rules}examples: [{tried}]\n", encoding="utf-8")
    report = check([path])
    assert [(one.line, one.column, one.message.partition("；")[0]) for one in report.warnings] == [
        (2, 27, "说法表“丙”还没有试过不该算的话"),
        (2, 63, "说法表“自己”还没有试过不该算的话"),
        (5, 26, "“some.wide”用了 6 个说法表，差不多说什么都算"),
    ]


def test_nothing_is_said_of_what_could_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text("- 甲\n", encoding="utf-8")
    assert list(check_counter_examples(examine(path, PackFolder(tmp_path)), ())) == []
    assert list(check_pack_counter_examples(read_pack(path))) == []
