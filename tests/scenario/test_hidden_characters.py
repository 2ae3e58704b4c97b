"""Characters that nobody sees are told where they stand, as they are and as an escape makes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.scenario.conftest import PACK, Problems
from tests.scenario.helpers import WITH_PACK, assert_problems, changed
from trainer.scenario.hidden_characters import hidden_characters
from trainer.scenario.load import examine, examine_pack, outline
from trainer.scenario.packs import PackFolder
from trainer.scenario.yaml_nodes import parse

OBEYED = {
    "an escape": ('title: "报\\e修"', (1, 10), "双引号里的 \\e 是看不见的控制字符 U+001B，请删掉"),
    "a bell": ('title: "\\a报修"', (1, 9), "双引号里的 \\a 是看不见的控制字符 U+0007，请删掉"),
    "a carriage return": ('title: "报修\\r"', (1, 11), "双引号里的 \\r 是看不见的控制字符 U+000D，请删掉"),
    "two digits": ('title: "报修\\x9b"', (1, 11), "双引号里的 \\x9b 是看不见的控制字符 U+009B，请删掉"),
    "four digits": ('title: "报\\u001b修"', (1, 10), "双引号里的 \\u001b 是看不见的控制字符 U+001B，请删掉"),
    "eight digits": (
        'title: "报\\U0000007f修"',
        (1, 10),
        "双引号里的 \\U0000007f 是看不见的控制字符 U+007F，请删掉",
    ),
    "after a backslash": ('title: "\\\\\\e报修"', (1, 11), "双引号里的 \\e 是看不见的控制字符 U+001B，请删掉"),
    "the second of two escapes": ('title: "\\t\\e"', (1, 11), "双引号里的 \\e 是看不见的控制字符 U+001B，请删掉"),
    "a separator of lines": ('title: "报\\L修"', (1, 10), "双引号里的 \\L 是看不见的控制字符 U+2028，请删掉"),
    "turned round": ("title: 报修\u202e反", (1, 10), "这里有一个看不见的字符 U+202E，会打乱旁边文字的顺序，请删掉"),
    "turned round, escaped": (
        'title: "报修\\u2066反"',
        (1, 11),
        "这里有一个看不见的字符 U+2066，会打乱旁边文字的顺序，请删掉",
    ),
    "on the second line of quotes": (
        'brief: "第一行\n  第二\\e[2J行"',
        (2, 5),
        "双引号里的 \\e 是看不见的控制字符 U+001B，请删掉",
    ),
    "in a block": (
        "brief: |\n  第一行\n  第二\u202e行\n",
        (3, 5),
        "这里有一个看不见的字符 U+202E，会打乱旁边文字的顺序，请删掉",
    ),
    "in a name": ('slots: {"公\\e司": 苑}', (1, 11), "双引号里的 \\e 是看不见的控制字符 U+001B，请删掉"),
}


@pytest.mark.parametrize(("text", "place", "message"), OBEYED.values(), ids=OBEYED)
def test_what_a_terminal_obeys_is_a_mistake(text: str, place: tuple[int, int], message: str) -> None:
    (found,) = parse(text, "x.yaml").problems
    assert (found.line, found.column, found.message, found.warning) == (*place, message, False)


UNSEEN = {
    "a title": ("title: 报\u200b修", (1, 9), "“报‹U+200B›修”里有看不见的字符 U+200B，请删掉"),
    "a phrase": ("- required: 很\xa0抱歉", (1, 14), "“很‹U+00A0›抱歉”里有看不见的字符 U+00A0，请删掉"),
    "an escaped one": ('title: "报修\\_"', (1, 11), "“报修‹U+00A0›”里有看不见的字符 U+00A0，请删掉"),
    "a name": ("slots: {公\u2060司: 苑}", (1, 10), "“公‹U+2060›司”里有看不见的字符 U+2060，请删掉"),
    "in a long text": (
        f"title: {'甲' * 50}\xad{'乙' * 50}",
        (1, 58),
        f"“{'甲' * 8}‹U+00AD›{'乙' * 8}”里有看不见的字符 U+00AD，请删掉",
    ),
}


@pytest.mark.parametrize(("text", "place", "message"), UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_in_a_name_is_a_remark(text: str, place: tuple[int, int], message: str) -> None:
    (found,) = parse(text, "x.yaml").problems
    assert (found.line, found.column, found.message, found.warning) == (*place, message, True)


@pytest.mark.parametrize(
    "text",
    [
        "title: '报\\e修'",
        'title: "第一行\\n第二行\\t\\"好\\""',
        "brief: 报\u200b修",
        "line: 很\xa0好",
        "title: 👨\u200d👩 ☎\ufe0f",
        "title: 全角　空格",
    ],
    ids=["no escape", "lines, tabs, quotes", "in a paragraph", "in a line", "emoji", "a wide space"],
)
def test_what_does_no_harm_is_not_mentioned(text: str) -> None:
    assert parse(text, "x.yaml").problems == []


def test_a_scenario_with_a_remark_is_used_and_listed(write: Callable[..., Path]) -> None:
    path = write(changed("title: 报修", "title: 报\u200b修", WITH_PACK))
    loaded = examine(path, PackFolder(path.parent / "packs"))
    assert [(one.line, one.column, one.warning) for one in loaded.problems] == [(2, 9, True)]
    assert loaded.scenario is not None
    assert outline(path) is not None


def test_a_scenario_with_a_mistake_is_refused(problems: Problems) -> None:
    assert_problems(problems(changed("title: 报修", 'title: "报\\e修"')), [(2, 10, "U+001B")])


def test_a_pack_tells_its_own(write: Callable[..., Path]) -> None:
    path = write(WITH_PACK, pack=changed("很抱歉", "很\u200b抱歉", PACK)).parent / "packs" / "taboo.yaml"
    pack = examine_pack(path, PackFolder(path.parent))
    assert [(one.line, one.column, one.warning) for one in pack.problems] == [(3, 9, True)]


def test_a_list_that_looks_the_same_is_not_offered(problems: Problems) -> None:
    text = changed("required: 您好", "required: <致\u200b歉>", WITH_PACK)
    assert_problems(problems(text), [(11, 19, "没有叫“致‹U+200B›歉”的说法表；这个名字里有看不见的字符 U+200B，请删掉")])


def test_a_slot_that_looks_the_same_is_not_offered(problems: Problems) -> None:
    text = changed('"{公司}服务中心"', '"{公\u200b司}服务中心"')
    assert_problems(problems(text), [(11, 20, "“公‹U+200B›司”；这个名字里有看不见的字符 U+200B，请删掉")])


def test_a_rule_that_looks_the_same_is_not_offered(problems: Problems) -> None:
    text = changed("recovery: sorry", "recovery: sorry\u200b")
    assert_problems(problems(text), [(21, 15, "没有规则“sorry‹U+200B›”；这个名字里有看不见的字符 U+200B，请删掉")])


@pytest.mark.parametrize(
    "scenario_id", ["-rf", "evil\u202eexe", "a\u200bb", "a/b", "a b", "甲，乙", 'a"b', "a:b", "a@b", "(a)"]
)
def test_an_id_keeps_to_the_rule_that_is_told(problems: Problems, scenario_id: str) -> None:
    found = problems(changed("  - id: greet", f"  - id: '{scenario_id}'"))
    told = [message for line, _, message in found if line == 7]
    assert any("只能用字母、数字、汉字、“-”和“_”，不能有空格和标点，不能以“-”开头" in one for one in told), found


@pytest.mark.parametrize("scenario_id", ["in-late", "投诉-漏水", "A_1", "𠮷野家", "3-2"])
def test_letters_digits_and_chinese_make_an_id(problems: Problems, scenario_id: str) -> None:
    text = changed("  - id: greet", f"  - id: '{scenario_id}'").replace("{greet:", f"{{'{scenario_id}':")
    assert problems(text) == []


def test_a_place_that_is_not_found_is_the_start_of_the_value() -> None:
    (event,) = [one for one in yaml.parse('"报\\e修"') if isinstance(one, yaml.ScalarEvent)]
    ((at, message, _),) = hidden_characters(event, ["“别的”"], paragraph=False)
    assert (at, message) == ((1, 1), "这里有一个看不见的控制字符 U+001B，请删掉")
