"""What the guide and the editors say of the operators agrees with the operators themselves."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from trainer.rules import RULES, by_operator, pick
from trainer.rules.interface import Rule
from trainer.scenario.keys import RULE_KEYS, default_of, key_of, own_keys, written
from trainer.scenario.yaml_nodes import parse

BY_NAME = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.operator)


@BY_NAME
def test_each_operator_is_explained_and_has_an_example_line(rule: type[Rule]) -> None:
    assert rule.label
    assert rule.meaning
    document = parse(f"- {rule.example}\n", "x")
    assert document.problems == []
    assert type(pick(document.data[0])) is rule


@BY_NAME
def test_each_key_beside_an_operator_is_explained(rule: type[Rule]) -> None:
    assert [key for key in own_keys(rule) if not key_of(rule, key).meaning] == []


def test_nothing_is_explained_that_does_not_exist() -> None:
    for rule in RULES:
        assert set(rule.keys) <= set(own_keys(rule)), rule.operator
    shared = {key for rule in RULES for key in own_keys(rule)}
    assert set(RULE_KEYS) <= shared | set(Rule.model_fields)


def test_keys_are_named_as_an_author_writes_them() -> None:
    assert own_keys(by_operator()["addressed"]) == ("from", "at_least")
    assert own_keys(by_operator()["note"]) == ("at_least",)
    assert own_keys(by_operator()["order"]) == ()


def test_an_unknown_key_is_explained_by_nothing() -> None:
    assert key_of(by_operator()["required"], "colour").meaning == ""


@pytest.mark.parametrize(
    ("operator", "key", "default"),
    [
        ("pace", "within", "20%"),
        ("pace", "min_chars", "20"),
        ("avoid", "deduct", "2"),
        ("interruption", "grace", "0.3"),
        ("interruption", "except", "[嗯, 好的, 是的, 对]"),
        ("required", "match", "near"),
        ("required", "all", ""),
        ("banned", "unless", ""),
    ],
)
def test_the_default_stands_as_an_author_would_write_it(operator: str, key: str, default: str) -> None:
    assert default_of(by_operator()[operator], key) == default


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("2.50"), "2.5"), (Fraction(1, 3), "33.3333%"), ((), ""), (("甲",), "[甲]"), (object(), ""), (True, "")],
    ids=["decimal", "percent", "empty", "list", "no value", "flag"],
)
def test_values_are_written_as_an_author_would(value: object, text: str) -> None:
    assert written(value) == text
