from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.scenario.conftest import GOOD
from trainer.rules import by_operator
from trainer.scenario.library import default_library, library
from trainer.scenario.schema import render, schema
from trainer.scenario.yaml_nodes import parse, read

FILES = [*library(default_library()), *library(default_library() / "packs")]


def errors(data: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(schema()).iter_errors(data)]


def test_the_committed_schema_is_fresh() -> None:
    written = (default_library() / "schema.json").read_text(encoding="utf-8")
    assert written == render(), "python -m trainer check --schema > scenarios/schema.json"


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(render()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_accepts_the_library(path: Path) -> None:
    assert errors(read(path).data) == []


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("title:", "titel:", "titel"),
        ("cue: ring", "cues: ring", "cues"),
        ("- required: 您好", "- requird: 您好", "requird"),
        ("- required: 您好", "- required: 您好\n        ponts: 3", "ponts"),
        ("{missed: sorry}", "{mised: sorry}", "mised"),
    ],
)
def test_it_names_the_wrong_key(old: str, new: str, named: str) -> None:
    assert any(named in message for message in errors(parse(GOOD.replace(old, new, 1), "x").data))


def properties(node: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every property the schema names, wherever it stands, with its place."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "properties" and not at.endswith("/properties"):
                yield from ((f"{at}/{name}", inner) for name, inner in value.items())
            yield from properties(value, f"{at}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from properties(value, f"{at}/{index}")


def test_every_property_explains_itself_in_chinese() -> None:
    found = list(properties(schema()))
    assert len(found) > 300
    silent = [
        at
        for at, value in found
        if not (isinstance(value, dict) and any("一" <= char <= "鿿" for char in value.get("description", "")))
    ]
    assert silent == [], "write them in the rule class or in trainer/scenario/keys.py"


def test_every_word_to_choose_from_is_explained() -> None:
    for at, value in properties(schema()):
        if "enum" in value and value["enum"] != ["1", 1]:
            assert len(value["enumDescriptions"]) == len(value["enum"]), at
            assert set(value["enum"]) & set(value["enumDescriptions"]) == set(), f"{at}: see keys.ENUMS"
            assert all(str(word) in value["description"] for word in value["enum"]), at


def test_completion_explains_keys_before_the_operator_is_known() -> None:
    keys = schema()["$defs"]["Rule"]["properties"]
    assert keys["required"]["description"] == by_operator()["required"].meaning
    assert keys["hint"]["description"].startswith("给学员看的一句提示")
    assert keys["note"]["description"].startswith(by_operator()["note"].meaning)
    assert "写在别的规则里：给培训师自己看的备注" in keys["note"]["description"]
    assert keys["full"]["description"].startswith("写在 answer 里：这么快接起给满分")
    assert "写在 silence 里：这么多次以内不扣分；不写是 0；写在 interruption 里" in keys["times"]["description"]


def test_defaults_are_told() -> None:
    named = dict(properties(schema()))
    assert named["/$defs/ScenarioFile/pass_mark"]["description"] == "及格分，0 到 100；不写是 80"
    assert named["/$defs/Caller/voice"]["description"].endswith("；不写是 female")
    pace = next(value for at, value in properties(schema()) if at.endswith("/then/within"))
    assert pace["description"].endswith("；不写是 20%")
