from __future__ import annotations

import re

import pytest

from tests.scenario.conftest import GOOD, Problems

RULE = "      - required: 您好\n"

# id → (what is replaced in the good file, by what, the problems: line, column, a piece of the message)
CHANGES: dict[str, tuple[str, str, list[tuple[int, int, str]]]] = {
    "unknown key": ("title:", "titel:", [(1, 1, "缺少“title”"), (2, 1, "是不是“title”")]),
    "unknown key of a turn": ("    cue: ring", "    cues: ring", [(7, 9, "没有写来电人"), (8, 5, "是不是“cue”")]),
    "unknown kind": ("inbound", "inbond", [(3, 7, "是不是“inbound”")]),
    "level is no number": ("kind: inbound", "kind: inbound\nlevel: 易", [(4, 8, "要写整数")]),
    "level too high": ("kind: inbound", "kind: inbound\nlevel: 4", [(4, 8, "不大于 3")]),
    "pass mark too low": ("kind: inbound", "kind: inbound\npass_mark: -1", [(4, 12, "不小于 0")]),
    "format of the future": ("id: good", "format: 2\nid: good", [(1, 9, "可以写 1")]),
    "id differs from the file": ("id: good", "id: goods", [(1, 5, "和文件名一样：“good”")]),
    "id with a space": ("id: hear\n", "id: h ear\n", [(12, 9, "不能有空格")]),
    "empty value": ("title: 报修", "title:", [(2, 1, "“title”后面是空的")]),
    "empty item": (RULE, RULE + "      -\n", [(11, 8, "这一条是空的")]),
    "duplicate key": ("title: 报修", "title: 报修\ntitle: 报修", [(3, 1, "“title”写了两次")]),
    "turns is text": ("turns:\n", "turns: 无\nx:\n", [(6, 8, "要写成列表"), (7, 1, "没有“x”这一项")]),
    "caller is text": ("kind: inbound", "kind: inbound\ncaller: 陈女士", [(4, 9, "分项写")]),
    "unknown operator": (RULE, "      - requird: 您好\n", [(10, 9, "是不是 required")]),
    "no operator": (RULE, "      - points: 3\n", [(10, 9, "没有写要检查什么")]),
    "two operators": (RULE, RULE + "        banned: 不行\n", [(11, 9, "只能有一个操作")]),
    "rule is text": (RULE, "      - 您好\n", [(10, 9, "要写一条规则")]),
    "full-width colon makes text": (RULE, "      - required：您好\n", [(10, 9, "用半角冒号")]),
    "unknown sibling": (RULE, RULE + "        ponts: 3\n", [(11, 9, "是不是“points”")]),
    "negative points": (RULE, RULE + "        points: -3\n", [(11, 17, "不小于 0")]),
    "points are no number": (RULE, RULE + "        points: 三\n", [(11, 17, "要写数字")]),
    "fatal is no truth value": (RULE, RULE + "        fatal: 是\n", [(11, 16, "true 或 false")]),
    "strange where": (RULE, RULE + "        where: begin\n", [(11, 16, "where 要写")]),
    "where names nothing": (RULE, RULE + "        where: after requird-2\n", [(11, 16, "是不是“required-2”")]),
    "where names itself": (RULE, RULE + "        where: after required-1\n", [(11, 16, "不能指向这条规则自己")]),
    "unknown slot": ("{公司}服", "您好{公思}服", [(11, 22, "是不是“公司”")]),
    "unknown list": (RULE, "      - required: <致谦>\n", [(10, 19, "没有叫“致谦”")]),
    "open bracket": (RULE, "      - required: 您(好\n", [(10, 20, "没有配对")]),
    "phrase starts with a brace": ('"{公司}服务中心"', "{公司}服务中心", [(11, 19, "要加引号")]),
    "phrase is a brace": ('"{公司}服务中心"', "{公司}", [(11, 19, '写成 "{公司}"')]),
    "full-width comma": ("[很抱歉, 对不起]", "[很抱歉，对不起]", [(16, 19, "全角逗号")]),
    "full-width brackets": ("[很抱歉, 对不起]", "\uff3b很抱歉，对不起\uff3d", [(16, 19, "全角括号")]),
    "full-width quotes": (RULE, "      - required: “您好”\n", [(10, 19, "中文引号")]),
    "too many needed": (RULE, RULE + "        at_least: 2\n", [(10, 9, "只列了 1 句")]),
    "duplicate rule id": (RULE, RULE + "        id: required-2\n", [(11, 13, "自动编号"), (12, 9, "x")][:0]),
    "duplicate turn": (
        "id: again",
        "id: hear",
        [(18, 35, "没有回合“again”"), (20, 9, "用了两次"), (21, 15, "不能是这个回合自己的")],
    ),
    "turn called end": ("id: greet", "id: end", [(7, 9, "另有用处"), (27, 15, "没有回合“greet”")]),
    "unknown goal": ("go: again", "go: agian", [(18, 35, "是不是“again”")]),
    "unknown condition": ("{missed: sorry}", "{mised: sorry}", [(18, 22, "是不是“missed”")]),
    "unknown rule in a condition": ("{missed: sorry}", "{missed: sory}", [(18, 23, "是不是“sorry”")]),
    "rule of another turn": ("{missed: sorry}", "{missed: required-2}", [(18, 23, "greet.required-2")]),
    "last has if": ("      - {go: end}\n", "", [(18, 9, "最后一行不能有 if")]),
    "first has no if": ("{if: {missed: sorry}, go: again}", "{go: again}", [(18, 9, "只能放在最后")]),
    "turn never reached": ("go: again", "go: end", [(20, 9, "没有哪个回合会走到“again”")]),
    "loop without exit": ("recovery: sorry\n", "recovery: sorry\n    next: [{go: again}]\n", [(20, 9, "一直绕圈")]),
    "unknown recovery": ("recovery: sorry", "recovery: sory", [(21, 15, "是不是“sorry”")]),
    "no line": ("    line: 我家漏水了\n", "", [(12, 9, "没有写来电人的话")]),
    "unknown variant": ("line: 我家漏水了", "line: {busy: 忙}", [(13, 12, "没有“busy”")]),
    "unknown slot in a line": ("line: 我家漏水了", "line: 我是{称呼}", [(13, 13, "没有“称呼”")]),
    "example of no turn": ("hear: 很抱歉}", "haer: 很抱歉}", [(27, 34, "是不是“hear”")]),
    "expects of no rule": ("hear.sorry: met", "sorry: met", [(28, 29, "请写全名“hear.sorry”")]),
    "strange expectation": ("hear.sorry: met", "hear.sorry: 好", [(28, 41, "要写 met")]),
    "figure for a rule": ("hear.sorry: met", 'hear.sorry: ">=3"', [(28, 41, "规则的结果要写")]),
    "outcome for the total": ('total: ">=90"', "total: met", [(28, 21, "要写分数")]),
    "unknown pack": ("kind: inbound", "kind: inbound\nuse: [tabu]", [(4, 7, "是不是“taboo”")]),
    "pack twice": ("kind: inbound", "kind: inbound\nuse: [taboo, taboo]", [(4, 14, "写了两次")]),
    "unknown rule skipped": (
        "kind: inbound",
        "kind: inbound\nuse: [taboo]\nskip: [taboo.x]",
        [(5, 8, "没有“taboo.x”")],
    ),
    "unknown rule changed": (
        "kind: inbound",
        "kind: inbound\nuse: [taboo]\nchange: {taboo.unknow: {deduct: 3}}",
        [(5, 10, "是不是“taboo.unknown”")],
    ),
    "wrong change": (
        "kind: inbound",
        "kind: inbound\nuse: [taboo]\nchange: {taboo.unknown: {deduct: 很多}}",
        [(5, 34, "要写数字")],
    ),
    "change of an id": (
        "kind: inbound",
        "kind: inbound\nuse: [taboo]\nchange: {taboo.unknown: {id: x}}",
        [(5, 26, "id 不能改")],
    ),
    "changed and skipped": (
        "kind: inbound",
        "kind: inbound\nuse: [taboo]\nskip: [taboo.unknown]\nchange: {taboo.unknown: {deduct: 3}}",
        [(6, 10, "已经在 skip 里")],
    ),
    "required holds banned": (
        RULE,
        "      - required: 这个不行\n      - banned: 不行\n",
        [(10, 19, "里含有禁语“不行”（greet.banned-1）")],
    ),
    "unknown fact": (RULE, RULE + "      - repeat: [房好]\n", [(11, 18, "是不是“房号”")]),
    "order of nothing": (RULE, RULE + "      - order: [required-1, required-9]\n", [(11, 29, "没有规则“required-9”")]),
    "rules wait for each other": (
        RULE,
        "      - required: 您好\n        where: after required-2\n"
        "      - required: 海棠\n        where: after required-1\n",
        [(11, 16, "互相等待")],
    ),
    "rules apply by each other": (
        RULE,
        "      - required: 您好\n        applies_when: {met: required-2}\n"
        "      - required: 海棠\n        applies_when: {missed: required-1}\n",
        [
            (
                11,
                23,
                "→ greet.required-2 → greet.required-1；请改掉其中一个 applies_when",
            )
        ],
    ),
    "a rule applies by an order of itself": (
        RULE,
        "      - required: 您好\n        applies_when: {met: order-1}\n      - required: 海棠\n      - order: all\n",
        [(11, 23, "互相等待")],
    ),
    "a rule applies by itself": (
        RULE,
        "      - required: 您好\n        applies_when: {missed: required-1}\n",
        [(11, 23, "applies_when 不能指向这条规则自己")],
    ),
}
del CHANGES["duplicate rule id"]


@pytest.mark.parametrize("name", CHANGES)
def test_every_mistake_is_named_at_its_place(name: str, problems: Problems) -> None:
    old, new, expected = CHANGES[name]
    assert old in GOOD
    found = problems(GOOD.replace(old, new, 1))
    assert [(line, column) for line, column, _ in found] == [(line, column) for line, column, _ in expected], found
    for (_, _, message), (_, _, piece) in zip(found, expected, strict=True):
        assert piece in message


def test_the_good_file_has_no_problem(problems: Problems) -> None:
    assert problems(GOOD) == []


# id → (the whole file, line, column, a piece of the message): nothing else can be read
REFUSED: dict[str, tuple[str | bytes, int, int, str]] = {
    "empty": ("", 1, 1, "文件是空的"),
    "only a comment": ("# 说明\n", 1, 1, "文件是空的"),
    "gbk": (GOOD.encode("gbk"), 2, 8, "GBK"),
    "utf-16": (GOOD.encode("utf-16"), 1, 1, "UTF-16"),
    "damaged": ("id: good\ntitle: 报修中心".encode() + b"\xff", 2, 12, "不是 UTF-8"),
    "nul": ("id: good\ntitle: a\0b", 2, 9, "空字符"),
    "control character": ("id: good\x07", 1, 9, "U+0007"),
    "too big": (b"a" * 1_000_001, 1, 1, "不能超过 1 MB"),
    "alias": ("id: *x\n", 1, 5, "不能用 YAML 引用"),
    "anchor": ("id: &x good\n", 1, 5, "锚点"),
    "tag": ("id: !!str good\n", 1, 5, "标签"),
    "two documents": ("id: good\n---\nid: x\n", 2, 1, "一个文件只能写一个"),
    "too deep": ("a: " + "[" * 25 + "]" * 25, 1, 23, "超过 20 层"),
    "too many": ("a: [" + "1," * 20_001 + "]", 1, 39999, "太多了"),
    "key is a list": ("? [a]\n: b\n", 1, 3, "冒号左边"),
    "tab": ("id: good\ncaller:\n\tname: 陈\n", 3, 1, "Tab"),
    "full-width colon": ("id: good\ntitle：报修\nkind: inbound\n", 2, 6, "全角冒号"),
    "full-width colon after a Chinese key": ("slots:\n  公司：海棠苑\n  姓名: 小王\n", 2, 5, "全角冒号"),
    "no space after the colon": ("id: good\ntitle:报修\nkind: inbound\n", 2, 6, "冒号后面要空一格"),
    "two colons": ("id: good\ntitle: a: b\n", 2, 9, "两个冒号"),
    "open quote": ("id: good\ntitle: '报修\n", 2, 8, "引号没有成对"),
    "open quote before another text in quotes": (
        'id: good\ntitle: "报修\nkind: x\nbrief: "有人"\n',
        2,
        8,
        "这里开始的引号没有成对",
    ),
    "open single quote before another": (
        "id: good\ntitle: '报修\nkind: x\nbrief: '有人'\n",
        2,
        8,
        "这里开始的引号没有成对",
    ),
    "open quote in a list": ('id: good\nuse: ["a, b]\nkind: "x"\n', 2, 7, "这里开始的引号没有成对"),
    "open quote before the only other one": (
        "id: good\ntitle: '报修\nbrief: 有人\nkind: x\n",
        2,
        8,
        "这里开始的引号没有成对",
    ),
    "open quote before a backslash": (
        'id: good\ntitle: "报修\nkind: x\nbrief: C:\\工单\n',
        2,
        8,
        "这里开始的引号没有成对",
    ),
    "text after a quote over several lines": ('id: good\ntitle: "报修\n  漏水" 好\n', 3, 7, "没有对齐"),
    "backslash in quotes": ('id: good\ntitle: "报\n  \\修"\n', 3, 3, "双引号里的 \\ 有特殊意思"),
    "text after the quote": ('id: "good" 好\n', 1, 5, "引号后面还有字"),
    "open bracket": ("id: [a\nb: c\n", 2, 2, "方括号没有成对"),
    "full-width end of a list": ("id: [a, b\uff3d\nx: y\n", 1, 5, "半角 ]"),
    "reserved sign": ("id: @x\n", 1, 5, "以 @ 开头"),
    "strange indentation": ("id: good\n  title: x\n", 2, 8, "缩进"),
    "list beside a mapping": ("- a\nb: c\n", 2, 1, "没有对齐"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_one_problem(name: str, problems: Problems) -> None:
    content, line, column, piece = REFUSED[name]
    found = problems(content)
    assert [(one[0], one[1]) for one in found] == [(line, column)], found
    assert piece in found[0][2]


def test_a_byte_order_mark_and_windows_line_ends_are_fine(problems: Problems) -> None:
    assert problems(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == []


def test_all_duplicate_keys_are_reported(problems: Problems) -> None:
    found = problems(GOOD.replace("title: 报修", "title: 报修\ntitle: 报\ntitle: 修"))
    assert [one[:2] for one in found] == [(3, 1), (4, 1)]


def test_mistakes_of_every_sort_are_reported_together(problems: Problems) -> None:
    text = (
        GOOD.replace("title: 报修", "titel: 报修")
        .replace("go: again", "go: agian")
        .replace("- required: 您好", "- requird: 您好")
    )
    assert [one[:2] for one in problems(text)] == [(1, 1), (2, 1), (10, 9), (18, 35)]


def test_mistakes_in_a_pack_are_reported_in_the_pack(problems: Problems) -> None:
    found = problems(
        GOOD.replace("kind: inbound", "kind: inbound\nuse: [taboo]"), pack="pack: taboo\nrules:\n  - banned: 不行\n"
    )
    assert [one[:2] for one in found] == [(3, 5)]
    assert "要写 id" in found[0][2]


def test_no_message_is_english(problems: Problems) -> None:
    for old, new, _ in CHANGES.values():
        for _, _, message in problems(GOOD.replace(old, new, 1)):
            assert re.search(r"[\u4e00-\u9fff]", message)
            assert not re.search(r"Input should|Field required|valid|permitted", message)


def test_a_missing_file_and_a_folder_are_named(write: object, tmp_path: object) -> None:
    from pathlib import Path

    from trainer.errors import ScenarioError
    from trainer.scenario.load import load

    assert isinstance(tmp_path, Path)
    with pytest.raises(ScenarioError, match="找不到这个文件"):
        load(tmp_path / "nothing.yaml")
    with pytest.raises(ScenarioError, match="文件夹"):
        load(tmp_path)
