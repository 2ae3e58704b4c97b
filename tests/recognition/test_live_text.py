"""Text while somebody speaks: when a guess is worth its time, and what stays on the screen."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from trainer.audio.speech import Segment
from trainer.audio.stream import Cut
from trainer.recognition.interface import Heard
from trainer.recognition.live_text import EVERY, FIRST, GIVE_UP, LONGEST, SHARE, SLOW, Ear, Guesses, LiveText
from trainer.recognition.scripted import ScriptedRecogniser


class Engine(ScriptedRecogniser):
    """Says how many tenths of a second it was given, and takes its time."""

    streams = False

    def __init__(self, takes: float = 0.1) -> None:
        super().__init__([])
        self.takes, self.now = takes, 0.0
        self.lengths: list[float] = []

    def guess(self, samples):
        self.now += self.takes
        self.lengths.append(round(len(samples) / 16000, 1))
        return f"<{self.lengths[-1]}>"


def so_far(seconds: float, offset: float = 0.0) -> Cut:
    """Speech from 0.4 s on."""
    sound = np.zeros(round(seconds * 16000), np.float32)
    return Cut((Segment(offset + 0.4, offset + seconds),), sound, offset)


def spoken(engine: Engine, seconds: float, offset: float = 0.0) -> Guesses:
    """Somebody speaks without a pause; a guess is made whenever one is due."""
    guesses = Guesses(engine, lambda: engine.now)
    step = 0.05
    at = step
    while at < seconds:
        engine.now = max(engine.now, at)
        if guesses.due:
            guesses.guess(so_far(at, offset))
        at = max(at, engine.now) + step
    return guesses


def test_the_first_guess_comes_soon_and_the_next_ones_now_and_then():
    engine = Engine()
    spoken(engine, 6.0)
    assert abs(engine.lengths[0] - 0.4 - FIRST) < 0.2
    assert all(abs(b - a - EVERY) < 0.2 for a, b in pairwise(engine.lengths))


def test_guessing_takes_no_more_than_its_share_of_the_time():
    engine = Engine(takes=1.5)
    spoken(engine, 20.0)
    assert 3 <= len(engine.lengths) <= 20.0 / (1.5 / SHARE) + 1


def test_a_machine_that_is_too_slow_is_left_in_peace():
    engine = Engine(takes=SLOW + 0.1)
    guesses = spoken(engine, 60.0)
    assert guesses.gave_up
    assert len(engine.lengths) == GIVE_UP


def test_one_slow_guess_is_no_reason_to_give_up():
    engine = Engine(takes=SLOW + 0.1)
    guesses = Guesses(engine, lambda: engine.now)
    guesses.guess(so_far(2.0))
    engine.takes = 0.1
    guesses.guess(so_far(6.0))
    engine.takes = SLOW + 0.1
    guesses.guess(so_far(7.0))
    assert not guesses.gave_up


def test_a_guess_hears_a_few_seconds_and_keeps_the_text_before_them():
    engine = Engine()
    guesses = spoken(engine, 20.0)
    assert max(engine.lengths) <= LONGEST
    assert guesses.text.count("<") > 1
    assert abs(guesses.until - 20.0) < 1.2


def test_long_silence_before_the_first_word_is_not_part_of_a_guess():
    engine = Engine()
    guesses = spoken(engine, 3.0, offset=30.0)
    assert guesses.text.count("<") == 1
    assert max(engine.lengths) <= 3.0


def test_what_the_engine_has_heard_in_a_pause_is_not_guessed_again():
    engine = Engine()
    guesses = Guesses(engine, lambda: engine.now)
    guesses.guess(so_far(4.0))
    guesses.settle(4.0, "您好，")
    assert (guesses.text, guesses.until) == ("您好，", 4.0)
    guesses.guess(so_far(4.5))  # too little is new
    assert guesses.text == "您好，"
    guesses.guess(so_far(6.0))
    assert guesses.text == "您好，<2.0>"


def test_text_does_not_vanish_where_a_guess_hears_nothing():
    engine = Engine()
    guesses = Guesses(engine, lambda: engine.now)
    guesses.guess(so_far(2.0))
    engine.guess = lambda samples: ""
    guesses.guess(so_far(3.0))
    assert (guesses.text, guesses.until) == ("<2.0>", 3.0)


def test_an_utterance_that_is_over_leaves_nothing_behind():
    guesses = Guesses(Engine(), lambda: 0.0)
    guesses.guess(so_far(4.0))
    guesses.settle(4.0)
    assert guesses.text == ""


def test_a_second_engine_listens_along():
    pieces = [Heard("您", (), False, 0.0, 0.5), Heard("您好", (), True, 0.0, 1.0), Heard("请", (), False, 1.2, 1.9)]
    ear = Ear(ScriptedRecogniser([pieces]))
    shown = []
    for _ in range(8):
        ear.feed(np.zeros(4000, np.float32))
        shown.append(ear.text)
    ear.close()
    assert shown == ["", "您", "您", "您好", "您好", "您好", "您好", "您好请"]
    assert ear.until == 2.0


def test_what_the_scored_engine_has_heard_takes_the_place_of_what_the_second_one_wrote():
    pieces = [Heard("泥嚎", (), True, 0.0, 1.0), Heard("请", (), False, 1.2, 1.9)]
    ear = Ear(ScriptedRecogniser([pieces]))
    ear.feed(np.zeros(16000, np.float32))
    ear.settle(1.0, "您好")
    assert ear.text == "您好"
    ear.feed(np.zeros(16000, np.float32))
    assert ear.text == "您好请"
    ear.settle(2.0)
    assert ear.text == ""


def test_a_second_engine_that_never_heard_anything_is_closed_all_the_same():
    ear = Ear(ScriptedRecogniser([]))
    ear.close()
    assert ear.text == ""


def test_no_live_text_is_no_text():
    live = LiveText()
    live.feed(np.zeros(16000, np.float32))
    live.guess(so_far(2.0))
    live.settle(2.0, "您好")
    live.close()
    assert (live.text, live.until, live.due, live.listens, live.gave_up) == ("", 0.0, False, False, False)


def test_what_was_heard_ahead_takes_no_newer_text_away():
    guesses = Guesses(Engine(), lambda: 0.0)
    guesses.guess(so_far(6.0))
    guesses.settle(3.0, "您好")  # decoded in the pause at 3 s, on a slow machine
    assert (guesses.text, guesses.until) == ("<6.0>", 6.0)
