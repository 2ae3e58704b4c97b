"""What every voice promises, whoever wrote it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.voice.helpers import line, speech
from trainer.voice.interface import Line, Silent, Voice
from trainer.voice.new_recording import keep
from trainer.voice.open_voice import open_voice
from trainer.voice.pyttsx3 import Pyttsx3Voice
from trainer.voice.recorded import Recorded

Make = Callable[[Path], Voice]
needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")

VOICES: dict[str, Make] = {
    "recorded": lambda folder: Recorded(),
    "pyttsx3": lambda folder: Pyttsx3Voice(folder / "cache"),
    "silent": lambda folder: Silent(),
    "auto": lambda folder: open_voice("auto", folder / "cache"),
}
ALL = [pytest.param(make, id=name, marks=needs_espeak if name == "pyttsx3" else ()) for name, make in VOICES.items()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Holds a recording of 我家漏水了 as hear-1, and nothing else."""
    keep(tmp_path / "voices", "hear-1", "我家漏水了。", speech())
    return tmp_path


def known(folder: Path) -> Line:
    return line(folder / "voices")


@pytest.mark.parametrize("make", ALL)
def test_it_says_what_it_is_called(make: Make, folder: Path):
    assert VOICES[make(folder).name] is make


@pytest.mark.parametrize("make", ALL)
def test_a_sound_can_be_played_as_it_is(make: Make, folder: Path):
    sound = make(folder).sound(known(folder))

    if make is VOICES["silent"]:
        assert sound is None
        return
    assert sound is not None
    assert sound.samples.dtype == np.float32
    assert sound.samples.ndim == 1
    assert 8_000 <= sound.rate <= 48_000
    assert 0.3 < sound.seconds < 10
    assert np.isfinite(sound.samples).all()
    assert 0.01 < np.abs(sound.samples).max() <= 1


@pytest.mark.parametrize("make", ALL)
def test_the_same_line_sounds_the_same(make: Make, folder: Path):
    voice = make(folder)

    first, second = voice.sound(known(folder)), voice.sound(known(folder))

    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert first.rate == second.rate
        assert np.abs(first.samples - second.samples).max() < 1e-3


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize("text", ["", "……", "😀", "\x00"])
def test_a_line_with_nothing_to_say_has_no_sound(make: Make, folder: Path, text):
    assert make(folder).sound(line(folder / "voices", text, "other")) is None


@pytest.mark.parametrize("make", ALL)
def test_a_folder_that_is_not_there_is_no_fault(make: Make, folder: Path):
    synthetic = make in (VOICES["pyttsx3"], VOICES["auto"]) and shutil.which("espeak-ng") is not None

    assert (make(folder).sound(line(folder / "none")) is not None) == synthetic
