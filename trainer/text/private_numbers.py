"""Digits of telephone, identity-card and bank-card numbers in what people say, however they say and write them.

A chain of digit groups (digit_groups.py), or some of its groups, is private by its shape (a mobile number, 18 digits
with a birthday …), by its length, by what was asked for before (尾号是多少), or as a part of a known private number.
What has a unit (元, 号楼) or another name (工号, 订单号) is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import accumulate, takewhile

from trainer.text.digit_groups import (
    Group,
    Line,
    chains,
    has_quantity,
    joined_digits,
    read_groups,
    sounds_like_digit,
    with_sounds_as_digits,
)
from trainer.text.normalise import simplify

MASK = "*"
LONG = 7  # digits that follow each other without a pause: no amount, room or staff number has as many
READ_BACK = 6  # digits in a line that reads back, after a private number; the engine lost some of them
ASKED = 7  # digits after 电话, 卡号 …: the shortest telephone number
TAIL = 2, 8  # digits after 尾号, 后四位 …
PART = 4  # digits that are known from a private number
HEARD = 5  # digits of a number that were heard as digits, where others were heard as other words
START = 3  # the same, where the words say that it is a part: 138 开头
LONGEST = 24  # digits of a number, with some too many
SOON = 4  # lines after a number in which it may be read back
REACH = 14  # characters from a cue to its digits
ANSWER = 10  # characters before the digits of an answer

_UNIT = re.compile(
    r"\s?(?:元|块|毛|角|年|月|日|号|栋|幢|座|层|楼|室|单元|度|吨|米|平|点|分|秒|小时|天|个|位|次|岁|户|期|兆|件|档|万|[%％‰]|字|晚|台|斤|公里|"
    r"[a-zA-Z])"
)
_KEEP = re.compile(
    r"(?:工号|房号|房间号?|单号|订单|工单|发票|编号|型号|验证码|取件码|分机|货号|金额|合计|一共|共计|价格|日期|账单日|楼|栋|单元|转)"
    r"(?:就?是|为|：|:|您的|号|码|\s)*$"
)
_NUMBER = re.compile(
    r"电话|手机|号码|[座坐做作][机记]|固话|联系方式|联系您|卡号|银行卡|身份证|证件|账号|账户|原号|新号|[的打]号"
)
_ASKING = re.compile(r"一下|多少|什么|哪|报|留|提供|方便说")
_TAIL = re.compile(
    r"(?<!单号)(?<!单号的)(?<!订单)(?<!工单)"
    r"(?:[尾维伟委卫]号|(?<![座单车工])[尾维伟委卫位为未喂](?:号|好)(?=[是时，,：:\s]{0,2}(?:$|[\d零幺一二三四五六七八九]))"
    r"|尾数|末尾|[后末][三四五六3456][位个]|最后(?:的)?(?:[三四五六3456][位个]|是)|前[三四五六七3-7][位个])"
)
_AGAIN = re.compile(r"重复|复述|核对|念一?遍|再[说报]一遍|[对是]吗|没错")  # a number is read back
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
class PrivateNumbers:
    """The private digits of a conversation."""

    stretches: tuple[tuple[Stretch, ...], ...]  # of each line
    known: frozenset[str] = field(default_factory=frozenset)  # private numbers, digits alone, also of the past


def find_private(lines: Sequence[Line], known: Iterable[str] = (), own: Set[str] = frozenset()) -> PrivateNumbers:
    """The private digits of a conversation.

    `known`: texts with numbers that are private, parts of them are so too; `own`: `numbers_in` texts that anybody may
    know, as the company's.
    """
    plain = [Line(line.speaker, "".join(map(simplify, line.text))) for line in lines]
    secret = {number for one in known for number in _whole_numbers(one)} - own
    misheard = _misheard(plain)
    pieces = _pieces(plain)
    for piece in pieces:
        _by_shape(piece, own)
        _by_cue(piece, plain)
    for piece in (*misheard, *pieces):
        secret.update(joined_digits(run) for run in _private_runs(piece))
    for piece in pieces:
        _by_known(piece, secret, plain)
    _mended(pieces, plain)
    _read_back(pieces, plain)
    found = _stretches((*misheard, *pieces), len(lines))
    answers = (one or _by_sound(number, plain, found) for number, one in enumerate(found))
    return PrivateNumbers(tuple(answers), frozenset(secret))


def mask(text: str, stretches: Iterable[Stretch], sign: str = MASK) -> str:
    """The text with that sign in place of every private digit; as long as before."""
    hidden = {char for stretch in stretches for char in stretch.chars}
    return "".join(sign if index in hidden else char for index, char in enumerate(text))


def mask_text(text: str, known: Iterable[str] = (), own: Set[str] = frozenset(), sign: str = MASK) -> str:
    """A text on its own with its private digits masked; arguments as `find_private` has them."""
    return mask(text, find_private([Line("", text)], known, own).stretches[0], sign)


def mask_known(text: str, known: Iterable[str], sign: str = MASK) -> str:
    """The text without groups of two digits and more that are parts of known numbers, whatever stands around them."""
    numbers = tuple(known)
    parts = [g for g in read_groups(0, text) if len(g.digits) > 1 and any(g.digits in one for one in numbers)]
    return mask(text, [Stretch(group.start, group.end, tuple(group.chars)) for group in parts], sign)


def groups_of(text: str, least: int) -> tuple[Stretch, ...]:
    """All groups of so many digits and more that have no unit."""
    return tuple(
        Stretch(group.start, group.end, tuple(group.chars))
        for group in read_groups(0, text)
        if len(group.digits) >= least and not _UNIT.match(text, group.end)
    )


def _pieces(lines: Sequence[Line]) -> list[list[Group]]:
    return [piece for chain in chains(lines) for piece in _without_kept(chain, lines)]


def _stretches(pieces: Iterable[list[Group]], count: int) -> tuple[tuple[Stretch, ...], ...]:
    """The private groups by line, those of one number in one stretch."""
    found: list[list[Stretch]] = [[] for _ in range(count)]
    for piece in pieces:
        for run in _private_runs(piece):
            for line in dict.fromkeys(group.line for group in run):
                here = [group for group in run if group.line == line]
                chars = tuple(char for group in here for char in group.chars)
                found[line].append(Stretch(here[0].start, here[-1].end, chars))
    return tuple(tuple(sorted(one, key=lambda stretch: stretch.start)) for one in found)


def _misheard(lines: Sequence[Line]) -> list[list[Group]]:
    """Numbers with a shape in which an engine wrote some digits as other words of their sound (搖三把 = 幺三八)."""
    sounded = [Line(line.speaker, with_sounds_as_digits(line.text)) for line in lines]
    pieces = _pieces(sounded)
    for piece in pieces:
        for run in _open_ranges(piece):
            if any(shape.fullmatch(joined_digits(run)) for shape in (*_SURE, *_LIKELY)):
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
    if not asked or has_quantity(text):
        return ()
    said = [at for at, char in enumerate(text) if char.isalnum()]
    like = [at for at in said if sounds_like_digit(text[at])]
    return (Stretch(0, len(text), tuple(like)),) if len(like) >= START and len(like) * 2 > len(said) else ()


def numbers_in(texts: Iterable[str]) -> frozenset[str]:
    """The whole numbers in texts, digits alone, that are long enough to be telephone numbers."""
    return frozenset(number for text in texts for number in _whole_numbers(text) if len(number) >= ASKED)


def _whole_numbers(text: str) -> Iterator[str]:
    for piece in _pieces([Line("", text)]):
        if len(digits := joined_digits(piece)) >= PART:
            yield digits


def _without_kept(chain: Sequence[Group], lines: Sequence[Line]) -> list[list[Group]]:
    """The chain in pieces without the groups that have a unit or another name."""
    pieces: list[list[Group]] = [[]]
    named = False
    for index, group in enumerate(chain):
        text = lines[group.line].text
        if not group.tight:
            whole = joined_digits((group, *takewhile(lambda other: other.tight, chain[index + 1 :])))
            named = bool(_KEEP.search(text[max(0, group.start - REACH) : group.start])) and not any(
                shape.fullmatch(whole) for shape in _SURE
            )
        unit = len(group.digits) < LONG and not group.tight and _UNIT.match(text, group.end)
        if named or unit:
            pieces.append([])
        else:
            pieces[-1].append(group)
    return [piece for piece in pieces if piece]


def _by_shape(piece: list[Group], own: Set[str]) -> None:
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
    piece: Sequence[Group],
    what: Callable[[Iterable[Group]], None],
    fits: Callable[[str], object],
    *,
    tight: bool = False,
) -> None:
    """Keep or take the open ranges whose digits fit. `tight`: without marks or fillers between."""
    for run in _open_ranges(piece):
        if fits(joined_digits(run)) and (not tight or all(group.tight for group in run[1:])):
            what(run)


def _open_ranges(piece: Sequence[Group]) -> Iterator[Sequence[Group]]:
    """Groups that follow each other, no longer than any number, and are not decided; the longest ranges first."""
    ends = list(accumulate((len(group.digits) for group in piece), initial=0))
    for length in range(min(len(piece), LONGEST), 0, -1):
        for start in range(len(piece) - length + 1):
            if ends[start + length] - ends[start] <= LONGEST:
                run = piece[start : start + length]
                if not any(group.private or group.kept for group in run):
                    yield run


def _by_cue(piece: list[Group], lines: Sequence[Line]) -> None:
    """After 电话 … and 尾号 …, in the same line or asked for in the line before."""
    left = [group for group in piece if not group.private and not group.kept]
    if not left:
        return
    text = lines[left[0].line].text
    before = text[max(0, left[0].start - REACH) : left[0].start]
    if left[0].start <= ANSWER and left[0].line:
        before = _question(lines[left[0].line - 1].text) + before
    digits = len(joined_digits(left))
    part = _PART.match(lines[left[-1].line].text, left[-1].end)
    tail = _TAIL.search(before) or (part and digits >= START)
    if (tail and TAIL[0] <= digits <= TAIL[1]) or (digits >= ASKED and _NUMBER.search(before)):
        _take(left)


def _question(text: str) -> str:
    """The end of a line that may have asked for a number; nothing where the number is in the line itself."""
    numbers = [group for group in read_groups(0, text) if len(group.digits) >= START]
    return text[numbers[-1].end :] if numbers else text


def _by_known(piece: list[Group], known: Iterable[str], lines: Sequence[Line]) -> None:
    numbers = tuple(known)
    for run in _open_ranges(piece):
        digits = joined_digits(run)
        before = lines[run[0].line].text[max(0, run[0].start - REACH) : run[0].start]
        named = _NUMBER.search(before) or _KNOWN_PART.match(lines[run[-1].line].text, run[-1].end)
        if len(digits) >= (START if named else PART) and any(digits in number for number in numbers):
            _take(run)


def _mended(pieces: Sequence[list[Group]], lines: Sequence[Line]) -> None:
    """Other digits in a line that puts a private number right (不是 0008，是 0009)."""
    private = _private_lines(pieces)
    for piece in pieces:
        for group in piece:
            plain = not group.private and not group.kept and len(group.digits) >= START
            plain = plain and not _EMERGENCY.fullmatch(group.digits)
            if plain and group.line in private and _MENDED.search(lines[group.line].text):
                group.private = True


def _read_back(pieces: Sequence[list[Group]], lines: Sequence[Line]) -> None:
    """What is left of a number that somebody reads back soon after it was said (另外有7.3，3，2，1，1，对吗)."""
    private = _private_lines(pieces)
    for piece in pieces:
        left = [group for group in piece if not group.private and not group.kept]
        for line in {group.line for group in left}:
            here = [group for group in left if group.line == line]
            soon = not private.isdisjoint(range(line - SOON, line))
            if soon and len(joined_digits(here)) >= READ_BACK and _AGAIN.search(lines[line].text):
                _take(here)


def _private_lines(pieces: Iterable[Sequence[Group]]) -> set[int]:
    return {group.line for piece in pieces for group in piece if group.private}


def _keep(run: Iterable[Group]) -> None:
    for group in run:
        group.kept = True


def _take(run: Iterable[Group]) -> None:
    for group in run:
        group.private = True


def _private_runs(piece: Sequence[Group]) -> Iterator[list[Group]]:
    run: list[Group] = []
    for group in piece:
        if group.private:
            run.append(group)
        elif run:
            yield run
            run = []
    if run:
        yield run
