"""Required phrases that hold banned ones, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scenario.conftest import GOOD
from tests.scenario.helpers import RULE, WITH_PACK, changed
from trainer.scenario.load import examine, examine_document, packs_folder
from trainer.scenario.packs import PackFolder
from trainer.scenario.yaml_nodes import parse

BANNED = "您好什么好"
# id → (old, new, place, is it a warning, a piece of the message)
CONFLICTS: dict[str, tuple[str, str, tuple[int, int], bool, str]] = {
    "banned holds required": (
        RULE,
        RULE + f"      - banned: {BANNED}\n",
        (11, 19),
        True,
        f"禁语“{BANNED}”（greet.banned-1）里含有要求说的“您好”",
    ),
    "banned in the whole call": (
        "examples:",
        f"rules:\n  - banned: {BANNED}\nexamples:",
        (11, 19),
        True,
        "（call.banned-1）里含有要求说的“您好”",
    ),
    "required holds what had better be avoided": (
        RULE,
        "      - required: 这个不行\n      - avoid: 不行\n        say: 好的\n",
        (11, 19),
        True,
        "里含有禁语“不行”（greet.avoid-1）",
    ),
    "a gap in the banned one": (
        RULE,
        "      - required: 现在没有什么办法\n      - banned: 没有…办法\n",
        (11, 19),
        False,
        "里含有禁语“没有…办法”（greet.banned-1）",
    ),
    "through a list and a slot": (
        RULE,
        "      - required: (请)?<致歉>{公司}\n      - banned: 抱歉海棠苑\n",
        (11, 19),
        False,
        "（其中一种是“很抱歉海棠苑”）里含有禁语“抱歉海棠苑”",
    ),
    "a banned list": (
        RULE,
        "      - required: 很抱歉耽误您\n      - banned: (真)?<致歉>\n",
        (11, 19),
        False,
        "里含有禁语“(真)?<致歉>”（greet.banned-1）",
    ),
    "a slot in the banned one": (
        RULE,
        '      - required: 我是海棠苑的\n      - banned: "{公司}的"\n',
        (11, 19),
        False,
        "里含有禁语“{公司}的”",
    ),
    "only where it applies": (
        RULE,
        "      - required: 这个不行\n      - banned: 不行\n        applies_when: {silent: false}\n",
        (11, 19),
        True,
        "里含有禁语“不行”（greet.banned-1）",
    ),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_a_conflict_is_named_at_the_phrase_to_change(name: str, write: Callable[..., Path]) -> None:
    old, new, place, warning, piece = CONFLICTS[name]
    path = write(changed(old, new, WITH_PACK))
    (problem,) = examine(path, PackFolder(packs_folder(path))).problems
    assert (problem.line, problem.column, problem.warning) == (*place, warning)
    assert piece in problem.message


@pytest.mark.parametrize(
    "new",
    [
        RULE + "        speaker: caller\n      - banned: 您好\n",
        "      - required: 您知不知道总阀\n      - {banned: 不知道, unless: 知不知道}\n",
        RULE + "      - {banned: 您好, speaker: caller}\n",
        f"      - {{required: 您好, unless: {BANNED}}}\n      - banned: {BANNED}\n",
    ],
    ids=["required of the caller", "rescued by unless", "banned for the caller", "not required inside the banned one"],
)
def test_no_conflict(new: str, write: Callable[..., Path]) -> None:
    path = write(changed(RULE, new, GOOD))
    assert examine(path, PackFolder(packs_folder(path))).problems == ()


def test_the_banned_phrases_of_a_pack_are_not_the_authors_to_change(write: Callable[..., Path]) -> None:
    path = write(changed(RULE, "      - required: 不知\n", WITH_PACK))
    messages = [problem.message for problem in examine(path, PackFolder(packs_folder(path))).problems]
    assert not any("里含有要求说的" in message for message in messages)


WORDINGS = st.lists(st.text("甲乙丙", min_size=2, max_size=5), min_size=1, max_size=4, unique=True)


@settings(max_examples=50)
@given(WORDINGS, WORDINGS)
def test_of_many_phrases_those_that_hold_another_are_told(required: list[str], banned: list[str]) -> None:
    rules = "".join(f"      - required: {one}\n" for one in required) + f"      - banned: [{', '.join(banned)}]\n"
    text = GOOD.replace(RULE, rules)
    problems = examine_document(parse(text, "good.yaml"), Path("good.yaml"), PackFolder(Path())).problems
    messages = "\n".join(problem.message for problem in problems)

    errors = re.findall("要求说的“(.+?)”里含有禁语“(.+?)”", messages)
    warnings = re.findall("禁语“.+?”（.+?）里含有要求说的“(.+?)”", messages)
    assert sorted(errors) == sorted((one, other) for one in required for other in banned if other in one)
    assert sorted(warnings) == sorted(one for one in required if any(one in other for other in banned))
