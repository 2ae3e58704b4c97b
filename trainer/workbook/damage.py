"""What Excel and WPS do to what people type, and what was most likely typed: dates, exponents, formulas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

AS_TEXT = "请先把格子设成“文本”格式，再重新输入"
_EXPONENT = re.compile(r"(?<![\w.])\d(?:\.\d+)?[Ee]\+\d{1,2}(?!\w)")
_UNPRINTABLE = re.compile("[^\x09\x0a\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
MAX_CELL = 32_767  # characters Excel keeps in a cell
_MOST_EXACT = 10**15  # Excel keeps 15 digits
_ROUND = 10**6  # a long number that ends in six zeros was an exponent


@dataclass(frozen=True, slots=True)
class Raw:
    """A cell as the file keeps it."""

    value: Any
    kind: str = "s"  # openpyxl's data types: s text, n number, d date, b truth value, f formula, e error
    format: str = "General"
    struck: bool = False  # struck through: crossed out, but there


@dataclass(frozen=True, slots=True)
class Read:
    """A cell as text; `wrong`: why it cannot be used."""

    text: str
    number: bool = False
    wrong: str | None = None


def read(raw: Raw) -> Read:
    """The text of a cell; never computes anything."""
    value = raw.value
    if value is None:
        return Read("")
    if raw.kind == "f":
        return Read("", wrong="这里是公式，不会计算；请改成要写的内容（复制后“选择性粘贴”成“数值”）")
    if raw.kind == "e":
        return Read("", wrong=f"这里是 Excel 的错误值 {value}；请改成要写的内容")
    if isinstance(value, bool):
        return Read(str(value).lower())
    if isinstance(value, (datetime, date, time, timedelta)):
        return Read("", wrong=_date(value))
    if isinstance(value, (int, float)):
        return _number(value, raw.format)
    return _text(str(value))


def _text(value: str) -> Read:
    if len(value) > MAX_CELL:
        return Read("", wrong=f"这一格有 {len(value)} 个字，太长了；请分成几格")
    text = value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    found = _EXPONENT.search(text)
    if found:
        return Read("", wrong=_exponent(found[0]))
    odd = _UNPRINTABLE.search(text)
    if odd:
        return Read("", wrong=f"这一格里有看不见的字符 U+{ord(odd[0]):04X}；请把内容删掉，重新输入")
    return Read(text if text.strip() else "")


def _number(value: float, shape: str) -> Read:
    if value != value or value in (float("inf"), float("-inf")):
        return Read("", wrong="这里的数字读不出来；请重新输入")
    if "%" in shape:
        return Read(f"{value * 100:.10g}%", number=True)
    if value == int(value):
        whole = int(value)
        if abs(whole) >= _MOST_EXACT:
            return Read("", wrong=f"这个号码太长，Excel 只记得住前 15 位；{AS_TEXT}")
        if abs(whole) >= 10**9 and whole % _ROUND == 0:
            return Read("", wrong=_exponent(f"{whole:.3G}"))
        return Read(str(whole), number=True)
    return Read(f"{value:.10g}", number=True)


def _exponent(text: str) -> str:
    return f"号码变成了“{text}”，后面的数字已经丢了；{AS_TEXT}整个号码"


def _date(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return _clock(minutes // 60, minutes % 60)
    if isinstance(value, time):
        return _clock(value.hour, value.minute)
    typed = f"{value.month}-{value.day}"
    return f"Excel 把这里改成了日期（{value.month}月{value.day}日），原来多半是“{typed}”；{AS_TEXT}"


def _clock(hour: int, minute: int) -> str:
    return f"Excel 把这里改成了时间，原来多半是“{hour}:{minute:02}”；{AS_TEXT}"
