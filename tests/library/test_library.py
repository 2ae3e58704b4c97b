"""The library as a whole: every situation is there, fairly weighed, and proved by examples of each kind."""

from __future__ import annotations

import pytest

from tests.library.kinds import KINDS, of_kind
from trainer.checking.achievable_totals import main_points
from trainer.scenario.load import Loaded
from trainer.scenario.model import ScenarioFile

SITUATIONS = {
    "inbound calls": (
        "in-aftersales", "in-property", "in-sales", "in-internal", "in-late", "in-movein", "in-unclear", "in-lookup",
        "in-hold", "in-unknown", "in-scope", "in-outage", "in-emergency", "in-festival",
    ),
    "messages and transfers": ("msg-absent", "msg-boss", "msg-private", "trans-summary", "trans-takeover"),
    "outbound calls": ("out-visit", "out-first", "out-fee", "out-sales", "out-renew"),
    "follow-up calls": ("fu-visit", "fu-service", "fu-festival", "fu-wrong"),  # fu-visit: solved, unsolved, new, busy
    "complaints": ("cp-leak", "cp-repeat", "cp-rude", "cp-unfounded", "cp-pay", "cp-authority", "cp-indirect"),
    "difficult calls": (
        "sit-critic", "sit-slip", "sit-abuse", "sit-harass", "sit-upset", "sit-tester", "sit-invite",
    ),
    "recordings and quizzes": ("checklist-open", "checklist-complaint", "quiz-phone", "quiz-service", "quiz-k"),
}  # fmt: skip


@pytest.mark.parametrize("ids", SITUATIONS.values(), ids=SITUATIONS)
def test_every_situation_has_its_scenario(ids: tuple[str, ...], loaded: dict[str, Loaded]) -> None:
    assert set(ids) <= set(loaded)


def test_every_scenario_loads_without_a_fault_or_a_warning(loaded: dict[str, Loaded]) -> None:
    assert {name: [str(one) for one in each.problems] for name, each in loaded.items() if each.problems} == {}


def test_the_points_of_the_main_path_sum_to_100(loaded: dict[str, Loaded]) -> None:
    assert {
        name: total for name, one in loaded.items() if (total := float(sum(main_points(one).values()))) != 100
    } == {}


def test_the_staff_number_never_weighs_as_much_as_the_apology(loaded: dict[str, Loaded]) -> None:
    for name, one in loaded.items():
        worth = _worth(one)
        apologies = [points for rule, points in worth.items() if rule.endswith(".sorry")]
        numbers = [points for rule, points in worth.items() if rule.endswith(".staff")]
        assert not apologies or max(numbers, default=0) < max(apologies), name


@pytest.mark.parametrize("kind", KINDS)
def test_every_scenario_has_an_example_of_each_kind(kind: str, loaded: dict[str, Loaded]) -> None:
    assert [name for name, one in loaded.items() if not of_kind(_file(one), kind)] == []


def test_every_branch_is_taken_by_an_example(loaded: dict[str, Loaded]) -> None:
    """`trainer check` sees to it that an example's replies belong to turns it really comes to."""
    for name, one in loaded.items():
        file = _file(one)
        answered = {turn for example in file.examples for turn in (*example.replies, *(example.path or ()))}
        assert [turn.id for turn in file.turns if turn.cue != "hangup" and turn.id not in answered] == [], name


def _file(loaded: Loaded) -> ScenarioFile:
    assert loaded.scenario is not None
    return loaded.scenario.file


def _worth(loaded: Loaded) -> dict[str, float]:
    assert loaded.scenario is not None
    return {bound.id: float(bound.rule.worth) for bound in loaded.scenario.rules}
