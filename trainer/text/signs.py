"""Letters and ordinals that name options: B, A和C, A到C, 第二个, 倒数第一个, 前两个."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trainer.text.normalise import DIGITS

LETTERS = "ABCDE"
_GROUP = re.compile(r"(?<![0-9A-Z])[A-E]+(?:[ 、和跟与加及]+[A-E]+)*(?![0-9A-Z])")
_MEASURES = "个项条种号"
_ORDINAL = re.compile(rf"(倒数)?第([{DIGITS}1-9])(?:[{_MEASURES}]|选项|(?=[ ，、,和跟与]|$))|(最后)一?[个项条种]")
_SPAN = re.compile(r"(?<![0-9A-Z])([A-E]) *(?:到|至|[-~—–]+) *([A-E])(?![0-9A-Z])")  # A到C
_ENDS = re.compile(r"([前后])([两二三四234])[个项条种]")  # 前两个

ORDINAL_OF_SENTENCES = re.compile(  # 第二句, but not 第一句说您好
    rf"(倒?数?第[{DIGITS}1-9]|最后一|[前后][两二三四234])句"
    r"(?=\s*(?:$|[。！!？?、\n]|[和跟与]第|[吧呢啊最更好对不才]|比较|[，,；;]\s*(?:第|最后|因为|不|选|才)))"
)


def places(text: str, order: Sequence[str], *, sure: bool) -> Iterator[tuple[int, int, str]]:
    """Where letters or ordinals stand, and the letters meant; `?` for one that no option has.

    Not `sure`: heard. There 第二 alone may be the letter D, so the measure word has to be heard as well.
    """
    found: list[tuple[int, int, str]] = []
    for span in _SPAN.finditer(text):
        letters = LETTERS[LETTERS.index(span[1]) : LETTERS.index(span[2]) + 1]
        found.append((span.start(), span.end(), letters))
    for group in _GROUP.finditer(text):
        letters = "".join(char for char in group[0] if char in LETTERS)
        if len(set(letters)) == len(letters) and not any(start <= group.start() < end for start, end, _ in found):
            found.append((group.start(), group.end(), letters))
    for ends in _ENDS.finditer(text):
        count = _number(ends[2])
        letters = "".join(order[:count] if ends[1] == "前" else order[-count:]) if count < len(order) else "?"
        found.append((ends.start(), ends.end(), letters))
    for ordinal in _ORDINAL.finditer(text):
        place = 1 if ordinal[3] else _number(ordinal[2])
        if ordinal[1] or ordinal[3]:
            place = len(order) + 1 - place
        told = (
            sure
            or ordinal[1]
            or ordinal[0][-1] in _MEASURES
            or text[ordinal.end() :].lstrip().startswith(("和", "跟", "与"))
        )
        found.append((ordinal.start(), ordinal.end(), order[place - 1] if told and 0 < place <= len(order) else "?"))
    yield from sorted(found)


def _number(char: str) -> int:
    return int(char) if char.isascii() else DIGITS.index("二" if char == "两" else char)
