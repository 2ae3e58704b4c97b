from __future__ import annotations

from pathlib import Path

import pytest

from trainer.text.digit_groups import Line
from trainer.text.private_numbers import find_private, groups_of, mask, mask_known, mask_text, numbers_in

DATA = Path(__file__).parents[1] / "data" / "mask"
COMPANY = "021-62345678"  # of one of the calls: the number that was dialled
DIGITS = frozenset("0123456789０１２３４５６７８９零〇一二三四五六七八九十百千幺两xX叉")


def calls(name: str) -> list[list[tuple[Line, dict[int, str]]]]:
    """The lines of each call, and the bracket that each digit between brackets stands in."""
    found = []
    for call in (DATA / name).read_text(encoding="utf-8").strip().split("\n\n"):
        lines = []
        for row in call.splitlines():
            text, marks, bracket = "", {}, ""
            for char in row[2:]:
                if char in "[{":
                    bracket = char
                elif char in "]}":
                    bracket = ""
                else:
                    if bracket and char in DIGITS:
                        marks[len(text)] = bracket
                    text += char
            lines.append((Line(row[0], text), marks))
        found.append(lines)
    return found


@pytest.mark.parametrize(("name", "count"), [("calls.txt", 50), ("second.txt", 25)])
def test_private_digits_go_and_others_stay(name: str, count: int) -> None:
    gone = {"[": 0, "{": 0}
    there = {"[": 0, "{": 0}
    assert len(calls(name)) == count
    for call in calls(name):
        private = find_private([line for line, _ in call], own=numbers_in([COMPANY]))
        for (line, marks), stretches in zip(call, private.stretches, strict=True):
            hidden = mask(line.text, stretches)
            assert len(hidden) == len(line.text)
            for at, bracket in marks.items():
                there[bracket] += 1
                gone[bracket] += hidden[at] == "*"
    assert gone["["] >= 0.98 * there["["]
    assert gone["{"] <= (0.01 if name == "calls.txt" else 0.03) * there["{"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812340008。", "电话***********。"),
        ("幺三八一二三四零零零八", "***********"),
        ("要三八一二三四零零零八", "***********"),
        ("一三八一二三四零零零两", "***********"),
        ("138一二三四0008", "***********"),
        ("１３８１２３４０００８", "***********"),
        ("13812, 34 0008", "*****, ** ****"),
        ("138-1234-0008号", "***-****-****号"),
        ("133四个6两三四五", "****个*****"),
        ("身份证11010119900307123X，", "身份证******************，"),
        ("一一零一零一一九九零零三零七一二三艾克斯", "*" * 20),
        ("卡号6222 0210 0112 3344 556", "卡号**** **** **** **** ***"),
        ("座机0571-88886666转801", "座机****-********转801"),
        ("电话6688321", "电话*******"),
        ("尾号5678的", "尾号****的"),
        ("手机位好时，5-678，您还用吗", "手机位好时，*-***，您还用吗"),
        ("座位号12排，车位号345", "座位号12排，车位号345"),
        ("因为好几个人，3个师傅", "因为好几个人，3个师傅"),
        ("家里的坐机，622-0017", "家里的坐机，***-****"),
        ("5678结尾", "****结尾"),
        ("20260315_13812340008_2031.wav", "20260315_***********_2031.wav"),
        ("20260315-143000-13812340008", "20260315-143000-***********"),
        ("订单号138 1234 0008", "订单号*** **** ****"),
        ("13812340008一下", "***********一下"),
        ("13812340008，12这些", "***********，12这些"),
    ],
)
def test_numbers_are_masked_however_they_are_written(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "工号20 31，房号3-2-501",
        "一共1234567.50元",
        "一百二十三万四千五百六十七元",
        "2026-11-30 14:30:22",
        "拨打400-820-8820或者8008101234",
        "分别是101，102，103，104",
        "第一，第二，第三，第四，第五，第六，第七，第八",
        "15、16、17、18、19号",
        "发票号00451236",
        "尾",
        "20261130143000",
        "快递单号后四位是3345",
        "3x5",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_text(text) == text


def hidden(*rows: str, known: tuple[str, ...] = (), own: tuple[str, ...] = ()) -> list[str]:
    lines = [Line(row[0], row[2:]) for row in rows]
    return [
        mask(line.text, one)
        for line, one in zip(lines, find_private(lines, known, numbers_in(own)).stretches, strict=True)
    ]


def test_a_number_goes_on_over_what_the_other_says_meanwhile() -> None:
    assert hidden("客：我电话幺三八", "坐：嗯，您说", "客：幺二三四", "坐：1234", "客：零零零八") == [
        "我电话***",
        "嗯，您说",
        "****",
        "****",
        "****",
    ]


def test_a_number_ends_where_others_talk_of_something_else() -> None:
    assert hidden("客：房间138", "坐：好的，我马上帮您查一下保修的日期", "客：1234") == [
        "房间138",
        "好的，我马上帮您查一下保修的日期",
        "1234",
    ]
    assert hidden("客：编号138的", "客：是它1234")[1] == "是它1234"
    assert hidden("客：尾数123X", "客：5678")[1] == "5678"


def test_what_was_asked_for_is_private() -> None:
    assert hidden("坐：您的尾号是多少？", "客：嗯，5678") == ["您的尾号是多少？", "嗯，****"]
    assert hidden("坐：138是您的尾号吗？", "客：5678")[1] == "****"
    assert hidden("坐：房间是多少？", "客：5678")[1] == "5678"


def test_parts_of_a_private_number_are_private_everywhere() -> None:
    assert hidden("坐：是0008吗", "客：138 1234 0008，138开头那个，501") == [
        "是****吗",
        "*** **** ****，***开头那个，501",
    ]
    assert hidden("坐：是0008吗", known=("13812340008",)) == ["是****吗"]
    assert hidden("坐：是0008吗", known=("8",)) == ["是0008吗"]


def test_what_puts_a_number_right_is_private() -> None:
    assert hidden("客：13812340008，不对，是0009，打了110") == ["***********，不对，是****，打了110"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的電話是搖三把,搖二三四零零零把", "我的電話是***,********"),
        ("有三把 有二三四零零零把", "*** ********"),
        ("1860武器1998對嗎", "**********對嗎"),
        ("是1380000123", "是**********"),
        ("看後時,622,020,01123344", "看後時,***,***,********"),
        ("尾號5678", "尾號****"),
    ],
)
def test_what_an_engine_made_of_digits_is_private(text: str, masked: str) -> None:
    assert mask_text(text) == masked


def test_an_answer_that_sounds_like_digits_is_private_as_a_whole() -> None:
    lines = [Line("坐", "请您报一下身份证后四位"), Line("客", "流淋散了")]
    (stretch,) = find_private(lines).stretches[1]
    assert (stretch.start, stretch.end, stretch.chars) == (0, 4, (0, 1, 2))
    assert hidden("坐：请您留一个联系方式", "客：有86，领武企业，做做二把，先留我")[1] == "***，***业，做做**，先*我"


def test_other_answers_stay() -> None:
    for question in ("您的手机号是多少？", "尾号是多少？"):
        assert hidden(f"坐：{question}", "客：没有，要二十分钟")[1] == "没有，要二十分钟"
        assert hidden(f"坐：{question}", "客：对，就是这个，一样的")[1] == "对，就是这个，一样的"
        assert hidden(f"坐：{question}", "坐：八把酒")[1] == "八把酒"
    assert hidden("坐：您贵姓？", "客：八把酒")[1] == "八把酒"
    assert hidden("坐：身份证带了吗？", "客：八把酒")[1] == "八把酒"
    assert hidden("坐：电话是13812340008吗？", "客：八把酒")[1] == "八把酒"


def test_own_numbers_stay() -> None:
    assert hidden("坐：这里是0571-88886666", own=("0571-88886666", "2031")) == ["这里是0571-88886666"]


def test_helpers_for_what_stands_alone() -> None:
    assert mask_known("说成了 08，应是 13812340008，3", {"13812340008"}) == "说成了 **，应是 ***********，3"
    assert [mask("12个345元678", groups_of("12个345元678", 3))] == ["12个345元***"]


def test_what_is_left_of_a_number_that_is_read_back_is_private() -> None:
    said = ["改成186，0251", "好", "7933", "好，我重复一遍，有86，另外有7.3，3，2，1，1", "收您120块，排7号，对吗"]
    lines = [Line("caller" if number % 2 == 0 else "agent", text) for number, text in enumerate(said)]
    found = find_private(lines).stretches
    assert mask(said[3], found[3]) == "好，我重复一遍，有86，另外有*.*，*，*，*，*"
    assert mask(said[4], found[4]) == said[4]
    alone = Line("agent", "我重复一遍，有7.3，3，2，1，1")
    assert find_private([alone]).stretches == ((),)
