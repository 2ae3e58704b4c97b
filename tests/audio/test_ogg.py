from __future__ import annotations

import io
import struct

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from tests.voice.helpers import ROOT
from trainer.audio import ogg
from trainer.audio.ogg import opus_seconds

VOICES = ROOT / "scenarios" / "voices"


def encoded(subtype: str = "OPUS", seconds: float = 1.0, channels: int = 1) -> bytes:
    samples = np.sin(np.arange(round(16_000 * seconds)) * 0.1).astype(np.float32) * 0.2
    stream = io.BytesIO()
    soundfile.write(stream, np.column_stack([samples] * channels), 16_000, format="OGG", subtype=subtype)
    return stream.getvalue()


WHOLE = encoded()


def signed(page: bytes) -> bytes:
    """The page with the checksum that belongs to it."""
    blank = page[:22] + bytes(4) + page[26:]
    return blank[:22] + struct.pack("<I", ogg._checksum(blank)) + blank[26:]


def pages(data: bytes) -> list[bytes]:
    return [b"OggS" + page for page in data.split(b"OggS")[1:]]


@pytest.mark.parametrize("channels", [1, 2])
def test_the_length_is_what_the_decoder_says(channels: int):
    assert opus_seconds(encoded(seconds=1.5, channels=channels)) == pytest.approx(1.5, abs=0.001)


def test_every_recorded_line_is_whole():
    files = sorted(VOICES.glob("*/*.opus"))

    found = [opus_seconds(file.read_bytes()) for file in files]

    assert found
    assert None not in found
    assert [opus_seconds(file.read_bytes()) for file in files[:5]] == [
        pytest.approx(soundfile.info(file).duration, abs=0.001) for file in files[:5]
    ]


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_no_changed_byte_is_overlooked(at: int, change: int):
    assert opus_seconds(WHOLE[:at] + bytes([WHOLE[at] ^ change]) + WHOLE[at + 1 :]) is None


@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_that_ends_early_is_not_whole(end: int):
    assert opus_seconds(WHOLE[:end]) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text that is no sound at all, and long enough for the header of a page",
        encoded("VORBIS"),
        WHOLE + b"x",
        WHOLE + WHOLE,
        b"".join(pages(WHOLE)[:2]),
        b"".join(pages(WHOLE)[:2] + pages(WHOLE)[3:]),
        b"".join(pages(WHOLE)[:-1]),
    ],
    ids=["nothing", "text", "vorbis", "more after it", "two streams", "headers only", "a page lost", "no last page"],
)
def test_what_only_decoding_can_tell(data: bytes):
    assert opus_seconds(data) is None


@pytest.mark.parametrize("change", [(5, 0x04), (14, 0x01), (18, 0x07)], ids=["flags", "stream", "number"])
def test_pages_that_do_not_belong_together(change: tuple[int, int]):
    first, *rest = pages(WHOLE)
    at, bits = change
    other = signed(rest[0][:at] + bytes([rest[0][at] ^ bits]) + rest[0][at + 1 :])

    assert opus_seconds(b"".join([first, *rest])) is not None
    assert opus_seconds(b"".join([first, other, *rest[1:]])) is None


def test_checksums_are_those_of_the_encoder():
    assert all(signed(page) == page for page in pages(WHOLE))
