"""Short phrases that recognition probably garbled; the pairs are what whisper-base made of them, unless they say no."""

from __future__ import annotations

import pytest

from trainer.text.find import perhaps, prepare
from trainer.text.phrase import Phrasebook

BOOK = Phrasebook({}, {"道别": ("再见", "谢谢您")})


def said(template: str, *texts: str, heard: bool = True) -> list[tuple[int, str, str]]:
    found = perhaps(BOOK.compile(template), prepare(texts, [heard] * len(texts)))
    for one in found:
        assert texts[one.text][one.start : one.end] == one.said
        assert (one.how, one.grade) == ("near", "unclear")
        assert 0.5 < one.similarity < 1
    return [(one.text, one.said, one.alternative) for one in found]


@pytest.mark.parametrize(
    ("phrase", "text", "wanted"),
    [
        pytest.param("对不起", "我们马上改正 推不起", "推不起", id="three characters"),
        pytest.param("下午好", "小午好 明德物业", "小午好", id="at the beginning"),
        pytest.param("行驶证", "车子的行姨证，还有", "行姨证", id="in the middle"),
        pytest.param("再见", "辛苦了，昨见。", "昨见", id="two characters, at the end"),
        pytest.param("渗水", "今天强力盛水 家里有老人", "盛水", id="sounds that are mixed up need less"),
        pytest.param("请坐", "您好，请说。", None, id="as plausible, so it was said"),
        pytest.param("你错了", "是我们记错了", None, id="another word"),
        pytest.param("行驶证", "您的驾驶证", None, id="another word of the same kind"),
        pytest.param("不可以", "布可以", None, id="the same sound is found elsewhere"),
        pytest.param("不可以", "堵可以", None, id="a negation was not heard"),
        pytest.param("周三", "周四", None, id="another number was heard"),
        pytest.param("再见", "再", None, id="cut off at the end"),
        pytest.param("再见", "见", None, id="cut off at the beginning"),
        pytest.param("您好", "好的", None, id="nothing before it"),
        pytest.param("请您稍等", "请您收等", None, id="long enough for near sound"),
    ],
)
def test_one_syllable_off(phrase: str, text: str, wanted: str | None) -> None:
    assert said(phrase, text) == ([] if wanted is None else [(0, wanted, phrase)])


def test_typed_text_means_what_it_says() -> None:
    assert said("再见", "昨见", heard=False) == []


def test_each_text_and_each_wording_of_a_list() -> None:
    assert said("<道别>", "节谢您", "好的，昨见") == [(1, "昨见", "再见"), (0, "节谢您", "谢谢您")]


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        pytest.param("小玲", "您好客服部小林", "小林", id="two characters, sounds that are mixed up"),
        pytest.param("小林", "您小心", None, id="two characters, similar sounds make another word"),
        pytest.param("客服部", "您好客服父母请讲", "客服父", id="three characters, a similar sound"),
        pytest.param("客服部", "您好客服请讲", None, id="three characters, another sound"),
    ],
)
def test_of_a_name_the_sound_alone_decides(name: str, text: str, wanted: str | None) -> None:
    book, prepared = Phrasebook({"姓名": name}, {}), prepare([text], [True])
    phrase = book.compile("{姓名}")

    found = [one.said for one in perhaps(phrase, prepared, names=frozenset(book.slots.values()))]

    assert found == ([] if wanted is None else [wanted])
    assert perhaps(phrase, prepared) == ()
