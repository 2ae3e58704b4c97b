"""The caller called by another name: 刘先生 for 陈先生, 您姓王 for 秦. By its sound, so a wrong character is none."""

from __future__ import annotations

import re
from collections.abc import Iterable

from trainer.text.characters import CLAUSE_END, SURNAMES
from trainer.text.sounds import readings

_TITLES = "先生|女士|小姐|太太"
_NAMED = re.compile(
    rf"(?P<name>[{''.join(sorted(SURNAMES))}])(?P<title>{_TITLES})|姓(?P<surname>[{''.join(sorted(SURNAMES))}])"
)
_BEFORE = re.compile(  # what a name follows when somebody is spoken to
    rf"(?:^|[{CLAUSE_END}\s]|[您你]好|[早上中下晚]上?[好午]好?|喂|请问|[您你问不]是|好的?|嗯|是的|谢谢|感谢|多谢|抱歉|对不起|不好意思|麻烦|请)$"
)
_AFTER = re.compile(rf"^(?:$|[{CLAUSE_END}\s]|[您你吗吧好呢啊呀])")
_YOURS = re.compile(r"[您你](?:就|也)?(?:是)?$")
_CHECKED = re.compile(r"^[，,]?[对是](?:吗|吧)")


def surname(value: str) -> str:
    """The surname that a fact or an address begins with; '' where that is none."""
    return value[:1] if value[:1] in SURNAMES else ""


def other_names(value: str, text: str, others: Iterable[str] = ()) -> list[tuple[int, int]]:
    """Where the caller is called by another surname than the value's, as half-open code points, in order.

    `others`: texts that may name other people: other facts, own names, what the caller said.
    """
    right = surname(value)
    found: list[tuple[int, int]] = []
    for one in _NAMED.finditer(text) if right else ():
        said = one["name"] or one["surname"]
        before, after = text[: one.start()], text[one.end() :]
        if {*readings(said)} & {*readings(right)} or any(one[0] in other for other in others):
            continue
        called = _YOURS.search(before) or _CHECKED.search(after)
        if called if one["surname"] else _BEFORE.search(before) and _AFTER.search(after):
            found.append(one.span())
    return found
