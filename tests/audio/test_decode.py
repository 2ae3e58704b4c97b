from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from trainer.audio.decode import Audio, blocks, channel, named_channel, read
from trainer.audio.readers import Raw
from trainer.errors import AudioError

M4A_HEAD = b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00M4A mp42isom\x00\x00\x00\x00" + bytes(200)
WMA_HEAD = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + bytes(200)


@pytest.fixture
def without_av(monkeypatch):
    """As on a machine without the extra [media]."""
    monkeypatch.setitem(__import__("sys").modules, "av", None)


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 96000])
def test_reads_any_rate_and_blocks_come_at_16_khz(wav, tone, rate):
    path = wav(tone(2.0, rate), rate)
    audio = read(path)
    assert (audio.rate, audio.channels, audio.seconds) == (rate, 1, 2.0)
    whole = np.concatenate(list(blocks(path, seconds=0.3)))
    assert whole.shape == (32000, 1)
    assert np.abs(whole[1000:-1000, 0] - tone(2.0)[1000:-1000]).max() < 0.01


@pytest.mark.parametrize(
    ("name", "subtype", "rate"),
    [
        ("a.wav", "ALAW", 8000),
        ("a.wav", "ULAW", 8000),
        ("a.wav", "GSM610", 8000),
        ("a.wav", "IMA_ADPCM", 8000),
        ("a.wav", "FLOAT", 16000),
        ("a.wav", "PCM_24", 16000),
        ("a.flac", None, 16000),
        ("a.ogg", "VORBIS", 16000),
        ("a.opus", "OPUS", 16000),
        ("a.mp3", None, 16000),
    ],
)
def test_reads_the_formats_of_recording_systems(tmp_path, tone, name, subtype, rate):
    path = tmp_path / name
    with soundfile.SoundFile(path, "w", rate, 1, subtype, format="OGG" if name.endswith("opus") else None) as file:
        file.write(tone(1.0, rate))
    audio = read(path)
    assert audio.seconds == pytest.approx(1.0, abs=0.1)
    assert np.abs(audio.samples).max() == pytest.approx(0.4, abs=0.2)  # lossy ones overshoot


def test_channels_stay_apart(wav, tone):
    path = wav(np.stack([tone(1.0), tone(1.0, level=0.1)], axis=1))
    samples = read(path).samples
    assert np.abs(channel(samples, "left")).max() == pytest.approx(0.3, abs=0.01)
    assert np.abs(channel(samples, "right")).max() == pytest.approx(0.1, abs=0.01)
    assert channel(samples, 2) is not None


def test_headerless_data_needs_its_format(tmp_path, tone):
    path = tmp_path / "a.raw"
    path.write_bytes((tone(1.0, 8000) * 32767).astype("<i2").tobytes())
    audio = read(path, Raw(rate=8000))
    assert (audio.rate, audio.seconds) == (8000, 1.0)
    with pytest.raises(AudioError, match=r"a\.raw.*--raw"):
        read(path)


def test_silence_is_sound(wav):
    assert isinstance(read(wav(np.zeros(16000, dtype=np.float32))), Audio)


def test_name_does_not_matter_content_does(wav):
    path = wav(name="a.flac")
    assert read(path.rename(path.with_suffix(".wav"))).seconds == 1.0


def fault_missing(folder: Path) -> Path:
    return folder / "没有.wav"


def fault_folder(folder: Path) -> Path:
    (folder / "夹.wav").mkdir()
    return folder / "夹.wav"


def fault_empty(folder: Path) -> Path:
    (folder / "空.wav").touch()
    return folder / "空.wav"


def fault_header(folder: Path) -> Path:
    (folder / "头.wav").write_bytes(b"RIFF\x24\x00\x00\x00WAVEfm")
    return folder / "头.wav"


def fault_truncated(folder: Path) -> Path:
    path = folder / "截断.wav"
    soundfile.write(path, np.full(32000, 0.1), 16000)
    path.write_bytes(path.read_bytes()[:20000])
    return path


def fault_truncated_flac(folder: Path) -> Path:
    path = folder / "截断.flac"
    soundfile.write(path, np.random.default_rng(1).normal(0, 0.1, 64000), 16000)
    path.write_bytes(path.read_bytes()[:40000])
    return path


def fault_text(folder: Path) -> Path:
    (folder / "文字.wav").write_text("您好，这里是客服中心。", encoding="utf-8")
    return folder / "文字.wav"


def fault_gbk_text(folder: Path) -> Path:
    (folder / "文字.wav").write_bytes("您好，这里是客服中心。".encode("gb18030"))
    return folder / "文字.wav"


def fault_noise(folder: Path) -> Path:
    (folder / "乱.wav").write_bytes(bytes(range(1, 30)) * 20)
    return folder / "乱.wav"


def fault_no_frames(folder: Path) -> Path:
    soundfile.write(folder / "零.wav", np.zeros(0), 16000)
    return folder / "零.wav"


def fault_short(folder: Path) -> Path:
    soundfile.write(folder / "短.wav", np.full(3200, 0.1), 16000)
    return folder / "短.wav"


def fault_nan(folder: Path) -> Path:
    samples = np.full(32000, 0.1, dtype=np.float32)
    samples[20000] = np.nan
    soundfile.write(folder / "坏.wav", samples, 16000, subtype="FLOAT")
    return folder / "坏.wav"


def fault_infinite(folder: Path) -> Path:
    samples = np.full(32000, 0.1, dtype=np.float32)
    samples[20000] = np.inf
    soundfile.write(folder / "坏.wav", samples, 16000, subtype="FLOAT")
    return folder / "坏.wav"


def fault_channels(folder: Path) -> Path:
    soundfile.write(folder / "多.wav", np.full((8000, 40), 0.1), 16000)
    return folder / "多.wav"


def fault_rate(folder: Path) -> Path:
    """64 KB that say they are nine hours."""
    soundfile.write(folder / "慢.wav", np.full(32_000, 0.1), 1)
    return folder / "慢.wav"


def fault_high_rate(folder: Path) -> Path:
    soundfile.write(folder / "快.wav", np.full(32_000, 0.1), 400_000)
    return folder / "快.wav"


def fault_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "管.wav")
    return folder / "管.wav"


def fault_name(folder: Path) -> Path:
    return folder / "a\0b.wav"


FAULTS = [
    (fault_missing, "找不到录音"),
    (fault_folder, "是文件夹"),
    (fault_empty, "空文件"),
    (fault_header, "已损坏"),
    (fault_truncated, "不完整"),
    (fault_truncated_flac, "不完整|已损坏"),
    (fault_text, "内容是文字"),
    (fault_gbk_text, "内容是文字"),
    (fault_noise, "认不出"),
    (fault_no_frames, "没有声音数据"),
    (fault_short, r"太短.*0\.20 秒"),
    (fault_nan, "NaN"),
    (fault_infinite, "NaN"),
    (fault_channels, "40 个声道"),
    (fault_rate, "采样率是 1 Hz"),
    (fault_high_rate, "采样率是 400000 Hz"),
    *([] if os.name == "nt" else [(fault_pipe, "管道或设备")]),
    (fault_name, "读不了"),
]


@pytest.mark.parametrize("reader", [read, lambda path: list(blocks(path))], ids=["read", "blocks"])
@pytest.mark.parametrize(("make", "reason"), FAULTS, ids=[make.__name__ for make, _ in FAULTS])
def test_a_fault_names_file_and_reason(tmp_path, make, reason, reader):
    path = make(tmp_path)
    with pytest.raises(AudioError, match=reason) as caught:
        reader(path)
    assert str(path) in caught.value.message
    assert caught.value.message.endswith(("。", "）。"))


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (M4A_HEAD, "m4a"),
        (WMA_HEAD, "wma"),
        (b"#!AMR\n" + bytes(200), "amr"),
        (b"\xff\xf1\x50\x80" + bytes(200), "aac"),
        (b"\x00\x00\x00\x20ftyp3gp4" + bytes(200), "3gp"),
        (bytes.fromhex("1a45dfa3") + bytes(200), "webm"),
    ],
)
def test_media_without_pyav_says_what_to_install(tmp_path, without_av, head, named):
    path = tmp_path / "改名.wav"
    path.write_bytes(head)
    with pytest.raises(AudioError, match=rf"改名\.wav 是 {named}.*看内容.*pip install av"):
        read(path)


def test_an_m4a_renamed_wav_is_read_with_pyav(tmp_path, tone):
    path = make_m4a(tmp_path / "改名.wav", tone(2.0))
    audio = read(path)
    assert audio.seconds == pytest.approx(2.0, abs=0.2)
    assert np.abs(audio.samples).max() == pytest.approx(0.3, abs=0.05)
    assert sum(map(len, blocks(path, seconds=0.5))) == pytest.approx(32000, abs=3200)


def test_a_broken_m4a_is_said_to_be_broken(tmp_path, tone):
    pytest.importorskip("av", reason="the extra [media] is not installed")
    path = tmp_path / "改名.wav"
    path.write_bytes(M4A_HEAD)
    with pytest.raises(AudioError, match=r"改名\.wav 是 m4a.*损坏"):
        read(path)


def make_m4a(path: Path, samples: np.ndarray) -> Path:
    """AAC in an MP4 container under any name."""
    av = pytest.importorskip("av", reason="the extra [media] is not installed")
    with av.open(str(path), "w", format="ipod") as container:
        stream = container.add_stream("aac", rate=16000, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="fltp", layout="mono")
        frame.sample_rate = 16000
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return path


@pytest.mark.parametrize(("which", "said"), [("right", "没有右声道"), (3, "没有第 3 声道"), (0, "没有第 0 声道")])
def test_a_channel_that_is_not_there(wav, which, said):
    with pytest.raises(AudioError, match=said):
        channel(read(wav()).samples, which, "录音.wav")


def test_a_fault_in_the_middle_comes_after_good_blocks(tmp_path):
    source = blocks(fault_nan(tmp_path), seconds=1.0)
    assert len(next(source)) == 16000
    with pytest.raises(AudioError, match="第 1 秒"):
        list(source)


def test_a_streamed_wav_with_an_open_length_is_whole(wav):
    path = wav()
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    assert read(path).seconds == pytest.approx(1.0)


def test_a_link_that_leads_to_itself_is_told_in_chinese(tmp_path):
    path = tmp_path / "a.wav"
    path.symlink_to(path)
    with pytest.raises(AudioError, match="链接绕成了一圈，找不到真的文件"):
        read(path)


FLAC_OF_2_36 = b"fLaC\x80\0\0\x22" + b"\x10\0" * 2 + bytes(6) + b"\x0a\xc4\x42\xff\xff\xff\xff\xff"


def riff(kind: bytes, rate: int, channels: int, promised: int) -> bytes:
    """A wav header, followed by a second of silence."""
    form = struct.pack("<HHIIHH", 1, channels, rate, rate % 2**30 * 2, 2, 16)
    size64 = b"ds64" + struct.pack("<IQQQI", 28, 2**40, 2**40, 2**39, 0) if kind == b"RF64" else b""
    head = kind + struct.pack("<I", 0xFFFFFFFF) + b"WAVE" + size64 + b"fmt " + struct.pack("<I", 16) + form
    return head + b"data" + struct.pack("<I", promised) + bytes(16_000)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(riff(b"RIFF", 4_000_000_000, 1, 16_000), id="a rate of 4 GHz"),
        pytest.param(riff(b"RIFF", 8000, 65_535, 16_000), id="65,535 channels"),
        pytest.param(riff(b"RIFF", 0, 0, 16_000), id="neither rate nor channels"),
        pytest.param(b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff", id="a format of 4 GB"),
        pytest.param(
            b"fLaC\x80\0\0\x22" + b"\x10\0" * 2 + bytes(6) + b"\x0a\xc4\x42\xff\xff\xff\xff\xff", id="FLAC 2^36"
        ),
    ],
)
def test_a_header_that_promises_the_earth_is_told(tmp_path, content):
    path = tmp_path / "头.wav"
    path.write_bytes(content)
    with pytest.raises(AudioError, match=r"头\.wav"):
        read(path)


def test_a_header_of_a_trillion_bytes_gives_what_is_there(tmp_path):
    path = tmp_path / "大.wav"
    path.write_bytes(riff(b"RF64", 8000, 1, 0xFFFFFFFF))
    try:
        assert read(path).seconds <= 1.0
    except AudioError as error:
        assert "大.wav" in error.message  # noqa: PT017 - either is right


@pytest.mark.parametrize(("text", "channel"), [("左", "left"), ("right", "right"), ("3", 3), ("0", None), ("", None)])
def test_channels(text, channel):
    assert named_channel(text) == channel
