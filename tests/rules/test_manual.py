"""Every operator has a manual page: what it means, one example that meets it and one that misses it, both true."""

from __future__ import annotations

import pytest

from trainer.rules import RULES
from trainer.rules.interface import Rule

from .helpers import example

BY_NAME = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.operator)


@BY_NAME
def test_docstring_says_what_it_means(rule: type[Rule]) -> None:
    assert rule.__doc__
    assert len(rule.__doc__) > 80
    assert rule.operator in rule.model_fields or rule.operator in {f.alias for f in rule.model_fields.values()}


@BY_NAME
def test_met_example_is_met(rule: type[Rule]) -> None:
    made, judgement = example(rule.met_example)
    assert type(made) is rule
    assert (judgement.outcome, judgement.hits) == ("met", ())
    assert judgement.fraction == 1


@BY_NAME
def test_missed_example_is_missed(rule: type[Rule]) -> None:
    made, judgement = example(rule.missed_example)
    assert type(made) is rule
    assert judgement.outcome == "missed"
    assert judgement.fraction == 0
    assert bool(judgement.hits) == rule.deducts


@BY_NAME
def test_why_is_one_chinese_sentence(rule: type[Rule]) -> None:
    for text in (rule.met_example, rule.missed_example):
        why = example(text)[1].why
        assert why
        assert "\n" not in why
        assert any("\u4e00" <= char <= "\u9fff" for char in why)


def test_operators_are_listed_once() -> None:
    names = [rule.operator for rule in RULES]
    assert len(names) == len(set(names))
    assert all(names)
