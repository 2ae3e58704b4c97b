from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from trainer.audio.decode import read
from trainer.audio.wav_header import WholeSound, wav_header

FORM = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 16000, 32000, 2, 16)
TAIL = struct.pack("<4sI", b"LIST", 3) + b"abc\0" + struct.pack("<4sI", b"id3 ", 4) + b"ID3 "
SECOND = 32_000  # bytes


def recording(folder: Path, promised: int, sound: bytes, behind: bytes = b"") -> Path:
    """A wav with something before and behind its sound."""
    path = folder / "a.wav"
    before = struct.pack("<4sI", b"LIST", 3) + b"abc\0"
    path.write_bytes(b"RIFF\0\0\0\0WAVE" + FORM + before + struct.pack("<4sI", b"data", promised) + sound + behind)
    return path


def noise(seconds: float = 1.0) -> bytes:
    """Sound whose bytes look like no header."""
    return np.random.default_rng(3).integers(-9000, 9000, round(seconds * 16000)).astype("<i2").tobytes()


@pytest.mark.parametrize(
    ("promised", "there", "expected"),
    [(32000, 32000, None), (32000, 31000, None), (64000, 32000, (2.0, 1.0)), (0, 32000, None), (0xFFFFFFFF, 9, None)],
    ids=["whole", "a little short", "half", "length 0", "length unknown"],
)
def test_data_is_compared_with_the_header(tmp_path, promised, there, expected):
    header = wav_header(recording(tmp_path, promised, bytes(there)))
    assert header.truncated == expected


@pytest.mark.parametrize("content", [b"fLaC", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt \x02\0\0\0ab"])
def test_other_files_are_left_to_the_decoder(tmp_path, content):
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    assert wav_header(path) is None


def test_sound_without_a_format_is_no_wav(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF\0\0\0\0WAVEdata" + struct.pack("<I", 100) + bytes(100))
    assert wav_header(path) is None


@pytest.mark.parametrize("promised", [0, 2 * 16000, 0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0x7FFFF000])
def test_a_length_that_is_not_true_reads_to_the_end(tmp_path, promised):
    sound = noise(2.0)
    found = read(recording(tmp_path, promised, sound))
    assert found.seconds == 2.0
    assert np.abs(found.samples[-1600:]).max() > 0.1


@pytest.mark.parametrize("promised", [0, SECOND])
def test_chunks_behind_the_sound_are_no_sound(tmp_path, promised):
    path = recording(tmp_path, promised, noise()[:promised], TAIL * 400)
    header = wav_header(path)
    assert header.chunks_follow
    assert not header.goes_on


def test_a_second_part_that_was_appended_is_read(tmp_path):
    second = b"RIFF\0\0\0\0WAVE" + FORM + struct.pack("<4sI", b"data", SECOND) + noise()
    assert read(recording(tmp_path, SECOND, noise(), second)).seconds == pytest.approx(2.0, abs=0.01)


def test_a_few_bytes_too_many_change_nothing(tmp_path):
    assert read(recording(tmp_path, SECOND, noise(), b"\0" * 44)).seconds == 1.0


@pytest.mark.parametrize("subtype", ["ALAW", "GSM610", "IMA_ADPCM", "MS_ADPCM", "FLOAT", "PCM_24"])
def test_every_codec_is_read_to_the_end(tmp_path, tone, subtype):
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(3.0, 8000), 8000, subtype=subtype)
    whole = read(path).samples
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = bytes(4)
    path.write_bytes(data)
    assert np.allclose(read(path).samples[: len(whole)], whole, atol=1e-6)


def test_a_length_that_wrapped_at_four_gigabytes(tmp_path):
    """Nine hours; the file is sparse, and only its end is decoded."""
    path = recording(tmp_path, 1_000_000, b"")
    more = 2**32 + 1_000_000
    with path.open("r+b") as file:
        file.seek(0, 2)
        start = file.tell()
        file.truncate(start + more - SECOND)
        file.seek(0, 2)
        file.write(noise())
    header = wav_header(path)
    assert header.goes_on
    with path.open("rb") as file, soundfile.SoundFile(WholeSound(file, header)) as sound:
        assert sound.frames == more // 2
        sound.seek(sound.frames - 16000)
        assert np.abs(sound.read()).max() > 0.2
