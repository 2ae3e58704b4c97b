"""JSON Schema (2020-12) of scenario files, generated from the model: for completion and red lines in editors.

A rule holds exactly one operator and then that operator's own keys; a wrong key is named. The schema describes plain
data as editors read it, so numbers may stand as numbers or as text. Every key says in Chinese what it is for and what
holds where it is left out; every word an author may choose from says what it means.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from trainer.rules import by_operator
from trainer.rules.interface import Rule
from trainer.rules.operator import Key
from trainer.scenario.keys import ENUMS, KEYS, default_of, key_of, written
from trainer.scenario.model import Caller, PackFile, ScenarioFile, Turn

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NUMBERS = {"integer": ["integer", "string"], "number": ["number", "string"], "boolean": ["boolean", "string"]}
_SHAPES = {shape.__name__: shape for shape in (ScenarioFile, Turn, Caller)}  # those whose defaults are worth telling


def schema() -> dict[str, Any]:
    """The schema of a scenario file or a pack file."""
    rules = tuple(by_operator().values())
    adapter: TypeAdapter[Any] = TypeAdapter(tuple[ScenarioFile, PackFile, *rules])  # type: ignore[valid-type]
    definitions = adapter.json_schema(by_alias=True)["$defs"]
    own = {rule.operator: _described_rule(definitions.pop(rule.__name__), rule) for rule in rules}
    definitions["Rule"] = {
        "type": "object",
        "title": "规则",
        "properties": _every_key(own),
        "additionalProperties": False,
        "anyOf": [{"required": [operator]} for operator in own],
        "allOf": [_only(operator, own) for operator in own],
    }
    for name, definition in definitions.items():
        if name != "Rule":
            _describe(name, definition)
    return {
        "$schema": DIALECT,
        "title": "话务训练情景（format 1）",
        "if": {"required": ["pack"], "not": {"required": ["id"]}},
        "then": {"$ref": "#/$defs/PackFile"},
        "else": {"$ref": "#/$defs/ScenarioFile"},
        "$defs": {name: _plain(definition) for name, definition in sorted(definitions.items())},
    }


def render() -> str:
    """The text of scenarios/schema.json."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _only(operator: str, own: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """If the operator is there, its own keys and no others; beside another operator `note` is a remark."""
    condition: dict[str, Any] = {"required": [operator]}
    if operator in Rule.model_fields:
        condition["not"] = {"anyOf": [{"required": [other]} for other in own if other != operator]}
    return {"if": condition, "then": own[operator]}


def _every_key(own: dict[str, dict[str, Any]]) -> dict[str, dict[str, str]]:
    """What completion offers before the operator is known: each key with what it means, beside each operator."""
    meanings: dict[str, dict[str, list[str]]] = {}
    for operator, definition in own.items():
        for key, value in definition["properties"].items():
            place = "" if key == operator else operator
            meanings.setdefault(key, {}).setdefault(value["description"], []).append(place)
    return {key: {"description": _joined(several, len(own))} for key, several in meanings.items()}


def _joined(meanings: dict[str, list[str]], every: int) -> str:
    """One meaning as it is where it holds beside every operator; else each with the operators it belongs to."""
    told = sorted(meanings.items(), key=lambda one: "" not in one[1])  # that of the operator itself first
    return "；".join(
        text if "" in places or len(places) == every else f"写在{_few(places)}里：{text}" for text, places in told
    )


def _few(operators: list[str]) -> str:
    return f" {'、'.join(operators)} " if len(operators) <= 3 else "别的规则"


def _described_rule(definition: dict[str, Any], rule: type[Rule]) -> dict[str, Any]:
    definition = {key: value for key, value in definition.items() if key not in ("title", "description")}
    definition["description"] = rule.meaning
    for key, value in definition["properties"].items():
        main = key == rule.operator
        said = Key(rule.meaning) if main else key_of(rule, key)
        definition["properties"][key] = _told(value, said, "" if main else default_of(rule, key))
    return definition


def _describe(name: str, definition: dict[str, Any]) -> None:
    definition.pop("description", None)
    fields = _SHAPES[name].model_fields if name in _SHAPES else {}
    for key, value in definition.get("properties", {}).items():
        text = KEYS.get(f"{name}.{key}") or KEYS.get(key) or value.get("description", "")
        default = written(fields[key].default) if key in fields else ""
        definition["properties"][key] = _told(value, Key(text), default)


def _told(value: dict[str, Any], said: Key, default: str) -> dict[str, Any]:
    """The property with its description; the words one may choose from are explained one by one."""
    text = said.meaning
    some = [choice for choice in value.get("anyOf", ()) if choice != {"type": "null"}]
    if len(some) == 1:
        value = {**some[0], **{key: inner for key, inner in value.items() if key != "anyOf"}}
    choices = value.get("enum", ())
    if choices:
        meanings = [said.choices.get(choice) or ENUMS.get(choice, choice) for choice in choices]
        text += "：" + "；".join(f"{choice} {meaning}" for choice, meaning in zip(choices, meanings, strict=True))
        value = {**value, "enumDescriptions": meanings}
    if default and "不写" not in text:
        text += f"；不写是 {default}"
    return {**value, "description": text} if text else value


def _plain(node: Any) -> Any:
    """The schema with rule placeholders as references, numbers also as text, no titles, no defaults."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("x-rule"):
        return {"$ref": "#/$defs/Rule"}
    kind = node.get("type")
    result: dict[str, Any] = {}
    for key, value in node.items():
        if key == "properties":
            result[key] = {name: _plain(inner) for name, inner in value.items()}
        elif key == "default" or (key == "title" and isinstance(value, str) and value != "规则"):
            continue
        elif key == "type" and isinstance(kind, str) and kind in _NUMBERS:
            result[key] = _NUMBERS[kind]
        elif key == "anyOf":
            choices = [_plain(item) for item in value if item != {"type": "null"}]
            result.update(choices[0] if len(choices) == 1 else {key: choices})
        elif key == "const" and value == "1":
            result["enum"] = ["1", 1]
        elif key == "type" and kind == "string" and node.get("const") == "1":
            continue
        else:
            result[key] = _plain(value)
    return _several(result)


def _several(node: dict[str, Any]) -> dict[str, Any]:
    """A list of phrases, names, conditions or replies may also be one of them alone."""
    if node.get("type") != "array":
        return node
    items = node.get("items", {})
    if items == {"type": "string"}:
        return {**node, "type": ["array", "string"]}
    told = {key: value for key, value in node.items() if key == "description"}
    many = {key: value for key, value in node.items() if key != "description"}
    if items == {"$ref": "#/$defs/Condition"}:
        return {"anyOf": [items, many], **told}
    if items == {"$ref": "#/$defs/Reply"}:
        one = {"anyOf": [{"type": "string"}, items]}
        return {"anyOf": [*one["anyOf"], {**many, "items": one}], **told}
    return node
