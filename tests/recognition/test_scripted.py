from __future__ import annotations

import numpy as np

from trainer.call import Word
from trainer.recognition.interface import Heard, shift
from trainer.recognition.scripted import ScriptedRecogniser

SECOND = np.zeros(16000, dtype=np.float32)


def test_each_stream_takes_the_next_list():
    recogniser = ScriptedRecogniser.says("您好", "", "再见")
    with recogniser.open() as session:
        texts = [[h.text for h in (*session.feed(SECOND), *session.finish())] for _ in range(4)]
    assert texts == [["您好"], [], ["再见"], []]


def test_pieces_come_when_their_sound_has_come():
    partial, final = Heard("您", (), False, 0.0, 0.5), Heard("您好", (), True, 0.0, 2.0)
    with ScriptedRecogniser([[partial, final]]).open() as session:
        assert session.feed(SECOND) == [partial]
        assert session.feed(SECOND) == [final]
        assert session.finish() == []


def test_shift_moves_everything():
    moved = shift(Heard("好", (Word("好", 0.1, 0.2, 0.5),), True, 0.1, 0.2, 0.5), 10.0)
    assert (moved.start, moved.end, moved.words[0].start, moved.words[0].confidence) == (10.1, 10.2, 10.1, 0.5)
