"""Scenarios found by words of their titles."""

from __future__ import annotations

import pytest

from trainer.errors import ScenarioError
from trainer.scenario.library import default_library, find_scenario, library
from trainer.scenario.titles import titled


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("漏水", ["cp-leak"]),
        ("漏水投诉·情绪激动", ["cp-leak"]),
        ("漏水投诉 情绪激动", ["cp-leak"]),
        ("投诉回访", ["fu-visit"]),
        ("未预约", ["msg-boss"]),
        ("没有这样的情景", []),
        ("leak", []),
        ("·", []),
    ],
)
def test_words_of_a_title_find_it_whatever_stands_between(words: str, found: list[str]) -> None:
    assert [one.id for one in titled(words, library(default_library()))] == found


def test_a_single_one_is_meant_and_several_are_named() -> None:
    assert find_scenario("漏水").stem == "cp-leak"
    with pytest.raises(ScenarioError) as several:
        find_scenario("回访")
    told = several.value.problems[0].message
    assert "请写其中一个" in told
    assert "投诉回访（fu-visit）" in told
    assert "节日问候回访（fu-festival）" in told
