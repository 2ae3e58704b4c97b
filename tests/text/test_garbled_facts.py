"""Facts with numbers that recognition garbled."""

from __future__ import annotations

import pytest

from trainer.text.garbled_facts import digits_before_units, nearly

ROOM = "3栋2单元501"
MOBILE = "13800138000"


@pytest.mark.parametrize(
    ("value", "text", "said"),
    [
        pytest.param(MOBILE, "电话1380013800，3栋2单元501", "1380013800", id="a digit lost"),
        pytest.param(MOBILE, "一三八零零幺三八零零", "一三八零零幺三八零零", id="spoken"),
        pytest.param(MOBILE, "138 0013 9000", "138 0013 9000", id="a digit wrong"),
        pytest.param(ROOM, "三栋二单元五零", "三栋二单元五零", id="a room"),
        pytest.param(MOBILE, "13800138", "13800138", id="just enough: eight of eleven"),
        pytest.param(MOBILE, "1380013", None, id="seven of eleven"),
        pytest.param(MOBILE, "15912345678", None, id="another number"),
        pytest.param(MOBILE, "138001380001380013800", None, id="far too long"),
        pytest.param(MOBILE, "138001。38000", None, id="over the end of a sentence"),
        pytest.param("漏水", "漏水13800138000", None, id="not a number"),
        pytest.param("071806", "号码零企一八零六对吗", "零企一八零六", id="a digit heard as another character"),
        pytest.param("071806", "零企六八零六", "零企六八零六", id="and one wrong"),
        pytest.param("071806", "零的六八零的六", None, id="other characters are none"),
        pytest.param("071806", "好的,零季要806,对吗", "零季要806", id="two digits heard as other characters"),
        pytest.param("七点", "明晚起点有灯会", "起点", id="short: the same sound, half the characters"),
        pytest.param("六点", "请您留电话", None, id="short: no character the same"),
        pytest.param("六点", "请您留，点一下", None, id="short: not over a comma"),
        pytest.param("七点", "明晚三起点有", None, id="short: part of a longer number"),
        pytest.param("5号楼1单元302", "0六五號路易,大念三年啊", "五號路易,大念三年啊", id="digits as other characters"),
        pytest.param("5号楼1单元302", "五号路。大念三年啊", None, id="not over the end of a sentence"),
        pytest.param("5号楼1单元302", "5号楼3单元905", None, id="other digits were said"),
        pytest.param("5号楼1单元302", "那号楼易单元三年啊", None, id="it does not begin alike"),
        pytest.param("5号楼1单元302", "五号楼一单元", None, id="a number lost"),
        pytest.param(
            "11月3日下午2点", "不是一月三日下午两点", "一月三日下午两", id="most digits, whatever stands before"
        ),
        pytest.param("10号楼1单元702", "在石後樓益單元702對嗎", "石後樓益單元702", id="two digits as a quantity"),
        pytest.param("7月25日", "七月二是我日之前", "七月二是我日", id="a date"),
        pytest.param("7月25日", "七月二十六日之前", None, id="another date"),
        pytest.param("3楼", "", None, id="nothing heard"),
        pytest.param("13812340011", "有三把,有二三十,連連有有,對嗎", "有三把,有二三十,連連有有", id="a telephone"),
        pytest.param("13812340011", "有三把,有二三九,連連有有,對嗎", None, id="with another digit"),
        pytest.param("13812340011", "有山吧,有啊善事,連連有有,對嗎", None, id="too few of its sounds"),
    ],
)
def test_nearly(value: str, text: str, said: str | None) -> None:
    span = nearly(value, text)
    assert (None if span is None else text[slice(*span)]) == said


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        pytest.param("上午酒点过去", "上午九点过去", id="a digit's sound before a unit"),
        pytest.param("是点半要点酒", "是点半要点酒", id="another sound, and no unit"),
    ],
)
def test_digits_before_units(heard: str, meant: str) -> None:
    assert digits_before_units(heard) == meant
