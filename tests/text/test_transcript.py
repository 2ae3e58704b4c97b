from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text.normalise import normalise
from trainer.text.syllable_sets import OPTIONS
from trainer.text.transcript import Transcript, as_quantities, places


def one_text(text: str) -> Transcript:
    return Transcript([(0, normalise(text))])


def test_places_of_the_bits_that_are_set() -> None:
    assert list(places(0b1001010)) == [1, 3, 6]
    assert list(places(0)) == []


@given(st.text("您好请问", max_size=12))
def test_all_sounds_but_one(said: str) -> None:
    wanted = OPTIONS.of("您好请")
    masks = [one_text(said).mask(one) for one in wanted]
    plain = [
        at for at in range(len(said) + 1) if sum(not mask >> at + offset & 1 for offset, mask in enumerate(masks)) == 1
    ]
    assert list(one_text(said).same_but_one(wanted)) == plain


def test_what_is_absent_is_worked_out_once() -> None:
    transcript = one_text("您好")
    assert transcript.absent is transcript.absent


@pytest.mark.parametrize(
    ("text", "joined"),
    [("您好", True), ("您，好", False), ("您 好", False)],
)
def test_what_touches(text: str, joined: bool) -> None:
    assert one_text(text).touches(1) is joined


def test_the_characters_of_a_number_said_as_a_quantity_touch() -> None:
    transcript = Transcript([(0, as_quantities("共24元"))])
    assert transcript.chars == "共二十四元\n"
    assert [transcript.touches(index) for index in range(1, 5)] == [True] * 4
    assert transcript.place(2) == (0, 1, 3)


def test_widened_up_to_the_next_mark() -> None:
    assert one_text("好的，请您稍等，谢谢").widened(3, 4, 4) == (2, 6)
