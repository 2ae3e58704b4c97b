"""A phrase in parts (今天…上报): what may stand between them, how they may sound, and what an author may write."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text import thresholds as t
from trainer.text.find import Found, find, perhaps, possible, prepare
from trainer.text.meaning import Pauses
from trainer.text.phrase import Phrasebook, literal
from trainer.text.template import Definitions, PhraseError, parse, sample

BOOK = Phrasebook({"公司": "海棠苑", "口号": "一起…加油"}, {"上报": ("今天…上报", "马上上报")})
MANY = "(今天|明天|马上|现在|待会|稍后|回头|晚上)…(上报|汇报)"  # so many wordings are looked up by their rarest pairs


def places(template: str, *texts: str, heard: bool = False, pauses: tuple[Pauses, ...] = ()) -> tuple[Found, ...]:
    return find(BOOK.compile(template), prepare(texts, [heard] * len(texts), pauses), nearest=False)


HELD = {
    "other words between": ("今天…上报", "我今天就给您上报", "今天就给您上报"),
    "nothing between": ("今天…上报", "我今天上报", "今天上报"),
    "a comma between": ("今天…上报", "今天，我上报", "今天，我上报"),
    "as many characters as may be": ("今天…上报", "今天我一定会给您去上报", "今天我一定会给您去上报"),
    "digits as they are spoken": ("今天…上报", "今天把1234567上报", "今天把1234567上报"),
    "the nearest of two": ("今天…上报", "今天上报，明天上报", "今天上报"),
    "three parts": ("您好…请问…贵姓", "您好啊，请问您贵姓", "您好啊，请问您贵姓"),
    "two dots or one": ("今天……上报", "今天给您上报", "今天给您上报"),
    "alternatives": ("(今天|马上)…(上报|汇报)", "马上给您汇报", "马上给您汇报"),
    "many alternatives": (MANY, "回头给您汇报", "回头给您汇报"),
    "in a list": ("<上报>", "今天给您上报", "今天给您上报"),
    "a slot": ("{公司}…为您服务", "海棠苑很高兴为您服务", "海棠苑很高兴为您服务"),
    "dots in a value are marks": ("{口号}", "一起加油", "一起加油"),
    "dots at the end are marks": ("请稍等……", "请稍等", "请稍等"),
    "full-width": ("今天…ＡＢ", "今天给您ab", "今天给您ab"),
    "a word that holds a negator": ("今天…上报", "今天特别为您上报", "今天特别为您上报"),
    "numbers": ("已经…12天", "已经等了十二天", "已经等了十二天"),
}
BROKEN = {
    "too far": ("今天…上报", "今天我一定会马上就给您上报"),
    "a full stop between": ("今天…上报", "今天来过。上报"),
    "a question between": ("今天…上报", "今天行吗？上报"),
    "a full stop within a part": ("今天…上报", "今。天给您上报"),
    "the other order": ("今天…上报", "上报今天"),
    "one part alone": ("今天…上报", "今天给您汇报"),
    "denied": ("今天…上报", "今天不给您上报"),
    "refused": ("今天…上报", "今天懒得给您上报"),
    "an optional part, one gap too far": ("今天…(就给)?…上报", "今天我一定会马上再给您上报"),
}


@pytest.mark.parametrize("heard", [False, True], ids=["typed", "heard"])
@pytest.mark.parametrize(("template", "text", "said"), HELD.values(), ids=HELD)
def test_parts_that_belong_together(template: str, text: str, said: str, heard: bool) -> None:
    found = places(template, text, heard=heard)
    assert [(one.said, one.grade, one.how) for one in found][:1] == [(said, "sure", "exact")]
    assert text[found[0].start : found[0].end] == said


@pytest.mark.parametrize("heard", [False, True], ids=["typed", "heard"])
@pytest.mark.parametrize(("template", "text"), BROKEN.values(), ids=BROKEN)
def test_parts_that_do_not(template: str, text: str, heard: bool) -> None:
    assert [one for one in places(template, text, heard=heard) if one.grade != "candidate"] == []


def test_other_characters_of_the_same_sound_at_the_end_of_a_text() -> None:
    assert [(one.said, one.how) for one in places("今天…上报", "今天上抱")] == [("今天上抱", "sound")]


def test_parts_in_two_utterances_do_not_belong_together() -> None:
    assert places("今天…上报", "我今天", "上报") == ()


def test_a_long_pause_parts_them() -> None:
    text = "我今天给您上报"
    assert len(places("今天…上报", text, heard=True, pauses=(((3, t.GAP_PAUSE - 0.01),),))) == 1
    assert places("今天…上报", text, heard=True, pauses=(((3, t.GAP_PAUSE),),)) == ()
    assert len(places("今天…上报", text, heard=True, pauses=(((1, 2.0),),))) == 1


def test_the_same_sound_counts_and_near_sound_never_does() -> None:
    (one,) = places("今天…上报", "今天给您商报", heard=True)
    assert (one.said, one.how, one.grade) == ("今天给您商报", "sound", "sure")
    assert places("今天早上…如实上报", "今天早上给您如是上泡", heard=True) == ()
    assert perhaps(BOOK.compile("今天…上报"), prepare(["今天相报"], [True])) == ()


def test_a_word_at_the_end_that_goes_on_leaves_a_doubt() -> None:
    (one,) = places("今天…您别急", "今天您别激动", heard=True)
    assert (one.grade, one.how) == ("unclear", "sound")


@given(st.text("今天上报给您我，。", max_size=24), st.booleans())
def test_a_plain_search_finds_no_more(text: str, heard: bool) -> None:
    expression = re.compile(f"今天(?:，?[^，。]){{0,{t.GAP_LONGEST}}}?，?上报")
    phrase, prepared = BOOK.compile(MANY), prepare([text, "您"], [heard] * 2)
    found = find(phrase, prepared, "exact", nearest=False)
    plain = expression.search(re.sub("，+", "，", text))
    assert bool([one for one in found if one.how == "exact"]) == bool(plain)
    assert phrase.index in possible(prepared, "exact", phrase.alone) or not plain


@pytest.mark.parametrize(
    ("template", "short", "column"),
    [("今…上报", "今", 2), ("今天…(我|给您)…上报", "我", 3), ("(甲|乙乙)…上报", "甲", 7), ("今天…，…上报", "，", 3)],
)
def test_a_part_that_is_too_short_is_told(template: str, short: str, column: int) -> None:
    with pytest.raises(PhraseError) as told:
        BOOK.compile(template)
    assert told.value.message == f"“…”前后各要写至少 2 个字，这里只有“{short}”；请写长一些，或者去掉“…”"
    assert told.value.column == column


def test_of_a_list_the_template_is_named() -> None:
    with pytest.raises(PhraseError, match="说法表“短”中的“今…上报”：“…”前后各要写至少 2 个字"):
        Phrasebook({}, {"短": ("今…上报",)}).compile("<短>")


def test_dots_alone_say_nothing() -> None:
    with pytest.raises(PhraseError, match="没有可以听的字"):
        BOOK.compile("……")


def test_a_sample_is_written_as_people_write() -> None:
    assert sample("(今天|马上)…上报", {}, {}) == "今天……上报"
    assert parse("今天…上报").only is None


def test_the_pattern_lets_as_much_pass() -> None:
    pattern = re.compile(parse("今天…上报").pattern(Definitions({}, {})))
    assert pattern.fullmatch("今天就给您上报")
    assert not pattern.fullmatch("今天我一定会马上就给您上报")


def test_a_literal_phrase_has_no_gap() -> None:
    assert literal("今天…上报").chars == ("今天上报",)


def test_a_misspelling_at_the_end_of_what_was_said() -> None:
    assert [(one.said, one.how) for one in places("今天…上报", "今添上报")] == [("今添上报", "sound")]
