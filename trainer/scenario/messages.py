"""Pydantic's error types in Chinese: what is wrong, what is written, what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from trainer.errors import nearest
from trainer.rules import by_operator
from trainer.rules.condition import Condition
from trainer.rules.fields import IDENTIFIER_RULE
from trainer.rules.interface import Rule
from trainer.scenario import model
from trainer.scenario.suggestions import offer, short
from trainer.scenario.yaml_nodes import Loc

_HAN = re.compile(r"[\u4e00-\u9fff]")
_COLON = re.compile(r"[A-Za-z_][\w-]*(：|:\S)")

_SHAPES: Mapping[str, type[BaseModel]] = {
    "turns": model.Turn,
    "next": model.Next,
    "if": Condition,
    "applies_when": Condition,
    "caller": model.Caller,
    "examples": model.Example,
    "sentences": model.Sentence,
    "replies": model.Reply,
}

_PATTERNS = {
    "id": IDENTIFIER_RULE,
    "pack": IDENTIFIER_RULE,
    "expect": '要写 met、partly、missed、unclear、not_measured，或分数如 ">=90"',
}

_EXAMPLES = {
    "turns": "，每个回合以“- id: …”开头",
    "rules": "，每条规则以“- ”开头，例如 - required: 您好",
    "next": "，每行如 - {go: end}",
    "examples": "，每个示例以“- name: …”开头",
    "sentences": "，每句话写成 - {turn: …, text: …, expect: {…}}",
    "caller": "，例如 name: 陈女士",
    "slots": "，例如 公司: 海棠苑",
    "facts": "，例如 房号: 3栋2单元501",
    "replies": "，例如 greet: 您好",
    "expect": '，例如 total: ">=90"',
}


def sentence(error: Mapping[str, Any], loc: Loc, known: Loc, data: Any) -> str:
    """The Chinese sentence for one error; `known` is the part of `loc` that is in the file."""
    kind = str(error["type"])
    value = error.get("input")
    if kind == "extra_forbidden":
        return f"没有“{short(str(loc[-1]))}”这一项{offer(str(loc[-1]), _allowed(loc[:-1], data))}"
    if kind == "missing":
        inside = f"“{loc[-2]}”里" if len(loc) > 1 and isinstance(loc[-2], str) else "这里"
        return f"{inside if len(loc) > 1 else '文件里'}缺少“{loc[-1]}”，请补上"
    if isinstance(value, str) and _COLON.match(value) and kind not in _WRITTEN:
        return f"“{short(value)}”的冒号不对；请用半角冒号，后面空一格“: ”"
    name = next((step for step in reversed(known) if isinstance(step, str)), "")
    subject = f"“{name}”" if name else "这里"
    context = error.get("ctx", {})
    if kind in _TABLE:
        return _TABLE[kind](subject, name, value, context)
    if kind == "no_operator" and not context.get("key"):
        return "这条规则没有写要检查什么；请加上 required、banned、order 等其中一项"
    text = str(error.get("msg", "")).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if _HAN.search(text):
        return text
    return f"{subject}写得不对，现在是{_shown(value)}；请对照别的情景文件改"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "几个“名称: 内容”"
    if isinstance(value, (list, tuple)):
        return "一个列表"
    return f"“{short(str(value))}”"


def _allowed(loc: Loc, data: Any) -> list[str]:
    """The keys that the mapping at `loc` may have."""
    holder = data
    try:
        for step in loc:
            holder = holder[step]
    except (KeyError, IndexError, TypeError):
        holder = {}
    operators = by_operator()
    operator = next((key for key in holder if key in operators), None) if isinstance(holder, Mapping) else None
    shape: type[BaseModel]
    if operator is not None:
        shape = operators[operator]
        own = [key for key in _keys(shape) if key not in Rule.model_fields]
        return [*own, *Rule.model_fields]
    names = [step for step in loc if isinstance(step, str)]
    if not names:
        pack = isinstance(data, Mapping) and "pack" in data and "id" not in data
        return _keys(model.PackFile if pack else model.ScenarioFile)
    if names[0] == "examples" and isinstance(data, Mapping) and "pack" in data and "id" not in data:
        return _keys(model.PackExample)
    shape = next((_SHAPES[name] for name in reversed(names) if name in _SHAPES), Rule)
    return _keys(shape)


def _keys(shape: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in shape.model_fields.items()]


_Say = Callable[[str, str, Any, Mapping[str, Any]], str]


def _want(what: str) -> _Say:
    return lambda subject, name, value, context: f"{subject}要写{what}，现在是{_shown(value)}"


def _bound(words: str, key: str) -> _Say:
    return lambda subject, name, value, context: f"{subject}要{words} {context.get(key)}，现在是{_shown(value)}"


def _list(subject: str, name: str, value: Any, context: Mapping[str, Any]) -> str:
    return f"{subject}下面要写成列表{_EXAMPLES.get(name, '，每项以“- ”开头')}"


def _mapping(subject: str, name: str, value: Any, context: Mapping[str, Any]) -> str:
    return f"{subject}下面要分项写“名称: 内容”{_EXAMPLES.get(name, '')}"


def _literal(subject: str, name: str, value: Any, context: Mapping[str, Any]) -> str:
    known = re.findall(r"'([^']*)'", str(context.get("expected", "")))
    text = str(value)
    near = nearest(text, known) if isinstance(value, str) else None
    said = f"{subject}不能写{_shown(value)}"
    return f"{said}，是不是“{near}”？" if near else f"{said}；可以写 {'、'.join(known)}"


def _pattern(subject: str, name: str, value: Any, context: Mapping[str, Any]) -> str:
    rule = _PATTERNS.get(name, _PATTERNS["expect"])
    return f"{subject}写的是{_shown(value)}；{rule}"


def _text(subject: str, name: str, value: Any, context: Mapping[str, Any]) -> str:
    return f"{subject}要写一句话，现在是{_shown(value)}；以 {{ 或 [ 开头的话要加引号"


_TABLE: Mapping[str, _Say] = {
    "int_parsing": _want("整数（半角数字）"),
    "int_type": _want("整数（半角数字）"),
    "int_from_float": _want("整数（半角数字）"),
    "int_parsing_size": _want("小一点的整数"),
    "float_parsing": _want("数字（半角，不带单位）"),
    "float_type": _want("数字（半角，不带单位）"),
    "decimal_parsing": _want("数字（半角，不带单位）"),
    "decimal_type": _want("数字（半角，不带单位）"),
    "decimal_max_digits": _want("短一点的数字"),
    "decimal_max_places": _want("小数位少一点的数字"),
    "decimal_whole_digits": _want("小一点的数字"),
    "finite_number": _want("普通数字"),
    "bool_parsing": _want(" true 或 false"),
    "bool_type": _want(" true 或 false"),
    "string_type": _text,
    "list_type": _list,
    "tuple_type": _list,
    "too_short": lambda subject, name, value, context: f"{subject}至少要写 {context.get('min_length', 1)} 项",
    "too_long": lambda subject, name, value, context: f"{subject}最多写 {context.get('max_length')} 项",
    "string_too_short": lambda subject, name, value, context: f"{subject}至少要写 {context.get('min_length', 1)} 个字",
    "string_too_long": lambda subject, name, value, context: f"{subject}最多写 {context.get('max_length')} 个字",
    "dict_type": _mapping,
    "mapping_type": _mapping,
    "model_type": _mapping,
    "model_attributes_type": _mapping,
    "literal_error": _literal,
    "string_pattern_mismatch": _pattern,
    "greater_than": _bound("大于", "gt"),
    "greater_than_equal": _bound("不小于", "ge"),
    "less_than": _bound("小于", "lt"),
    "less_than_equal": _bound("不大于", "le"),
}
_WRITTEN = frozenset({"string_type", "literal_error", "string_pattern_mismatch", "where", "percent"})
