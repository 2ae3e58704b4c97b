"""Where a phrase stands: positions are code points of the original text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text import thresholds as t
from trainer.text.find import Found, find, prepare
from trainer.text.normalise import normalise
from trainer.text.phrase import Match, Phrasebook

SLOTS = {"公司": "海棠苑", "工号": "1008"}
LISTS = {"致歉": ("抱歉", "对不起")}
BOOK = Phrasebook(SLOTS, LISTS)


def places(template: str, *texts: str, heard: bool = False, match: Match = "near") -> tuple[Found, ...]:
    return find(BOOK.compile(template), prepare(texts, [heard] * len(texts)), match)


def counted(template: str, *texts: str, heard: bool = False, match: Match = "near") -> list[tuple[int, str, str]]:
    """(text, said, how) of what counts; every place slices to what was said."""
    found = places(template, *texts, heard=heard, match=match)
    for one in found:
        assert texts[one.text][one.start : one.end] == one.said
    return [(one.text, one.said, one.how) for one in found if one.grade == "sure" and not one.negated]


EXACT = {
    "in the middle": ("请问", "您好，请问有什么", (3, 5)),
    "over punctuation": ("您好请问", "您好，请问", (0, 5)),
    "punctuation inside the phrase": ("您好，请问", "您好请问", (0, 4)),
    "traditional": ("感谢您", "非常感謝您！", (2, 5)),
    "over emoji and zero width": ("您好", "您😀\u200b好", (0, 4)),
    "supplementary plane before": ("您好", "𠮷您好", (1, 3)),
    "latin": ("VIP客户", "ｖｉｐ客户", (0, 5)),
    "slot": ("这里是{公司}", "您好这里是海棠苑。", (2, 8)),
    "list": ("<致歉>", "实在对不起您", (2, 5)),
    "alternative": ("(您好|早上好)", "早上好", (0, 3)),
}


@pytest.mark.parametrize("heard", [False, True], ids=["typed", "heard"])
@pytest.mark.parametrize(("template", "text", "span"), EXACT.values(), ids=EXACT)
def test_exact(template: str, text: str, span: tuple[int, int], heard: bool) -> None:
    (one,) = places(template, text, heard=heard, match="exact")
    assert (one.text, one.start, one.end, one.said) == (0, *span, text[slice(*span)])
    assert (one.how, one.similarity, one.grade, one.negated) == ("exact", 1.0, "sure", False)
    assert one.phrase == template


def test_evidence_names_the_wording() -> None:
    (one,) = places("(请|麻烦)您(稍等|等一下)", "那麻烦您等一下")
    assert (one.phrase, one.alternative, one.start, one.end) == ("(请|麻烦)您(稍等|等一下)", "麻烦您等一下", 1, 7)


NUMBERS = {
    "arabic": ("工号{工号}", "工号1008", "工号1008"),
    "yao": ("工号{工号}", "我的工号幺零零八。", "工号幺零零八"),
    "yi": ("工号{工号}", "工号一零零八", "工号一零零八"),
    "quantity": ("工号{工号}", "工号一千零八", "工号一千零八"),
    "full-width digits": ("工号{工号}", "工号：１００８", "工号：１００８"),
    "with spaces": ("工号{工号}", "工号 1 0 0 8", "工号 1 0 0 8"),
    "hours written, said": ("24小时", "二十四小时", "二十四小时"),
    "hours said, written": ("二十四小时", "24小时内", "24小时"),
    "both written": ("24小时", "24小时", "24小时"),
    "liang in the phrase": ("两点半", "下午2点半", "2点半"),
    "liang in the text": ("2点半", "下午两点半", "两点半"),
    "er in the text": ("2点半", "二点半", "二点半"),
    "percent": ("百分之十五", "打15%的折", "15%"),
    "percent in the phrase": ("15%", "百分之十五", "百分之十五"),
    "full-width percent": ("百分之十五", "１５％", "１５％"),
    "decimal": ("三点五元", "3.5元", "3.5元"),
    "full-width decimal": ("三点五元", "３．５元", "３．５元"),
    "part of a number has the number's place": ("十四小时", "24小时", "24小时"),
    "phone": ("13800138000", "幺三八零零幺三八零零零", "幺三八零零幺三八零零零"),
}


@pytest.mark.parametrize("heard", [False, True], ids=["typed", "heard"])
@pytest.mark.parametrize(("template", "text", "said"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_are_found_however_they_are_said(template: str, text: str, said: str, heard: bool) -> None:
    assert counted(template, text, heard=heard) == [(0, said, "exact")]


@pytest.mark.parametrize("text", ["工号幺零零九", "工号一千零九", "工号108", "工号10080元"[:5]])
def test_another_number_is_not_found(text: str) -> None:
    assert counted("工号{工号}", text) == []


SOUND = {
    "homophones over a comma that is asked for": ("喂，您好呀", "为，您好呀", "为，您好呀"),
    "homophones over a comma, long": ("抱歉给您添麻烦", "保欠，给您添麻烦", "保欠，给您添麻烦"),
    "homophone": ("请您转接", "请您赚接", "请您赚接"),
    "two homophones": ("抱歉", "保欠", "保欠"),
    "polyphone 行, read háng": ("银行", "银航", "银航"),
    "polyphone 重": ("重新", "崇新", "崇新"),
    "polyphone 还": ("还给您钱", "环给您钱", "环给您钱"),
}
HEARD_SO = {
    "polyphone 行 in the text": ("银航", "银行", "银行"),
    "yao for a homophone": ("工号1008", "工号要零零八", "工号要零零八"),
}


@pytest.mark.parametrize("heard", [False, True], ids=["typed", "heard"])
@pytest.mark.parametrize(("template", "text", "said"), SOUND.values(), ids=SOUND)
def test_same_sound(template: str, text: str, said: str, heard: bool) -> None:
    assert counted(template, text, heard=heard) == [(0, said, "sound")]
    assert counted(template, text, heard=heard, match="sound") == [(0, said, "sound")]
    assert counted(template, text, heard=heard, match="exact") == []


@pytest.mark.parametrize(("template", "text", "said"), HEARD_SO.values(), ids=HEARD_SO)
def test_what_only_recognition_writes_is_no_misspelling(template: str, text: str, said: str) -> None:
    assert counted(template, text, heard=True) == [(0, said, "sound")]
    assert counted(template, text) == []


@pytest.mark.parametrize(
    ("template", "text"),
    [
        pytest.param("我先记", "我先给您道个歉", id="another reading of a character that was typed"),
        pytest.param("别扒", "千万别怕", id="another reading of a character of the phrase"),
        pytest.param("派师傅", "我安排师傅过去", id="a word that reaches over the place"),
        pytest.param("您几栋", "您激动什么", id="a word inside"),
        pytest.param("电话留", "电话62345678", id="a number"),
        pytest.param("您看什么步", "您看什么不好", id="a negation"),
        pytest.param("为您问问", "充电位，您问问", id="two clauses"),
        pytest.param("您好请讲", "您号，请讲", id="a misspelling and the next clause"),
        pytest.param("都不满", "一句都不瞒您", id="a short phrase that is no word"),
        pytest.param("都急着", "您说的我都记着", id="another short phrase that is no word"),
    ],
)
def test_what_was_meant_is_no_misspelling(template: str, text: str) -> None:
    assert counted(template, text) == []


def test_what_was_meant_is_not_the_nearest_either() -> None:
    assert places("千万别怕", "千万别扒门") == ()
    assert [one.said for one in places("千万别怕", "千万别忙")] == ["千万别忙"]


def test_a_misspelling_in_a_wording_that_its_author_wrote_in_two_clauses() -> None:
    assert counted("您好，请讲", "您号，请讲") == [(0, "您号，请讲", "sound")]


def test_a_short_wording_does_not_reach_over_a_mark_when_typed() -> None:
    assert counted("报领导", "往上报，领导定了") == []
    assert counted("报领导", "往上报，领导定了", heard=True) == [(0, "报，领导", "exact")]
    assert counted("好的谢谢", "好的，谢谢") == [(0, "好的，谢谢", "exact")]
    assert counted("你，干啥", "你，干啥") == [(0, "你，干啥", "exact")]


@pytest.mark.parametrize(
    ("template", "text"), [("银行", "银星"), ("不行", "不航"), ("重新", "众新"), ("还有", "换有")], ids=str
)
def test_a_polyphone_counts_in_every_reading(template: str, text: str) -> None:
    assert counted(template, text, heard=True, match="sound") == [(0, text, "sound")]


@pytest.mark.parametrize(("template", "text"), [("银行", "银很"), ("还有", "汗有"), ("重新", "同心")], ids=str)
def test_another_sound_is_not_the_same(template: str, text: str) -> None:
    assert counted(template, text, heard=True, match="sound") == []


@pytest.mark.parametrize("heard", [False, True])
@pytest.mark.parametrize(("phrase", "said"), [("您好", "你好"), ("你好", "您好"), ("您好", "妳好")])
def test_both_forms_of_address_are_one(phrase: str, said: str, heard: bool) -> None:
    assert counted(phrase, said, heard=heard) == [(0, said, "exact")]


def test_what_sounds_like_either_form_of_address_was_heard_as_it() -> None:
    assert counted("您好", "尼好", heard=True) == [(0, "尼好", "sound")]


NEAR = "感谢您的来电祝您生活愉快"


@pytest.mark.parametrize("wrong", range(1, 6))
def test_near_grade_is_within_the_thresholds(wrong: int) -> None:
    text = NEAR[: len(NEAR) - wrong]
    (one,) = places(NEAR, text, heard=True)
    assert (one.how, one.start, one.end) == ("near", 0, len(text))
    assert 0 < one.similarity < 1
    if one.similarity < t.REJECT:
        assert one.grade == "candidate"
    if one.grade == "sure":
        assert one.similarity >= min(t.ACCEPT, t.ACCEPT_LIKELIER)


def test_the_end_of_a_text_is_no_syllable() -> None:
    (one,) = places(NEAR, NEAR[:-1], heard=True)
    assert one.similarity == pytest.approx(1 - t.COST_MISSING / len(NEAR))


def test_grades_only_fall_with_what_is_missing() -> None:
    order = ["sure", "unclear", "candidate"]
    grades = [places(NEAR, NEAR[: len(NEAR) - wrong], heard=True)[0].grade for wrong in range(6)]
    assert [order.index(grade) for grade in grades] == sorted(order.index(grade) for grade in grades)
    assert (grades[0], grades[-1]) == ("sure", "candidate")


GARBLED = {
    "稍等 garbled": ("请您稍等一下", "请您收等一下"),
    "one syllable mixed up": ("有什么可以帮您的", "有什么可以办您的"),
}


@pytest.mark.parametrize(("phrase", "text"), GARBLED.values(), ids=GARBLED)
def test_a_garbled_syllable_is_heard_or_unclear(phrase: str, text: str) -> None:
    (one,) = places(phrase, text, heard=True)
    assert one.grade in ("sure", "unclear")
    assert (one.how, one.start, one.end) == ("near", 0, len(text))


OTHER_WORDS = {
    "转交 for 转接": ("请帮我转接经理", "请帮我转交经理"),
    "a negation more": ("可以给您答复", "不可以给您的答复"),
    "another number": ("工号1008", "工号1009"),
}


NOT_EVEN_NEARLY = {
    "cut out of another word": ("盯到修好", "明天肯定修好", "盯到修好吗"),
    "a syllable less, of few": ("给您报修", "一定给您修好", "给您报秀"),
    "a word for a number": ("七天内给您答复", "几天内给您答复", "七天内给您达复"),
}
DOUBTS = {
    "a digit less, over a mark": ("工号1008", "我是小王。公号108。"),
    "digits as a word": ("工号是1008", "公好是幽靈靈吧"),
}


@pytest.mark.parametrize(("phrase", "other", "garbled"), NOT_EVEN_NEARLY.values(), ids=NOT_EVEN_NEARLY)
def test_other_words_do_not_raise_a_doubt(phrase: str, other: str, garbled: str) -> None:
    assert [one.grade for one in places(phrase, other, heard=True)] == ["candidate"]
    assert [one.grade for one in places(phrase, garbled, heard=True)] == ["sure"]


@pytest.mark.parametrize(("phrase", "text"), DOUBTS.values(), ids=DOUBTS)
def test_what_may_have_been_said_raises_one(phrase: str, text: str) -> None:
    assert [one.grade for one in places(phrase, text, heard=True)] == ["unclear"]


@pytest.mark.parametrize(("phrase", "text"), OTHER_WORDS.values(), ids=OTHER_WORDS)
def test_proper_other_words_are_never_surely_the_phrase(phrase: str, text: str) -> None:
    assert [one.said for one in places(phrase, text, heard=True) if one.grade == "sure" and not one.negated] == []


@pytest.mark.parametrize("wrong", range(1, 6))
def test_near_never_counts_when_typed(wrong: int) -> None:
    found = places(NEAR, NEAR[: len(NEAR) - wrong])
    assert [one.grade for one in found] == ["candidate"]


@pytest.mark.parametrize("match", ["exact", "sound"])
def test_near_is_only_a_candidate_unless_asked_for(match: Match) -> None:
    (one,) = places(NEAR, NEAR[:-1], heard=True, match=match)
    assert (one.grade, one.how) == ("candidate", "near")


def test_near_place_in_a_longer_text() -> None:
    text = "好的好的，" + NEAR[:-1] + "了，嗯嗯"
    (one,) = places(NEAR, text, heard=True)
    assert one.how == "near"
    assert one.start == 5
    assert one.end - 5 in (len(NEAR) - 1, len(NEAR))
    assert text[one.start : one.end] == one.said


@pytest.mark.parametrize("phrase", ["转接", "请转接"])
def test_short_phrases_are_never_near(phrase: str) -> None:
    assert len(phrase) < t.SHORTEST_NEAR
    assert [one.grade for one in places(phrase, "请转交", heard=True) if one.grade != "candidate"] == []


def test_nothing_alike_gives_no_candidate() -> None:
    assert places(NEAR, "我家厨房漏水了", heard=True) == ()


def test_nothing_near_is_looked_for_where_it_was_said() -> None:
    found = places(NEAR, NEAR[:-1], NEAR, heard=True)
    assert [(one.text, one.how) for one in found] == [(1, "exact")]


NOT_NEGATED = {
    "comma": ("给您答复", "不会，给您答复"),
    "full stop": ("给您答复", "不会。给您答复"),
    "A-不-A": ("给您答复", "能不能给您答复"),
    "A-不-A, phrase begins inside": ("能给您", "能不能给您答复"),
    "是不是": ("漏水", "是不是漏水"),
    "有没有": ("收到", "有没有收到"),
    "对不起": ("感谢您", "对不起感谢您"),
    "不 of 对不起": ("起", "对不起"),
    "特别": ("感谢您", "特别感谢您"),
    "分别": ("记录", "分别记录"),
    "要不": ("这样", "要不这样"),
    "phrase begins with a negator": ("不好意思", "没不好意思"),
    "farther left": ("答复", "不会马上答复"),
    "in the text before": ("给您答复", "给您答复"),
}


@pytest.mark.parametrize("heard", [False, True], ids=["typed", "heard"])
@pytest.mark.parametrize(("template", "text"), NOT_NEGATED.values(), ids=NOT_NEGATED)
def test_not_negated(template: str, text: str, heard: bool) -> None:
    found = places(template, text, heard=heard)
    assert [(one.grade, one.negated) for one in found] == [("sure", False)]


@pytest.mark.parametrize("heard", [False, True], ids=["typed", "heard"])
@pytest.mark.parametrize("negator", ["不会", "不能", "没有", "没法", "无法", "不", "没", "别", "未", "不用", "不要"])
def test_negator_directly_left(negator: str, heard: bool) -> None:
    (one,) = places("给您答复", f"我们{negator}给您答复", heard=heard)
    start = 2 + len(negator)
    assert (one.start, one.end, one.negated) == (start, start + 4, True)


def test_negator_that_begins_the_text() -> None:
    (one,) = places("给您答复", "不给您答复")
    assert (one.start, one.negated) == (1, True)


def test_negator_at_the_end_of_the_text_before_is_another_matter() -> None:
    (one,) = places("给您答复", "我说不", "给您答复")
    assert (one.text, one.negated) == (1, False)


def test_an_affirmed_place_beats_an_overlapping_negated_one() -> None:
    found = places("(好|不好)的", "不好的")
    assert [(one.said, one.negated) for one in found] == [("不好的", False)]


def test_every_place_in_order() -> None:
    found = places("您好", "您好，您好", "在吗", "您好")
    assert [(one.text, one.start, one.end) for one in found] == [(0, 0, 2), (0, 3, 5), (2, 0, 2)]


def test_overlapping_places_of_one_phrase_count_once() -> None:
    assert [(one.start, one.end) for one in places("谢谢", "谢谢谢谢谢")] == [(0, 2), (2, 4)]


def test_longest_alternative_wins() -> None:
    (one,) = places("(谢谢|谢谢您|谢谢您的理解)", "谢谢您的理解")
    assert (one.said, one.alternative) == ("谢谢您的理解", "谢谢您的理解")


def test_exact_wins_over_sound() -> None:
    found = places("(抱歉|报歉)", "抱歉")
    assert [(one.how, one.alternative) for one in found] == [("exact", "抱歉")]


@pytest.mark.parametrize("heard", [False, True], ids=["typed", "heard"])
@pytest.mark.parametrize(
    "texts", [(), ("",), ("，。",), ("", "")], ids=["no text", "empty", "punctuation", "two empty"]
)
def test_nothing_said(texts: tuple[str, ...], heard: bool) -> None:
    assert places("您好", *texts, heard=heard) == ()
    assert places(NEAR, *texts, heard=heard) == ()


@pytest.mark.parametrize("heard", [False, True], ids=["typed", "heard"])
def test_text_shorter_than_the_phrase(heard: bool) -> None:
    assert counted("请问有什么可以帮您", "请", heard=heard) == []
    assert counted("请问", "请", heard=heard) == []


@pytest.mark.parametrize("cut", range(1, len(NEAR)))
def test_nothing_is_found_across_two_texts(cut: int) -> None:
    texts = (NEAR[:cut], NEAR[cut:])
    for one in places(NEAR, *texts, heard=True):
        text = texts[one.text]
        assert text[one.start : one.end] == one.said
        assert one.similarity == pytest.approx(1 - t.COST_MISSING * (len(NEAR) - len(one.said)) / len(NEAR))
    assert counted(NEAR, *texts, match="sound") == []


def test_one_phrase_is_near_in_several_texts() -> None:
    found = places(NEAR, NEAR[:-1], "嗯", NEAR[1:], heard=True)
    assert [(one.text, one.start, one.end) for one in found] == [(0, 0, 11), (2, 0, 11)]


def test_only_the_most_promising_stretches_are_aligned() -> None:
    text = "，".join([NEAR[:-1]] * 12)
    found = places(NEAR, text, heard=True)
    assert 1 <= len(found) <= 12
    assert all(text[one.start : one.end] == one.said for one in found)


HAN = st.text("您你好感谢的来电请问不没会对起特别行重还一二3５，。 😀", max_size=20)


@given(st.lists(HAN, max_size=3), HAN.filter(lambda text: normalise(text).chars), st.booleans())
def test_every_place_slices_to_what_matched(texts: list[str], phrase: str, heard: bool) -> None:
    compiled = Phrasebook({}, {}).compile(phrase.replace("?", ""))
    found = find(compiled, prepare(texts, [heard] * len(texts)))
    assert list(found) == sorted(found, key=lambda one: (one.text, one.start))
    for one in found:
        text = texts[one.text]
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.said
        assert 0 < one.similarity <= 1
        if one.how == "exact" and not any(char.isdecimal() for char in text + phrase):
            assert normalise(one.said).chars in compiled.chars


@given(HAN, HAN, HAN.filter(lambda text: normalise(text).chars), st.booleans())
def test_what_was_said_is_found(before: str, after: str, phrase: str, heard: bool) -> None:
    compiled = Phrasebook({}, {}).compile(phrase)
    found = find(compiled, prepare([before + "，" + phrase + "，" + after], [heard]))
    assert any(one.how == "exact" for one in found)


CUT = {
    "a word goes on behind": ("您别急", "您别激动", "unclear"),
    "the same sound, no word beside it": ("您别急", "您别几", "sure"),
    "the exact words": ("您别急", "您别急动", "sure"),
    "a word began before": ("不行", "全部行", "unclear"),
    "over a mark there is no word": ("工号1008", "我是小王。公号1008", "sure"),
    "nor over a space": ("工号1008", "我是小王 公号1008", "sure"),
}


@pytest.mark.parametrize(("phrase", "text", "grade"), CUT.values(), ids=CUT)
def test_the_same_sound_cut_out_of_another_word_leaves_doubt(phrase: str, text: str, grade: str) -> None:
    (one,) = places(phrase, text, heard=True)
    assert (one.start, one.grade) == (text.index(one.said), grade)
