r"""Regular expressions an author may write: short, and quick on any text whatever is said.

Python's matcher goes back and tries again, so an expression may take for ever on a text that nearly fits. How many
steps it takes at most is told beforehand, of the expression as it is run and of the length of the text:

- every part has a number of ways in which it can succeed at one place, and of steps to go through all of them;
- what follows a part is tried once for each of its ways, and all of it at each place of the text;
- a repeat goes on for as many rounds as the text has characters, and each round has all ways of what is repeated.

This counts too much rather than too little. An expression is refused where a reply of LONGEST_REPLY characters may take
more than MOST_STEPS steps; a longer text is searched only where it takes no more either. No clock is asked: the same
expression is accepted, and the same text searched, on every machine.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic_core import PydanticCustomError

from trainer.text.normalise import DIGITS, SAME

LONGEST = 200  # characters of an expression
LONGEST_REPLY = 1000  # normalised characters of a text that every accepted expression can search: four minutes of talk
MOST_STEPS = 30_000_000  # of one search through one text; a few tenths of a second

_PUNCTUATION = "，。！？、；：“”‘’（）《》… "
_SURE_OF_MANY = 25  # rounds with two ways each that are more than MOST_STEPS


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression for normalised text."""

    compiled: re.Pattern[str]
    tree: Sequence[Any]  # as Python's own parser reads it

    def bounded(self, length: int) -> bool:
        """Whether a search through so many characters is sure to end soon."""
        return (length + 1) * _Steps(length).series(self.tree)[1] <= MOST_STEPS


@lru_cache(maxsize=256)  # asked for by judgement after judgement
def compile_safe(pattern: str) -> Expression:
    r"""The expression, for normalised text: \d is a spoken digit, 幺 is 一, 你 is 您, case does not matter.

    Raises PydanticCustomError with a Chinese message on bad syntax or where matching could take very long.
    """
    if len(pattern) > LONGEST:
        raise _error("pattern_long", "pattern 最多 200 个字符，这里有 {length} 个；请拆成几条规则", length=len(pattern))
    mark = next((char for char in pattern if char in _PUNCTUATION), None)
    if mark:
        raise _error("pattern_mark", "pattern 里不要写标点和空格（{mark}）：比对前都已去掉", mark=mark)
    try:
        importlib.import_module("re._parser").parse(pattern)  # as it was written, so that the column is right
        run = _for_normalised(pattern)
        tree = importlib.import_module("re._parser").parse(run, re.IGNORECASE)
        compiled = re.compile(run, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as error:
        column = (getattr(error, "pos", 0) or 0) + 1
        raise _error(
            "pattern_syntax", "pattern 写法不对（第 {column} 个字符附近），请检查括号、方括号和量词", column=column
        ) from None
    if _refers_back(tree):
        raise _error("pattern_back", r"pattern 里不能用 \1、(?P=名) 指前面括号里的字，比对可能很久；请把要说的字写出来")
    expression = Expression(compiled, tree)
    if not expression.bounded(LONGEST_REPLY):
        raise _error("pattern_slow", "pattern 里的 * + {m,n} 太多，比对可能很久；最多用一个 .*，其余写成 .{0,9}")
    if compiled.search(""):
        raise _error("pattern_empty", "pattern 什么都没说也能匹配；请至少写一个必须出现的字")
    return expression


def _error(kind: Any, message: Any, **values: Any) -> PydanticCustomError:
    return PydanticCustomError(kind, message, values or None)


def _for_normalised(pattern: str) -> str:
    out, in_class, at = "", False, 0
    while at < len(pattern):
        char = pattern[at : at + 2] if pattern[at] == "\\" else pattern[at]
        at += len(char)
        in_class = (in_class or char == "[") and char != "]"
        digits = DIGITS if in_class else f"[{DIGITS}]"
        out += digits if char == r"\d" else SAME.get(char, char)
    return out


class _Steps:
    """Counts (ways, steps) at one place of a text of that many characters; many is as good as too many."""

    def __init__(self, length: int) -> None:
        self.length = length

    def series(self, parts: Iterable[Any]) -> tuple[int, int]:
        """Parts one after the other."""
        ways, steps = 1, 0
        for operation, argument in parts:
            own_ways, own_steps = self.part(str(operation), argument)
            steps = min(steps + ways * own_steps, MOST_STEPS + 1)
            ways = min(ways * own_ways, MOST_STEPS + 1)
        return ways, max(steps, 1)

    def part(self, operation: str, argument: Any) -> tuple[int, int]:
        """A character, a repeat, alternatives, a group or a look-around."""
        if operation.endswith("REPEAT"):
            return self.repeat(int(argument[0]), int(argument[1]), argument[2])
        if operation == "BRANCH":
            counted = [self.series(branch) for branch in argument[1]]
            ways = [one for one, _ in counted]
            return max(ways) if _told_apart(argument[1]) else sum(ways), sum(steps for _, steps in counted)
        return self.series(part for inner in _inside(argument) for part in inner)

    def repeat(self, least: int, most: int, inner: Iterable[Any]) -> tuple[int, int]:
        """`inner` from `least` to `most` times; each round takes a character, or it is the last."""
        ways, steps = self.series(inner)
        rounds = max(least, min(most, self.length))
        if ways == 1:
            return rounds - min(least, rounds) + 1, 1 + rounds * steps
        if rounds > _SURE_OF_MANY:
            return MOST_STEPS + 1, MOST_STEPS + 1
        ended = [ways**number for number in range(rounds + 1)]
        return sum(ended[least:]), 1 + steps * sum(ended[:rounds])


def _inside(argument: Any) -> Iterable[Any]:
    """The sub-expressions of a group or a look-around."""
    if isinstance(argument, (list, tuple)):
        return [item for item in argument if type(item).__name__ == "SubPattern"]
    return [argument] if type(argument).__name__ == "SubPattern" else []


def _refers_back(parts: Iterable[Any]) -> bool:
    """Anything in it depends on what a group took: how long that takes to tell is not bounded by the counting above."""
    for operation, argument in parts:
        if str(operation).startswith("GROUPREF"):
            return True
        inner = argument[1] if str(operation) == "BRANCH" else _inside(argument)
        if any(_refers_back(one) for one in inner):
            return True
    return False


def _told_apart(branches: Iterable[Any]) -> bool:
    """Every alternative begins with a literal character, and no character can be the first of two."""
    first = [_same(branch[0][1]) if len(branch) and str(branch[0][0]) == "LITERAL" else "" for branch in branches]
    return "" not in first and len(set(first)) == len(first)


def _same(code: int) -> str:
    """What all characters have in common that are the same where case does not matter; others may share it too."""
    return chr(code).lower()[0].upper()[0]
