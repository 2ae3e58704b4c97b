"""The library as a whole: everything there is to train is trained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from trainer.rules import by_operator
from trainer.scenario.load import Loaded
from trainer.scenario.standards import STANDARDS, coverage

Library = Mapping[Path, Loaded]


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_rule_of_etiquette_has_a_scenario(loaded_library: Library, standard: str) -> None:
    files = [loaded.scenario.file for loaded in loaded_library.values() if loaded.scenario]
    assert standard not in coverage(files).untrained, f"no scenario names {standard} in its source"


def test_no_scenario_cites_a_rule_that_does_not_exist(loaded_library: Library) -> None:
    assert coverage(loaded.scenario.file for loaded in loaded_library.values() if loaded.scenario).unknown == ()


@pytest.mark.parametrize("operator", by_operator())
def test_every_operator_is_used_by_a_scenario(loaded_library: Library, operator: str) -> None:
    used = {rule.operator for loaded in loaded_library.values() for item in loaded.rules for rule in item.rule.flat()}
    assert operator in used, f"no scenario uses {operator}, packs of `use` included"
