from __future__ import annotations

from typing import Any

import pytest

from trainer.call import Utterance, Word
from trainer.rules.word_times import when

WORDS = (Word("您好", 1.0, 1.5, 0.8), Word("海棠", 2.0, 2.5, None), Word("苑", 2.5, 3.0, 0.6))
TIMED = Utterance("agent", "您好，海棠苑", start=1.0, end=4.0, words=WORDS)


@pytest.mark.parametrize(
    ("utterance", "span", "wanted"),
    [
        (TIMED, (0, 2), (1.0, 1.5, 0.8)),
        (TIMED, (1, 4), (1.0, 2.5, 0.8)),
        (TIMED, (3, 6), (2.0, 3.0, 0.6)),
        (TIMED, (3, 4), (2.0, 2.5, None)),
        (TIMED, (2, 3), (2.0, 2.5, None)),
        (Utterance("agent", "您好", start=1.0, end=3.0), (1, 2), (2.0, 3.0, None)),
        (Utterance("agent", "您好"), (0, 1), (None, None, None)),
        (Utterance("agent", "", start=1.0, end=2.0), (0, 0), (None, None, None)),
    ],
    ids=["one word", "two", "mean of the known", "unknown confidence", "comma", "by place", "typed", "empty"],
)
def test_when_a_stretch_was_said(utterance: Utterance, span: tuple[int, int], wanted: Any) -> None:
    if span == (2, 3):  # punctuation belongs to no word: by its place in the utterance
        start, end, _ = when(utterance, *span)
        assert start == pytest.approx(2.0)
        assert end == pytest.approx(2.5)
    else:
        assert when(utterance, *span) == wanted
