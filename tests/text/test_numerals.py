from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text.numerals import NUMBER, as_quantities, digit_by_digit, quantity

QUANTITIES = {
    "0": "零",
    "000": "零",
    "1": "一",
    "2": "二",
    "007": "七",
    "10": "十",
    "11": "十一",
    "20": "二十",
    "24": "二十四",
    "100": "一百",
    "101": "一百零一",
    "110": "一百一十",
    "112": "一百一十二",
    "1000": "一千",
    "1001": "一千零一",
    "1008": "一千零八",
    "1010": "一千零一十",
    "1100": "一千一百",
    "10000": "一万",
    "10001": "一万零一",
    "10010": "一万零一十",
    "10100": "一万零一百",
    "11000": "一万一千",
    "100000": "十万",
    "100200": "十万零二百",
    "110000": "十一万",
    "1000000": "一百万",
    "10000000": "一千万",
    "100000000": "一亿",
    "100000001": "一亿零一",
    "100010000": "一亿零一万",
    "120000000": "一亿二千万",
    "123456789012": "一千二百三十四亿五千六百七十八万九千零一十二",
    "1234567890123": "一二三四五六七八九零一二三",
    "3.5": "三点五",
    "0.05": "零点零五",
    "10.10": "十点一零",
    "15%": "百分之十五",
    "0.5%": "百分之零点五",
    "１００８": "一千零八",
}


@pytest.mark.parametrize(("written", "said"), QUANTITIES.items(), ids=QUANTITIES)
def test_quantity(written: str, said: str) -> None:
    assert quantity(written) == said


@pytest.mark.parametrize(("written", "said"), [("1008", "一零零八"), ("007", "零零七"), ("１０", "一零"), ("", "")])
def test_digit_by_digit(written: str, said: str) -> None:
    assert digit_by_digit(written) == said


@given(st.integers(0, 10**12 - 1))
def test_quantity_can_be_read_back(value: int) -> None:
    assert _value(quantity(str(value))) == value


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("15%", ["15%"]), ("3.5", ["3.5"]), ("1.2.3", ["1.2", "3"]), ("一", []), ("工号1008，5栋", ["1008", "5"])],
)
def test_numbers_of_a_text(text: str, numbers: list[str]) -> None:
    assert [found[0] for found in NUMBER.finditer(text)] == numbers


def _value(said: str) -> int:
    """An independent reader of Chinese quantities."""
    ones, scales = "零一二三四五六七八九", {"十": 10, "百": 100, "千": 1000}
    if "亿" in said:
        high, low = said.split("亿")
        return _value(high) * 10**8 + _value(low)
    total = section = digit = 0
    for char in said:
        if char in ones:
            digit = ones.index(char)
        elif char in scales:
            section += (digit or 1) * scales[char]
            digit = 0
        else:
            total = (total + section + digit) * 10**4
            section = digit = 0
    return total + section + digit


def test_numbers_in_a_wording_are_said_as_quantities() -> None:
    assert as_quantities("2号24层") == ("二号二十四层", "两号二十四层")
