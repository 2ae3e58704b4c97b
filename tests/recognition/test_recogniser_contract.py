"""What every engine must do, whatever it hears."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.audio.speech import Segment
from trainer.audio.stream import Cut
from trainer.errors import RecognitionError
from trainer.recognition import ENGINES
from trainer.recognition.interface import Heard
from trainer.recognition.packing import Window
from trainer.recognition.scripted import ScriptedRecogniser

SPEECH = "kokoro/dv03_jf_nezumi.flac"
SILENCE = np.zeros(16000, dtype=np.float32)


@pytest.fixture(
    params=[
        "scripted",
        "sensevoice",
        pytest.param("whisper", marks=pytest.mark.model),
        pytest.param("vosk_ko", marks=pytest.mark.model),
    ]
)
def recogniser(request):
    if request.param == "scripted":
        heard = [Heard("好的", (), False, 0.2, 0.5), Heard("好的，我来为您登记", (), True, 0.2, 3.0, 0.9)]
        return ScriptedRecogniser([heard, heard])
    return request.getfixturevalue(request.param)


def hear(session, samples, size=4000):
    return [heard for i in range(0, len(samples), size) for heard in session.feed(samples[i : i + size])]


def test_it_has_names(recogniser):
    assert recogniser.engine in ("scripted", *ENGINES)
    assert recogniser.model
    assert recogniser.version


def test_many_utterances_are_heard_each_by_itself(recogniser, speech):
    samples = speech(SPEECH)
    cuts = [Cut((Segment(at + 0.3, at + 4.5),), samples, float(at)) for at in (0, 20)]
    first, second = recogniser.transcribe_many([Window(tuple(cuts))])
    for heard in (first, second):
        assert all(one.final and one.text for one in heard)
        assert all(0 <= one.start <= one.end <= len(samples) / 16000 + 0.1 for one in heard)
    assert "".join(one.text for one in first)
    assert "".join(one.text for one in second)
    assert recogniser.transcribe_many([]) == []


def test_a_guess_is_text_and_changes_nothing_that_comes(recogniser, speech):
    samples = speech(SPEECH)
    guess = recogniser.guess(samples)
    with recogniser.open(cut=False) as session:
        heard = [h.text for h in (*hear(session, samples), *session.finish()) if h.final]
    assert isinstance(guess, str)
    assert guess
    assert guess == guess.strip()
    assert heard
    if recogniser.engine != "vosk":  # dither, see below
        recogniser.guess(samples)
        assert [h.text for h in recogniser.transcribe_many([Window((Cut((Segment(0.3, 4.5),), samples, 0.0),))])[0]]


@pytest.mark.parametrize("cut", [True, False])
def test_speech_gives_finals_with_times_in_order(recogniser, speech, cut):
    samples = speech(SPEECH)
    with recogniser.open(cut=cut) as session:
        heard = [*hear(session, samples), *session.finish()]
    finals = [one for one in heard if one.final]
    assert finals
    assert all(one.text and one.text == one.text.strip() for one in finals)
    assert all(0 <= one.start <= one.end <= len(samples) / 16000 + 0.1 for one in finals)
    assert [one.start for one in finals] == sorted(one.start for one in finals)
    assert all(one.confidence is None or 0 <= one.confidence <= 1 for one in finals)
    assert all(w.start <= w.end for one in finals for w in one.words)


def test_a_new_stream_after_finish_starts_at_zero(recogniser, speech):
    samples = speech(SPEECH)
    with recogniser.open() as session:
        first = [h for h in (*hear(session, samples), *session.finish()) if h.final]
        second = [h for h in (*hear(session, samples), *session.finish()) if h.final]
    if recogniser.engine != "vosk":  # Kaldi adds a little random noise (dither): words it is not sure of may change
        assert [h.text for h in first] == [h.text for h in second]
    assert second[0].start == pytest.approx(first[0].start, abs=0.5)
    assert second[-1].end == pytest.approx(first[-1].end, abs=0.5)


def test_finish_without_sound_and_empty_pieces_hear_nothing(recogniser):
    with recogniser.open() as session:
        assert session.finish() == []
        assert session.feed(np.zeros(0, dtype=np.float32)) == []
        assert session.finish() == []


def test_closed_is_closed(recogniser):
    session = recogniser.open()
    session.close()
    session.close()
    with pytest.raises(RecognitionError):
        session.feed(SILENCE)
    with pytest.raises(RecognitionError):
        session.finish()
