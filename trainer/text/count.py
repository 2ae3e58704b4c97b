"""Counting 字, the unit of the speaking rate (docs/SCORING.md, Pace): Han, digits as they are said, Latin letters.

How a run of digits is said:

- digit by digit where it is a number to identify something: four digits or more, a leading zero, after 工号, 电话,
  房号, 分机, 单元 and the like, before 室 or 房, joined to other digits by a hyphen (3-2-501), or a year (2026年);
- else as a quantity: 24 → 二十四 (3 字), 3.5 → 三点五 (3), 15% → 百分之十五 (5), 1,200 → 一千二百 (4),
  12:30 → 十二点三十 (5).
"""

from __future__ import annotations

import re
import unicodedata

from trainer.text.normalise import is_han
from trainer.text.numerals import quantity

WRITTEN_NUMBER = re.compile(
    r"(?P<clock>\d{1,2}:\d{2}(?![\d:]))|(?P<grouped>\d{1,3}(?:,\d{3})+(?!\d))|(?P<joined>\d+(?:-\d+)+)|(?P<plain>\d+(?:\.\d+)?%?)"
)
_IDENTIFIES = re.compile(
    r"(?:[工房单编账尾]号|号码|电话|手机|手机号|房间|分机|单元|验证码|[栋幢座])(?:号|号码)?(?:是|为)?[\s::#]*$"
)
_ROOM = re.compile(r"号?[室房]")


def chars(text: str) -> int:
    """How many 字 the text has when spoken; punctuation and spaces have none."""
    text = unicodedata.normalize("NFKC", text)
    total, at = 0, 0
    for number in WRITTEN_NUMBER.finditer(text):
        total += _letters(text[at : number.start()]) + _said(number, text)
        at = number.end()
    return total + _letters(text[at:])


def _letters(text: str) -> int:
    return sum(1 for char in text if is_han(char) or char == "\u3007" or (char.isalpha() and char.isascii()))


def _said(number: re.Match[str], text: str) -> int:
    written = number[0]
    if number.lastgroup == "clock":
        hours, minutes = written.split(":")
        return len(quantity(hours)) + 1 + len(quantity(minutes))
    if number.lastgroup == "grouped":
        return len(quantity(written.replace(",", "")))
    digits = sum(char.isdecimal() for char in written)
    if number.lastgroup == "joined":
        return digits
    return digits if is_said_by_digits(number, text) else len(quantity(written))


def is_said_by_digits(number: re.Match[str], text: str) -> bool:
    """Whether a match of WRITTEN_NUMBER in the text (NFKC) identifies something, and so is said digit by digit."""
    written = number[0]
    if not written.isdecimal():
        return False
    one_by_one = len(written) >= 4 or (written.startswith("0") and len(written) > 1)
    return one_by_one or bool(_IDENTIFIES.search(text, 0, number.start()) or _ROOM.match(text, number.end()))
