"""Facts of a call (房号, 电话, 诉求 …) found in what was said or noted.

A fact with numbers is compared number by number, exactly: 3-2-501 = 3栋2单元501 = 三栋二单元五零一, 幺 = 一,
138 0013 8000 = 13800138000. Its words, and a fact without numbers, count by the same characters or the same sound;
周, 星期 and 礼拜 are one word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from trainer.text import thresholds as t
from trainer.text.characters import STATEMENT_END
from trainer.text.normalise import DIGITS, canonical_char, normalise
from trainer.text.sounds import syllables
from trainer.text.template import LONGEST_TEMPLATE

_ONES = {**{char: value for value, char in enumerate(DIGITS)}, "幺": 1, "\u3007": 0, "○": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
NUMERAL = "".join(_ONES) + "".join(_SCALES)
_RUN = re.compile(rf"\d+|[{NUMERAL}]+")
_PLAINLY_A_NUMBER = re.compile(rf"\d|[{NUMERAL}]{{3}}|[{NUMERAL}](?:[栋幢座楼室层月日点元]|单元|号)")
_UNITS = re.compile(r"单元|号楼|[栋幢座楼号室房层月日年点元杠]")
_WEEK = re.compile(
    r"个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])|(?<=[一二两三四五六七八九十半\d])个?(?:周|星期|礼拜)(?!末)"
)
_WEEKS = ("周", "星期", "礼拜", "个星期", "个礼拜")
_STATEMENT_END = re.compile(f"[{STATEMENT_END}]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text. Offsets are code points, half-open."""

    digits: str  # 501; as a quantity said 五百零一 or digit by digit 五零一
    start: int
    end: int


def has_numbers(value: str) -> bool:
    """The fact is one of numbers (a room, a telephone number, a date), so that it is compared exactly."""
    return bool(_PLAINLY_A_NUMBER.search(value))


def place(value: str, text: str) -> tuple[int, int] | None:
    """Where the fact stands in the text, as half-open code points; None: it does not."""
    if not has_numbers(value):
        return _words(value, text)
    wanted = numbers(value)
    found = _numbers(wanted, text, loose=_loose(value, wanted))
    pieces = _RUN.sub("\n", value)
    words = [piece for piece in (_UNITS.sub("", part) for part in pieces.split("\n")) if normalise(piece).chars]
    return found if found and all(_words(word, text) for word in words) else None


def numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a text in order, written or spoken."""
    return tuple(
        Number(digits, found.start(), found.end()) for found in _RUN.finditer(text) if (digits := _digits(found[0]))
    )


def _digits(run: str) -> str:
    if run.isdecimal():
        return "".join(str(DIGITS.index(canonical_char(char))) for char in run)
    if not any(char in _SCALES for char in run):
        return "".join(str(_ONES[char]) for char in run)
    total, below, one = 0, 0, None
    scale = 1
    for char in run:
        if char in _ONES:
            one = _ONES[char]
        elif char == "万":
            total, below, one, scale = (total + below + (one or 0)) * 10_000, 0, None, 10_000
        else:
            below += (1 if one is None else one) * _SCALES[char]
            one, scale = None, _SCALES[char]
    colloquial = one and scale >= 100 and run[-2] in _SCALES  # 一百二 = 120
    return str(total + below + (one or 0) * (scale // 10 if colloquial else 1))


def _loose(value: str, wanted: tuple[Number, ...]) -> bool:
    length = sum(len(number.digits) for number in wanted)
    return length >= (t.LONG_NUMBER if len(wanted) == 1 else t.LONG_NUMBERS) and not _UNITS.search(value)


def _numbers(wanted: tuple[Number, ...], text: str, *, loose: bool) -> tuple[int, int] | None:
    goal = [number.digits for number in wanted]
    joined = "".join(goal)
    there = numbers(text)
    for first in range(len(there)):
        said: list[str] = []
        for last in range(first, len(there)):
            if last > first and not together(text[there[last - 1].end : there[last].start]):
                break
            said.append(there[last].digits)
            if said == goal or ("".join(said) == joined and (loose or len(said) == 1)):
                return there[first].start, there[last].end
            if len("".join(said)) >= len(joined):
                break
    return None


def together(between: str) -> bool:
    """Two numbers with this between them may belong to one fact."""
    return len(between) <= t.GAP_IN_FACT and not _STATEMENT_END.search(between)


def _words(value: str, text: str) -> tuple[int, int] | None:
    there = normalise(text)
    for wanted in (normalise(one).chars for one in _ways(value)):
        at = there.chars.find(wanted)
        if at < 0:
            at = _sounds(wanted, there.chars)
        if wanted and at >= 0:
            return there.original(at, at + len(wanted))
    return None


def _ways(value: str) -> tuple[str, ...]:
    """The value with weeks and their days in each of the ways in which they are said: 上周三, 上个星期三, 上礼拜三."""
    found = _WEEK.search(value)
    if found is None:
        return (value,)
    days = dict.fromkeys((found["day"], "日", "天") if found["day"] in ("日", "天") else (found["day"] or "",))
    said = (f"{value[: found.start()]}{week}{day}{value[found.end() :]}" for day in days for week in _WEEKS)
    return (value, *said)


def _sounds(wanted: str, chars: str) -> int:
    sounds, there = syllables(wanted), syllables(chars)
    for at in range(len(there) - len(sounds) + 1):
        if all(a & b for a, b in zip(sounds, there[at : at + len(sounds)], strict=True)):
            return at
    return -1


def as_phrase(value: str) -> str:
    """The value as a phrase template: without the characters that mean something there; '' where none is left."""
    plain = re.sub(r"[(){}<>|?《》]", " ", unicodedata.normalize("NFKC", value)).strip()[:LONGEST_TEMPLATE]
    return plain if normalise(plain).chars else ""
