from __future__ import annotations

import struct

import pytest

from trainer.audio.truncated import missing_share


@pytest.mark.parametrize(
    ("promised", "there", "expected"),
    [(32000, 32000, None), (32000, 31000, None), (64000, 32000, (2.0, 1.0)), (0, 32000, None), (0xFFFFFFFF, 9, None)],
    ids=["whole", "a little short", "half", "length 0", "length unknown"],
)
def test_data_is_compared_with_the_header(tmp_path, promised, there, expected):
    path = tmp_path / "a.wav"
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 16000, 32000, 2, 16)
    extra = struct.pack("<4sI", b"LIST", 3) + b"abc\0"
    path.write_bytes(b"RIFF\0\0\0\0WAVE" + form + extra + struct.pack("<4sI", b"data", promised) + bytes(there))
    assert missing_share(path) == expected


@pytest.mark.parametrize("content", [b"fLaC", b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEfmt \x02\0\0\0ab"])
def test_other_files_are_left_to_the_decoder(tmp_path, content):
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    assert missing_share(path) is None
