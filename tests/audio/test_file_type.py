from __future__ import annotations

import pytest

from trainer.audio.file_type import file_type


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"RIFF\0\0\0\0WAVE", "wav"),
        (b"fLaC", "flac"),
        (b"OggS", "ogg"),
        (b"ID3\x04", "mp3"),
        (b"\xff\xfb\x90\x64", "mp3"),
        (b"\xff\xe3\x18\xc4", "mp3"),
        (b"\xff\xf9\x50\x80", "aac"),
        (b"\0\0\0\x20ftypmp42", "m4a"),
        (b"\0\0\0\x20ftyp3gp5", "3gp"),
        ("您好，世".encode()[:10], "text"),
        (b"\x00\x01\x02\x03", "unknown"),
        (b"", "unknown"),
    ],
)
def test_first_bytes_tell(head, name):
    assert file_type(head) == name
