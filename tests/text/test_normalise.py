from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text.normalise import Normalised, canonical, canonical_char, is_han, normalise, sayable, simplify

HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x323B0))
CASES = {
    "plain": ("您好", "您好"),
    "empty": ("", ""),
    "punctuation and spaces": ("您好， 请问…… 有什么—可以帮您？!", "您好请问有什么可以帮您"),
    "quotes and brackets": ("“您好”（请）《稍》【等】", "您好请稍等"),
    "emoji": ("您好😀👍🏽", "您好"),
    "zero width": ("您\u200b好\ufeff\u200d", "您好"),
    "combining accent": ("e\u0301您", "e您"),
    "lone surrogate": ("您\ud800好", "您好"),
    "newline and tab": ("您\n\t\u3000好", "您好"),
    "full-width latin": ("ＡＢｃ", "abc"),
    "full-width digits": ("１００８", "一零零八"),
    "digits": ("工号1008", "工号一零零八"),
    "all digits": ("0123456789", "零一二三四五六七八九"),
    "arabic-indic digits": ("٣", "三"),
    "superscript": ("㎡²", "m二二"),
    "yao": ("幺零零八", "一零零八"),
    "circle zero": ("二〇二六○", "二零二六零"),
    "traditional": ("感謝您的來電，電話號碼", "感谢您的来电电话号码"),
    "both forms of address": ("你妳您", "您您您"),
    "he and she": ("他她它", "他他它"),
    "zhe is left alone": ("着著", "着著"),
    "latin capitals": ("VIP", "vip"),
    "unit sign": ("㎏", "kg"),
    "ligature": ("ﬁ", "fi"),
    "capital without a single small letter": ("İ", ""),
    "compatibility ideograph": ("\uf91d", "栏"),
    "supplementary plane": ("𠮷𪚥", "𠮷𪚥"),
    "circled digit": ("①", "一"),
    "symbols": ("￥100%+", "一零零"),
}


@pytest.mark.parametrize(("text", "wanted"), CASES.values(), ids=CASES)
def test_canonical_form(text: str, wanted: str) -> None:
    assert normalise(text).chars == wanted


def test_map_leads_back_over_what_was_dropped() -> None:
    ready = normalise("“感 謝”您！")
    assert ready == Normalised("感谢您", (1, 3, 5), (2, 4, 6))
    assert ready.original(0, 2) == (1, 4)
    assert ready.original(2, 3) == (5, 6)


def test_one_character_that_becomes_two_is_mapped_twice() -> None:
    assert normalise("重㎏啊") == Normalised("重kg啊", (0, 1, 1, 2), (1, 2, 2, 3))


def test_supplementary_plane_counts_as_one_code_point() -> None:
    assert normalise("𠮷您") == Normalised("𠮷您", (0, 1), (1, 2))


@pytest.mark.parametrize(
    ("char", "han"),
    [(char, True) for char in "您㐀\uf900𠀀\U000323af"] + [(char, False) for char in "〇aア한\U000323b0，"],
)
def test_han_characters(char: str, *, han: bool) -> None:
    assert is_han(char) is han


@pytest.mark.parametrize(
    ("traditional", "simple"),
    [
        pytest.param("謝臺裡後麼於餘鐘週佔", "谢台里后么于余钟周占", id="traditional"),
        pytest.param("乾幹榦干", "干干干干", id="several of one form"),
        pytest.param("妳牠瞭諮", "你它了咨", id="written in Taiwan"),
        pytest.param("衞枱粧", "卫台妆", id="written in Hong Kong"),
        pytest.param("鉄効歴", "铁效历", id="written in Japan"),
        pytest.param("「謝『謝』」", "“谢‘谢’”", id="quotation marks"),
        pytest.param("谢台里着您乐", "谢台里着您乐", id="simplified already"),
        pytest.param("著藉", "著藉", id="used on the mainland as well"),
        pytest.param("𠮷𪚥", "𠮷𪚥", id="no simplified form"),
    ],
)
def test_simplified_characters(traditional: str, simple: str) -> None:
    assert "".join(map(simplify, traditional)) == simple


def test_a_simplified_form_stays_what_it_is() -> None:
    forms = {simplify(chr(code)) for block in HAN for code in block}
    assert {char: simplify(char) for char in forms if simplify(char) != char} == {}


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    once = normalise(text).chars
    assert normalise(once).chars == once


@given(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF).filter(lambda char: char.isalpha()))
def test_normalise_is_idempotent_on_every_han_character(char: str) -> None:
    once = canonical_char(char)
    assert len(once) == 1
    assert "".join(map(canonical_char, once)) == once


@given(st.text())
def test_spans_are_single_characters_in_order_that_become_what_they_map_to(text: str) -> None:
    ready = normalise(text)
    assert len(ready.chars) == len(ready.starts) == len(ready.ends)
    assert list(ready.starts) == sorted(ready.starts)
    for char, start, end in zip(ready.chars, ready.starts, ready.ends, strict=True):
        assert end == start + 1
        assert char in canonical_char(text[start:end])


@given(st.text(), st.data())
def test_original_span_normalises_to_the_stretch(text: str, data: st.DataObject) -> None:
    ready = normalise(text)
    if not ready.chars:
        return
    start = data.draw(st.integers(0, len(ready.chars) - 1))
    end = data.draw(st.integers(start + 1, len(ready.chars)))
    a, b = ready.original(start, end)
    assert ready.chars[start:end] in normalise(text[a:b]).chars


@pytest.mark.parametrize("text", ["", "……", "，。 ", "海棠苑", "1008", "A座", "○", "……海", "İ", "\ufe0f"])
def test_what_can_be_said_is_told_without_the_table(text: str) -> None:
    assert sayable(text) is bool(canonical([text])[0])
