"""A repetition against the model answer: what was left out, added, said as something else; paces and pauses."""

from __future__ import annotations

import pytest

from trainer.audio.speech import Segment
from trainer.practice.shadowing import Piece, Shadowed, compare

GREETING = "您好，海棠苑客户服务中心，我是客户专员小王，工号1008，请问有什么可以帮到您？"
SPEECH = (Segment(0.5, 2.5), Segment(2.8, 4.5), Segment(4.6, 6.5))


def against(wanted: str, said: str) -> Shadowed:
    return compare(wanted, SPEECH, said, SPEECH)


def test_all_said_is_complete_whatever_the_engine_spells():
    found = against(GREETING, "您好,海唐院客戶服务中心我是客户专员小王工号一零零八,请问有什么可以帮到您")

    assert found.complete
    assert found.own.pieces == (
        Piece("您好，海棠苑客户服务中心我是客户专员小王工号幺零零八，请问有什么可以帮到您", "same"),
    )


def test_what_was_left_out_and_what_was_added_is_named():
    found = against(GREETING, "您好海棠苑客户服务中心我是小王嗯工号1008请问有什么可以帮到您")

    assert (found.left_out, found.added, found.others) == (("客户专员",), ("嗯",), ())
    assert not found.complete
    assert Piece("客户专员", "alone") in found.model.pieces
    assert Piece("嗯", "alone") in found.own.pieces


def test_other_words_stand_beside_those_that_were_wanted():
    found = against("您消消气，我马上查", "您要怎样，我马上查")

    assert found.others == (("消消气", "要怎样"),)
    assert (found.left_out, found.added) == ((), ())


def test_two_places_with_other_words_stay_two():
    assert against("您请坐下来等", "您慢坐下来找").others == (("请", "慢"), ("等", "找"))


def test_a_rude_you_is_not_the_polite_one():
    assert against("您好", "你好").others == (("您", "你"),)


def test_accents_that_engines_mix_up_are_not_held_against_anybody():
    assert against("请您稍等，我查一下", "请您烧等，我擦一下").complete


def test_numbers_are_compared_as_they_are_read_and_directions_are_not_said():
    found = against("（停一下）24户都通知了", "二十四户都通知了")

    assert found.complete
    assert found.model.chars == 8


def test_nothing_heard_leaves_everything_out():
    found = compare("您好", SPEECH, "", ())

    assert found.left_out == ("您好",)
    assert (found.own.gross, found.own.net, found.own.pauses, found.own.pieces) == (None, None, (), ())


def test_paces_and_pauses_are_those_of_the_speech():
    found = compare("您好" * 10, SPEECH, "您好" * 10, (Segment(3.0, 13.0),))

    assert found.model.pauses == (0.3,)  # the other one is too short to be one
    assert found.model.seconds == 6.0
    assert found.model.gross == pytest.approx(200)
    assert found.model.net == pytest.approx(20 / 5.7 * 60)
    assert found.own.gross == found.own.net == pytest.approx(120)
