from __future__ import annotations

import numpy as np
import pytest
from clips import clip

from trainer.recognition.interface import Heard
from trainer.recognition.packing import Piece
from trainer.recognition.utterance_session import UtteranceSession, stretches, words_of


def length(samples):
    """Hears how many seconds a sound has."""
    return [Heard("秒", start=0.0, end=len(samples) / 16000)]


def test_all_up_to_the_end_is_one_utterance_where_the_caller_cuts():
    second = np.zeros(16000, dtype=np.float32)
    with UtteranceSession(length, cut=False) as session:
        assert [*session.feed(second), *session.feed(second)] == []
        assert session.finish() == [Heard("秒", start=0.0, end=2.0)]
        assert session.finish() == [Heard("秒", start=0.0, end=0.0)]


def test_speech_is_cut_out_and_told_when_it_was():
    speech = clip("m001")
    silence = np.zeros(16000 * 4, dtype=np.float32)
    with UtteranceSession(length, cut=True) as session:
        heard = [*session.feed(np.concatenate((silence, speech, silence, speech))), *session.finish()]
    assert len(heard) == 2
    assert heard[0].start == pytest.approx(4, abs=0.6)
    assert heard[1].start == pytest.approx(8 + len(speech) / 16000, abs=0.6)


@pytest.mark.parametrize(
    ("seconds", "found"),
    [
        (0.05, []),
        (0.1, [(0.0, 0.1)]),
        (2, [(0.0, 2.0)]),
        (4.05, [(0.0, 2.0), (2.0, 2.0)]),
        (5, [(0, 2), (2, 2), (4, 1)]),
    ],
)
def test_long_sounds_come_in_stretches_and_too_short_ones_not_at_all(seconds, found):
    samples = np.zeros(round(seconds * 16000), dtype=np.float32)
    assert [(at, len(stretch) / 16000) for at, stretch in stretches(samples, 2.0)] == found


def test_punctuation_stands_with_the_word_before_and_times_within_the_utterance():
    pieces = (Piece("，", 0.5, 1.0), Piece(" 您", 0.9, 1.5, (0.5, 1.0)), Piece("。", 1.5, 1.6), Piece("请", 1.6, 9.0))
    words = words_of(pieces, 1.0, 2.0)
    assert [(word.text, word.start, word.end, word.confidence) for word in words] == [
        ("您。", 0.0, 0.5, 0.75),
        ("请", pytest.approx(0.6), 2.0, None),
    ]
