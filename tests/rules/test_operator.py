"""The facts that other code asks of a rule: which rules exclude each other, what is named, what holds by default."""

from __future__ import annotations

from typing import Any

import pytest

from .helpers import rule_of


@pytest.mark.parametrize(
    ("one", "other", "excluding"),
    [
        ({"duration": 100}, {"duration": 300, "min": 200}, True),
        ({"duration": 300, "min": 200}, {"duration": 100}, True),
        ({"duration": 100}, {"duration": 200}, False),
        ({"duration": 100}, {"gap": 3}, False),
        ({"hangup": "caller"}, {"hangup": "agent"}, True),
        ({"hangup": "caller"}, {"hangup": "caller"}, False),
        ({"hangup": "caller"}, {"gap": 3}, False),
        ({"pace": 120}, {"pace": 300}, True),
        ({"pace": 120}, {"pace": 150}, False),
        ({"pace": 120}, {"pace": 300, "measure": "net"}, False),
        ({"pace": 120}, {"pace": 300, "relative_to": "caller"}, False),
        ({"pace": 120}, {"gap": 3}, False),
        ({"order": ["a", "b", "c"]}, {"order": ["c", "b"]}, True),
        ({"order": ["a", "b"]}, {"order": ["a", "b"]}, False),
        ({"order": ["a", "b"]}, {"order": "all"}, False),
        ({"order": ["a", "b"]}, {"gap": 3}, False),
        ({"none_of": [{"required": ["您好", "您早"]}]}, {"required": "您好"}, True),
        ({"none_of": [{"required": "您好"}]}, {"required": ["您好", "您早"]}, False),
        ({"none_of": [{"required": ["您好", "您早"], "all": "true"}]}, {"required": "您好"}, False),
        ({"none_of": [{"gap": 3}]}, {"gap": 3}, False),
        ({"gap": 3}, {"gap": 5}, False),
    ],
)
def test_a_rule_that_can_be_met_only_where_the_other_is_missed(
    one: dict[str, Any], other: dict[str, Any], excluding: bool
) -> None:
    assert rule_of(**one).excludes(rule_of(**other)) is excluding


def test_a_rule_inside_rules_is_found_at_any_depth() -> None:
    rule = rule_of(all_of=[{"any_of": [{"gap": 3}, {"hangup": "caller"}]}, {"required": "您好"}])
    assert [one.operator for one in rule.flat()] == ["all_of", "any_of", "gap", "hangup", "required"]


def test_by_default_a_rule_names_nothing() -> None:
    rule = rule_of(gap=3)
    named = (rule.asks(), rule.forbids(), rule.excuses(), rule.facts_named(), rule.rules_named(), rule.options_named())
    assert named == ((),) * 6
    assert rule.turns_named() == {}
    assert (rule.pace_target, rule_of(pace=120).pace_target) == (None, 120)
