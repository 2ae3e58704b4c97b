from __future__ import annotations

import pytest

from trainer.scenario.suggestions import MOST_CHARACTERS, nearest, offer, short

KNOWN = ("greet", "hear", "再见")


@pytest.mark.parametrize(
    ("name", "near"),
    [("gret", "greet"), ("再看", "再见"), ("GREET", "greet"), ("zzz", None), ("greet" * MOST_CHARACTERS, None)],
    ids=["letter left out", "Chinese", "capitals", "like none", "too long to be a slip"],
)
def test_the_nearest_name(name: str, near: str | None) -> None:
    assert nearest(name, KNOWN) == near


def test_an_offer_says_what_would_be_right() -> None:
    assert offer("gret", KNOWN) == "，是不是“greet”？"
    assert offer("zzz", KNOWN) == "；可以写 greet、hear、再见"
    assert offer("zzz", [f"{letter}{letter}" for letter in "abcdefghij"]).endswith("gg、hh 等")
    assert offer("zzz", ()) == ""


def test_long_texts_are_cut_and_put_on_one_line() -> None:
    assert short("甲\n 乙") == "甲 乙"
    assert short("好" * 30) == "好" * 24 + "…"
