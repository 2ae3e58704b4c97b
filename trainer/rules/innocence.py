"""Forbidden words that are innocent where they stand, or may be: in A-不-A, told of somebody else, in other words."""

from __future__ import annotations

import re

from trainer.rules.interface import Part
from trainer.text.find import Found
from trainer.text.lexicon import words
from trainer.text.normalise import normalise, simplify
from trainer.text.sounds import nearest, readings
from trainer.text.thresholds import COST_CONFUSABLE

NEGATORS = "不没"
SHORT = 3  # characters
CLAUSE_END = re.compile(r"[，。！？；,.!?;…\n]")
SENTENCE_END = re.compile(r"[。！？!?\n]")
REPORTS = (
    "(客户|业主|住户|家人|邻居|对方|老人|他|她|他们|她们|您|你)(刚才|刚刚|刚|也|还|都|之前)?"
    "(说|讲|反映|表示|提到|觉得|认为)"
)
REPORT_REACH = 12  # characters from there to the words told
_TO = "跟和对给向同与"
TO_SOMEBODY = frozenset(_TO)
_TOLD = re.compile(r"\w[说讲]$")
_TO_ME = re.compile(rf"[{_TO}]\w{{1,3}}[说讲]$")
_MYSELF = frozenset("我再先就来都话要得")  # 我说不行, 再说不行
_ASKS = re.compile(r"[^，。！？；,.!?;…\n]{0,8}([？?]|(?<![什怎多那这要])[吗嘛么][，。,.…\n]?)")
_PERSONS = frozenset("我您你他她它们咱")
_VERBS = re.compile(r"([是能会可要有])\w\1")


def question(found: Found, text: str) -> str:
    """Whether the negator that the forbidden phrase begins with is the middle of A-不-A (行不行, 可不可以).

    `same`: the characters on both sides are the same; `similar`: they sound alike, as recognition may have it; '': no.
    不行不行 is no question.
    """
    ready = normalise(text)
    at = ready.starts.index(found.start)
    if normalise(found.alternative).chars[0] not in NEGATORS or not 1 <= at < len(ready.chars) - 1:
        return ""
    if CLAUSE_END.search(text[ready.ends[at - 1] : found.start]) or ready.chars[at - 2 : at - 1] == ready.chars[at]:
        return ""
    before, after = ready.chars[at - 1], ready.chars[at + 1]
    if before == after:
        return "same"
    return "similar" if nearest(frozenset(readings(before)), readings(after)) <= COST_CONFUSABLE else ""


def perhaps_innocent(found: Found, text: str) -> bool:
    """A forbidden phrase that recognition may have made of something else: of A-不-A, or of what somebody told.

    是堵是工程部的问题 (是不是 …), 也不可以关上吗 (可不可以 …), 您感师傅讲不行 (您说师傅讲 …). 你不知道吗 and
    我跟您说不行 mean what they say.
    """
    text = "".join(map(simplify, text))
    before = text[: found.start]
    if _VERBS.fullmatch(before[-2:] + text[found.start]):
        return True
    if found.alternative[0] not in NEGATORS or not before:
        return False
    told = _TOLD.search(before)
    if told is not None:
        return told[0][0] not in _MYSELF and not _TO_ME.search(before)
    asks = _ASKS.match(text, found.end)
    return asks is not None and before[-1] not in _PERSONS and not CLAUSE_END.match(before[-1])


def reported(found: Found, reports: tuple[Found, ...], part: Part) -> bool:
    """Somebody else's words are being told: 业主说孩子一个人下楼不行. 我跟您说不行, 您说的我不懂 are no such thing."""
    text = part.slices[found.text].utterance.text
    return any(
        report.grade == "sure"
        and report.text == found.text
        and 0 <= found.start - report.end <= REPORT_REACH
        and not SENTENCE_END.search(text[report.end : found.start])
        and text[max(0, report.start - 1) : report.start] not in TO_SOMEBODY
        and text[report.end : report.end + 1] != "的"
        for report in reports
    )


def spans_clauses(found: Found) -> bool:
    """A short phrase whose words stand in two clauses (要不，行; 着急，什么), though the author wrote it as one."""
    short = len(found.alternative) <= SHORT and not CLAUSE_END.search(found.alternative)
    return short and bool(CLAUSE_END.search(found.said))


def own_word(found: Found, text: str) -> bool:
    """The characters heard belong to a dictionary word that the forbidden phrase does not contain."""
    ready = normalise(text)
    inside = [i for i, start in enumerate(ready.starts) if found.start <= start < found.end]
    wanted = normalise(found.alternative).chars
    differs = [i for i, char in zip(inside, wanted, strict=False) if ready.chars[i] != char]
    return any(
        ready.chars[start : start + length] in words()
        for length in (2, 3, 4)
        for position in differs
        for start in range(max(0, position - length + 1), position + 1)
        if start + length <= len(ready.chars)
    )
