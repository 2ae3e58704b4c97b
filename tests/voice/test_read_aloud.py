from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text.count import chars
from trainer.voice.read_aloud import directions, numbers_in_words, without_directions


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("工号1008", "工号幺零零八"),
        ("3号楼2单元501室", "三号楼二单元五零幺室"),
        ("3-2-501", "三,二,五零幺"),
        ("13812345678", "幺三八,幺二三四,五六七八"),
        ("010-12345678", "零幺零,幺二三四五六七八"),
        ("2026年1月21日", "二零二六年一月二十一日"),
        ("24户", "二十四户"),
        ("2个2号第2次", "两个二号第二次"),
        ("12个", "十二个"),
        ("2:30", "两点三十"),
        ("8:00", "八点整"),
        ("12:05", "十二点零五"),
        ("1,200元", "一千二百元"),
        ("3.5元", "三点五元"),
        ("15%", "百分之十五"),
        ("3-5天", "三到五天"),
        ("2-3个", "两到三个"),
        ("１００８号", "幺零零八号"),
        ("12345678901", "幺二三,四五六七,八九零幺"),
        ("20260001112", "二零二六零零零幺幺幺二"),
        ("没有数字。", "没有数字。"),
    ],
)
def test_numbers_are_read_as_people_say_them(written, said):
    assert numbers_in_words(written).replace("，", ",") == said


PIECES = ["工号", "电话", "号", "楼", "室", "房", "单元", "年", "个", "第", "元", "，", "您好", "A", "%", ".", ",", "-"]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.integers(0, 99_999_999_999).map(str)), max_size=8))
def test_as_many_characters_are_said_as_are_counted(pieces):
    text = "".join(pieces)
    said = numbers_in_words(text)

    assert not any(char.isdecimal() for char in said)
    assert chars(said) == chars(text) + said.count("到")


@pytest.mark.parametrize(
    ("text", "shown", "spoken"),
    [
        ("（沙沙声）喂？听得见吗？", "（沙沙声）", "喂？听得见吗？"),
        ("好，我等着。(过了一会儿)喂？", "(过了一会儿)", "好，我等着。喂？"),
        ("（同事朝你招手）", "（同事朝你招手）", ""),
        ("我姓逄。", "", "我姓逄。"),
        ("没有关上的（括号", "", "没有关上的（括号"),
    ],
)
def test_directions_are_shown_and_never_spoken(text: str, shown: str, spoken: str) -> None:
    assert (directions(text), without_directions(text)) == (shown, spoken)
