from __future__ import annotations

import re
from pathlib import Path

import pytest

from trainer.scenario.library import default_library, library
from trainer.scenario.model import ScenarioFile
from trainer.scenario.standards import FACE_TO_FACE, GROUPS, STANDARDS, Trained, coverage, group, name_of
from trainer.scenario.yaml_nodes import read


def test_every_rule_has_a_short_chinese_name() -> None:
    assert len(STANDARDS) == 76
    assert {name[0] for name in STANDARDS} == set("PACFS")
    assert all(0 < len(name) <= 24 for name in STANDARDS.values())


@pytest.mark.parametrize("path", library(default_library()), ids=lambda path: path.stem)
def test_what_the_library_cites_has_a_name(path: Path) -> None:
    sources = read(path).data["source"]
    assert [source for source in sources if not name_of(source)] == []


def test_what_no_call_can_train_is_named_as_well() -> None:
    assert {name[0] for name in FACE_TO_FACE} == {"K"}
    assert name_of("K-tea") == "上茶先后、热饮与续水"


def test_an_unknown_rule_has_none() -> None:
    assert name_of("X-none") == ""


def scenario(name: str, *source: str) -> ScenarioFile:
    return ScenarioFile(id=name, title="报修", kind="inbound", source=source)


def test_each_standard_has_its_scenarios() -> None:
    found = coverage([scenario("b", "P-greet", "P-rings"), scenario("a", "P-greet", "P-greet")])
    by_id = {one.id: one for one in found.standards}
    assert by_id["P-greet"] == Trained("P-greet", STANDARDS["P-greet"], ("a", "b"))
    assert by_id["P-rings"].scenarios == ("b",)
    assert list(by_id) == list(STANDARDS)
    assert found.untrained == tuple(one for one in STANDARDS if one not in ("P-greet", "P-rings"))
    assert found.unknown == ()


def test_ids_of_quizzes_come_last_and_typing_mistakes_apart() -> None:
    found = coverage([scenario("q", "K-tea", "P-gret")])
    assert found.standards[-1] == Trained("K-tea", FACE_TO_FACE["K-tea"], ("q",))
    assert found.unknown == (Trained("P-gret", "", ("q",)),)
    assert len(found.standards) == len(STANDARDS) + 1


def test_the_list_has_short_chinese_names_group_by_group() -> None:
    assert list(dict.fromkeys(map(group, STANDARDS))) == [name for name in GROUPS if name != "K"]
    for standard, name in STANDARDS.items():
        assert re.fullmatch("[PACFS](-[a-z]+)+", standard)
        assert re.search("[\u4e00-\u9fff]", name)
        assert len(name) <= 20
    assert len(set(STANDARDS.values())) == len(STANDARDS)
