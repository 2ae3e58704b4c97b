from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.scenario.conftest import GOOD
from trainer.scenario.descriptions import KEYS, OPERATORS
from trainer.scenario.library import default_library, library
from trainer.scenario.model import ScenarioFile, Turn
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


def test_every_key_and_operator_is_explained() -> None:
    from trainer.rules import RULES

    assert {field.alias or name for shape in (ScenarioFile, Turn) for name, field in shape.model_fields.items()} <= set(
        KEYS
    )
    assert {rule.operator for rule in RULES} <= set(OPERATORS)
