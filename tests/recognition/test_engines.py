from __future__ import annotations

import pytest

from trainer.errors import ModelError
from trainer.recognition import vosk, whisper, window_decoder
from trainer.recognition.engines import choose, open_recogniser
from trainer.recognition.installed import Installed
from trainer.recognition.models import Models


@pytest.fixture
def having(tmp_path):
    """A models folder that holds the named models: engine, and the rest of the name."""

    def make(*models):
        made = Models(tmp_path, ())
        made.installed = lambda: tuple(
            Installed(f"{e}-{kind}", e, "multi" if e == "whisper" else kind, tmp_path) for e, kind in models
        )
        return made

    return make


@pytest.mark.parametrize(
    ("there", "engine", "chosen"),
    [
        ([("vosk", "zh"), ("whisper", "base")], "auto", "whisper-base"),
        ([("vosk", "zh")], "auto", "vosk-zh"),
        ([("vosk", "ko"), ("whisper", "multi")], "auto", "whisper-multi"),
        ([("vosk", "zh"), ("whisper", "multi")], "whisper", "whisper-multi"),
    ],
)
def test_auto_prefers_the_tuned_model(having, there, engine, chosen):
    assert choose(engine, None, having(*there)).name == chosen


@pytest.mark.parametrize(
    ("there", "engine", "model", "said"),
    [
        ([], "auto", None, "trainer models pull whisper-base"),
        ([("vosk", "ko")], "vosk", None, "trainer models pull vosk-cn"),
        ([], "whisper", None, "trainer models pull whisper-base"),
        ([], "auto", "vosk-cn", "trainer models pull vosk-cn"),
        ([("vosk", "zh")], "whisper", "vosk-zh", "属于 vosk"),
    ],
)
def test_nothing_fits(having, there, engine, model, said):
    with pytest.raises(ModelError, match=said):
        choose(engine, model, having(*there))


def test_a_model_by_name_decides_the_engine(having, monkeypatch):
    monkeypatch.setattr(vosk, "VoskRecogniser", lambda folder, name: ("vosk", name))
    monkeypatch.setattr(window_decoder, "WindowDecoder", lambda folder, threads: threads)
    monkeypatch.setattr(whisper, "WhisperRecogniser", lambda threads, name, words: (threads, name, words))
    there = having(("vosk", "ko"), ("whisper", "multi"))
    assert open_recogniser(model="vosk-ko", models=there) == ("vosk", "vosk-ko")
    assert open_recogniser(words=True, models=there, threads=1) == (1, "whisper-multi", True)
