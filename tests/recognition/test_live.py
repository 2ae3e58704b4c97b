"""Recognition beside listening: what comes out for each utterance, and what happens when an engine fails."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from clips import call, clip
from patience import PATIENCE

from trainer.audio.endpoint import Endpoint
from trainer.audio.speech import Segment
from trainer.audio.stream import Cut
from trainer.call import Word
from trainer.errors import RecognitionError
from trainer.recognition import live as module
from trainer.recognition.interface import Heard
from trainer.recognition.live import LiveRecognition
from trainer.recognition.scripted import ScriptedRecogniser

SECOND = np.zeros(16000, np.float32)


def cut(start: float, end: float) -> Cut:
    return Cut((Segment(start, end),), SECOND, start)


class Whole(ScriptedRecogniser):
    """An engine that hears whole utterances only."""

    streams = False


class Broken(ScriptedRecogniser):
    def __init__(self, error: Exception, streams: bool) -> None:
        super().__init__([])
        self.error, self.streams = error, streams

    def open(self, *, cut: bool = True):
        raise self.error


def test_a_streaming_engine_guesses_while_somebody_speaks():
    words = (Word("您好", 0.2, 0.5), Word("请", 1.2, 1.4), Word("讲", 1.4, 1.7))
    heard = [Heard("您", final=False, end=0.4), Heard("您好请讲", words, end=1.7, start=0.2)]
    live = LiveRecognition(ScriptedRecogniser([heard]))
    live.feed(SECOND)
    while not live.text:
        pass
    guess = live.text
    live.feed(SECOND)

    said = live.finish([cut(0.2, 1.7)])

    assert guess == "您"
    assert [one.text for one in said] == ["您好请讲"]
    assert said[0].words == words
    assert live.final_at is not None


def test_words_go_to_the_utterance_they_were_spoken_in():
    words = (Word("嗯", 0.2, 0.4), Word("好", 3.2, 3.5), Word("的", 3.5, 3.7))
    live = LiveRecognition(ScriptedRecogniser([[Heard("嗯好的", words, end=0.9, start=0.2)]]))
    live.feed(SECOND)

    said = live.finish([cut(0.2, 0.5), cut(3.1, 3.8)])

    assert [one.text for one in said] == ["嗯", "好的"]
    assert said[1].words == words[1:]


def test_text_without_word_times_goes_by_the_middle_of_the_sentence():
    finals = [Heard("嗯", start=0.1, end=0.4), Heard("好的", start=3.0, end=3.6)]
    live = LiveRecognition(ScriptedRecogniser([finals]))
    live.feed(SECOND)

    assert [one.text for one in live.finish([cut(0.2, 0.5), cut(3.1, 3.8)])] == ["嗯", "好的"]


def test_another_engine_hears_each_utterance_once_it_is_over():
    word = Word("您好", 0.1, 0.4)
    live = LiveRecognition(Whole([[Heard("您好", (word,), confidence=0.8)], [Heard("请讲")]]))
    live.feed(SECOND)
    cuts = [cut(2.0, 2.9), cut(5.0, 5.9)]
    for one in cuts:
        live.cut(one)

    said = live.finish(cuts)

    assert [one.text for one in said] == ["您好", "请讲"]
    assert said[0].words == (Word("您好", 2.1, 2.4),)
    assert [one.confidence for one in said] == [0.8, None]
    assert live.text == "您好请讲"


def test_silence_has_no_text():
    live = LiveRecognition(ScriptedRecogniser.says())
    live.feed(SECOND)
    assert live.finish([]) == ()


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize(
    ("error", "told"),
    [(RecognitionError("模型坏了。"), "模型坏了"), (ValueError("bug"), "出错了")],
    ids=["its own words", "any exception"],
)
def test_a_failing_engine_is_told_at_the_end(streams: bool, error: Exception, told: str):
    live = LiveRecognition(Broken(error, streams))
    live.feed(SECOND)
    with pytest.raises(RecognitionError, match=told):
        live.finish([cut(0, 1)])


def test_a_hanging_engine_is_left_behind(monkeypatch):
    release = threading.Event()

    class Hanging(ScriptedRecogniser):
        def open(self, *, cut: bool = True):
            release.wait(PATIENCE)
            return super().open(cut=cut)

    monkeypatch.setattr(module, "SLOWEST", 0.05)
    live = LiveRecognition(Hanging([]))
    live.feed(SECOND)
    with pytest.raises(RecognitionError, match="停住了"):
        live.finish([cut(0, 1)])
    release.set()


def test_an_abandoned_reply_needs_no_finish():
    recogniser = ScriptedRecogniser.says("没用")
    live = LiveRecognition(recogniser)
    live.abandon()
    live._thread.join(PATIENCE)
    assert not live._thread.is_alive()
    assert live.text == ""


def heard_live(recogniser, samples) -> tuple[list[str], tuple, list[Cut]]:
    """What stands on the screen meanwhile, the texts at the end, the utterances."""
    endpoint, live = Endpoint(), LiveRecognition(recogniser)
    shown = []
    for begin in range(0, len(samples), 800):
        piece = samples[begin : begin + 800]
        for one in endpoint.feed(piece):
            live.cut(one)
        live.feed(piece)
        shown.append(live.text)
    for one in endpoint.finish():
        live.cut(one)
    return shown, live.finish(endpoint.cuts), endpoint.cuts


@pytest.mark.model
def test_vosk_writes_while_somebody_speaks(vosk_ko):
    """The Korean model hears some Korean in any speech: that is all that is asked of it here."""
    samples = call(0.5, clip("f001"), 2.5, clip("f004"), 3.0)
    recogniser = vosk_ko
    _, said, cuts = heard_live(recogniser, samples)

    assert len(said) == len(cuts) == 2
    assert all(one.text for one in said)
    for one, cut_ in zip(said, cuts, strict=True):
        assert all(cut_.start - 0.5 <= word.start <= word.end <= cut_.end + 0.5 for word in one.words)


@pytest.mark.model
def test_vosk_gives_partial_text_before_the_end(vosk_ko):
    live = LiveRecognition(vosk_ko)
    samples = call(0.3, clip("f001"), clip("f004"))
    for begin in range(0, len(samples), 800):
        live.feed(samples[begin : begin + 800])
    deadline = time.monotonic() + PATIENCE
    while not live.text:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    live.abandon()


@pytest.mark.model
def test_whisper_hears_the_first_utterance_while_the_second_is_spoken(whisper):
    shown, said, cuts = heard_live(whisper, call(0.5, clip("f001"), 2.5, clip("f004"), 3.0))

    assert len(said) == len(cuts) == 2
    assert shown[-1] in ("", said[0].text, said[0].text + said[1].text)
    assert said[0].text != said[1].text


class Counting(Whole):
    """Counts the utterances it was asked about."""

    def __init__(self, *texts: str) -> None:
        super().__init__([[Heard(text)] for text in texts])
        self.asked = 0

    def take(self):
        self.asked += 1
        return super().take()


def waited(what) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_what_was_heard_ahead_is_not_heard_again():
    recogniser = Counting("您好", "再来一次")
    live = LiveRecognition(recogniser)
    live.expect(cut(0.2, 1.0))
    waited(lambda: live.text == "您好")
    live.cut(cut(0.2, 1.0))
    assert [one.text for one in live.finish([cut(0.2, 1.0)])] == ["您好"]
    assert recogniser.asked == 1


def test_what_was_heard_ahead_is_thrown_away_when_somebody_speaks_on():
    recogniser = Counting("您好", "您好请讲")
    live = LiveRecognition(recogniser)
    live.expect(cut(0.2, 1.0))
    waited(lambda: live.text == "您好")
    longer = Cut((Segment(0.2, 1.0), Segment(2.2, 3.0)), SECOND, 0.2)
    live.cut(longer)
    assert [one.text for one in live.finish([longer])] == ["您好请讲"]
    assert recogniser.asked == 2


def test_an_utterance_that_is_over_goes_before_one_that_may_be():
    entered, release = threading.Event(), threading.Event()

    class Slow(Counting):
        def open(self, *, cut: bool = True):
            entered.set()
            release.wait(PATIENCE)
            return super().open(cut=cut)

    recogniser = Slow("您好")
    live = LiveRecognition(recogniser)
    entered.wait(PATIENCE)
    live.expect(cut(0.2, 0.5))
    live.cut(cut(0.2, 1.0))
    release.set()
    assert [one.text for one in live.finish([cut(0.2, 1.0)])] == ["您好"]
    assert recogniser.asked == 1


def test_a_guess_stands_on_the_screen_and_in_no_result():
    class Guessing(Whole):
        def guess(self, samples):
            return "猜的"

    live = LiveRecognition(Guessing([[Heard("您好")]]))
    assert live.guesses_next
    live.going_on(Cut((Segment(0.0, 2.0),), np.zeros(32000, np.float32), 0.0))
    waited(lambda: live.text == "猜的")
    assert live.until == 2.0
    live.cut(cut(0.2, 1.0))
    assert [one.text for one in live.finish([cut(0.2, 1.0)])] == ["您好"]
    assert live.gives_live_text


@pytest.mark.parametrize("error", [RecognitionError("模型坏了。"), ValueError("bug")])
def test_a_guess_that_fails_ends_the_guessing_and_not_the_reply(error: Exception):
    class Failing(Whole):
        def guess(self, samples):
            raise error

    live = LiveRecognition(Failing([[Heard("您好")]]))
    live.going_on(Cut((Segment(0.0, 2.0),), np.zeros(32000, np.float32), 0.0))
    waited(lambda: not live.gives_live_text)
    assert not live.guesses_next
    live.cut(cut(0.2, 1.0))
    assert [one.text for one in live.finish([cut(0.2, 1.0)])] == ["您好"]


def test_two_ears_one_writes_along_the_other_one_is_scored():
    ear = ScriptedRecogniser([[Heard("泥嚎", final=False, start=0.2, end=0.9)]])
    live = LiveRecognition(Whole([[Heard("您好")]]), ear)
    live.feed(SECOND)
    waited(lambda: live.text == "泥嚎")
    assert not live.guesses_next
    live.cut(cut(0.2, 1.0))
    assert [one.text for one in live.finish([cut(0.2, 1.0)])] == ["您好"]
    assert live.text == "您好"


def test_a_second_ear_that_fails_leaves_the_scored_one_alone():
    live = LiveRecognition(Whole([[Heard("您好")]]), Broken(ValueError("bug"), True))
    live.feed(SECOND)
    waited(lambda: not live.gives_live_text)
    live.feed(SECOND)
    live.cut(cut(0.2, 1.0))
    assert [one.text for one in live.finish([cut(0.2, 1.0)])] == ["您好"]


@pytest.mark.model
def test_whisper_writes_while_somebody_speaks_and_the_scored_text_stays_as_it_is(whisper):
    """The sound comes as fast as it is spoken: only then is there time for guesses."""
    samples = call(0.5, clip("f001"), 3.0)
    endpoint, live = Endpoint(2.5), LiveRecognition(whisper)
    shown, ahead = set(), False
    started = time.monotonic()
    for begin in range(0, len(samples), 800):
        time.sleep(max(0.0, started + begin / 16000 - time.monotonic()))
        for one in endpoint.feed(samples[begin : begin + 800]):
            live.cut(one)
        if endpoint.speaking and live.guesses_next:
            live.going_on(endpoint.going_on)
        elif not ahead and endpoint.cuts == [] and endpoint.silence >= 1.0 and endpoint.going_on:
            ahead = True
            live.expect(endpoint.going_on)
        shown.add(live.text)
    for one in endpoint.finish():
        live.cut(one)
    (said,) = live.finish(endpoint.cuts)

    assert ahead
    assert len(shown - {"", said.text}) >= 1
    assert said.text == "".join(heard.text for heard in whisper.transcribe(endpoint.cuts[0].samples))


def test_the_end_of_the_program_waits_for_an_engine_at_work():
    entered, release = threading.Event(), threading.Event()

    class Slow(Whole):
        def guess(self, samples):
            entered.set()
            release.wait(PATIENCE)
            return ""

    live = LiveRecognition(Slow([]))
    live.going_on(Cut((Segment(0.0, 2.0),), np.zeros(32000, np.float32), 0.0))
    entered.wait(PATIENCE)
    live.abandon()
    assert live._thread.is_alive()
    threading.Timer(0.2, release.set).start()
    module._let_finish()
    assert not live._thread.is_alive()
