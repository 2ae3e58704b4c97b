"""The table of marks, denials and numbers: every set holds what its name needs, and fits into a regular expression."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from trainer.text import characters as c
from trainer.text.normalise import DIGITS


def test_ends_grow_step_by_step() -> None:
    for shorter, longer in pairwise(
        [c.STOPS, c.SENTENCE_END, c.STATEMENT_END, c.MARKED_END, c.CLAUSE_END, c.PHRASE_END]
    ):
        assert set(shorter) < set(longer)
    assert set(c.MARKED_END) < set(c.ANSWER_END) < set(c.NUMBER_END)


@pytest.mark.parametrize(
    "name", ["SENTENCE_END", "STATEMENT_END", "MARKED_END", "CLAUSE_END", "PHRASE_END", "NUMBER_END"]
)
def test_an_end_is_a_class_of_its_very_characters(name: str) -> None:
    marks = getattr(c, name)
    found = {chr(code) for code in range(0x10000) if re.fullmatch(f"[{marks}]", chr(code))}

    assert found == set(marks)


def test_numbers_grow_step_by_step() -> None:
    assert frozenset(DIGITS) < c.NUMERALS < c.QUANTITIES < c.NUMBER_WORDS


def test_of_words_that_deny_the_longest_is_found_first() -> None:
    for at, word in enumerate(c.NEGATING_WORDS):
        assert not any(longer.endswith(word) for longer in c.NEGATING_WORDS[at + 1 :])
        assert c.NEGATIONS & set(word)
    assert c.QUESTION_NEGATIONS < c.NEGATIONS
