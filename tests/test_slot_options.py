"""`--slot 名称=内容`: the same for `trainer practice` and `trainer score`."""

from __future__ import annotations

import pytest

from trainer.errors import SettingsError
from trainer.settings import check_slots, parse_slots


@pytest.mark.parametrize(
    ("pairs", "slots"),
    [
        ((), {}),
        (("工号=2031",), {"工号": "2031"}),
        ((" 工号 = 2031 ", "公司=甲=乙"), {"工号": "2031", "公司": "甲=乙"}),
        (("工号=1", "工号=2"), {"工号": "2"}),
    ],
)
def test_slots(pairs: tuple[str, ...], slots: dict[str, str]) -> None:
    assert parse_slots(pairs) == slots


def test_full_width_equals_sign_is_understood() -> None:
    assert parse_slots(("工号\uff1d2031",)) == {"工号": "2031"}


@pytest.mark.parametrize("pair", ["工号", "=2031", "工号=", " = ", ""])
def test_other_slots_are_refused(pair: str) -> None:
    with pytest.raises(SettingsError, match="要写成 名称=内容"):
        parse_slots((pair,))


def test_slots_must_be_the_scenarios() -> None:
    check_slots({"工号": "1"}, {"工号": "2", "公司": "甲"})
    with pytest.raises(SettingsError, match=r"没有“工好”这一项.*工号"):
        check_slots({"工好": "1"}, {"工号": "2", "公司": "甲"})
