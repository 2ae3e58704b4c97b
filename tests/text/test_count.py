from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text.count import chars


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("您好，再见！ ", 4, id="no punctuation, no space"),
        pytest.param("龍門 漏水", 4, id="traditional"),
        pytest.param("二\u3007二六", 4, id="round zero"),
        pytest.param("WiFi密码", 6, id="Latin letters one each"),
        pytest.param("é", 0, id="no other letters"),
        pytest.param("工号1008", 6, id="four digits one by one"),
        pytest.param("２０２６年", 5, id="a year, full width"),
        pytest.param("13800138000", 11, id="telephone"),
        pytest.param("0571", 4, id="leading zero"),
        pytest.param("05", 2, id="leading zero, short"),
        pytest.param("0度", 2, id="zero itself"),
        pytest.param("24小时", 5, id="二十四"),
        pytest.param("10分钟", 3, id="十"),
        pytest.param("120个", 5, id="一百二十"),
        pytest.param("工号12", 4, id="after 工号 digit by digit"),
        pytest.param("电话号码是：120", 8, id="after 电话号码是"),
        pytest.param("3栋2单元501", 8, id="after 单元 digit by digit, 3 as 三"),
        pytest.param("501室", 4, id="before 室"),
        pytest.param("501号房", 5, id="before 号房"),
        pytest.param("3-2-501", 5, id="joined by hyphens"),
        pytest.param("3.5元", 4, id="三点五"),
        pytest.param("15%", 5, id="百分之十五"),
        pytest.param("1,200元", 5, id="一千二百"),
        pytest.param("12:30", 5, id="十二点三十"),
        pytest.param("12：05来", 5, id="full-width colon"),
        pytest.param("11月3日", 5, id="a date"),
        pytest.param("一百20三", 5, id="between other characters"),
    ],
)
def test_counts_what_is_spoken(text: str, count: int) -> None:
    assert chars(text) == count


@given(st.text(alphabet="您好12345，.:-%a 室"), st.text(alphabet="您好，。"))
def test_never_fewer_for_more_text(text: str, more: str) -> None:
    assert chars(text + "。" + more) == chars(text + "。") + chars(more)
