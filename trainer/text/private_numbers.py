"""Digits of telephone, identity-card and bank-card numbers in what people say, however they say and write them.

Digits that follow each other with nothing but marks and fillers between (13812, 34 0008; 幺三八，嗯，一二三四) form a
chain, also over the utterances of one speaker when the other only says 嗯 or repeats them. A chain, or groups of it, is
private by its shape (a mobile number, 18 digits with a birthday …), by its length, by what was asked for before
(尾号是多少), or as a part of a known private number. What has a unit (元, 号楼) or another name (工号, 订单号) is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, takewhile

from trainer.text.normalise import DIGITS, is_han, simplify
from trainer.text.sounds import readings

MASK = "*"
LONG = 8  # digits that follow each other without a pause: no amount, room or staff number has as many
ASKED = 7  # digits after 电话, 卡号 …: the shortest telephone number
TAIL = 2, 8  # digits after 尾号, 后四位 …
PART = 4  # digits that are known from a private number
HEARD = 5  # digits of a number that were heard as digits, where others were heard as other words
START = 3  # the same, where the words say that it is a part: 138 开头
LONGEST = 24  # digits of a number, with some too many
REACH = 14  # characters from a cue to its digits
ANSWER = 10  # characters before the digits of an answer
WORDS_BETWEEN = 4  # characters that the other speaker may say between two parts of a number, fillers left out

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
_UNIT = re.compile(
    r"\s?(?:元|块|毛|角|年|月|日|号|栋|幢|座|层|楼|室|单元|度|吨|米|平|点|分|秒|小时|天|个|位|次|岁|户|期|兆|件|档|万|[%％‰]|字|晚|台|斤|公里|"
    r"[a-zA-Z])"
)
_KEEP = re.compile(
    r"(?:工号|房号|房间号?|单号|订单|工单|发票|编号|型号|验证码|取件码|分机|货号|金额|合计|一共|共计|价格|日期|账单日|楼|栋|单元|转)"
    r"(?:就?是|为|：|:|您的|号|码|\s)*$"
)
_NUMBER = re.compile(r"电话|手机|号码|座机|固话|联系方式|联系您|卡号|银行卡|身份证|证件|账号|账户|原号|新号|[的打]号")
_ASKING = re.compile(r"一下|多少|什么|哪|报|留|提供|方便说")
_TAIL = re.compile(
    r"(?<!单号)(?<!单号的)(?<!订单)(?<!工单)"
    r"(?:[尾维伟委卫]号|尾数|末尾|[后末][三四五六3456][位个]|最后(?:的)?(?:[三四五六3456][位个]|是)|前[三四五六七3-7][位个])"
)
_PART = re.compile(r"\s?(?:这个)?(?:开头|打头|起头|结尾|收尾|尾号)")
_KNOWN_PART = re.compile(rf"{_PART.pattern}|\s?(?:的?[那这]个|多少)")
_MENDED = re.compile(r"不是|不对|错|更正|应该是|改成|改为")

_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_SERVICE = re.compile(r"[48]00\d{7}")
_EMERGENCY = re.compile(r"1[012]\d{1,3}|95\d{3}")
_MOMENT = re.compile(rf"(?:19|20)\d\d{_MONTH_DAY}(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?")
_SURE = (  # the surest first: a range of groups that has the shape is taken before others
    re.compile(r"(?:0?0?86)?1[3-9]\d{9}"),
    re.compile(rf"[1-9]\d{{5}}(?:18|19|20)\d\d{_MONTH_DAY}\d{{3}}[\dX]"),
    re.compile(r"[3-69]\d{15,18}"),
)
_LIKELY = (
    re.compile(r"[1-9]\d{13,18}X?"),
    re.compile(r"0[1-9]\d{8,10}"),
    re.compile(r"1[3-9]\d{8,11}"),  # a mobile number that was heard with a digit too many or too few
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Private digits in one text. Offsets are code points, half-open."""

    start: int
    end: int
    chars: tuple[int, ...]  # which of the characters are digits


@dataclass(frozen=True, slots=True)
class Line:
    """What one speaker says at a time."""

    speaker: str
    text: str


@dataclass(slots=True)
class _Group:
    """Digits without anything between."""

    line: int
    start: int
    end: int
    digits: str
    chars: list[int]
    tight: bool = False  # a space or a hyphen parts it from the group before
    kept: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class PrivateNumbers:
    """The private digits of a conversation."""

    stretches: tuple[tuple[Stretch, ...], ...]  # of each line
    known: frozenset[str] = field(default_factory=frozenset)  # private numbers, digits alone, also of the past


def find_private(lines: Sequence[Line], known: Iterable[str] = (), own: Iterable[str] = ()) -> PrivateNumbers:
    """The private digits of a conversation.

    `known`: texts with numbers that are private, parts of them are so too; `own`: texts with numbers that anybody may
    know, as the company's.
    """
    plain = [Line(line.speaker, "".join(map(simplify, line.text))) for line in lines]
    spared = frozenset(number for one in own for number in _whole_numbers(one) if len(number) >= ASKED)
    secret = {number for one in known for number in _whole_numbers(one)} - spared
    misheard = _misheard(plain)
    pieces = _pieces(plain)
    for piece in pieces:
        _by_shape(piece, spared)
        _by_cue(piece, plain)
    for piece in (*misheard, *pieces):
        secret.update(_joined_digits(run) for run in _private_runs(piece))
    for piece in pieces:
        _by_known(piece, secret, plain)
    _mended(pieces, plain)
    found = _stretches((*misheard, *pieces), len(lines))
    answers = (one or _by_sound(number, plain, found) for number, one in enumerate(found))
    return PrivateNumbers(tuple(answers), frozenset(secret))


def mask(text: str, stretches: Iterable[Stretch], sign: str = MASK) -> str:
    """The text with that sign in place of every private digit; as long as before."""
    hidden = {char for stretch in stretches for char in stretch.chars}
    return "".join(sign if index in hidden else char for index, char in enumerate(text))


def mask_text(text: str, known: Iterable[str] = (), own: Iterable[str] = (), sign: str = MASK) -> str:
    """A text on its own with its private digits masked; arguments as `find_private` has them."""
    return mask(text, find_private([Line("", text)], known, own).stretches[0], sign)


def mask_known(text: str, known: Iterable[str], sign: str = MASK) -> str:
    """The text without groups of two digits and more that are parts of known numbers, whatever stands around them."""
    numbers = tuple(known)
    groups = [g for g in _groups(0, text) if len(g.digits) > 1 and any(g.digits in one for one in numbers)]
    return mask(text, [Stretch(group.start, group.end, tuple(group.chars)) for group in groups], sign)


def groups_of(text: str, least: int) -> tuple[Stretch, ...]:
    """All groups of so many digits and more that have no unit."""
    return tuple(
        Stretch(group.start, group.end, tuple(group.chars))
        for group in _groups(0, text)
        if len(group.digits) >= least and not _UNIT.match(text, group.end)
    )


def _pieces(lines: Sequence[Line]) -> list[list[_Group]]:
    return [piece for chain in _chains(lines) for piece in _without_kept(chain, lines)]


def _stretches(pieces: Iterable[list[_Group]], count: int) -> tuple[tuple[Stretch, ...], ...]:
    """The private groups by line, those of one number in one stretch."""
    found: list[list[Stretch]] = [[] for _ in range(count)]
    for piece in pieces:
        for run in _private_runs(piece):
            for line in dict.fromkeys(group.line for group in run):
                here = [group for group in run if group.line == line]
                chars = tuple(char for group in here for char in group.chars)
                found[line].append(Stretch(here[0].start, here[-1].end, chars))
    return tuple(tuple(sorted(one, key=lambda stretch: stretch.start)) for one in found)


def _misheard(lines: Sequence[Line]) -> list[list[_Group]]:
    """Numbers with a shape in which an engine wrote some digits as other words of their sound (搖三把 = 幺三八)."""
    sounded = [Line(line.speaker, _sounded(line.text)) for line in lines]
    pieces = _pieces(sounded)
    for piece in pieces:
        for run in _open_ranges(piece):
            if any(shape.fullmatch(_joined_digits(run)) for shape in (*_SURE, *_LIKELY)):
                same = [
                    sounded[group.line].text[at] == lines[group.line].text[at] for group in run for at in group.chars
                ]
                if not all(same) and sum(same) >= HEARD:
                    _take(run)
    return pieces


def _by_sound(number: int, lines: Sequence[Line], found: Sequence[tuple[Stretch, ...]]) -> tuple[Stretch, ...]:
    """All of an answer to a question for a number, where most of it sounds like digits (流淋散了 = 六零三二)."""
    if not number or lines[number - 1].speaker == lines[number].speaker or found[number - 1]:
        return ()
    question, text = lines[number - 1].text, lines[number].text
    asked = _TAIL.search(question) or (_NUMBER.search(question) and _ASKING.search(question))
    if not asked or any(numeral.lastgroup == "quantity" for numeral in _NUMERAL.finditer(text)):
        return ()
    said = [at for at, char in enumerate(text) if char.isalnum()]
    like = [at for at in said if text[at].isdecimal() or text[at] in _ONES or _digit_of_sound(text[at])]
    return (Stretch(0, len(text), tuple(like)),) if len(like) >= START and len(like) * 2 > len(said) else ()


def _digit_of_sound(char: str) -> str | None:
    if char in _NO_DIGITS or not is_han(char):
        return None
    return next((_SOUNDS[one] for one in readings(char) if one in _SOUNDS), None)


def _sounded(text: str) -> str:
    """The text with digits in place of words of their sound that stand directly beside digits; as long as before."""
    chars = list(_ONES_ALONE.sub(lambda ones: "1" * len(ones[0]), text))
    if sum(char in _ONES or char.isdecimal() for char in chars) < HEARD // 2:
        return text
    for indexes, before in ((range(1, len(chars)), -1), (range(len(chars) - 2, -1, -1), 1)):
        for at in indexes:
            beside = chars[at + before]
            if chars[at] not in _ONES and (beside in _ONES or beside.isdecimal()):
                chars[at] = _digit_of_sound(chars[at]) or chars[at]
    return "".join(chars)


def _whole_numbers(text: str) -> Iterator[str]:
    for piece in _pieces([Line("", text)]):
        if len(digits := _joined_digits(piece)) >= PART:
            yield digits


def _groups(number: int, text: str) -> list[_Group]:
    """The groups of digits of a text; dates, times and quantities are none."""
    plain = [found.span() for found in _PLAIN.finditer(text)]
    found: list[_Group] = []
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
            found.append(_Group(number, start, end, digits, chars))
    return found


def _digit(char: str) -> str:
    return _ONES.get(char) or _AMONG.get(char) or str(unicodedata.digit(char))


def _chains(lines: Sequence[Line]) -> list[list[_Group]]:
    chains: list[list[_Group]] = []
    for speaker in dict.fromkeys(line.speaker for line in lines):
        last: _Group | None = None
        for number, line in enumerate(lines):
            for group in _groups(number, line.text) if line.speaker == speaker else ():
                tight = _joined(last, group, lines) if last is not None else None
                if tight is None:
                    chains.append([])
                group.tight = bool(tight)
                chains[-1].append(group)
                last = group
    return chains


def _joined(before: _Group, after: _Group, lines: Sequence[Line]) -> bool | None:
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
    digits = {at for group in _groups(0, text) for at in group.chars}
    rest = "".join(char for at, char in enumerate(text) if at not in digits)
    return len(re.sub(rf"{_FILLER}|\W", "", rest)) <= WORDS_BETWEEN


def _without_kept(chain: Sequence[_Group], lines: Sequence[Line]) -> list[list[_Group]]:
    """The chain in pieces without the groups that have a unit or another name."""
    pieces: list[list[_Group]] = [[]]
    named = False
    for index, group in enumerate(chain):
        text = lines[group.line].text
        if not group.tight:
            whole = _joined_digits((group, *takewhile(lambda other: other.tight, chain[index + 1 :])))
            named = bool(_KEEP.search(text[max(0, group.start - REACH) : group.start])) and not any(
                shape.fullmatch(whole) for shape in _SURE
            )
        unit = len(group.digits) < LONG and not group.tight and _UNIT.match(text, group.end)
        if named or unit:
            pieces.append([])
        else:
            pieces[-1].append(group)
    return [piece for piece in pieces if piece]


def _by_shape(piece: list[_Group], own: frozenset[str]) -> None:
    _decide(piece, _keep, lambda digits: digits in own or bool(_SERVICE.fullmatch(digits)))
    for shape in _SURE:
        _decide(piece, _take, shape.fullmatch)
    _decide(piece, _keep, _MOMENT.fullmatch, tight=True)
    before = sum(group.private for group in piece)
    for shape in _LIKELY:
        _decide(piece, _take, shape.fullmatch)
    _decide(piece, _take, lambda digits: len(digits) >= LONG, tight=True)
    if sum(group.private for group in piece) > before:  # where it ends is not sure
        _take(group for group in piece if not group.kept)


def _decide(
    piece: Sequence[_Group],
    what: Callable[[Iterable[_Group]], None],
    fits: Callable[[str], object],
    *,
    tight: bool = False,
) -> None:
    """Keep or take the open ranges whose digits fit. `tight`: without marks or fillers between."""
    for run in _open_ranges(piece):
        if fits(_joined_digits(run)) and (not tight or all(group.tight for group in run[1:])):
            what(run)


def _open_ranges(piece: Sequence[_Group]) -> Iterator[Sequence[_Group]]:
    """Groups that follow each other, no longer than any number, and are not decided; the longest ranges first."""
    ends = list(accumulate((len(group.digits) for group in piece), initial=0))
    for length in range(min(len(piece), LONGEST), 0, -1):
        for start in range(len(piece) - length + 1):
            if ends[start + length] - ends[start] <= LONGEST:
                run = piece[start : start + length]
                if not any(group.private or group.kept for group in run):
                    yield run


def _by_cue(piece: list[_Group], lines: Sequence[Line]) -> None:
    """After 电话 … and 尾号 …, in the same line or asked for in the line before."""
    left = [group for group in piece if not group.private and not group.kept]
    if not left:
        return
    text = lines[left[0].line].text
    before = text[max(0, left[0].start - REACH) : left[0].start]
    if left[0].start <= ANSWER and left[0].line:
        before = _question(lines[left[0].line - 1].text) + before
    digits = len(_joined_digits(left))
    part = _PART.match(lines[left[-1].line].text, left[-1].end)
    tail = _TAIL.search(before) or (part and digits >= START)
    if (tail and TAIL[0] <= digits <= TAIL[1]) or (digits >= ASKED and _NUMBER.search(before)):
        _take(left)


def _question(text: str) -> str:
    """The end of a line that may have asked for a number; nothing where the number is in the line itself."""
    numbers = [group for group in _groups(0, text) if len(group.digits) >= START]
    return text[numbers[-1].end :] if numbers else text


def _by_known(piece: list[_Group], known: Iterable[str], lines: Sequence[Line]) -> None:
    numbers = tuple(known)
    for run in _open_ranges(piece):
        digits = _joined_digits(run)
        before = lines[run[0].line].text[max(0, run[0].start - REACH) : run[0].start]
        named = _NUMBER.search(before) or _KNOWN_PART.match(lines[run[-1].line].text, run[-1].end)
        if len(digits) >= (START if named else PART) and any(digits in number for number in numbers):
            _take(run)


def _mended(pieces: Sequence[list[_Group]], lines: Sequence[Line]) -> None:
    """Other digits in a line that puts a private number right (不是 0008，是 0009)."""
    private = {group.line for piece in pieces for group in piece if group.private}
    for piece in pieces:
        for group in piece:
            plain = not group.private and not group.kept and len(group.digits) >= START
            plain = plain and not _EMERGENCY.fullmatch(group.digits)
            if plain and group.line in private and _MENDED.search(lines[group.line].text):
                group.private = True


def _keep(run: Iterable[_Group]) -> None:
    for group in run:
        group.kept = True


def _take(run: Iterable[_Group]) -> None:
    for group in run:
        group.private = True


def _private_runs(piece: Sequence[_Group]) -> Iterator[list[_Group]]:
    run: list[_Group] = []
    for group in piece:
        if group.private:
            run.append(group)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _joined_digits(run: Iterable[_Group]) -> str:
    return "".join(group.digits for group in run)
