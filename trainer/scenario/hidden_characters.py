"""Characters in the keys and values of a scenario file that nobody sees, as written or as an escape makes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from trainer.scenario.suggestions import short
from trainer.visible import CONTROL, MAY_HIDE, TURNING, UNSEEN, code

Place = tuple[int, int]  # line and column, from 1
Finding = tuple[Place, str, bool]  # where, what, and whether it is only a warning

AROUND = 8  # characters shown before and after one that nobody sees
_ESCAPES = dict(zip("0abvfreN_LP", "\0\a\b\v\f\r\x1b\x85\xa0\u2028\u2029", strict=True))
_WRITTEN = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|.", re.DOTALL)


def may_hide(text: str) -> bool:
    """Whether there is anything to look for in the text of a file; looking at every value takes longer."""
    return "\\" in text or re.search(MAY_HIDE, text) is not None


def hidden_characters(scalar: Any, lines: Sequence[str], *, paragraph: bool) -> Iterator[Finding]:
    """What hides in a key or value, `scalar` being the parser's event; `paragraph`: prose, no name and no phrase."""
    if found := re.search(CONTROL, scalar.value):
        at, written = _place(scalar, lines, found[0])
        what = f"双引号里的 {written} 是" if written else "这里有一个"
        yield at, f"{what}看不见的控制字符 {code(found[0])}，请删掉", False
    if found := re.search(TURNING, scalar.value):
        at, _ = _place(scalar, lines, found[0])
        yield at, f"这里有一个看不见的字符 {code(found[0])}，会打乱旁边文字的顺序，请删掉", False
    if not paragraph and (found := re.search(UNSEEN, scalar.value)):
        at, _ = _place(scalar, lines, found[0])
        around = scalar.value[max(0, found.start() - AROUND) : found.end() + AROUND]
        yield at, f"“{short(around)}”里有看不见的字符 {code(found[0])}，请删掉", True


def _place(scalar: Any, lines: Sequence[str], char: str) -> tuple[Place, str]:
    """Where the character stands, and the escape it is written with, empty for none."""
    start = (scalar.start_mark.line + 1, scalar.start_mark.column + 1)
    return next(((at, written) for at, one, written in _signs(scalar, lines) if one == char), (start, ""))


def _signs(scalar: Any, lines: Sequence[str]) -> Iterator[tuple[Place, str, str]]:
    """The place of everything written in the value, the character it stands for, and the escape where it is one."""
    first, last = scalar.start_mark, scalar.end_mark
    for number in range(first.line, min(last.line + 1, len(lines))):
        start = first.column if number == first.line else 0
        end = last.column if number == last.line else len(lines[number])
        for found in _WRITTEN.finditer(lines[number], start, end):
            at, written = (number + 1, found.start() + 1), found[0]
            if written[0] == "\\" and scalar.style == '"':
                yield at, _meant(written), written
            else:
                yield at, written, ""


def _meant(escape: str) -> str:
    """The character that an escape in double quotes stands for; empty for those that hide nothing."""
    return chr(int(escape[2:], 16)) if len(escape) > 2 else _ESCAPES.get(escape[1:], "")
