from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text.phrase import Phrasebook, literal
from trainer.text.template import PhraseError

SLOTS = {"公司": "海棠苑", "工号": "1008", "空": ""}
LISTS = {"致歉": ("抱歉", "(非常|很)对不起"), "坏": ("(没关上",)}


@pytest.fixture
def book() -> Phrasebook:
    return Phrasebook(SLOTS, LISTS)


@pytest.mark.parametrize("template", ["，。", "", "{空}"], ids=["marks", "empty", "empty slot"])
def test_a_phrase_with_nothing_to_hear_is_refused(book: Phrasebook, template: str) -> None:
    with pytest.raises(PhraseError, match="没有可以听的字") as error:
        book.compile(template)
    assert error.value.column == 1


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("您(好|啊", "这个“(”没有配对的“)”"),
        ("您<坏>", "说法表“坏”中的“(没关上”：这个“(”没有配对的“)”"),
        ("您{公寺}", "slots 里没有“公寺”，是不是“公司”？"),
        ("您{xyz}", "slots 里没有“xyz”；现有：公司、工号、空"),
        ("您<xyz>", "没有叫“xyz”的说法表；现有：致歉、坏"),
    ],
)
def test_a_mistake_is_reported_with_the_names_of_the_whole_scenario(
    book: Phrasebook, template: str, message: str
) -> None:
    with pytest.raises(PhraseError) as error:
        book.compile(template)
    assert (error.value.message, error.value.column) == (message, 2)


def test_each_template_is_compiled_once(book: Phrasebook) -> None:
    assert book.compile("您好") is book.compile("您好")


def test_same_characters_are_one_alternative(book: Phrasebook) -> None:
    assert book.compile("您好|您，好|早上好").texts == ("您好", "早上好")


def test_numbers_are_compiled_both_ways(book: Phrasebook) -> None:
    assert book.compile("工号{工号}").chars == ("工号一零零八", "工号一千零八")
    assert set(book.compile("工号{工号}").texts) == {"工号1008"}


def test_alternative_without_a_sound_is_left_out(book: Phrasebook) -> None:
    assert book.compile("(您好|，)").chars == ("您好",)


@pytest.mark.parametrize(
    ("template", "sounds"),
    [
        ("银行", ["yin", "hang xing"]),
        ("重新", ["chong zhong", "xin"]),
        ("还有", ["hai huan", "you"]),
        ("vip客", ["v", "i", "p", "ke"]),
    ],
)
def test_every_reading_of_a_polyphone_counts(book: Phrasebook, template: str, sounds: list[str]) -> None:
    assert [" ".join(sorted(options)) for options in book.compile(template).alternative(0).sounds] == sounds


def test_yi_beside_digits_may_be_yao(book: Phrasebook) -> None:
    assert book.compile("11").alternative(0).sounds == (frozenset({"yi", "yao"}),) * 2
    assert book.compile("一定").alternative(0).sounds[0] == frozenset({"yi"})


def test_every_sound_is_one_reading_of_its_character(book: Phrasebook) -> None:
    one = book.compile("嗯ア𠮷谢谢").alternative(0)
    assert len(one.sounds) == len(one.chars) == 5
    assert one.sounds[1] == frozenset({"ア"})


@given(st.text("甲乙(|)?{}<>公司致歉 ，1", max_size=30))
def test_any_text_compiles_or_says_where_it_is_wrong(template: str) -> None:
    wrong: PhraseError | None = None
    try:
        phrase = Phrasebook(SLOTS, LISTS).compile(template)
    except PhraseError as error:
        wrong = error
    if wrong is None:
        assert all(
            one.chars and len(one.sounds) == len(one.chars) for one in map(phrase.alternative, range(len(phrase.texts)))
        )
    else:
        assert wrong.message
        assert 1 <= wrong.column <= len(template) + 1


def test_a_literal_phrase_has_no_template_syntax() -> None:
    assert literal("(甲|乙){丙}？").chars == ("甲乙丙",)
    assert literal("30 秒").chars == ("三零秒", "三十秒")
    assert literal("……").chars == ()
