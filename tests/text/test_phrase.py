from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text.phrase import (
    LONGEST_TEMPLATE,
    MOST_ALTERNATIVES,
    MOST_CHARACTERS,
    Phrasebook,
    PhraseError,
    full_width_syntax,
    literal,
    plain,
)

SLOTS = {"公司": "海棠苑", "工号": "1008", "空": ""}
LISTS = {
    "致歉": ("抱歉", "(非常|很)对不起"),
    "开头": ("<致歉>", "{公司}(的)?"),
    "自己": ("好", "<自己>"),
    "甲": ("<乙>",),
    "乙": ("<甲>",),
    "坏": ("(没关上",),
}


@pytest.fixture
def book() -> Phrasebook:
    return Phrasebook(SLOTS, LISTS)


SORRY = ("抱歉", "非常对不起", "很对不起")
WORDINGS = {
    "plain": ("您好", ["您好"]),
    "alternatives": ("(售后|客户)服务", ["售后服务", "客户服务"]),
    "alternatives without brackets": ("您好|早上好", ["您好", "早上好"]),
    "nested": ("(您好|(早上|下午)好)", ["您好", "早上好", "下午好"]),
    "optional": ("(请)?稍等", ["稍等", "请稍等"]),
    "optional alternatives": ("(请|麻烦)?稍等", ["稍等", "请稍等", "麻烦稍等"]),
    "two groups": ("(甲|乙)(丙|丁)", ["甲丙", "甲丁", "乙丙", "乙丁"]),
    "empty alternative": ("(请|)稍等", ["请稍等", "稍等"]),
    "slot": ("这里是{公司}", ["这里是海棠苑"]),
    "slot with spaces": ("{ 公司 }", ["海棠苑"]),
    "slot in a group": ("({公司}|我们)", ["海棠苑", "我们"]),
    "list": ("<致歉>", ["抱歉", "非常对不起", "很对不起"]),
    "list in a list": ("<开头>", ["抱歉", "非常对不起", "很对不起", "海棠苑", "海棠苑的"]),
    "list twice": ("<致歉>，<致歉>", [f"{a}，{b}" for a in SORRY for b in SORRY]),
}  # fmt: skip


@pytest.mark.parametrize(("template", "wordings"), WORDINGS.values(), ids=WORDINGS)
def test_wordings_of_a_template(book: Phrasebook, template: str, wordings: list[str]) -> None:
    assert book.expand(template) == wordings


ERRORS = {
    "open bracket": ("您(好|啊", 2, "这个“(”没有配对的“)”"),
    "inner open bracket": ("(您(好)", 1, "这个“(”没有配对的“)”"),
    "closing bracket alone": ("您好)啊", 3, "多了一个“)”"),
    "question mark alone": ("您好?", 3, "“?”在这里没有意义"),
    "brace alone": ("您}好", 2, "“}”在这里没有意义"),
    "angle alone": ("您>好", 2, "“>”在这里没有意义"),
    "open brace": ("您好{公司", 3, "这个“{”没有配对的“}”"),
    "open angle": ("您<致歉", 2, "这个“<”没有配对的“>”"),
    "unknown slot": ("您好{公寺}", 3, "slots 里没有“公寺”，是不是“公司”？"),
    "slot like nothing": ("{xyz}", 1, "slots 里没有“xyz”；现有：公司、工号、空"),
    "unknown list": ("<致谦>", 1, "没有叫“致谦”的说法表，是不是“致歉”？"),
    "list in itself": ("好<自己>", 2, "说法表“自己”里又用到了它自己"),
    "lists in a circle": ("<甲>", 1, "说法表“甲”里又用到了它自己"),
    "error inside a list": ("您<坏>", 2, "说法表“坏”中的“(没关上”：这个“(”没有配对的“)”"),
    "nothing to hear": ("，。", 1, "没有可以听的字"),
    "empty": ("", 1, "没有可以听的字"),
    "empty slot": ("{空}", 1, "没有可以听的字"),
    "too long": ("好" * (LONGEST_TEMPLATE + 1), 1, f"这句话太长（{LONGEST_TEMPLATE + 1} 个字符）"),
    "too deep": ("(" * 60 + "好" + ")" * 60, 42, "括号套得太深"),
}


@pytest.mark.parametrize(("template", "column", "message"), ERRORS.values(), ids=ERRORS)
def test_wrong_template(book: Phrasebook, template: str, column: int, message: str) -> None:
    with pytest.raises(PhraseError) as error:
        book.compile(template)
    assert message in error.value.message
    assert error.value.column == column
    assert str(error.value) == error.value.message


def test_longest_template_is_accepted(book: Phrasebook) -> None:
    assert book.expand("好" * LONGEST_TEMPLATE) == ["好" * LONGEST_TEMPLATE]


def test_deep_lists_count_as_depth() -> None:
    lists = {f"表{n}": (f"(<表{n + 1}>)",) for n in range(60)} | {"表60": ("好",)}
    with pytest.raises(PhraseError, match="括号套得太深"):
        Phrasebook({}, lists).compile("<表0>")


def test_unknown_names_without_any_known_offer_nothing() -> None:
    with pytest.raises(PhraseError) as error:
        Phrasebook({}, {}).compile("{公司}")
    assert error.value.message == "slots 里没有“公司”"


@pytest.mark.parametrize(
    "template", ["(甲|乙)" * 12, "|".join(["(甲|乙)" * 11] * 2), "(" + "甲|" * 40 + "甲)" + "(乙|丙)" * 7]
)
def test_too_many_wordings(book: Phrasebook, template: str) -> None:
    with pytest.raises(PhraseError, match=f"超过 {MOST_ALTERNATIVES} 种说法"):
        book.expand(template)


def test_too_many_wordings_from_a_list() -> None:
    book = Phrasebook({}, {"长": ("(甲|乙)" * 11, "(丙|丁)" * 11)})
    with pytest.raises(PhraseError, match=f"超过 {MOST_ALTERNATIVES} 种说法") as error:
        book.expand("您<长>")
    assert error.value.column >= 2


def test_many_wordings_are_fine_below_the_limit(book: Phrasebook) -> None:
    assert len(book.expand("(甲|乙)" * 11)) == 2048


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


@pytest.mark.parametrize(
    ("template", "yes"), [("您好", True), ("（您好）", True), ("(您)好", False), ("{公司}", False), ("<致歉>", False)]
)
def test_plain_templates(template: str, *, yes: bool) -> None:
    assert plain(template) is yes


@pytest.mark.parametrize(
    ("template", "sign"),
    [
        ("（甲｜乙）", "（"),
        ("（请）？稍等", "（"),
        ("｛公司｝", "｛"),
        ("您好？", None),
        ("（您好）", None),
        ("甲｜乙", "｜"),
    ],
)
def test_full_width_signs_meant_as_syntax(template: str, sign: str | None) -> None:
    assert full_width_syntax(template) == sign


@pytest.mark.parametrize(("template", "column"), [("（甲｜乙）", 1), ("您（请）？稍等", 2), ("我是｛公司｝", 3)])
def test_full_width_syntax_is_named_with_the_sign_to_write(template: str, column: int) -> None:
    with pytest.raises(PhraseError, match=r"全角符号.*请改成半角") as caught:
        Phrasebook(SLOTS, LISTS).compile(template)
    assert caught.value.column == column


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


def test_a_slot_longer_than_a_phrase_is_refused() -> None:
    with pytest.raises(PhraseError, match="slots 里的“公司”太长（501 个字符）"):
        Phrasebook({"公司": "海" * 501}, {}).expand("您好{公司}")


def test_wordings_that_are_too_long_together_are_refused() -> None:
    book = Phrasebook({"公司": "海" * 500}, {})
    assert len(book.expand("{公司}" + "(a|b)" * 10)) == 1024
    with pytest.raises(PhraseError, match="展开后"):
        book.expand("{公司}" + "(a|b)" * 11)


def test_a_literal_phrase_has_no_template_syntax() -> None:
    assert literal("(甲|乙){丙}？").chars == ("甲乙丙",)
    assert literal("30 秒").chars == ("三零秒", "三十秒")
    assert literal("……").chars == ()


def test_the_character_at_which_wordings_become_too_long_is_named() -> None:
    book = Phrasebook({"甲": "海" * 500, "乙": "棠" * 100}, {})
    template = "(a|b|c|d)" * 5 + "{甲}{乙}" + "好" * 440
    with pytest.raises(PhraseError, match="展开后") as caught:
        book.expand(template)
    longest = MOST_CHARACTERS // 1024 - 5 - 500 - 100
    assert caught.value.column == len("(a|b|c|d)" * 5 + "{甲}{乙}") + longest + 2
