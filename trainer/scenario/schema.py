"""JSON Schema (2020-12) of scenario files, generated from the model: for completion and red lines in editors.

A rule holds exactly one operator and then that operator's own keys; a wrong key is named. The schema describes plain
data as editors read it, so numbers may stand as numbers or as text.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from trainer.rules import RULES
from trainer.rules.interface import Rule
from trainer.scenario.descriptions import KEYS, OPERATORS, RULE_KEYS
from trainer.scenario.model import PackFile, ScenarioFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NUMBERS = {"integer": ["integer", "string"], "number": ["number", "string"], "boolean": ["boolean", "string"]}
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def schema() -> dict[str, Any]:
    """The schema of a scenario file or a pack file."""
    adapter: TypeAdapter[Any] = TypeAdapter(tuple[ScenarioFile, PackFile, *RULES])  # type: ignore[valid-type]
    definitions = adapter.json_schema(by_alias=True)["$defs"]
    own = {rule.operator: _described_rule(definitions.pop(rule.__name__), rule) for rule in RULES}
    definitions["Rule"] = {
        "type": "object",
        "title": "规则",
        "properties": {key: True for rule in own.values() for key in rule["properties"]},
        "additionalProperties": False,
        "anyOf": [{"required": [operator]} for operator in own],
        "allOf": [_only(operator, own) for operator in own],
    }
    for name, definition in definitions.items():
        if name != "Rule":
            _describe(definition)
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
    if operator == "note":
        condition["not"] = {"anyOf": [{"required": [other]} for other in own if other != "note"]}
    return {"if": condition, "then": own[operator]}


def _described_rule(definition: dict[str, Any], rule: type[Rule]) -> dict[str, Any]:
    definition = {key: value for key, value in definition.items() if key not in ("title", "description")}
    definition["description"] = OPERATORS.get(rule.operator, rule.operator)
    for key, value in definition["properties"].items():
        text = OPERATORS.get(key, "") if key == rule.operator else RULE_KEYS.get(key, "")
        if text:
            definition["properties"][key] = {**value, "description": text}
    return definition


def _describe(definition: dict[str, Any]) -> None:
    definition.pop("description", None)
    for key, value in definition.get("properties", {}).items():
        if key in KEYS:
            definition["properties"][key] = {**value, "description": KEYS[key]}


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
    if items == {"$ref": "#/$defs/Condition"}:
        return {"anyOf": [items, node]}
    if items == {"$ref": "#/$defs/Reply"}:
        one = {"anyOf": [{"type": "string"}, items]}
        return {"anyOf": [*one["anyOf"], {**node, "items": one}]}
    return node
