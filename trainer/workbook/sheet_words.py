"""The loader's messages speak of keys in a file, people with a workbook know headings: the same in their words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from trainer.scenario.heading import KINDS
from trainer.workbook.labels import (
    ALL,
    CONDITIONS,
    FIGURES,
    FLAGS,
    OUTCOMES,
    WHERE,
    operator_labels,
    parameter_labels,
)

_HEADINGS: Mapping[str, str] = {
    "id": "编号",
    "title": "标题",
    "kind": "类型",
    "level": "级别",
    "pass_mark": "及格分",
    "brief": "背景",
    "source": "依据",
    "use": "规则包",
    "skip": "不用的规则",
    "slots": "可替换的词",
    "facts": "要点",
    "variants": "情况",
    "change": "调整规则包",
    "caller": "来电人",
    "voice": "声音",
    "turns": "对话",
    "cue": "怎么开始",
    "line": "对方说的话",
    "choices": "选项",
    "explain": "讲解",
    "recovery": "补救哪条",
    "next": "去向",
    "if": "如果",
    "go": "去哪",
    "end": "结束",
    "rules": "评分",
    "points": "分值",
    "hint": "提示",
    "unless": "除外",
    "deduct": "每次扣",
    "max_deduct": "最多扣",
    "where": "看哪里",
    "applies_when": "什么时候才用",
    "fatal": "一票否决",
    "lists": "意图库",
    "add": "意图库",
    "examples": "试说例句",
    "sentences": "单句",
    "replies": "学员的回答",
    "seconds": "说了几秒",
    "heard": "录音识别",
    "rings": "响了几声",
    "path": "经过的回合",
    "expect": "应得的结果",
}
_SENTENCES: tuple[tuple[str, str], ...] = (  # what names would not put right
    (
        r"没有哪个回合会走到(“.*?”)；请在别的回合的 next 里写上它，或删掉它",
        r"电话不会走到\1：第一行是电话的开头，从那里一行一行往下走。\1原来在第一行，就移回去；"
        r"不然请在别的回合的“去哪”里选上它，或删掉这一行",
    ),
    (r"(\d+) rings", r"\1 声"),
    (r"；以 \{ 或 \[ 开头的话要加引号", ""),
    (r"请在 next 里加一条 \{go: end\}", "请给其中一个回合加一组“去哪”：结束"),
    (r"请在下面加一行，例如 - \{go: end\}", "请在右边再写一组，只选“去哪”"),
    (r"后面的去向永远轮不到；请移到最后一行", "右边的去向永远轮不到；请移到最右边"),
    (r"next 的最后一行不能有 if", "最后一组去向的“如果”要空着，表示其他情况"),
    (r"请加上 line，或写 cue: ring / silence / hangup", "请写上“对方说的话”，或者选好“怎么开始”"),
    (r"turn、nearby、end、call、first", "本回合、前后一句也算、结尾、整通电话、first"),
    (r"where: (?:nearby|end) 只用在", "where 这样写，只用在"),
    (r"first 15s、last 20s、after 规则id 或 before 规则id", "开头 15 秒、最后 20 秒、某条规则的编号 之后 或 之前"),
    (r"文件里没有 turns（回合）", "“对话”里还没有回合"),
    (r"，例如 turn: ", "，例如 "),
    (r"规则写在 rules 下面", "规则的“回合”写“整通”"),
    (r"请先在文件开头写 variants", "请先在“基本信息”里写上各种“情况”"),
    (r"请先写 facts", "请先在“基本信息”里写上“要点”"),
    (r"(要写 ?)?all，或名字的列表，例如 \[.*?\]", "要写“全部”，或者一行写一个名字"),
    (r"下面要分项写“名称: 内容”", "要一行一项，写成“名称: 内容”"),
)
_WORD = re.compile(r" ?(?<![\w.\-{<])([a-z_]{2,})(?![\w.\-}>]) ?")
_BETWEEN = re.compile("(“[^”]*”)")


def in_sheet_words(message: str) -> str:
    """The message with the headings of the sheets in place of keys; what an author wrote stays as it is."""
    for pattern, words in _SENTENCES:
        message = re.sub(pattern, words, message)
    known = _words()
    return "".join(
        f"“{known.get(part[1:-1], part[1:-1])}”" if part.startswith("“") else _renamed(part, known)
        for part in _BETWEEN.split(message)
    )


def _words() -> Mapping[str, str]:
    return {
        **FIGURES, **WHERE, **KINDS, **CONDITIONS, **OUTCOMES, **FLAGS,
        **parameter_labels(), **ALL, **operator_labels(), **_HEADINGS,
    }  # fmt: skip


def _renamed(text: str, known: Mapping[str, str]) -> str:
    return _WORD.sub(lambda found: f"“{known[found[1]]}”" if found[1] in known else found[0], text)
