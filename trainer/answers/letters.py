"""Letters and ordinals that name options (B, A和C, A到C, 第二个, 前两个), and whether an answer denies what it names.

不选A, A不对 and 除了A deny it; 除了A都不对 and 非A不可 name it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trainer.text.characters import ANSWER_END
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
CLAUSE = rf"(?=[{ANSWER_END}]|\s*$)"
_NOT_BEFORE = re.compile(  # but 是不是 asks, and 不得不 means yes
    r"(?:(?<!是(?=不是))(?<!会(?=不会))(?<!能(?=不能))(?<!该(?=不该))(?<!要(?=不[要选]))(?<!不[能得会可是])"
    r"不(?:会|可能|一定|能|可以|可|该|应该|应当|应|要|用|想|许|太可能)?(?:再|去)?(?:选|是|要)|(?<![分特])别(?:再|去)?[选要]"
    r"|未必是|怎么(?:会|可能|能)是|不是说|(?<!有)没有|没选|不包[括含]|不含"
    r"|(?:不对|错误?|不选)的是|排除|除去|除了?|非)\s*$"
)
NOT_AFTER = re.compile(
    r"\s*(?!是不是)(?:这个|那个|选?项)?(?:都|也|就|是|才|太|肯定|明显|显然|好像|似乎|可能|应该|绝对|其实|根本|完全|当然)*"
    r"(?:不(?:太|大|怎么|够)?[对行正](?![吗么])|不算|不可能|有?错(?!不了)|除外|[之以]外"
    rf"|(?:不(?:能|该|应该?|可以|会)?[选要是]|别选|排除)(?:对的|正确的?|答案)?(?:{CLAUSE}|(?<=不选)(?=\s*选)))"
)
_NOT_BETWEEN = re.compile(r"\s*不[选要是]\s*")  # A不选B不选, A不是B是: the first 不 is about A
_SO_IT_IS = re.compile(rf"\s*[才就]?[是选](?:对的|正确的)?{CLAUSE}")
_BUT_BEFORE = re.compile(r"(?:除了?|除去)\s*$")
_BUT_AFTER = re.compile(r"\s*(?:[之以]外|除外)")
_OTHERS_WRONG = re.compile(  # 除了A都不对 names A
    r"(?:[之以]?外|除外)?[，, ]*(?:其[他余]|剩下|别的)?(?:的|选项|[三两]个)*(?:都|全)部?(?:是|有)?(?:不[对行是选要]|错)"
)
_NONE_BUT = re.compile(r"\s*(?:不可|莫属|不行)")  # 非A不可
_NOT_SAID = re.compile(
    r"(?:不(?:能|要|该|应该|应当|可以|许|是|选|用|会是)|别)(?:先|再|去)?"
    r"(?:说|讲|答|回答|写|选|问|报|让|请|叫)?[“\"：: ]*$"
    r"|(?<![能可得])不(?:说|讲|问|报)[“\"：: ]*$"
    r"|(?:除了?|除去)\s*$"
)


def letter_places(text: str, order: Sequence[str], *, sure: bool) -> Iterator[tuple[int, int, str]]:
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


def not_meant(said: str, sign: tuple[int, int], before: int, following: tuple[int, int] | None) -> bool:
    """Words before or after a sign deny it; `before`: the end of the sign before, `following`: the next sign."""
    start, end = sign
    if _only(said, start, end):
        return False
    if NOT_AFTER.match(said, end):
        return True
    if following and _NOT_BETWEEN.fullmatch(said, end, following[0]) and _judged(said, following[1]):
        return True
    if before and _NOT_BETWEEN.fullmatch(said, before, start) and _judged(said, end):
        return False
    return bool(_NOT_BEFORE.search(said, 0, start))


def denied(text: str, start: int, end: int) -> bool:
    """The words in that span are denied: 不能说…, …不对, 除了…."""
    return not _only(text, start, end) and bool(_NOT_SAID.search(text, 0, start) or NOT_AFTER.match(text, end))


def _only(said: str, start: int, end: int) -> bool:
    """除了A都不对, 非A不可."""
    if _BUT_BEFORE.search(said, 0, start) or _BUT_AFTER.match(said, end):
        return bool(_OTHERS_WRONG.match(said, end))
    return said[:start].rstrip().endswith("非") and bool(_NONE_BUT.match(said, end))


def _judged(said: str, end: int) -> bool:
    return bool(NOT_AFTER.match(said, end) or _SO_IT_IS.match(said, end))
