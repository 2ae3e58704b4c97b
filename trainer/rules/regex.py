"""Regular expressions an author may write: short, and quick on any text whatever is said."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from typing import Any

from pydantic_core import PydanticCustomError

from trainer.text.normalise import DIGITS

LONGEST = 200  # characters
MOST_WAYS = 10_000  # ways to share a text out among the variable quantifiers
UNBOUNDED = 200  # what * and + are taken for when counting the ways: one fits, two do not

_PUNCTUATION = "，。！？、；：“”‘’（）《》… "


def compile_safe(pattern: str) -> re.Pattern[str]:
    r"""The expression, for normalised text: \d is a spoken digit, 幺 is 一, case does not matter.

    Raises PydanticCustomError with a Chinese message on bad syntax or where matching could take very long.
    """
    if len(pattern) > LONGEST:
        raise _error("pattern_long", "pattern 最多 200 个字符，这里有 {length} 个；请拆成几条规则", length=len(pattern))
    mark = next((char for char in pattern if char in _PUNCTUATION), None)
    if mark:
        raise _error("pattern_mark", "pattern 里不要写标点和空格（{mark}）：比对前都已去掉", mark=mark)
    try:
        tree = importlib.import_module("re._parser").parse(pattern)
        compiled = re.compile(_for_normalised(pattern), re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as error:
        column = (getattr(error, "pos", 0) or 0) + 1
        raise _error(
            "pattern_syntax", "pattern 写法不对（第 {column} 个字符附近），请检查括号、方括号和量词", column=column
        ) from None
    if _ways(tree, repeated=False) > MOST_WAYS:
        raise _error("pattern_slow", "pattern 里的 * + {m,n} 太多，比对可能很久；最多用一个 .*，其余写成 .{0,9}")
    if compiled.search(""):
        raise _error("pattern_empty", "pattern 什么都没说也能匹配；请至少写一个必须出现的字")
    return compiled


def _error(kind: Any, message: Any, **values: Any) -> PydanticCustomError:
    return PydanticCustomError(kind, message, values or None)


def _for_normalised(pattern: str) -> str:
    out, in_class, at = "", False, 0
    while at < len(pattern):
        char = pattern[at : at + 2] if pattern[at] == "\\" else pattern[at]
        at += len(char)
        in_class = (in_class or char == "[") and char != "]"
        digits = DIGITS if in_class else f"[{DIGITS}]"
        out += {r"\d": digits, "幺": "一", "\u3007": "零"}.get(char, char)
    return out


def _ways(node: Any, *, repeated: bool) -> int:
    """How many ways there are to match, at most; past all bounds where a repeat stands inside a repeat."""
    ways = 1
    for operation, argument in node:
        name = str(operation)
        if name.endswith("REPEAT"):
            ways *= _repeat_ways(argument, repeated=repeated)
        elif name == "BRANCH":
            if repeated and not _told_apart(argument[1]):
                return MOST_WAYS + 1
            ways *= sum(_ways(branch, repeated=repeated) for branch in argument[1])
        else:
            for inner in _inside(argument):
                ways *= _ways(inner, repeated=repeated)
    return ways


def _repeat_ways(argument: Any, *, repeated: bool) -> int:
    least, most = int(argument[0]), int(argument[1])
    most = min(most, max(UNBOUNDED, least))
    if repeated and most != least:
        return MOST_WAYS + 1
    return (most - least + 1) * _ways(argument[2], repeated=repeated or most > 1)


def _inside(argument: Any) -> Iterable[Any]:
    """The sub-expressions of a group or a look-around."""
    if isinstance(argument, (list, tuple)):
        return [item for item in argument if type(item).__name__ == "SubPattern"]
    return [argument] if type(argument).__name__ == "SubPattern" else []


def _told_apart(branches: Iterable[Any]) -> bool:
    """Every alternative begins with a literal character, no two with the same one."""
    first = [str(branch[0]) if len(branch) and str(branch[0][0]) == "LITERAL" else "" for branch in branches]
    return "" not in first and len(set(first)) == len(first)
