"""Numbers with their units: 3号楼, 2单元, 三天, 8月6日, and the days of the week."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from trainer.text.facts import NUMERAL, numbers

_UNITS = {  # as said → what counts as the same
    **dict.fromkeys(("号楼", "栋", "幢", "座"), "栋"),
    **dict.fromkeys(("楼", "层"), "层"),
    **dict.fromkeys(("室", "房", "户"), "室"),
    **dict.fromkeys(("个小时", "小时", "个钟头", "钟头"), "小时"),
    **dict.fromkeys(("元", "块"), "元"),
    **{unit: unit for unit in ("单元", "分钟", "个月", "号", "年", "月", "日", "天", "点", "次")},
}
_NUMBER = rf"(?P<number>\d+(?:\.\d+)?|[{NUMERAL}]+)(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})?"
_ITEM = re.compile(rf"(?:[上下这本]个?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])|{_NUMBER}")
_DAYS = {day: str(number) for number, day in enumerate("一二三四五六日", 1)} | {"天": "7"}


@dataclass(frozen=True, slots=True)
class Item:
    """A number, or a day of the week, with its unit. Offsets are code points, half-open."""

    digits: str
    unit: str  # of _UNITS; 周 for a day of the week; empty: none
    start: int
    end: int


@lru_cache(maxsize=256)  # what was said, asked for by fact after fact
def items(text: str) -> tuple[Item, ...]:
    """The numbers and days of the week of a text, with their units, in order."""
    found: list[Item] = []
    for one in _ITEM.finditer(text):
        if one["day"]:
            found.append(Item(_DAYS[one["day"]], "周", *one.span()))
            continue
        digits = one["number"] if "." in one["number"] else numbers(one["number"])[0].digits
        found.append(Item(digits, _UNITS.get(one["unit"] or "", ""), *one.span()))
    for number, item in enumerate(found):  # what 号 and 楼 are, those beside them tell
        before = found[number - 1].unit if number else ""
        after = found[number + 1].unit if number + 1 < len(found) else ""
        if item.unit == "号":
            found[number] = replace(item, unit="日" if before == "月" else "栋" if after == "单元" else "室")
        elif item.unit == "层" and after == "单元":
            found[number] = replace(item, unit="栋")
    return tuple(found)
