from __future__ import annotations

from pathlib import Path

import pytest

from trainer.scenario.library import default_library, library
from trainer.scenario.standards import FACE_TO_FACE, NAMES, name_of
from trainer.scenario.yaml_nodes import read


def test_every_rule_has_a_short_chinese_name() -> None:
    assert len(NAMES) == 76
    assert {name[0] for name in NAMES} == set("PACFS")
    assert all(0 < len(name) <= 24 for name in NAMES.values())


@pytest.mark.parametrize("path", library(default_library()), ids=lambda path: path.stem)
def test_what_the_library_cites_has_a_name(path: Path) -> None:
    sources = read(path).data["source"]
    assert [source for source in sources if not name_of(source)] == []


def test_what_no_call_can_train_is_named_as_well() -> None:
    assert {name[0] for name in FACE_TO_FACE} == {"K"}
    assert name_of("K-tea") == "上茶先后、热饮与续水"


def test_an_unknown_rule_has_none() -> None:
    assert name_of("X-none") == ""
