from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest
from rapidfuzz import fuzz

from trainer.errors import ModelError, RecognitionError
from trainer.recognition.vosk import VoskRecogniser, VoskSession, join_words, read_final

SPEECH = "kokoro/dv02_jm_kumo.flac"


def stream(session, samples, size=4000):
    return [*(h for i in range(0, len(samples), size) for h in session.feed(samples[i : i + size])), *session.finish()]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("您好 请问 有 什么", "您好请问有什么"),
        ("请 打开 wifi 设置", "请打开wifi设置"),
        ("hello big world", "hello big world"),
        ("안녕 하세요", "안녕 하세요"),
        ("您好 <UNK> [FIL] 再见", "您好再见"),
        ("", ""),
    ],
)
def test_spaces_between_chinese_words_go(text, joined):
    assert join_words(text) == joined


def test_a_final_takes_its_times_from_the_words():
    words = [
        {"word": "您好", "start": 1.0, "end": 1.5, "conf": 0.8},
        {"word": "请问", "start": 1.6, "end": 2, "conf": 1.2},
    ]
    heard = read_final({"text": "您好 请问", "result": words}, 0.0, 3.0)
    assert (heard.text, heard.start, heard.end, heard.confidence) == ("您好请问", 1.0, 2.0, 0.9)
    assert read_final({"text": "好"}, 0.5, 3.0).end == 3.0


class FakeKaldi:
    """Ends a sentence with every second piece."""

    def __init__(self):
        self.count = 0

    def SetWords(self, on):  # noqa: N802 - vosk's name
        assert on

    def AcceptWaveform(self, data):  # noqa: N802
        assert isinstance(data, bytes)
        self.count += 1
        if self.count == 5:
            raise Exception("Failed to process waveform")
        return self.count % 2 == 0

    def PartialResult(self):  # noqa: N802
        return '{"partial": "您 好"}'

    def Result(self):  # noqa: N802
        return '{"text": "您 好"}'

    FinalResult = Result


def test_several_finals_and_partials_of_one_stream():
    second = np.ones(16000, dtype=np.float32)
    with VoskSession(FakeKaldi) as session:
        heard = [h for _ in range(4) for h in session.feed(second)]
        assert [(h.text, h.final, h.start, h.end) for h in heard] == [
            ("您好", False, 0.0, 1.0),
            ("您好", True, 0.0, 2.0),
            ("您好", False, 2.0, 3.0),
            ("您好", True, 2.0, 4.0),
        ]
        with pytest.raises(RecognitionError, match="Vosk 识别时出错"):
            session.feed(second)


def test_an_incomplete_folder_is_refused_before_libvosk_sees_it(tmp_path):
    with pytest.raises(ModelError, match=r"缺 am/final\.mdl.*trainer models pull vosk-cn"):
        VoskRecogniser(tmp_path, "vosk-cn")


@pytest.fixture
def broken(tmp_path):
    for name in ("am/final.mdl", "conf/model.conf"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    return tmp_path


def test_missing_engine(broken, monkeypatch):
    monkeypatch.setitem(sys.modules, "vosk", None)
    with pytest.raises(ModelError, match="pip install"):
        VoskRecogniser(broken, "vosk-cn")


def test_a_model_that_does_not_load(broken, monkeypatch):
    def fail(path):
        assert isinstance(path, str)
        raise Exception("Failed to create a model")

    monkeypatch.setitem(sys.modules, "vosk", SimpleNamespace(Model=fail, SetLogLevel=lambda level: None))
    with pytest.raises(ModelError, match="打不开"):
        VoskRecogniser(broken, "vosk-cn")


@pytest.mark.model
def test_partials_grow_into_a_final_with_word_times(vosk_ko, speech):
    samples = speech(SPEECH)
    with vosk_ko.open() as session:
        heard = stream(session, samples)
    partials = [h for h in heard if not h.final]
    finals = [h for h in heard if h.final]
    assert len(partials) > 5
    assert finals[-1].words
    times = [t for h in finals for w in h.words for t in (w.start, w.end)]
    assert times == sorted(times)
    assert 0 < times[0] < times[-1] < len(samples) / 16000


@pytest.mark.model
def test_times_go_on_over_several_finals(vosk_ko, speech):
    gap = np.zeros(16000 * 3, dtype=np.float32)
    samples = speech("kokoro/dv06_jm_kumo.flac")
    with vosk_ko.open() as session:
        finals = [h for h in stream(session, np.concatenate((samples, gap, samples, gap))) if h.final]
    assert len(finals) >= 2
    assert finals[-1].start > len(samples) / 16000 + 2


@pytest.mark.model
def test_silence_gives_nothing(vosk_ko):
    with vosk_ko.open() as session:
        assert stream(session, np.zeros(16000 * 5, dtype=np.float32)) == []


@pytest.mark.model
def test_two_threads_share_one_model(vosk_ko, speech):
    names = ["kokoro/dv03_jf_nezumi.flac", "kokoro/dv06_jm_kumo.flac"]
    clips = [speech(name) for name in names]

    def text(samples):
        with vosk_ko.open() as session:
            return [h.text for h in stream(session, samples) if h.final]

    alone = [text(samples) for samples in clips]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(text, clips))
    assert fuzz.ratio(*map("".join, alone)) < 50
    for one, other in zip(alone, together, strict=True):  # Kaldi adds a little noise, so a word may differ
        assert fuzz.ratio("".join(one), "".join(other)) > 80
