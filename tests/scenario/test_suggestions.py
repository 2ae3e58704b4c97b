from __future__ import annotations

from trainer.scenario.suggestions import offer, short

KNOWN = ("greet", "hear", "再见")


def test_an_offer_says_what_would_be_right() -> None:
    assert offer("gret", KNOWN) == "，是不是“greet”？"
    assert offer("zzz", KNOWN) == "；可以写 greet、hear、再见"
    assert offer("zzz", [f"{letter}{letter}" for letter in "abcdefghij"]).endswith("gg、hh 等")
    assert offer("zzz", ()) == ""


def test_long_texts_are_cut_and_put_on_one_line() -> None:
    assert short("甲\n 乙") == "甲 乙"
    assert short("好" * 30) == "好" * 24 + "…"
