"""When a live reply is over: real (synthetic) speech in pieces as a microphone gives them."""

from __future__ import annotations

import numpy as np
import pytest
from clips import call, clip, said_until

from trainer.audio.endpoint import Endpoint
from trainer.audio.speech import Segment

PIECE = 512  # samples, 32 ms


def listen(endpoint: Endpoint, samples) -> float | None:
    """Feed piece by piece until it is over; that instant, None where it never is."""
    for begin in range(0, len(samples), PIECE):
        endpoint.feed(samples[begin : begin + PIECE])
        if endpoint.over:
            return endpoint.now
    return None


@pytest.mark.parametrize("name", ["f001", "f004", "f007"])
@pytest.mark.parametrize("pause", [0.8, 2.5])
def test_a_pause_ends_the_reply(name: str, pause: float):
    speech = clip(name)
    endpoint = Endpoint(pause)

    over = listen(endpoint, call(1.0, speech, 5.0))

    assert endpoint.over == "pause"
    assert over is not None
    assert pause - 0.1 <= over - (1.0 + said_until(speech)) <= pause + 0.15


def test_a_shorter_pause_inside_does_not():
    first, second = clip("f001"), clip("f004")
    endpoint = Endpoint(2.5)

    over = listen(endpoint, call(0.5, first, 2.0, second, 4.0))
    endpoint.finish()

    assert over is not None
    assert over > 0.5 + len(first) / 16000 + 2.0 + said_until(second)
    assert len(endpoint.cuts) == 2  # a pause of 1.8 s makes two utterances of one reply


def test_nothing_said_ends_after_patience():
    endpoint = Endpoint(2.5, patience=6.0)

    assert listen(endpoint, call(8.0)) == pytest.approx(6.0, abs=0.05)
    assert endpoint.over == "patience"
    assert endpoint.finish() == []
    assert endpoint.first is None


def test_a_reply_that_never_ends_is_stopped():
    speech = clip("f001")
    endpoint = Endpoint(2.5, longest=4.0)

    assert listen(endpoint, call(*[speech] * 6)) == pytest.approx(4.0, abs=0.05)
    assert endpoint.over == "longest"
    assert endpoint.finish()[-1].end <= 4.1


def test_patience_counts_from_the_end_of_the_callers_line():
    endpoint = Endpoint(2.5, patience=6.0, caller=Segment(0.1, 5.0))

    assert listen(endpoint, call(20.0)) == pytest.approx(11.0, abs=0.05)


def test_a_word_while_the_caller_talks_is_no_reply():
    word = clip("f001")[:8000]
    endpoint = Endpoint(1.0, caller=Segment(0.0, 6.0))

    assert listen(endpoint, call(1.0, word, 8.0)) is None
    assert not endpoint.answered


def test_a_long_answer_over_the_caller_is_one():
    speech = clip("f001")
    assert len(speech) > 16000
    endpoint = Endpoint(1.0, caller=Segment(0.0, 6.0))

    over = listen(endpoint, call(1.0, speech, 8.0))

    assert over == pytest.approx(7.0, abs=0.1)  # the caller has the floor until 6.0


def test_a_word_over_the_caller_and_the_answer_are_two_utterances():
    word, answer = clip("f004")[:12000], clip("f001")
    endpoint = Endpoint(2.5, caller=Segment(0.0, 2.0))

    listen(endpoint, call(0.5, word, 0.9, answer, 4.0))
    endpoint.finish()

    assert len(endpoint.cuts) == 2
    assert endpoint.cuts[0].end < 2.0 < endpoint.cuts[1].end


def test_a_cough_does_not_end_the_reply():
    endpoint = Endpoint(1.0, patience=30.0)
    click = np.zeros(800, np.float32)
    click[::2] = 0.8

    assert listen(endpoint, call(1.0, click, 5.0)) is None


def test_level_and_sound_are_those_of_the_stream(tone):
    endpoint = Endpoint()
    samples = call(1.0, tone(1.0, level=0.1), noise=0)
    endpoint.feed(samples)

    assert endpoint.level == pytest.approx(-23, abs=0.2)
    assert np.array_equal(endpoint.sound(0.9, 1.1), samples[14400:17600])
    assert endpoint.sound(3.0, 4.0).size == 0
    assert Endpoint().sound(0, 1).size == 0
