"""Digits in what people say, however they say and write them, in groups and chains.

A group holds digits without anything between; dates, times and quantities are none. Groups that follow each other with
nothing but marks and fillers between (13812, 34 0008; 幺三八，嗯，一二三四) form a chain, also over the utterances of
one speaker when the other only says 嗯 or repeats them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trainer.text.normalise import DIGITS, is_han
from trainer.text.sounds import readings

WORDS_BETWEEN = 4  # characters that the other speaker may say between two parts of a number, fillers left out
BESIDE = 2  # digits that a text needs before words of their sound are read as digits

_ONES = {**{char: str(value) for value, char in enumerate(DIGITS)}, "幺": "1", "〇": "0", "○": "0"}
_AMONG = {"两": "2", "洞": "0", "拐": "7", "勾": "9", "要": "1", "腰": "1", "妖": "1"}  # digits only beside others
_HAN = "".join(_ONES)
_SOUNDS = {
    **{"ling": "0", "lin": "0", "ning": "0", "yao": "1", "you": "1", "yi": "1", "er": "2", "e": "2"},
    **{"liang": "2", "a": "2", "san": "3", "shan": "3", "si": "4", "wu": "5", "liu": "6", "niu": "6"},
    **{"qi": "7", "guai": "7", "ba": "8", "pa": "8", "jiu": "9", "gou": "9"},
}
_NO_DIGITS = frozenset("啊呃额期")  # sound like digits, and often stand before or after a number
_ONE = rf"[\d{_HAN}]"
_NUMERAL = re.compile(
    rf"(?P<quantity>[{_HAN}两]*[十百千万亿][{_HAN}两十百千万亿]*)"
    rf"|(?P<count>[二三四五六两]|(?<!\d)[2-6](?=个\d(?!\d)))个(?P<of>{_ONE})(?![十百千万个点])"
    r"|(?P<none>一(?=[下个些点遍共位直定样般起次句会种边步旦切]))"
    rf"|(?P<one>{_ONE}|(?<={_ONE})[{''.join(_AMONG)}](?={_ONE})|(?<={_ONE})两(?![个位天点年次])|[两](?={_ONE})"
    rf"|(?<!需)[要腰妖](?=[{_HAN}]{{2}}))"
    rf"|(?P<x>(?<={_ONE})[\s，,、]?(?:[xX\uff38\uff58×叉]|[艾爱]克斯)(?![a-zA-Z]))"
)
_ONES_ALONE = re.compile("[妖摇腰要邀遥瑶幺]{2,}")
_PLAIN = re.compile(  # dates, times, amounts
    r"(?<!\d)(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)\d{1,2}[:：]\d\d(?::\d\d)?(?!\d)"
    r"|(?<![\d.,])(?=[\d,]{1,10}[.元块万])\d+(?:,\d{3})*(?:\.\d+)?\s?[元块万]"
)
_TIGHT = re.compile(r"[\s\-－–—\u2010\u2011·.()（）]{1,3}")
_FILLER = (
    r"(?:嗯|呃|额|啊|哦|噢|唔|对|然后|接着|再|后面|中间|前面|最后|就是|那个|这个|空格|横杠|杠|是|的|吧|吗|呢|好|行|您|请|你|说|讲|继续|"
    r"记下|收到|没错|了)"
)
_LOOSE = re.compile(rf"(?:[\s\-－–—\u2010\u2011·.()（）．,，、。…~～!！?？;；:：]|{_FILLER}){{0,8}}")


@dataclass(frozen=True, slots=True)
class Line:
    """What one speaker says at a time."""

    speaker: str
    text: str


@dataclass(slots=True)
class Group:
    """Digits without anything between."""

    line: int
    start: int
    end: int
    digits: str
    chars: list[int]
    tight: bool = False  # a space or a hyphen parts it from the group before
    kept: bool = False
    private: bool = False


def read_groups(line: int, text: str) -> list[Group]:
    """The groups of digits of a text, which is that line; dates, times and quantities are none."""
    plain = [found.span() for found in _PLAIN.finditer(text)]
    found: list[Group] = []
    for numeral in _NUMERAL.finditer(text):
        start, end = numeral.span()
        if numeral.lastgroup in ("quantity", "none") or any(a <= start < b for a, b in plain):
            continue
        if numeral["of"]:
            digits, chars = _digit(numeral["of"]) * int(_digit(numeral["count"])), [start, start + 2]
        elif numeral["x"]:
            digits, chars = "X", [at for at in range(start, end) if text[at] not in " ，,、"]
        else:
            digits, chars = _digit(numeral["one"]), [start]
        last = found[-1] if found else None
        if last is not None and (last.end == start or digits == "X") and not last.digits.endswith("X"):
            last.end, last.digits = end, last.digits + digits
            last.chars += chars
        else:
            found.append(Group(line, start, end, digits, chars))
    return found


def _digit(char: str) -> str:
    return _ONES.get(char) or _AMONG.get(char) or str(unicodedata.digit(char))


def chains(lines: Sequence[Line]) -> list[list[Group]]:
    """The groups of every speaker in chains."""
    found: list[list[Group]] = []
    for speaker in dict.fromkeys(line.speaker for line in lines):
        last: Group | None = None
        for number, line in enumerate(lines):
            for group in read_groups(number, line.text) if line.speaker == speaker else ():
                tight = _joined(last, group, lines) if last is not None else None
                if tight is None:
                    found.append([])
                group.tight = bool(tight)
                found[-1].append(group)
                last = group
    return found


def _joined(before: Group, after: Group, lines: Sequence[Line]) -> bool | None:
    """True: only a space or hyphen is between; False: marks and fillers; None: they do not belong together."""
    if before.digits.endswith("X"):
        return None
    if before.line == after.line:
        between = lines[after.line].text[before.end : after.start]
        if _TIGHT.fullmatch(between):
            return True
        return False if _LOOSE.fullmatch(between) else None
    ends = _LOOSE.fullmatch(lines[before.line].text, before.end)
    begins = _LOOSE.fullmatch(lines[after.line].text[: after.start])
    if not ends or not begins:
        return None
    others = (line.text for line in lines[before.line + 1 : after.line])
    return False if all(_says_little(other) for other in others) else None


def _says_little(text: str) -> bool:
    digits = {at for group in read_groups(0, text) for at in group.chars}
    rest = "".join(char for at, char in enumerate(text) if at not in digits)
    return len(re.sub(rf"{_FILLER}|\W", "", rest)) <= WORDS_BETWEEN


def _digit_of_sound(char: str) -> str | None:
    if char in _NO_DIGITS or not is_han(char):
        return None
    return next((_SOUNDS[one] for one in readings(char) if one in _SOUNDS), None)


def sounds_like_digit(char: str) -> bool:
    """It is a digit, or sounds like one."""
    return char.isdecimal() or char in _ONES or _digit_of_sound(char) is not None


def has_quantity(text: str) -> bool:
    """Numbers are said in it with 十, 百 … between."""
    return any(numeral.lastgroup == "quantity" for numeral in _NUMERAL.finditer(text))


def with_sounds_as_digits(text: str) -> str:
    """The text with digits in place of words of their sound that stand directly beside digits; as long as before."""
    chars = list(_ONES_ALONE.sub(lambda ones: "1" * len(ones[0]), text))
    if sum(char in _ONES or char.isdecimal() for char in chars) < BESIDE:
        return text
    for indexes, before in ((range(1, len(chars)), -1), (range(len(chars) - 2, -1, -1), 1)):
        for at in indexes:
            beside = chars[at + before]
            if chars[at] not in _ONES and (beside in _ONES or beside.isdecimal()):
                chars[at] = _digit_of_sound(chars[at]) or chars[at]
    return "".join(chars)


def joined_digits(run: Iterable[Group]) -> str:
    """The digits of groups that follow each other."""
    return "".join(group.digits for group in run)
