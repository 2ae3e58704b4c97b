"""Which decoder reads what; what recorders leave, from ../shared/inputs and made on the spot."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from trainer.audio.decode import blocks, read
from trainer.audio.readers import Raw
from trainer.errors import AudioError

INPUTS = Path(__file__).parents[3] / "shared" / "inputs"
OGG_SPEEX = b"OggS\0\2" + bytes(20) + b"\1\x50" + b"Speex   1.2" + bytes(100)


@pytest.fixture
def without_av(monkeypatch):
    """As on a machine without the extra [media]."""
    monkeypatch.setitem(sys.modules, "av", None)


def given(name: str) -> Path:
    """One of the inputs that lie beside the project."""
    path = INPUTS / name
    if not path.is_file():
        pytest.skip(f"no test input at {path}")
    return path


def wav_of(tag: int, folder: Path, extensible: bool = False) -> Path:
    """A second of a wav with a codec that nobody has."""
    form = struct.pack("<HHIIHH", 0xFFFE if extensible else tag, 1, 8000, 1000, 10, 0)
    if extensible:
        form += struct.pack("<HHIH", 22, 0, 4, tag) + bytes.fromhex("000000001000800000aa00389b71")
    path = folder / "录音.wav"
    body = b"WAVE" + struct.pack("<4sI", b"fmt ", len(form)) + form + struct.pack("<4sI", b"data", 1000) + bytes(1000)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


def media(path: Path, container: str, codec: str, samples: np.ndarray, rate: int = 16000) -> Path:
    """The samples by PyAV."""
    av = pytest.importorskip("av", reason="the extra [media] is not installed")
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate, layout="mono")
        if codec.startswith("wma"):
            stream.bit_rate = 64_000
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate, frame_size=stream.frame_size)
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="fltp", layout="mono")
        frame.sample_rate = rate
        for one in (*resampler.resample(frame), *resampler.resample(None)):
            out.mux(stream.encode(one))
        out.mux([packet for packet in stream.encode(None) if packet.size])
    return path


@pytest.mark.parametrize("name", ["03_wav_data_size_0.wav", "04_wav_header_says_1s_of_4.9s.wav"])
def test_a_recorder_that_was_killed(name):
    assert read(given(name)).seconds == 4.875


@pytest.mark.parametrize(("name", "codec"), [("06_wav_g722.wav", "G.722"), ("06_wav_wma2.wav", "WMA")])
def test_codecs_in_wav_that_libsndfile_lacks(name, codec, monkeypatch):
    path = given(name)
    pytest.importorskip("av", reason="the extra [media] is not installed")
    assert read(path).seconds == pytest.approx(4.875, abs=0.05)
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(AudioError, match=f"是 {codec} 编码，还没有装.*pip install av"):
        read(path)


def test_an_offset_is_taken_out():
    found = read(given("07_dc_offset_5pct.wav")).samples
    assert abs(found.mean()) < 1e-3
    assert abs(found[:800].mean()) < 5e-3


def test_a_slow_mp3_is_read_in_silence(capfd):
    assert read(given("08_mp3_8k_16kbps.mp3")).seconds == pytest.approx(40, abs=0.1)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("tag", [0x0045, 0x0083, 0x0065, 0x0042, 0x0161])
@pytest.mark.parametrize("extensible", [False, True])
def test_a_codec_nobody_can_read_is_named(tmp_path, without_av, tag, extensible):
    with pytest.raises(AudioError, match=r"录音\.wav 里的声音是 (G\.7\d\d(\.1)?|WMA) 编码.*pip install av"):
        read(wav_of(tag, tmp_path, extensible))


def test_a_codec_that_pyav_cannot_read_either_is_named(tmp_path):
    pytest.importorskip("av", reason="the extra [media] is not installed")
    with pytest.raises(AudioError, match=r"录音\.wav 里的声音是 ACELP 编码，读不出来。请从录音系统导出 PCM"):
        read(wav_of(0x0130, tmp_path))


def test_a_codec_without_a_name_is_damage(tmp_path, without_av):
    with pytest.raises(AudioError, match="内容是 wav，但文件头或数据已损坏"):
        read(wav_of(0x1234, tmp_path))


def test_speex_in_ogg_is_named(tmp_path, without_av):
    path = tmp_path / "a.ogg"
    path.write_bytes(OGG_SPEEX)
    with pytest.raises(AudioError, match="是 Speex 编码"):
        read(path)


@pytest.mark.parametrize(
    ("container", "codec"),
    [
        ("wav", "g722"),
        ("wav", "g726"),
        ("ogg", "flac"),
        ("avi", "pcm_s16le"),
        ("flv", "aac"),
        ("mpegts", "aac"),
        ("ac3", "ac3"),
        ("asf", "wmav2"),
        ("adts", "aac"),
        ("matroska", "aac"),
    ],
)
def test_pyav_reads_what_libsndfile_leaves(tmp_path, tone, container, codec):
    rate = {"g726": 8000, "g722": 16000, "ac3": 48000}.get(codec, 16000)
    path = media(tmp_path / "名字不说.bin", container, codec, tone(3.0, rate), rate)
    found = read(path)
    assert found.seconds == pytest.approx(3.0, abs=0.2)
    assert np.abs(found.samples[8000:16000]).max() == pytest.approx(0.3, abs=0.1)


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (b"RIFF\0\0\0\0AVI LIST" + bytes(200), "avi"),
        (b"FLV\1\4\0\0\0\x09" + bytes(200), "flv"),
        ((b"G" + bytes(187)) * 4, "ts"),
        (b"\x0bw" + bytes(200), "ac3"),
    ],
)
def test_videos_without_pyav_say_what_to_install(tmp_path, without_av, head, named):
    path = tmp_path / "改名.wav"
    path.write_bytes(head)
    with pytest.raises(AudioError, match=rf"改名\.wav 是 {named}.*看内容.*pip install av"):
        read(path)


@pytest.mark.parametrize(
    ("subtype", "rate"), [("GSM610", 8000), ("VOX_ADPCM", 8000), ("VOX_ADPCM", 6000), ("ULAW", 8000)]
)
def test_files_without_a_header(tmp_path, tone, subtype, rate):
    path = tmp_path / "a.raw"
    with soundfile.SoundFile(path, "w", rate, 1, subtype, format="RAW") as file:
        file.write(tone(2.0, rate))
    found = read(path, Raw(rate, 1, subtype))
    assert (found.rate, found.channels) == (rate, 1)
    assert found.seconds == pytest.approx(2.0, abs=0.05)
    assert np.sqrt(np.mean(found.samples**2)) == pytest.approx(0.3 / 2**0.5, abs=0.05)


def test_g722_without_a_header(tmp_path, tone, monkeypatch):
    path = media(tmp_path / "a.bin", "g722", "g722", tone(2.0))
    found = read(path, Raw(16000, 1, "G722"))
    assert (found.rate, found.channels, found.seconds) == (16000, 1, pytest.approx(2.0, abs=0.05))
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(AudioError, match=r"G\.722 编码.*pip install av"):
        read(path, Raw(16000, 1, "G722"))


def test_a_shape_that_cannot_be_is_told(tmp_path, wav):
    with pytest.raises(AudioError, match=r"录音\.wav"):
        read(wav(), Raw(8000, 2, "GSM610"))


@pytest.mark.parametrize("subtype", ["ALAW", "ULAW", "GSM610", "IMA_ADPCM", "MS_ADPCM", "PCM_U8", "PCM_24", "FLOAT"])
def test_formats_of_wav(wav, tone, subtype):
    assert read(wav(tone(2.0, 8000), 8000, subtype=subtype)).seconds == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize("container", ["RF64", "W64", "CAF", "AU", "AIFF", "WAVEX"])
def test_containers_of_libsndfile(tmp_path, tone, container):
    path = tmp_path / "名字不说.bin"
    soundfile.write(path, tone(2.0), 16000, format=container, subtype="PCM_16")
    assert read(path).seconds == 2.0


@pytest.mark.parametrize("layout", ["left", "right"])
def test_channels_of_an_alaw_call_stay_apart(wav, tone, layout):
    sound = np.zeros((16000, 2), np.float32)
    sound[:, int(layout == "right")] = tone(2.0, 8000)
    path = wav(sound, 8000, subtype="ALAW")
    peaks = np.abs(np.concatenate(list(blocks(path)))).max(axis=0)
    assert int(peaks.argmax()) == (layout == "right")
