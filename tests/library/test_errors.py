from __future__ import annotations

from random import Random

import pytest
from rapidfuzz.distance import Levenshtein

from tests.library.errors import learn

SAID = ("非常抱歉让您久等了", "请您稍等", "感谢您的来电", "您贵姓")
HEARD = ("非常抱歉让林九等了", "请您稍", "感谢您的再次来电再见", "您贵姓")
PAIRS = tuple(zip(SAID, HEARD, strict=True))


def test_counts_substitutions_deletions_and_what_was_made_up() -> None:
    errors = learn(PAIRS)
    assert {one: dict(others) for one, others in errors.became.items()} == {"您": {"林": 1}, "久": {"九": 1}}
    assert dict(errors.lost) == {"等": 1}
    assert dict(errors.added) == {"再次": 1}  # one place, two characters
    assert [moment.tail for moment in errors.moments] == ["", "", "再见", ""]
    assert dict(errors.kinds) == {"near": 1, "same": 1}
    assert errors.rate == pytest.approx(7 / 22)


def test_punctuation_digits_and_traditional_characters_are_no_errors() -> None:
    assert learn([("您好，我是1008号。", "您好 我是一零零八號")]).rate == 0


def test_the_same_seed_gives_the_same_errors_and_another_seed_others() -> None:
    errors = learn(PAIRS, SAID)
    text = "，".join(SAID * 20)
    assert errors.apply(text, Random("a")) == errors.apply(text, Random("a"))
    assert errors.apply(text, Random("a")) != errors.apply(text, Random("b"))


def test_errors_come_as_often_as_in_the_pairs() -> None:
    errors = learn(PAIRS, SAID)
    draws = [(text, errors.apply(text, Random(f"{text}{seed}"))) for text in SAID for seed in range(500)]
    wrong = sum(Levenshtein.distance(text, heard) for text, heard in draws)
    assert wrong / sum(len(text) for text, _ in draws) == pytest.approx(errors.rate, rel=0.25)


def test_what_is_no_chinese_character_stays() -> None:
    errors = learn(PAIRS, SAID)
    for seed in range(50):
        assert [char for char in errors.apply("工号1008，A座。", Random(seed)) if char in "1008，A。"] == list(
            "1008，A。"
        )


def test_an_unseen_character_becomes_one_of_the_corpus_that_sounds_alike() -> None:
    errors = learn([("久", "九")], ["丽力利"])
    assert {errors.apply("立", Random(seed)) for seed in range(200)} <= {"立", "丽", "力", "利"}
