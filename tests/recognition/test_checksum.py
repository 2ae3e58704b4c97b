from __future__ import annotations

import hashlib
import os

import pytest

from trainer.recognition.checksum import PIECE, sha256


@pytest.mark.parametrize("size", [0, 1, PIECE, 3 * PIECE - 1])
def test_it_is_the_checksum_of_all_bytes(tmp_path, size):
    content = os.urandom(size)
    (tmp_path / "a").write_bytes(content)
    assert sha256(tmp_path / "a") == hashlib.sha256(content).hexdigest()


def test_what_cannot_be_read_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        sha256(tmp_path / "none")
    with pytest.raises(IsADirectoryError):
        sha256(tmp_path)
