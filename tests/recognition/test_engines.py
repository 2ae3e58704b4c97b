from __future__ import annotations

from importlib.metadata import PackageNotFoundError

import pytest

from trainer.errors import ModelError
from trainer.recognition import ENGINES, sensevoice, vosk, whisper, window_decoder
from trainer.recognition.catalogue import read_catalogue
from trainer.recognition.engines import PULL, choose, open_recogniser, package_versions
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
        ([("vosk", "zh"), ("sensevoice", "multi")], "sensevoice", "sensevoice-multi"),
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
        ([("whisper", "multi")], "sensevoice", None, "trainer models pull sensevoice"),
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
    monkeypatch.setattr(sensevoice, "SenseVoiceRecogniser", lambda folder, name, threads: (threads, name))
    there = having(("vosk", "ko"), ("whisper", "multi"), ("sensevoice", "multi"))
    assert open_recogniser(model="vosk-ko", models=there) == ("vosk", "vosk-ko")
    assert open_recogniser(words=True, models=there, threads=1) == (1, "whisper-multi", True)
    assert open_recogniser("sensevoice", models=there, threads=2) == (2, "sensevoice-multi")


@pytest.mark.parametrize(
    ("engine", "package"), [("vosk", "vosk"), ("whisper", "faster-whisper"), ("sensevoice", "sherpa-onnx")]
)
def test_every_engine_names_the_versions_of_its_packages(engine, package, monkeypatch):
    pytest.importorskip(package.replace("-", "_"))
    assert package_versions(engine).startswith(f"{package} ")

    def none(name):
        raise PackageNotFoundError(name)

    module = {"vosk": vosk, "whisper": window_decoder, "sensevoice": sensevoice}[engine]
    monkeypatch.setattr(module, "version", none)
    with pytest.raises(ModelError, match=f"pip install {package}$"):
        package_versions(engine)


def test_every_engine_says_where_its_model_is_to_be_had():
    assert PULL.keys() == {*ENGINES} - {"auto"}
    assert {entry.name for entry in read_catalogue()} >= {command.split()[-1] for command in PULL.values()}
