"""The level of a group is one figure: in the report of a call, in somebody's progress, and in the report of a class."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.history.made import rule
from tests.report.html import made
from trainer.history.opened import opened
from trainer.history.progress import skill_levels
from trainer.history.skill_level import level, level_of_call
from trainer.report.html.call_report import call_values


@pytest.mark.parametrize("name", ["cp-leak", "in-hold", "in-property"])
def test_one_call_has_one_level_in_all_reports(name, tmp_path):
    examples = range(len(made.scenario(name).file.examples))
    with opened(tmp_path) as store:
        for place in examples:
            trainee = store.trainee(f"学员{place}")
            session, scenario = made.session(name, place, trainee=trainee)
            store.save(replace(session, key=f"k{place}", number=None), scenario)
            mine = skill_levels(store.rule_results(trainee=trainee.id))
            rules = store.class_rules(lambda scenario, rule, skill: skill, most=0)
            of_class = {skill: found for (who, skill), found in rules.levels.items() if who == trainee.id}
            assert of_class == pytest.approx(mine)
            told = {group: share for group, _, share in call_values(session, scenario).groups}
            assert {group: int(share[:-1]) for group, share in told.items()} == {
                skill: pytest.approx(100 * one, abs=0.51) for skill, one in mine.items()
            }


def test_a_level_lies_between_nothing_and_all():
    assert level(10, 5, 0, 1) == 0.5
    assert level(10, 15, 0, 1) == 1
    assert level(10, 0, 30, 1) == 0
    assert level(0, 0, 30, 2) == 0.5
    assert level(0, 0, 0, 0) is None


def test_a_deduction_alone_measures_a_group():
    assert level_of_call([rule(1, "a", "unclear", deducted=15.0)]) == 0.5
    assert level_of_call([rule(1, "a", "unclear")]) is None
