from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text.normalise import canonical
from trainer.text.template import (
    LONGEST_TEMPLATE,
    MOST_ALTERNATIVES,
    MOST_CHARACTERS,
    MOST_LISTS,
    Characters,
    Definitions,
    PhraseError,
    PhraseList,
    Slot,
    fill,
    lists_in,
    parse,
    sample,
    slot_fault,
    slots_in,
)

SLOTS = {"公司": "海棠苑", "工号": "1008", "空": ""}
LISTS = {
    "致歉": ("抱歉", "(非常|很)对不起"),
    "开头": ("<致歉>", "{公司}(的)?"),
    "自己": ("好", "<自己>"),
    "甲": ("<乙>",),
    "乙": ("<甲>",),
    "坏": ("(没关上",),
    **{f"l{number}": (f"<l{number + 1}>",) for number in range(300)},
    "l300": ("您好",),
}


def expand(template: str, slots: Mapping[str, str] = SLOTS, lists: Mapping[str, Sequence[str]] = LISTS) -> list[str]:
    return parse(template).expand(Definitions(slots, lists))


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


WORDINGS["lists inside lists"] = ("<l295>", ["您好"])


@pytest.mark.parametrize(("template", "wordings"), WORDINGS.values(), ids=WORDINGS)
def test_wordings_of_a_template(template: str, wordings: list[str]) -> None:
    assert expand(template) == wordings


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
    "lists inside lists without end": ("好<l0>", 2, "说法表一层套一层，超过 6 层；请写平一些"),
    "error inside a list": ("您<坏>", 2, "说法表“坏”中的“(没关上”：这个“(”没有配对的“)”"),
    "too long": ("好" * (LONGEST_TEMPLATE + 1), 1, f"这句话太长（{LONGEST_TEMPLATE + 1} 个字符）"),
    "too deep": ("(" * 60 + "好" + ")" * 60, 42, "括号套得太深"),
}


@pytest.mark.parametrize(("template", "column", "message"), ERRORS.values(), ids=ERRORS)
def test_wrong_template(template: str, column: int, message: str) -> None:
    with pytest.raises(PhraseError) as error:
        expand(template)
    assert message in error.value.message
    assert error.value.column == column
    assert str(error.value) == error.value.message


def test_longest_template_is_accepted() -> None:
    assert expand("好" * LONGEST_TEMPLATE) == ["好" * LONGEST_TEMPLATE]


def test_the_deepest_lists_with_all_their_brackets_are_expanded() -> None:
    wrapped = {f"表{n}": ("(" * 41 + f"<表{n + 1}>" + ")" * 41,) for n in range(MOST_LISTS - 1)}
    lists = {**wrapped, f"表{MOST_LISTS - 1}": ("(" * 41 + "好" + ")" * 41,)}
    assert expand("(" * 41 + "<表0>" + ")" * 41, {}, lists) == ["好"]


def test_unknown_names_without_any_known_offer_nothing() -> None:
    with pytest.raises(PhraseError) as error:
        expand("{公司}", {}, {})
    assert error.value.message == "slots 里没有“公司”"


@pytest.mark.parametrize(
    "template", ["(甲|乙)" * 13, "|".join(["(甲|乙)" * 12] * 2), "(" + "甲|" * 40 + "甲)" + "(乙|丙)" * 7]
)
def test_too_many_wordings(template: str) -> None:
    with pytest.raises(PhraseError, match=f"超过 {MOST_ALTERNATIVES} 种说法"):
        expand(template)


def test_too_many_wordings_from_a_list() -> None:
    with pytest.raises(PhraseError, match=f"超过 {MOST_ALTERNATIVES} 种说法") as error:
        expand("您<长>", {}, {"长": ("(甲|乙)" * 12, "(丙|丁)" * 12)})
    assert error.value.column == 5


def test_many_wordings_are_fine_below_the_limit() -> None:
    assert len(expand("(甲|乙)" * 11)) == 2048


def test_a_slot_longer_than_a_phrase_is_refused() -> None:
    with pytest.raises(PhraseError, match="slots 里的“公司”太长（501 个字符）"):
        expand("您好{公司}", {"公司": "海" * 501})


def test_wordings_that_are_too_long_together_are_refused() -> None:
    slots = {"公司": "海" * 500}
    assert len(expand("{公司}" + "(a|b)" * 10, slots)) == 1024
    with pytest.raises(PhraseError, match="展开后"):
        expand("{公司}" + "(a|b)" * 11, slots)


def test_the_character_at_which_wordings_become_too_long_is_named() -> None:
    template = "(a|b|c|d)" * 5 + "{甲}{乙}" + "好" * 440
    with pytest.raises(PhraseError, match="展开后") as caught:
        expand(template, {"甲": "海" * 500, "乙": "棠" * 100})
    longest = MOST_CHARACTERS // 1024 - 5 - 500 - 100
    assert caught.value.column == len("(a|b|c|d)" * 5 + "{甲}{乙}") + longest + 2


@pytest.mark.parametrize("template", ["您好？", "（您好）", "《致歉》"])
def test_full_width_signs_that_may_be_punctuation_are_characters(template: str) -> None:
    assert expand(template) == [template]


@pytest.mark.parametrize(
    ("template", "column", "sign"),
    [("（甲｜乙）", 1, "（"), ("您（请）？稍等", 2, "（"), ("我是｛公司｝", 3, "｛"), ("甲｜乙", 2, "｜")],
)
def test_full_width_syntax_is_named_with_the_sign_to_write(template: str, column: int, sign: str) -> None:
    with pytest.raises(PhraseError, match=rf"^“{sign}”是全角符号.*请改成半角") as caught:
        parse(template)
    assert caught.value.column == column


def test_a_template_knows_the_names_in_it() -> None:
    tree = parse("{公司}(<致歉>|{ 工号 })<致歉>")
    assert (tree.slots, tree.lists) == (("公司", "工号"), ("致歉", "致歉"))


@pytest.mark.parametrize(
    ("template", "kind"),
    [
        ("您好", Characters),
        ("{公司}", Slot),
        ("<致歉>", PhraseList),
        ("", None),
        ("{公司}好", None),
        ("{公司}|<致歉>", None),
        ("甲|乙", None),
    ],
)
def test_the_only_node_of_a_template(template: str, kind: type | None) -> None:
    only = parse(template).only
    assert only is None if kind is None else type(only) is kind


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("您好", "您好"),
        ("(早上|下午)好", "早上好"),
        ("甲|乙", "甲"),
        ("{公司}服务中心", "海棠苑服务中心"),
        ("<开头>好", "抱歉好"),
        ("祝您(生活|工作)?愉快", "祝您生活愉快"),
        ("(请)?稍等", "请稍等"),
        ("祝您生活愉快(再见)?", "祝您生活愉快"),
        ("不(太)?清楚", "不清楚"),
        ("麻烦您(您)?说", "麻烦您说"),
        ("(我们)?(我)?去", "我们去"),
        ("(还)?有(没有)?漏", "有没有漏"),
        ("(我)?我们(去)?", "我们"),
        ("((|甲)乙)丙", "甲乙丙"),
        ("(|甲)乙", "甲乙"),
        ("(请问)?", "请问"),
        ("{没有}好", "没有好"),
        ("<没有>好", "没有好"),
        ("<甲>", "甲"),
        ("<坏>", "(没关上"),
        ("好{没关上", "好{没关上"),
        ("(没关上", "(没关上"),
        ("", ""),
    ],
)
def test_one_wording_is_shown(template: str, shown: str) -> None:
    assert sample(template, SLOTS, LISTS) == shown


PARTS = st.sampled_from(["请", "您好", "，", "(甲|乙)", "(请)?", "(我们|我)?", "(再(见)?)?", "{公司}", "<开头>"])
TEMPLATES = st.lists(PARTS, min_size=1, max_size=4).map("".join)


@given(TEMPLATES)
def test_a_sample_is_one_of_the_wordings(template: str) -> None:
    assert sample(template, SLOTS, LISTS) in expand(template)


@given(st.text(alphabet="()|?{}<>甲乙", max_size=12))
def test_a_sample_never_fails(template: str) -> None:
    sample(template, SLOTS, LISTS)


@given(TEMPLATES)
def test_a_pattern_finds_exactly_the_wordings(template: str) -> None:
    pattern = re.compile(parse(template).pattern(Definitions(SLOTS, LISTS)))
    wordings = canonical(expand(template))
    assert all(pattern.fullmatch(wording) for wording in wordings)
    assert pattern.fullmatch("丙") is None


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("您好，{公司}", "您好，海棠苑"),
        ("{公司}{ 工号 }", "海棠苑1008"),
        ("{姓名}", "{姓名}"),
        ("{}", "{}"),
        ("{公司.__class__}", "{公司.__class__}"),
        ("没有", "没有"),
    ],
    ids=["known", "spaces inside", "unknown stays", "empty stays", "nothing is evaluated", "plain"],
)
def test_slots_are_filled(text: str, filled: str) -> None:
    assert fill(text, SLOTS) == filled


def test_a_value_is_not_filled_again() -> None:
    assert fill("{甲}", {"甲": "{乙}", "乙": "丙"}) == "{乙}"


def test_names_in_a_text_that_is_no_template() -> None:
    text = "好){ 公司 }< 致歉 >{}<>{没关上"
    assert slots_in(text) == [(2, "公司"), (14, "")]
    assert lists_in(text) == ["致歉"]


@pytest.mark.parametrize("value", ["海", "海" * 100])
def test_a_slot_has_something_to_say_in_a_hundred_characters(value: str) -> None:
    assert slot_fault("公司", value) is None


@pytest.mark.parametrize("value", ["海" * 101, "……", ""])
def test_a_slot_that_has_not_is_told(value: str) -> None:
    assert slot_fault("公司", value) == "“公司”要写 1 到 100 个字的内容，例如 海棠苑"
