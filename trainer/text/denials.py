"""Whether an answer denies what it names: 不选A, A不对, 除了A; but 除了A都不对 and 非A不可 name it."""

from __future__ import annotations

import re

from trainer.text.characters import ANSWER_END

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
