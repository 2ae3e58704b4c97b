"""Plain data of a scenario → the YAML file a person would have written: keys in the library's order, short things on
one line, long ones below each other. Reading it gives the same data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from trainer.rules import by_operator
from trainer.rules.interface import Rule
from trainer.scenario.model import Example, ScenarioFile, Sentence
from trainer.workbook.inline_yaml import flow, printable, scalar

HEADER = "# yaml-language-server: $schema=schema.json\n"
WIDTH = 120  # characters; what is longer goes below each other
FOLD = 70  # characters of a line of a longer text
_TURN = ("id", "cue", "recovery", "line", "rules", "next")
_FIRST_OF_RULE = ("id",)
_LAST_OF_RULE = ("where", "speaker", "applies_when", "points", "fatal", "hint", "note")
_BELOW = frozenset(  # never on one line
    {"turns", "rules", "examples", "facts", "change", "replies", "lists", "add", "next", "sentences"}
)
_INLINE = frozenset({"next", "replies", "sentences"})  # each of their items is on one line
_SPREAD = frozenset({"turns", "rules", "examples"})  # each of their items is on lines of its own, however short
_APART = frozenset({"lists", "add", "turns", "rules", "examples", "sentences"})  # a blank line before them
_SPACED = frozenset({"turns", "examples"})  # and between their items


def render(data: dict[str, Any]) -> str:
    """The text of the file."""
    lines: list[str] = []
    for key, value in ordered(data).items():
        if key in _APART:
            lines.append("")
        if key in _SPACED and isinstance(value, list) and value:
            lines.append(f"{scalar(key)}:")
            for number, item in enumerate(value):
                lines += ([""] if number else []) + _entry("  -", item, 2, "", key)
        else:
            lines += _entry(f"{scalar(key)}:", value, 0, key)
    return HEADER + "\n".join(lines) + "\n"


def ordered(data: dict[str, Any]) -> dict[str, Any]:
    """The data with its keys in the order of the library's files."""
    result = _sorted(data, [field.alias or name for name, field in ScenarioFile.model_fields.items()])
    if isinstance(result.get("turns"), list):
        result["turns"] = [_turn(turn) for turn in result["turns"]]
    if isinstance(result.get("rules"), list):
        result["rules"] = [_rule(rule) for rule in result["rules"]]
    if isinstance(result.get("examples"), list):
        names = ["name", "variant", "rings", "note", "path", *Example.model_fields]
        last = ("replies", "expect")
        result["examples"] = [
            _sorted(one, [name for name in names if name not in last], last) for one in data["examples"]
        ]
    if isinstance(result.get("sentences"), list):
        result["sentences"] = [_sorted(one, Sentence.model_fields) for one in result["sentences"]]
    return result


def _turn(turn: Any) -> Any:
    if not isinstance(turn, dict):
        return turn
    result = _sorted(turn, _TURN[:-2], _TURN[-2:])
    if isinstance(result.get("rules"), list):
        result["rules"] = [_rule(rule) for rule in result["rules"]]
    return result


def _rule(rule: Any) -> Any:
    if not isinstance(rule, dict):
        return rule
    known = by_operator()
    operator = next((key for key in rule if key in known), "")
    own = [key for key in (known[operator].model_fields if operator else ()) if key not in Rule.model_fields]
    last = [key for key in _LAST_OF_RULE if key != operator]
    return _sorted(rule, [*_FIRST_OF_RULE, operator, *(key.rstrip("_") for key in own)], last)


def _sorted(data: dict[str, Any], first: Iterable[str], last: Iterable[str] = ()) -> dict[str, Any]:
    first, last = list(first), list(last)
    middle = [key for key in data if key not in first and key not in last]
    return {key: data[key] for key in dict.fromkeys((*first, *middle, *last)) if key in data}


def _entry(prefix: str, value: Any, indent: int, key: str, around: str = "") -> list[str]:
    """The lines of a value behind `key:` or `-`; `around` is the key of what it is part of."""
    if isinstance(value, str):
        return _text(prefix, value, indent, key)
    line = f"{prefix} {flow(value, key)}"
    short = len(line) <= WIDTH and key not in _BELOW and around not in _SPREAD
    if not value or short or around in _INLINE:
        return [line]
    below = " " * (indent + 2)
    if isinstance(value, list):
        return [prefix, *(part for item in value for part in _entry(f"{below}-", item, indent + 2, "", key))]
    lines = [
        part
        for name, inner in value.items()
        for part in _entry(f"{below}{scalar(name)}:", inner, indent + 2, name, key)
    ]
    if prefix.endswith("-"):  # the first key follows the dash
        return [f"{prefix} {lines[0].lstrip()}", *lines[1:]]
    return [prefix, *lines]


def _text(prefix: str, text: str, indent: int, key: str) -> list[str]:
    below = " " * (indent + 2)
    lines = text.split("\n")
    if len(lines) > 1 and all(printable(line) and line == line.rstrip() for line in lines):
        body = lines[:-1] if not lines[-1] else lines
        if body[0] == body[0].lstrip() != "" and body[-1]:
            sign = "|" if not lines[-1] else "|-"
            return [f"{prefix} {sign}", *(f"{below}{line}".rstrip() for line in body)]
    line = f"{prefix} {scalar(text, key, inside=False)}"
    if len(line) <= WIDTH or not printable(text) or not re.search(r"\S \S", text) or re.search(r"^ | $|  ", text):
        return [line]
    return [f"{prefix} >-", *(f"{below}{part}" for part in _folded(text))]


def _folded(text: str) -> list[str]:
    """The text broken at its spaces into lines of at most FOLD characters, where that can be."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= FOLD:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
