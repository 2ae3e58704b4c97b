from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from trainer.recognition.hypotheses import MOST, Beam, others
from trainer.recognition.interface import Heard, confidence_of, hypotheses_of


class Model:
    """CTranslate2's model as far as it is wrapped."""

    device = "cpu"

    def __init__(self):
        self.options = {}

    def generate(self, *arguments, **options):
        self.options = options
        return [result([1, 2], [3])]


def result(*sequences):
    return SimpleNamespace(sequences_ids=list(sequences))


def window(text, *tokens):
    return SimpleNamespace(text=text, tokens=list(tokens))


def decode(ids):
    return {1: "您好", 2: "你好，", 3: "您号", 4: "请问", 5: "情问", 6: "", 7: "您好。"}[ids[0]]


def test_the_beam_is_asked_for_more_and_remembers_it_once():
    model = Model()
    beam = Beam(model)
    answer = beam.generate("features", beam_size=5)
    assert (model.options, beam.device) == ({"beam_size": 5, "num_hypotheses": MOST}, "cpu")
    assert (beam.take(), beam.take()) == (answer, [])


def test_who_asks_for_a_number_of_his_own_gets_it():
    model = Model()
    Beam(model).generate(num_hypotheses=1)
    assert model.options == {"num_hypotheses": 1}


def test_each_thread_has_its_own():
    beam = Beam(Model())
    beam.generate()
    elsewhere = []
    thread = threading.Thread(target=lambda: elsewhere.append(beam.take()))
    thread.start()
    thread.join()
    assert elsewhere == [[]]
    assert len(beam.take()) == 1


@pytest.mark.parametrize(
    ("pieces", "results", "expected"),
    [
        pytest.param([window("您好", 1)], [result([1], [3], [4])], ("您号", "请问"), id="the likeliest first"),
        pytest.param([window("您好", 1)], [result([1], [7], [3])], ("您号",), id="another comma is no other text"),
        pytest.param([window("您好", 1)], [result([1], [6], [3])], ("您号",), id="nothing is no text"),
        pytest.param([window("您好", 1)], [result([2], [3])], (), id="none of that window"),
        pytest.param(
            [window("您好", 1), window("请问", 4)],
            [result([1], [3]), result([9], [9]), result([4], [5], [2])],
            ("您号情问", "您好你好，"),
            id="windows side by side, a silent one between",
        ),
        pytest.param([], [result([1], [2])], (), id="silence"),
    ],
)
def test_other_texts_of_an_utterance(pieces, results, expected):
    assert others(pieces, results, decode) == expected


def test_pieces_of_an_utterance_are_put_together():
    heard = [Heard("您好", hypotheses=("您号", "你号")), Heard("请问"), Heard("贵姓", hypotheses=("跪姓",))]
    assert hypotheses_of(heard) == ("您号请问跪姓", "你号请问贵姓")
    assert hypotheses_of([]) == ()


def test_an_utterance_is_as_sure_as_its_least_sure_piece():
    assert confidence_of([Heard("您好", confidence=0.81234), Heard("请问"), Heard("贵姓", confidence=0.9)]) == 0.812
    assert confidence_of([Heard("您好")]) is confidence_of([]) is None
