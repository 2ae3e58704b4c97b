from __future__ import annotations

import pytest

from trainer.text.slots import fill

SLOTS = {"公司": "海棠苑", "工号": "1008"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("您好，{公司}", "您好，海棠苑"),
        ("{公司}{ 工号 }", "海棠苑1008"),
        ("{姓名}", "{姓名}"),
        ("{}", "{}"),
        ("{公司.__class__}", "{公司.__class__}"),
        ("没有", "没有"),
    ],
    ids=["known", "spaces inside", "unknown stays", "empty stays", "nothing is evaluated", "plain"],
)
def test_slots_are_filled(text: str, filled: str) -> None:
    assert fill(text, SLOTS) == filled


def test_a_value_is_not_filled_again() -> None:
    assert fill("{甲}", {"甲": "{乙}", "乙": "丙"}) == "{乙}"
