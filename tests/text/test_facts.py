from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text.facts import as_phrase, has_numbers, numbers, place

ROOM = "3栋2单元501"
MOBILE = "13800138000"


@pytest.mark.parametrize(
    ("value", "text", "said"),
    [
        pytest.param(ROOM, "房号3-2-501。", "3-2-501", id="hyphens"),
        pytest.param(ROOM, "您是三栋二单元五零一，对吗", "三栋二单元五零一", id="spoken"),
        pytest.param(ROOM, "3栋的2单元，房间501", "3栋的2单元，房间501", id="with words between"),
        pytest.param("3-2-501", "三栋二单元五百零一室", "三栋二单元五百零一", id="as a quantity"),
        pytest.param("3-2-501", "32501", "32501", id="in one run"),
        pytest.param("3-2-501", "32-501", None, id="broken elsewhere"),
        pytest.param(ROOM, "3栋2单元502", None, id="a digit wrong"),
        pytest.param(ROOM, "3栋2单元", None, id="incomplete"),
        pytest.param(ROOM, "13栋2单元501", None, id="a digit more"),
        pytest.param(ROOM, "3栋。2单元501", None, id="over the end of a sentence"),
        pytest.param(ROOM, "3栋很久很久很久以前2单元501", None, id="too far apart"),
        pytest.param("501", "1501", None, id="part of a longer number"),
        pytest.param("12栋3单元1201", "123-1-201", None, id="seven digits of a room are no telephone"),
        pytest.param(MOBILE, "幺三八，零零幺三，八零零零", "幺三八，零零幺三，八零零零", id="幺, in groups"),
        pytest.param(MOBILE, "１３８ ００１３ ８０００", "１３８ ００１３ ８０００", id="full width"),
        pytest.param("138-0013-8000", MOBILE, MOBILE, id="groups in the fact"),
        pytest.param("138-0013-8000", "1380-0138-000", "1380-0138-000", id="other groups"),
        pytest.param(MOBILE, "13800138001", None, id="last digit wrong"),
        pytest.param(MOBILE, "尾号8000，13800138000", "13800138000", id="after another number"),
        pytest.param("11月3日下午2点", "十一月三号下午两点", "十一月三号下午两", id="date with words"),
        pytest.param("11月3日下午2点", "十一月三号上午两点", None, id="the words have to fit"),
        pytest.param("海棠苑3栋", "海唐苑三栋", "三", id="words by sound"),
        pytest.param("一百二十元", "120元", "120", id="quantity in the fact"),
        pytest.param("25000元", "两万五", "两万五", id="colloquial thousands"),
        pytest.param("120", "一百二", "一百二", id="colloquial hundreds"),
        pytest.param("10楼", "十楼", "十", id="ten"),
        pytest.param("102", "一百零二", "一百零二", id="with a zero"),
        pytest.param("厨房漏水", "您家廚房漏水了", "廚房漏水", id="traditional"),
        pytest.param("厨房漏水", "您家出房漏水", "出房漏水", id="by sound"),
        pytest.param("厨房漏水", "厨房的门锁", None, id="something else"),
        pytest.param("陈静", "陈。静", "陈。静", id="over punctuation"),
        pytest.param("张三", "张三先生", "张三", id="三 in a name is a word"),
        pytest.param("上周三", "是上个礼拜三下午吧", "上个礼拜三", id="a day of the week in other words"),
        pytest.param("周日", "礼拜天您在家", "礼拜天", id="Sunday"),
        pytest.param("上星期天", "上周日", "上周日", id="Sunday in the fact"),
        pytest.param("周三", "星期四", None, id="another day"),
        pytest.param("一周", "等了一个星期了", "一个星期", id="weeks counted"),
        pytest.param("两个礼拜", "拖了两周", "两周", id="weeks counted in the fact"),
        pytest.param("周末", "这个周末", "周末", id="a week-end has one name"),
        pytest.param("周静", "周静女士", "周静", id="周 in a name is a word"),
        pytest.param("？", "？", None, id="nothing to compare"),
        pytest.param("陈静", "", None, id="empty text"),
    ],
)
def test_place(value: str, text: str, said: str | None) -> None:
    span = place(value, text)
    assert (None if span is None else text[span[0] : span[1]]) == said


@pytest.mark.parametrize(
    ("value", "numeric"),
    [(ROOM, True), (MOBILE, True), ("五零一", True), ("三楼", True), ("张三", False), ("一楼", True), ("漏水", False)],
)
def test_has_numbers(value: str, numeric: bool) -> None:
    assert has_numbers(value) is numeric


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("五百零一", "501"),
        ("五零一", "501"),
        ("十", "10"),
        ("二十四", "24"),
        ("一千零八", "1008"),
        ("一万二千", "12000"),
        ("两百", "200"),
        ("三百五", "350"),
        ("三百零五", "305"),
        ("三万五", "35000"),
        ("十五", "15"),
        ("〇五七一", "0571"),
    ],
)
def test_spoken_numbers(text: str, digits: str) -> None:
    (number,) = numbers("第" + text + "间")
    assert (number.digits, number.start, number.end) == (digits, 1, 1 + len(text))


@given(st.integers(1, 99), st.integers(1, 9), st.integers(101, 3309), st.text(alphabet="您好，嗯", max_size=5))
def test_a_room_is_found_however_written(block: int, unit: int, room: int, before: str) -> None:
    text = f"{before}{block}-{unit}-{room}"
    assert place(f"{block}栋{unit}单元{room}", text) == (len(before), len(text))
    assert place(f"{block}栋{unit}单元{room + 1}", text) is None


def test_as_phrase_has_no_template_signs() -> None:
    assert as_phrase("漏水（厨房）{a}<b>|？") == "漏水 厨房  a  b"


@pytest.mark.parametrize("value", ["……", "（）", "", "()"])
def test_a_value_without_words_is_no_phrase(value: str) -> None:
    assert as_phrase(value) == ""


def test_a_very_long_value_is_cut_to_what_a_phrase_may_be() -> None:
    assert as_phrase("漏水" * 400) == "漏水" * 250
