from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text.lexicon import LONGEST, frequencies, segment, sounds_of_words, surprise, words


def test_words_have_two_to_four_characters() -> None:
    assert {"不幸", "步行", "转交"} <= words()
    assert {len(word) for word in words()} == set(range(2, LONGEST + 1))
    assert all(uses > 0 for uses in frequencies().values())


def test_sounds_of_words_are_pairs() -> None:
    assert ("bu", "xing") in sounds_of_words()
    assert {len(sounds) for sounds in sounds_of_words()} == {2}


@pytest.mark.parametrize(
    ("chars", "parts"),
    [("", []), ("您", ["您"]), ("感谢您的来电", ["感谢", "您", "的", "来电"]), ("𠮷", ["𠮷"]), ("转接", ["转接"])],
)
def test_segment_into_the_likeliest_words(chars: str, parts: list[str]) -> None:
    assert [chars[start:end] for start, end in segment(chars)] == parts


@pytest.mark.parametrize(("proper", "garbled"), [("感谢您的来电", "赶些您的来店"), ("非常抱歉", "非常报欠")])
def test_proper_words_surprise_less(proper: str, garbled: str) -> None:
    assert 0 < surprise(proper) < surprise(garbled)


def test_nothing_is_no_surprise() -> None:
    assert surprise("") == 0


@given(st.text("感谢您的来电抱歉x𠮷", max_size=12))
def test_segments_cover_the_text_without_gaps(chars: str) -> None:
    spans = segment(chars)
    assert "".join(chars[start:end] for start, end in spans) == chars
    assert all(0 < end - start <= LONGEST for start, end in spans)
