"""What the kind asks of the file, and files with more problems than anyone would read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scenario.conftest import GOOD, Problems
from tests.scenario.helpers import RULE, Place, assert_problems, changed
from trainer.scenario.load import MOST_PROBLEMS, load

HEAD = "id: good\ntitle: 报修\nkind: inbound\n"


def test_a_checklist_has_no_turns(problems: Problems) -> None:
    assert_problems(problems(changed("kind: inbound", "kind: checklist")), [(6, 1, "checklist 不分回合")])


def test_a_call_has_turns(problems: Problems) -> None:
    assert_problems(problems(HEAD), [(1, 1, "文件里没有 turns（回合）")])


def test_a_checklist_needs_rules_only(problems: Problems) -> None:
    assert problems(HEAD.replace("inbound", "checklist") + "rules:\n  - required: 您好\n") == []


def test_a_turn_may_not_be_called_like_a_pack(problems: Problems) -> None:
    text = GOOD.replace("kind: inbound", "kind: inbound\nuse: [taboo]").replace("again", "taboo")
    assert_problems(problems(text), [(21, 9, "和规则包同名")])


def test_no_more_problems_are_listed_than_anyone_would_read(problems: Problems) -> None:
    found = problems(changed(RULE, "      - requird: 您好\n" * (MOST_PROBLEMS + 50)))
    assert len(found) == MOST_PROBLEMS
    assert found[-1][2] == "还有 51 处问题没有列出，先改上面这些"


def test_a_turn_is_found_by_its_id_only(write: Callable[..., Path]) -> None:
    scenario = load(write(GOOD))
    assert scenario.turn("hear").id == "hear"
    with pytest.raises(KeyError, match="haer"):
        scenario.turn("haer")


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("id: good", [(1, 5, "请把文件改名为“good.yaml”")]),
        ("id: go od", [(1, 5, "不能有空格")]),
        ("level: 1", [(1, 1, "缺少“id”")]),
    ],
    ids=["good id", "bad id", "no id"],
)
def test_a_file_name_that_no_id_can_equal(first: str, expected: list[Place], problems: Problems) -> None:
    assert_problems(problems(changed("id: good", first), name="go od.yaml"), expected)


def test_more_rules_than_anyone_judges_are_refused_as_a_whole(problems: Problems) -> None:
    rules = "".join(f"      - required: 您好{number}\n" for number in range(501))
    assert problems(changed(RULE, rules)) == [(1, 1, "情景里一共有 504 条规则，太多了；最多 500 条，请拆成几个情景")]


def test_more_examples_than_are_played_in_a_minute_are_refused(problems: Problems) -> None:
    rules = "".join(f"      - required: 您好{number}\n" for number in range(397))
    examples = "".join(f"  - {{name: 好{number}, replies: {{greet: 您好}}}}\n" for number in range(150))
    text = changed("examples:\n", f"examples:\n{examples}", changed(RULE, rules))
    ((_, column, message),) = problems(text)
    assert (column, message) == (1, "写了 151 个示例，太多了；这个情景有 400 条规则，示例最多 150 个")


def test_a_turn_that_is_none_hides_no_other_mistake(problems: Problems) -> None:
    text = changed("  - id: greet\n    cue: ring\n", "  - 您好\n  - id: greet\n    cue: ring\n").replace(
        "line: 我家漏水了", "line: 我家{哪里}漏水了"
    )
    assert_problems(problems(text), [(7, 5, "每个回合以“- id: …”开头"), (14, 13, "slots 里没有“哪里”")])
