"""Facts said differently: something of the same kind as a fact of the call, but another value.

A telephone number is read by its digits, a room by its parts (栋, 单元, 室). A short value with a unit (三天, 8月6日)
is also said of a hundred other things, so it counts only where the sentence reads it back. What else is of that
kind in a call is no fact said differently: our own numbers, those of other people, other facts, what the caller said.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from trainer.text import thresholds as t
from trainer.text.characters import CLAUSE_END, CONFUSED_NUMERALS, STATEMENT_END
from trainer.text.facts import has_numbers, place, together
from trainer.text.measures import Item, items
from trainer.text.numerals import digit_by_digit, quantity

_ROOM = ("栋", "单元", "室")
_DASH = re.compile(r"\s*[-－—–杠]\s*")
_WITHIN_NUMBER = re.compile(r"[\s\-－—–.·,，、]{0,2}")

_LABELS = (  # names that an author may give a fact, and what it is called beside its value
    ("电话", "手机", "号码", "联系方式"),
    ("房号", "房间", "住址", "地址", "门牌"),
    ("单号", "工单", "编号", "订单"),
)
_IS = r"(?:号码|号)?(?:是|为|就是|[:：])?\s*$"
_TAIL = re.compile(r"(?:尾号|[后末][几三四]位)(?:数)?(?:是|为)?[:：]?\s*$")
_OTHER_NUMBER = re.compile(
    r"(?:我|我们|咱们|公司|中心|客服|管理处|物业|前台|值班|师傅|维修|工程部|主管|经理|热线|总机|消防|派出所|同事|管家)"
    r"(?:部|室|人员|那边|这边|这里)?(?:自己)?的?(?:联系|办公|值班|服务|客服|监督|投诉|售后|报修|维修|24小时)*"
    rf"(?:电话|手机|号码|座机|热线|微信)?{_IS}"
    rf"|(?:工号|身份证|卡号|账号|户号|验证码|车牌|合同|流水|热线|总机|快递|订单|工单){_IS}"
    r"|(?:请|您)[^我师]{0,6}(?:打|拨|拨打|致电|加|存|记)(?:一下)?(?:到|我们)?(?:这个|的)?(?:电话|号码|热线)?(?:是)?[:：]?\s*$"
)
_OTHER_PLACE = re.compile(
    r"(?:楼上|楼下|隔壁|对门|对面|邻居|别的|另外|另一|他家|别家)[^您]*$"
    r"|(?:我们|管理处|物业|中心|办公室|前台)(?:就|的)?(?:设|位于|在|是)[^您]*$|您[^，,]{0,6}(?:到|来|去)(?:我们)?$"
)
_DENIED = re.compile(r"(?:不是|并非|还是)$")
_CHECKED = re.compile(r"(?:对|是|没错|没记错|没听错)(?:吗|吧|么|的吧|的吗)|对不对|是不是")
_READ_BACK = re.compile(r"核对|复述|重复|确认|您(?:刚才|刚刚)?(?:说|讲|反映|反应|提|报)|记(?:下|的|录|好|了)")
_PROMISE = re.compile(r"[内后]|[之以]前|给您|回复|答复|回电|联系|上门|安排|师傅|我们|派|过来|过去")
_CORRECTION = re.compile(r"不对|不是|错|口误|更正|纠正|应该是|改")
_STATEMENT = re.compile(f"[{STATEMENT_END}]")
_CLAUSE = re.compile(f"[{CLAUSE_END}]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was said in the place of a fact. Offsets are code points of the text, half-open."""

    items: tuple[Item, ...]
    start: int
    end: int
    right: str  # what should have stood there
    firm: bool  # of this fact whatever else the reply says; else only where the right value is said nowhere
    plain: bool  # as many digits as there are, none that is easily misheard for the right one


def differing(name: str, value: str, text: str, others: Iterable[str] = (), *, labelled: bool = False) -> list[Reading]:
    """The places where another value of that kind stands in a text, in order.

    `others`: texts with what may rightly be said: other facts, own names, what the caller said. `labelled`: the
    whole text stands under the fact's name.
    """
    goal = _parts(items(value))
    if not goal or not (has_numbers(value) or _all_of(goal, value)):
        return []
    there = items(text)
    labels = next((group for group in _LABELS if name in group), (name,))
    label = re.compile(rf"(?:{'|'.join(map(re.escape, dict.fromkeys((name, *labels))))}){_IS}")
    find = _Finder(goal, value, text, there, label, labelled)
    known = tuple(others)
    found = [one for one in find.readings() if not any(_among(one, text, other) for other in known)]
    return sorted(found, key=lambda one: one.start)


def put_right(reading: Reading, value: str, text: str) -> tuple[int, int] | None:
    """Where a part of the value that was said wrong is put right in what follows (不对，是678); None: nowhere."""
    goal, said = _parts(items(value)), reading.items
    whole = len(goal) > 1 and len(said) == len(goal)
    for item in items(text):
        corrected = _CORRECTION.search(text[max(0, item.start - t.CORRECTION_REACH) : item.start])
        if not corrected and len(item.digits) < t.SHORTEST_TAIL:
            continue
        if whole and any(
            _replaced(said, n, item) == _digits(goal) for n, one in enumerate(said) if one.unit == item.unit
        ):
            return item.start, item.end
        wrong, right = "".join(_digits(said)), "".join(_digits(goal))
        kept = len(right) - len(item.digits)
        if 0 < kept <= len(wrong) and right == wrong[:kept] + item.digits and item.unit in ("", "室", "号"):
            return item.start, item.end
    return None


def _parts(found: tuple[Item, ...]) -> tuple[Item, ...]:
    """The parts of a value: a room written with dashes, or without a unit at its end, has the units it is said with."""
    bare = all(not item.unit for item in found)
    if bare and len(found) in (2, 3) and len("".join(_digits(found))) < t.LONG_NUMBERS:
        return tuple(replace(item, unit=unit) for item, unit in zip(found, _ROOM[-len(found) :], strict=True))
    if len(found) > 1 and found[-2].unit in _ROOM and not found[-1].unit:
        return (*found[:-1], replace(found[-1], unit="室"))
    return found


def _among(reading: Reading, text: str, other: str) -> bool:
    """The same stands in another text, so that it may be said; or it is a piece of the other text, said whole."""
    if not any(item.unit for item in reading.items):
        whole = place(other, text)
        if whole and whole[0] <= reading.start and reading.end <= whole[1]:
            return True
        return place(text[reading.start : reading.end], other) is not None
    there = items(other)
    return any(
        all(a.digits == b.digits and b.unit in (a.unit, "") for a, b in zip(reading.items, there[first:], strict=False))
        for first in range(len(there) - len(reading.items) + 1)
    )


def _all_of(goal: Sequence[Item], value: str) -> bool:
    return len(goal) == 1 and goal[0].end - goal[0].start == len(value)


def _digits(found: Iterable[Item]) -> list[str]:
    return [item.digits for item in found]


def _replaced(said: Sequence[Item], number: int, item: Item) -> list[str]:
    return [*_digits(said[:number]), item.digits, *_digits(said[number + 1 :])]


@dataclass(frozen=True, slots=True)
class _Finder:
    goal: tuple[Item, ...]
    value: str
    text: str
    there: tuple[Item, ...]
    label: re.Pattern[str]
    labelled: bool

    def readings(self) -> Iterator[Reading]:
        units = [item.unit for item in self.goal]
        joined = "".join(_digits(self.goal))
        if not any(units) and len(joined) >= t.LONG_NUMBER:
            return self._long_numbers(joined)
        if len(units) > 1 and set(units) <= set(_ROOM):
            return self._rooms()
        return self._short()

    def _long_numbers(self, goal: str) -> Iterator[Reading]:
        """Telephone numbers and the like, in one piece or in groups; and their tails."""
        taken: set[Item] = set()
        for run in self._runs(len(goal) + 1):
            said = "".join(_digits(run))
            start, end = run[0].start, run[-1].end
            if taken.intersection(run) or abs(len(said) - len(goal)) > 1:
                continue
            taken.update(run)
            if said != goal and not _OTHER_NUMBER.search(self._before(start)) and not self._denied(start, end):
                yield Reading(run, start, end, self.value, firm=True, plain=_plain([(said, goal)]))
        for item in self.there:
            before = self._before(item.start)
            tail = _TAIL.search(before)
            right = goal[-len(item.digits) :]
            if tail and item not in taken and item.digits != right and len(right) >= t.SHORTEST_TAIL:
                start = item.start - len(before) + tail.start()
                if not _OTHER_NUMBER.search(before[: tail.start()] + "号"):
                    whole = self.text[start : item.start] + right
                    yield Reading((item,), start, item.end, whole, firm=True, plain=_plain([(item.digits, right)]))

    def _runs(self, longest: int) -> list[tuple[Item, ...]]:
        """The bare numbers, alone or several that may be groups of one; the likeliest to be the fact first."""
        runs: list[tuple[Item, ...]] = []
        for first in range(len(self.there)):
            run: list[Item] = []
            for other in self.there[first:]:
                between = self.text[run[-1].end : other.start] if run else ""
                groups = (run and min(len(run[-1].digits), len(other.digits)) > 1) or not between.strip(" -－—–")
                alike = len(run) < 2 or between == self.text[run[0].end : run[1].start]
                if other.unit or not (_WITHIN_NUMBER.fullmatch(between) and groups and alike):
                    break
                run.append(other)
                runs.append(tuple(run))
                if len("".join(_digits(run))) > longest:
                    break
        return sorted(runs, key=self._unlike)

    def _unlike(self, run: Sequence[Item]) -> tuple[int, int]:
        """How far the digits are from the fact's: in number, then one by one."""
        said, goal = "".join(_digits(run)), "".join(_digits(self.goal))
        return abs(len(said) - len(goal)), sum(one != other for one, other in zip(said, goal, strict=False))

    def _rooms(self) -> Iterator[Reading]:
        """Rooms, whole or without their first part."""
        goal = {item.unit: item.digits for item in self.goal}
        for said in self._places([*goal]):
            start, end = said[0].start, said[-1].end
            labelled = self.labelled or self.label.search(self._before(start))
            last = said[-1].unit == self.goal[-1].unit
            if not last or not (len(said) > 1 or labelled) or "".join(_digits(said)) == "".join(_digits(self.goal)):
                continue
            pairs = [(item.digits, goal[item.unit]) for item in said]
            if all(one == other for one, other in pairs) or any(abs(len(one) - len(other)) > 1 for one, other in pairs):
                continue
            if not _OTHER_PLACE.search(self._before(start)) and not self._denied(start, end):
                whole = len(said) == len(self.goal)
                yield Reading(said, start, end, self.value, firm=True, plain=whole and _plain(pairs))

    def _places(self, order: list[str]) -> Iterator[tuple[Item, ...]]:
        """The numbers that may be parts of one room each, with their units."""
        said: list[Item] = []
        number = 0
        while number < len(self.there):
            item = self.there[number]
            dashed = self._dashed(number, order)
            if dashed:
                if said:
                    yield tuple(said)
                said, number = [], number + len(dashed)
                yield dashed
                continue
            follows = bool(said) and together(self.text[said[-1].end : item.start])
            unit = item.unit or "室"
            if follows and unit in order and order.index(unit) > order.index(said[-1].unit):
                said.append(replace(item, unit=unit))
            else:
                if said:
                    yield tuple(said)
                said = [replace(item, unit=unit)] if unit in order else []
            number += 1
        if said:
            yield tuple(said)

    def _dashed(self, first: int, order: list[str]) -> tuple[Item, ...]:
        """As many bare numbers as the room has parts, joined by dashes, and no more (138-1234-5678 is no room)."""
        stop = first + len(order)
        run = self.there[first:stop]
        joined = [number for number in range(first, stop + 1) if self._dash_before(number)]
        if joined != [*range(first + 1, stop)] or any(item.unit for item in run):
            return ()
        return tuple(replace(item, unit=unit) for item, unit in zip(run, order, strict=True))

    def _dash_before(self, number: int) -> bool:
        beside = self.there[number - 1 : number + 1] if number else ()
        return len(beside) == 2 and bool(_DASH.fullmatch(self.text[beside[0].end : beside[1].start]))

    def _short(self) -> Iterator[Reading]:
        """Values that many other things have too: under the fact's name, or read back in a sentence."""
        units = [item.unit for item in self.goal]
        for first in range(len(self.there) - len(units) + 1):
            said = self.there[first : first + len(units)]
            start, end = said[0].start, said[-1].end
            pairs = list(zip(_digits(said), _digits(self.goal), strict=True))
            if all(one == other for one, other in pairs) or any(abs(len(one) - len(other)) > 1 for one, other in pairs):
                continue
            if any(not together(self.text[a.end : b.start]) for a, b in itertools.pairwise(said)):
                continue
            labelled = self.labelled or bool(self.label.search(self._before(start)))
            same = [item.unit for item in said] == units
            told = same or not any(units) if labelled else same and any(units) and self._read_back(start, end)
            if told and not self._denied(start, end):
                yield Reading(said, start, end, self.value, firm=False, plain=_plain(pairs))

    def _read_back(self, start: int, end: int) -> bool:
        """The sentence asks whether it is right, or says that this is what the caller said."""
        before = _STATEMENT.split(self.text[:start])[-1]
        after = _STATEMENT.split(self.text[end:])[0]
        clause = _CLAUSE.split(before)[-1] + _CLAUSE.split(after)[0]
        return bool(_CHECKED.search(after) or (_READ_BACK.search(before) and not _PROMISE.search(clause)))

    def _before(self, start: int) -> str:
        return _CLAUSE.split(self.text[max(0, start - t.FACT_CONTEXT) : start])[-1]

    def _denied(self, start: int, end: int) -> bool:
        return bool(_DENIED.search(self._before(start))) or self.text[end:].startswith("还是")


def _plain(pairs: Iterable[tuple[str, str]]) -> bool:
    """Said with as many numerals as the right value has, none of them easily misheard for it."""
    for said, right in pairs:
        say = quantity if max(len(said), len(right)) < 3 or "." in said + right else digit_by_digit
        one, other = say(said), say(right)
        if len(one) != len(other) or any({*two} in CONFUSED_NUMERALS for two in zip(one, other, strict=True)):
            return False
    return True
