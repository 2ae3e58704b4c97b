from __future__ import annotations

import pytest

from trainer.workbook.sheet_words import in_sheet_words

MESSAGES = [
    ("facts 里没有“电话”；可以写 房号、诉求", "“要点”里没有“电话”；可以写 房号、诉求"),
    ("“points”要写数字（半角，不带单位），现在是“points”三个", "“分值”要写数字（半角，不带单位），现在是“分值”三个"),
    ("没有规则“greet.line”，是不是“line-1”？", "没有规则“greet.line”，是不是“line-1”？"),
    ("没有回合“agein”，是不是“again”？", "没有回合“agein”，是不是“again”？"),
    (
        "从“a”开始会一直绕圈，走不到结束；请在 next 里加一条 {go: end}",
        "从“a”开始会一直绕圈，走不到结束；请给其中一个回合加一组“去哪”：结束",
    ),
    (
        "没有 if 的去向只能放在最后，后面的去向永远轮不到；请移到最后一行",
        "没有“如果”的去向只能放在最后，右边的去向永远轮不到；请移到最右边",
    ),
    (
        "next 的最后一行不能有 if；请在下面加一行，例如 - {go: end}",
        "最后一组去向的“如果”要空着，表示其他情况；请在右边再写一组，只选“去哪”",
    ),
    ("这里要写铃声数或秒数，例如 3 rings 或 12", "这里要写铃声数或秒数，例如 3 声 或 12"),
    ("order: all 要排同一回合里的 required 规则", "“先后顺序”:“全部”要排同一回合里的“要说”规则"),
    ("“电话”要写一句话，现在是一个列表；以 { 或 [ 开头的话要加引号", "“电话”要写一句话，现在是一个列表"),
    ("line 里缺少情况“busy”的话，请补上", "“对方说的话”里缺少情况“busy”的话，请补上"),
    ("slots 里没有“公词”，是不是“公司”？", "“可替换的词”里没有“公词”，是不是“公司”？"),
    ("没有叫“致谦”的说法表，是不是“致歉”？", "没有叫“致谦”的说法表，是不是“致歉”？"),
]


@pytest.mark.parametrize(("message", "words"), MESSAGES, ids=[message for message, _ in MESSAGES])
def test_keys_are_called_as_on_the_sheets(message: str, words: str) -> None:
    assert in_sheet_words(message) == words
