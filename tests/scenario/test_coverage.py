from __future__ import annotations

import re

from trainer.scenario.coverage import Trained, coverage
from trainer.scenario.model import ScenarioFile
from trainer.scenario.standards import FACE_TO_FACE, GROUPS, STANDARDS, group


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
