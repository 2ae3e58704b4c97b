"""Values for slots, wherever they come from: one check, where they go over those of the scenario."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scenario.conftest import GOOD
from trainer.errors import SettingsError
from trainer.scenario.load import load


def test_given_values_go_over_the_scenarios_own(write: Callable[..., Path]) -> None:
    scenario = load(write(GOOD))
    assert scenario.slots() == {"公司": "海棠苑"}
    assert scenario.slots({"公司": "梧桐里", "工号": "8"}) == {"公司": "梧桐里", "工号": "8"}


def test_every_value_that_cannot_be_said_is_told(write: Callable[..., Path]) -> None:
    with pytest.raises(SettingsError) as error:
        load(write(GOOD)).slots({"公司": "……", "姓名": "小王", "工号": "8" * 101})
    assert [line[:8] for line in error.value.message.splitlines()] == ["“公司”要写 1", "“工号”要写 1"]


def test_the_authors_own_value_may_be_longer(write: Callable[..., Path]) -> None:
    """A session keeps all values in force, those of the author too."""
    long = "海棠苑" * 50
    scenario = load(write(GOOD.replace("公司: 海棠苑", f"公司: {long}")))
    assert scenario.slots(scenario.slots())["公司"] == long
