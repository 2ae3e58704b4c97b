from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.voice.helpers import line, speech, write
from trainer.voice import manifest
from trainer.voice.recorded import LONGEST, RATE, Recorded, sound_of


def entered(folder: Path, file: str, text: str = "我家漏水了。") -> Path:
    path = write(folder / file, speech())
    manifest.write(folder, {**manifest.read(folder), file: manifest.digest(text)})
    return path


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def voice(told: list[str]) -> Recorded:
    return Recorded(told.append)


@pytest.mark.parametrize("suffix", [".opus", ".ogg", ".flac", ".wav"])
def test_a_recording_of_what_is_said_is_played(tmp_path: Path, voice: Recorded, suffix):
    entered(tmp_path, f"hear-1{suffix}")

    sound = voice.sound(line(tmp_path))

    assert sound is not None
    assert sound.rate == RATE
    assert sound.samples.ndim == 1
    assert sound.seconds == pytest.approx(len(speech()) / 16000, abs=0.1)


@pytest.mark.parametrize(
    ("file", "text"),
    [("hear-1.flac", "我家漏水了，快来。"), ("hear-2.flac", "我家漏水了。")],
    ids=["the line was edited", "another line's"],
)
def test_a_recording_of_something_else_is_not_played(tmp_path: Path, voice: Recorded, told, file, text):
    entered(tmp_path, file, text)

    assert voice.sound(line(tmp_path)) is None
    assert told == []


def test_another_company_in_a_slot_is_another_line(tmp_path: Path, voice: Recorded):
    entered(tmp_path, "hear-1.flac", "喂，是海棠苑吗？")

    assert voice.sound(line(tmp_path, "喂，是海棠苑吗？")) is not None
    assert voice.sound(line(tmp_path, "喂，是翠湖吗？")) is None


def test_a_recording_nobody_entered_is_not_played(tmp_path: Path, voice: Recorded):
    write(tmp_path / "hear-1.flac", speech())

    assert voice.sound(line(tmp_path)) is None


def test_of_two_the_one_that_matches_is_played(tmp_path: Path, voice: Recorded):
    entered(tmp_path, "hear-1.opus", "从前的话")
    entered(tmp_path, "hear-1.wav")

    assert voice.sound(line(tmp_path)) is not None


def test_two_channels_become_one(tmp_path: Path, voice: Recorded):
    entered(tmp_path, "hear-1.wav")
    write(tmp_path / "hear-1.wav", np.stack((speech(), -speech()), axis=1))

    sound = voice.sound(line(tmp_path))

    assert sound is not None
    assert np.abs(sound.samples).max() < 1e-3


@pytest.mark.parametrize(
    "raw",
    [b"", b"fLaC" + bytes(2000), "不是录音".encode(), b"RIFF\xff\xff\xff\xffWAVEfmt " + bytes(60)],
    ids=["empty", "zeros", "text", "a lying header"],
)
def test_a_broken_recording_is_told_once_and_is_no_crash(tmp_path: Path, voice: Recorded, told, raw):
    path = entered(tmp_path, "hear-1.flac")
    path.write_bytes(raw)

    assert voice.sound(line(tmp_path)) is None
    assert voice.sound(line(tmp_path)) is None
    (message,) = told
    assert str(path) in message
    assert "合成的声音" in message


def test_a_recording_without_end_is_refused_before_memory_is_full(tmp_path: Path, voice: Recorded, told):
    path = entered(tmp_path, "hear-1.flac")
    write(path, np.zeros(int((LONGEST + 10) * 8000), dtype=np.float32), 8000)

    assert voice.sound(line(tmp_path)) is None
    assert "超过 120 秒" in told[0]


def test_an_unreadable_manifest_is_told_once(tmp_path: Path, voice: Recorded, told):
    entered(tmp_path, "hear-1.flac")
    (tmp_path / "lines.json").write_text("{", encoding="utf-8")

    assert voice.sound(line(tmp_path)) is None
    assert voice.sound(line(tmp_path)) is None
    (message,) = told
    assert str(tmp_path / "lines.json") in message
    assert "trainer check" in message


def test_a_missing_folder_has_no_recordings(tmp_path: Path, voice: Recorded, told):
    assert voice.sound(line(tmp_path / "none")) is None
    assert told == []


def test_a_recording_as_it_is_played(tmp_path: Path):
    sound = sound_of(write(tmp_path / "a.wav", speech()))

    assert sound.samples.dtype == np.float32
