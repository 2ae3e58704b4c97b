"""Full ids, and where a rule's problems are shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scenario.conftest import Problems
from tests.scenario.helpers import RULE, WITH_PACK, Change, assert_problems, changed
from trainer.errors import ScenarioError
from trainer.scenario.load import load

SAME_IDS: dict[str, Change] = {
    "written twice": (
        "    next:\n",
        "      - id: sorry\n        required: 别急\n    next:\n",
        [(17, 13, "规则 id“sorry”用了两次"), (23, 15, "请写全名")],
    ),
    "written and automatic": (
        RULE,
        RULE + "        id: required-2\n",
        [(12, 9, "自动编号“required-2”和已写的 id 相同")],
    ),
}


@pytest.mark.parametrize("name", SAME_IDS)
def test_two_rules_of_one_turn_do_not_share_an_id(name: str, problems: Problems) -> None:
    old, new, expected = SAME_IDS[name]
    assert_problems(problems(changed(old, new)), expected)


READ_BACK = "pack: taboo\nrules:\n  - id: read\n    repeat: [房好]\n"


@pytest.mark.parametrize(
    ("change", "file", "place"),
    [("{points: 3}", "taboo.yaml", (4, 14)), ("{repeat: [房户]}", "good.yaml", (5, 32))],
    ids=["where the pack wrote it", "where the scenario changed it"],
)
def test_a_changed_rule_is_blamed_where_the_word_stands(
    write: Callable[..., Path], change: str, file: str, place: tuple[int, int]
) -> None:
    text = changed("use: [taboo]", f"use: [taboo]\nchange: {{taboo.read: {change}}}", WITH_PACK)
    with pytest.raises(ScenarioError, match="是不是“房号”") as raised:
        load(write(text, pack=READ_BACK))
    (problem,) = raised.value.problems
    assert (Path(problem.path).name, problem.line, problem.column) == (file, *place)
