"""What a terminal obeys and what nobody sees, made visible."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.visible import OBEYED, argument, json_text, one_line, steering, unseen, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("您好，海棠苑。", "您好，海棠苑。"),
        ("一\n二\t三", "一\n二\t三"),
        ("\x1b[31m红", "‹U+001B›[31m红"),
        ("a\rb\x07\x00\x7f", "a‹U+000D›b‹U+0007›‹U+0000›‹U+007F›"),
        ("\x9b8m", "‹U+009B›8m"),
        ("a\u202eb\u2066c\u200fd\u061c", "a‹U+202E›b‹U+2066›c‹U+200F›d‹U+061C›"),
        ("a\u2028b", "a‹U+2028›b"),
        ("\udcff.wav", "‹U+DCFF›.wav"),
        ("致\u200b歉👨\u200d👩", "致\u200b歉👨\u200d👩"),
    ],
    ids=["plain", "lines and tabs", "escape", "C0 and DEL", "C1", "bidi", "separator", "half a character", "harmless"],
)
def test_what_a_terminal_obeys_is_marked(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("name", "shown", "told"),
    [
        ("致歉", "致歉", ""),
        ("全角　空格", "全角　空格", ""),
        ("致\u200b歉\u200b", "致‹U+200B›歉‹U+200B›", "U+200B"),
        ("甲\xa0乙\xad", "甲‹U+00A0›乙‹U+00AD›", "U+00A0、U+00AD"),
        ("甲\n乙\t", "甲‹U+000A›乙‹U+0009›", "U+000A、U+0009"),
        ("甲\ufeff", "甲‹U+FEFF›", "U+FEFF"),
        ("甲\u200d", "甲‹U+200D›", "U+200D"),
        ("甲\ufe00", "甲‹U+FE00›", "U+FE00"),
        ("👨\u200d👩☎\ufe0f", "👨\u200d👩☎\ufe0f", ""),
        ("\x1b甲\u202e", "‹U+001B›甲‹U+202E›", "U+001B、U+202E"),
    ],
    ids=["plain", "wide space", "ZWSP", "NBSP, SHY", "lines", "BOM", "joiner", "variation", "emoji", "obeyed"],
)
def test_a_name_shows_all_that_is_in_it(name: str, shown: str, told: str) -> None:
    assert one_line(name) == shown
    assert unseen(name) == told


@given(st.text(st.characters()))
def test_twice_is_the_same_as_once(text: str) -> None:
    once = visible(text)
    assert visible(once) == once
    assert re.search(OBEYED, once) is None
    assert visible(one_line(text)) == one_line(text)


@pytest.mark.parametrize(
    ("text", "found"), [("a", None), ("a\tb", None), ("a\nb", "\n"), ("a\x1b", "\x1b"), ("\u202e", "\u202e")]
)
def test_what_would_steer_the_screen_is_found(text: str, found: str | None) -> None:
    assert steering(text) == found


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("情景/in-late.yaml", "情景/in-late.yaml"),
        ("C:\\情景\\a.yaml", "C:\\情景\\a.yaml"),
        ("-rf.yaml", "./-rf.yaml"),
        ("a b.yaml", '"a b.yaml"'),
        ("a;b&c.yaml", '"a;b&c.yaml"'),
        ("$(reboot).yaml", "文件"),
        ("a`b`.yaml", "文件"),
        ('a".yaml', "文件"),
        ("a\x1b.yaml", "文件"),
        ("a\u202e.yaml", "文件"),
        ("致\u200b歉.yaml", "文件"),
        ("-a b.yaml", '"./-a b.yaml"'),
    ],
)
def test_a_file_name_is_advised_only_as_it_can_be_typed(path: str, written: str) -> None:
    assert argument(path) == written


@given(st.text(st.characters()))
def test_json_holds_the_value_and_nothing_a_terminal_obeys(text: str) -> None:
    written = json_text({"说": text}, compact=True)
    assert json.loads(written) == {"说": text}
    assert visible(written) == written


def test_json_is_written_with_or_without_spaces() -> None:
    assert json_text({"a": ["您", 1]}) == '{"a": ["您", 1]}'
    assert json_text({"a": ["您", 1]}, compact=True) == '{"a":["您",1]}'
    with pytest.raises(ValueError, match="JSON"):
        json_text(float("nan"))
