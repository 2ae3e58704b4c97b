"""How a line is read aloud: stage directions are left out, numbers become the words that are said.

A stage direction stands in brackets, as in （沙沙声）喂？ It is shown, never spoken. A number that identifies
something is said digit by digit (工号1008 → 工号幺零零八), any other one as a quantity (24户 → 二十四户).
`trainer.text.count` draws the same border, so the 字 that are said are the 字 that are counted.
"""

from __future__ import annotations

import re
import unicodedata

from trainer.text.count import WRITTEN_NUMBER, is_said_by_digits
from trainer.text.numerals import digit_by_digit, quantity

MOBILE = 11  # digits of a mobile number

_DIRECTION = re.compile(r"[（(][^（）()]*[）)]")
_YEAR = re.compile(r"年(?!级|龄)")
_TWO = re.compile(
    r"个|天|次|台|张|位|件|条|份|家|遍|只|把|瓶|箱|包|斤|块|年|周|小时|分钟|点|千|万|名|户|人|间|套|趟|下"
)
_SPAN = re.compile(r"(\d{1,2})-(\d{1,2})(?=个|天|次|年|周|小时|分钟|点|元|块|人)")


def directions(text: str) -> str:
    """The stage directions of a line, with their brackets; empty where there are none."""
    return "".join(_DIRECTION.findall(text))


def without_directions(text: str) -> str:
    """The line without its stage directions: what is spoken."""
    return _DIRECTION.sub("", text)


def numbers_in_words(text: str) -> str:
    """The text with every number in the characters it is said with; NFKC, punctuation half-width."""
    text = unicodedata.normalize("NFKC", text)
    text = _SPAN.sub(lambda found: f"{_amount(found[1], text, found.end())}到{quantity(found[2])}", text)
    parts: list[str] = []
    at = 0
    for number in WRITTEN_NUMBER.finditer(text):
        parts += (text[at : number.start()], _said(number, text))
        at = number.end()
    return "".join((*parts, text[at:]))


def _said(number: re.Match[str], text: str) -> str:
    written = number[0]
    match number.lastgroup:
        case "clock":
            hours, minutes = written.split(":")
            return f"{_two(hours)}点{'整' if minutes == '00' else _minutes(minutes)}"
        case "grouped":
            return quantity(written.replace(",", ""))
        case "joined":
            return "，".join(_digits(part) for part in written.split("-"))
    if _YEAR.match(text, number.end()) and len(written) == 4:
        return digit_by_digit(written)
    if is_said_by_digits(number, text):
        return _digits(written)
    if text[: number.start()].endswith("第"):
        return quantity(written)
    return _amount(written, text, number.end())


def _digits(written: str) -> str:
    """One by one; 1 is 幺 in numbers of three digits or more, and a mobile number comes in three groups."""
    said = digit_by_digit(written)
    if len(written) < 3:
        return said
    said = said.replace("一", "幺")
    return f"{said[:3]}，{said[3:7]}，{said[7:]}" if len(said) == MOBILE and written.startswith("1") else said


def _amount(written: str, text: str, end: int) -> str:
    """A quantity; 2 of something is 两."""
    return "两" if written == "2" and _TWO.match(text, end) else quantity(written)


def _two(hours: str) -> str:
    said = quantity(hours)
    return "两" if said == "二" else said


def _minutes(written: str) -> str:
    return ("零" if written.startswith("0") else "") + quantity(written)
