from __future__ import annotations

from trainer.recognition.interface import Heard, confidence_of, hypotheses_of


def test_pieces_of_an_utterance_are_put_together():
    heard = [Heard("您好", hypotheses=("您号", "你号")), Heard("请问"), Heard("贵姓", hypotheses=("跪姓",))]
    assert hypotheses_of(heard) == ("您号请问跪姓", "你号请问贵姓")
    assert hypotheses_of([]) == ()


def test_an_utterance_is_as_sure_as_its_least_sure_piece():
    assert confidence_of([Heard("您好", confidence=0.81234), Heard("请问"), Heard("贵姓", confidence=0.9)]) == 0.812
    assert confidence_of([Heard("您好")]) is confidence_of([]) is None
