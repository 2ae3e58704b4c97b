"""Facts said differently, found in random calls; single sentences: tests/rules/test_wrong.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text.numerals import digit_by_digit
from trainer.text.wrong_facts import differing, put_right

PHONES = st.integers(13_000_000_000, 19_999_999_999).map(str)
FRAMES = st.sampled_from(
    ["{}", "电话{}，对吗？", "好的，我记下了，{}，没错吧", "您的手机是{}，三号楼二单元五零一", "1008，{}"]
)


def written(phone: str, way: int) -> str:
    """A telephone number as people write it or say it."""
    groups = phone[:3], phone[3:7], phone[7:]
    spoken = [digit_by_digit(group) for group in groups]
    return (phone, "-".join(groups), " ".join(groups), "".join(spoken), "，".join(spoken))[way]


@given(PHONES, st.integers(0, 4), FRAMES)
def test_a_right_number_is_never_wrong(phone: str, way: int, frame: str) -> None:
    assert differing("电话", phone, frame.format(written(phone, way))) == []


@given(PHONES, st.integers(0, 4), FRAMES, st.integers(0, 10), st.integers(1, 9))
def test_a_number_with_another_digit_always_is(phone: str, way: int, frame: str, at: int, by: int) -> None:
    other = phone[:at] + str((int(phone[at]) + by) % 10) + phone[at + 1 :]
    text = frame.format(written(other, way))
    (found,) = differing("电话", phone, text)
    assert (text[found.start : found.end], found.right) == (written(other, way), phone)


@given(st.integers(1, 40), st.integers(1, 9), st.integers(101, 3309), st.sampled_from(["栋", "号楼"]))
def test_rooms(block: int, unit: int, room: int, name: str) -> None:
    def ways(number: int) -> tuple[str, ...]:
        return f"{block}-{unit}-{number}，对吗", f"您住{block}{name}{unit}单元{number}室", f"{unit}单元{number}"

    value = f"{block}号楼{unit}单元{room}"
    assert [differing("房号", value, text) for text in ways(room)] == [[], [], []]
    assert [len(differing("房号", value, text)) for text in ways(room + 1)] == [1, 1, 1]


@pytest.mark.parametrize("said", ["电话，133、0013、3000", "电话1330013……3000，连起来就是13300133000"])
def test_a_piece_of_another_fact_is_no_fact_said_differently(said: str) -> None:
    assert differing("单号", "20260718", f"单号20260718；{said}", ["13300133000"]) == []
    assert [one.right for one in differing("单号", "20260718", f"单号20260781；{said}", ["13300133000"])] == [
        "20260718"
    ]


def test_a_telephone_number_in_pieces_is_no_room() -> None:
    assert differing("地址", "16号楼2单元", "138-1234-0-0-09") == []


@pytest.mark.parametrize(
    ("value", "wrong", "after", "said"),
    [
        ("13812345678", "13812345679", "，不对，是678", "678"),
        ("13812345678", "13812345679", "，678", "678"),
        ("13812345678", "13812345679", "，不对，是679", None),
        ("13812345678", "13812345679", "，您家两个人", None),
        ("3号楼2单元501", "3号楼1单元501", "，说错了，2单元", "2单元"),
        ("3号楼2单元501", "3号楼1单元501", "，说错了，3单元", None),
    ],
)
def test_put_right(value: str, wrong: str, after: str, said: str | None) -> None:
    (reading,) = differing("电话" if value[0] == "1" else "房号", value, wrong)
    place = put_right(reading, value, after)
    assert (None if place is None else after[place[0] : place[1]]) == said
