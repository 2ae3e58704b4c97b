"""Real models where they are installed; recordings with real speech."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from trainer.recognition.engines import load
from trainer.recognition.installed import Installed
from trainer.recognition.models import Models

SHARED = Path(__file__).parents[3] / "shared" / "audio"


def _recogniser(name: str):
    model = next((one for one in Models().installed() if one.name == name), None)
    if model is None:
        pytest.skip(f"model {name} is not installed: trainer models pull {name}")
    return load(model)


@pytest.fixture(scope="session")
def whisper():
    """whisper-base, loaded once."""
    pytest.importorskip("faster_whisper", reason="the extra [whisper] is not installed")
    return _recogniser("whisper-base")


@pytest.fixture(scope="session")
def vosk_ko():
    """The Korean Vosk model, loaded once."""
    return _recogniser("vosk-ko")


@pytest.fixture(scope="session")
def sensevoice(tmp_path_factory):
    """SenseVoice with a stand-in model, loaded once."""
    pytest.importorskip("sherpa_onnx", reason="the extra [sherpa] is not installed")
    from sensevoice_model import make_model

    folder = make_model(tmp_path_factory.mktemp("models") / "我的 sensevoice")
    return load(Installed("sensevoice", "sensevoice", "multi", folder))


@pytest.fixture
def speech():
    """`speech("kokoro/dv03_jf_nezumi.flac")`: 16 kHz samples of a file of the test speech."""

    def read(name: str):
        path = SHARED / name
        if not path.is_file():
            pytest.skip(f"no test speech at {path}")
        samples, rate = soundfile.read(path, dtype="float32")
        assert rate == 16000
        return samples

    return read


@pytest.fixture
def bursts(tmp_path, speech):
    """Write a call from real speech: `bursts([[(0.5, "kokoro/x.flac", gain), …], …])`, one list per channel."""

    def write(tracks, seconds: float, rate: int = 16000) -> Path:
        mix = np.zeros((round(seconds * 16000), len(tracks)), dtype=np.float32)
        for number, track in enumerate(tracks):
            for at, name, gain in track:
                samples = speech(name)
                begin = round(at * 16000)
                mix[begin : begin + len(samples), number] += samples[: len(mix) - begin] * gain
        path = tmp_path / "通话.wav"
        soundfile.write(path, mix, rate, subtype="FLOAT")
        return path

    return write
