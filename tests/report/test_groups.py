from __future__ import annotations

import pytest

from tests.report.html import made
from trainer.report.groups import OTHERS, Groups
from trainer.scoring.skills import SKILLS

OWN = Groups((("cp-leak/greet.*", "投诉开场"), ("greet.*", "开场"), ("courtesy.thanks", "礼貌")))


@pytest.mark.parametrize(
    ("scenario", "rule", "name"),
    [
        ("cp-leak", "greet.hello", "投诉开场"),
        ("in-hold", "greet.hello", "开场"),
        ("in-hold", "courtesy.thanks", "礼貌"),
        ("in-hold", "courtesy.thank", OTHERS),
    ],
)
def test_the_first_row_that_fits_decides(scenario, rule, name):
    assert OWN.named(scenario, rule) == name


def test_names_stand_in_the_order_of_the_file():
    assert OWN.names == ("投诉开场", "开场", "礼貌")


def test_without_a_file_the_skill_groups_are_taken():
    scenario = made.scenario("in-hold")
    bound = next(one for one in scenario.rules if one.id == "greet.hello")
    assert Groups().names == SKILLS
    assert Groups().named("in-hold", "greet.hello") is None
    assert Groups().of("in-hold", "greet.hello", bound, scenario) == "接听问候"
    assert Groups().of("in-hold", "gone", None, scenario) == OTHERS
    assert OWN.of("in-hold", "greet.hello", bound, scenario) == "开场"
