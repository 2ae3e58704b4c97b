"""Lists in own words, part by part."""

from __future__ import annotations

import pytest

from trainer.answers.option_words import OptionWords, parts, wordings

GREETING = {"A": "您好", "B": "单位名称", "C": "喂，哪位", "D": "姓名或者工号", "E": "主动问能帮什么忙"}
OUTAGE = {"A": "请他明天再打来", "B": "说明情况", "C": "用手工记下来", "D": "约好时间回电话"}
ORDER = {"A": "先女士，后男士", "B": "先主人，后客人", "C": "先年长，后年轻", "D": "不问就让他上楼"}
INSIDE = {"A": "里面有几个人", "B": "道谢，说再见", "C": "等两声再接", "D": "满意不再见"}

READ = {
    "the conjunction left out": (GREETING, "姓名工号", "D", ()),
    "one of two": (GREETING, "姓名", "D", ()),
    "words before and after": (GREETING, "然后报单位吧", "B", ()),
    "two with and": (GREETING, "报单位和姓名", "BD", ()),
    "one with and": (GREETING, "大楼和姓名", "D", ()),
    "two with and that are none": (GREETING, "大楼和楼层", "", ("大楼和楼层",)),
    "denied": (GREETING, "不报姓名，不要单位", "", ()),
    "denied, and no option": (GREETING, "不要大声", "", ("不要大声",)),
    "something else": (GREETING, "声音要甜", "", ("声音要甜",)),
    "remarks": (GREETING, "单位，因为这是规定，就这些，我不确定，好的，然后", "B", ()),
    "one character": (GREETING, "喂", "", ()),
    "the beginning left out": (OUTAGE, "手工记下来", "C", ()),
    "turned round": (OUTAGE, "约好回电话的时间", "D", ()),
    "a verb less": (OUTAGE, "约个时间回电话", "D", ()),
    "too little": (OUTAGE, "手工", "", ("手工",)),
    "turned round, and no option": (OUTAGE, "大楼的楼层", "", ("大楼的楼层",)),
    "another matter": (OUTAGE, "请他别急", "", ("请他别急",)),
    "of nobody": (OUTAGE, "的情况", "B", ()),
    "half of an order": (ORDER, "先年长", "C", ()),
    "the other way round": (ORDER, "先男士，先客人后主人，先年轻", "", ("先男士", "先客人后主人", "先年轻")),
    "without its 不": (ORDER, "让他上楼", "", ("让他上楼",)),
    "with plus": (GREETING, "单位+姓名", "BD", ()),
    "a small word inside left out": (INSIDE, "里面几个人，道谢再见", "AB", ()),
    "a word of weight inside left out": (
        INSIDE,
        "等三声再接，等声再接，满意就再见",
        "",
        ("等三声再接", "等声再接", "满意就再见"),
    ),
}


@pytest.mark.parametrize(("choices", "said", "letters", "unread"), READ.values(), ids=READ)
def test_read(choices: dict[str, str], said: str, letters: str, unread: tuple[str, ...]) -> None:
    found = parts([said], OptionWords(wordings(choices), "exact"), [[]])
    assert "".join(one[0] for one in found.named) == letters
    assert found.unread == unread


def test_what_is_taken_is_not_read_again() -> None:
    found = parts(["您好姓名，单位名称", "谢谢"], OptionWords(wordings(GREETING), "exact"), [[(0, 2), (5, 9)], []])
    assert found.named == (("D", 0, 2, 4),)
    assert found.unread == ("谢谢",)


def test_taken_places_may_overlap_and_go_over_a_comma() -> None:
    found = parts(["喂，哪位您"], OptionWords(wordings(GREETING), "exact"), [[(0, 4), (2, 3)]])
    assert (found.named, found.unread) == ((), ())


def test_sound_counts_where_it_was_heard() -> None:
    said = ["工好"]
    assert parts(said, OptionWords(wordings(GREETING), "exact"), [[]]).named == ()
    assert parts(said, OptionWords(wordings(GREETING), "sound"), [[]]).named == (("D", 0, 0, 2),)
