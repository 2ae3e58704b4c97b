"""How Arabic numbers are said: digit by digit (1008 → 一零零八) or as a quantity (1008 → 一千零八)."""

from __future__ import annotations

import re
import unicodedata

from trainer.text.normalise import DIGITS

NUMBER = re.compile(r"\d+(?:[.．]\d+)?[%％]?")
_UNITS = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")
LONGEST = 12


def quantity(number: str) -> str:
    """A run of digits said as a quantity: 24 → 二十四, 10 → 十, 3.5 → 三点五, 15% → 百分之十五.

    Numbers of more than 12 digits are said digit by digit.
    """
    number = unicodedata.normalize("NFKC", number)
    number = "".join(str(unicodedata.digit(char)) if char.isdecimal() else char for char in number)
    if number.endswith("%"):
        return "百分之" + quantity(number[:-1])
    whole, _, decimals = number.partition(".")
    said = _whole(whole) if len(whole) <= LONGEST else digit_by_digit(whole)
    return said + ("点" + digit_by_digit(decimals) if decimals else "")


def digit_by_digit(number: str) -> str:
    """A run of digits said one by one, 1 as 一."""
    return "".join(DIGITS[unicodedata.digit(char)] for char in number if char.isdecimal())


def as_quantities(wording: str) -> tuple[str, str]:
    """The wording with its Arabic numbers said as quantities: with 二 for a single 2, and with 两."""
    said = NUMBER.sub(lambda number: quantity(number[0]), wording)
    with_liang = NUMBER.sub(lambda number: "两" if number[0] == "2" else quantity(number[0]), wording)
    return said, with_liang


def _whole(digits: str) -> str:
    value = digits.lstrip("0")
    if not value:
        return "零"
    groups = []
    while value:
        groups.append(value[-4:])
        value = value[:-4]
    said = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        four = _group(group)
        if four:
            gap = said and (len(group) < 4 or group.startswith("0") or said.endswith("零"))
            said += ("零" if gap and not said.endswith("零") else "") + four + _GROUPS[place]
    return said.removeprefix("一") if said.startswith("一十") else said


def _group(group: str) -> str:
    said, pending = "", False
    for index, digit in enumerate(group):
        if digit == "0":
            pending = bool(said)
        else:
            said += ("零" if pending else "") + DIGITS[int(digit)] + _UNITS[len(group) - 1 - index]
            pending = False
    return said
