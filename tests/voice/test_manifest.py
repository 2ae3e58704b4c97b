from __future__ import annotations

import os
from pathlib import Path

import pytest

from trainer.voice import manifest


def test_what_was_written_is_read(tmp_path: Path):
    manifest.write(tmp_path, {"b.flac": "2", "a.flac": "1"})

    assert manifest.read(tmp_path) == {"a.flac": "1", "b.flac": "2"}
    assert (tmp_path / "lines.json").read_text(encoding="utf-8") == '{\n "a.flac": "1",\n "b.flac": "2"\n}\n'
    assert [path.name for path in tmp_path.iterdir()] == ["lines.json"]


@pytest.mark.parametrize("folder", ["none", "file"])
def test_no_manifest_is_an_empty_one(tmp_path: Path, folder):
    (tmp_path / "file").touch()

    assert manifest.read(tmp_path / folder) == {}


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b'{"a.flac": 1}', b"\xff\xfe", b"[" * 100_000, b" " * 1_100_000 + b"{}"],
    ids=["empty", "cut off", "a list", "a number", "no UTF-8", "nested", "huge"],
)
def test_what_cannot_be_read_says_so(tmp_path: Path, raw):
    (tmp_path / "lines.json").write_bytes(raw)

    with pytest.raises(manifest.ManifestError):
        manifest.read(tmp_path)


def test_a_folder_in_its_place_says_so(tmp_path: Path):
    (tmp_path / "lines.json").mkdir()

    with pytest.raises(manifest.ManifestError):
        manifest.read(tmp_path)


def test_a_byte_order_mark_is_welcome(tmp_path: Path):
    (tmp_path / "lines.json").write_bytes(b'\xef\xbb\xbf{"a.flac": "1"}')

    assert manifest.read(tmp_path) == {"a.flac": "1"}


def test_a_failed_writing_leaves_the_old_one(tmp_path: Path):
    manifest.write(tmp_path, {"a.flac": "1"})
    with pytest.raises(FileNotFoundError):
        manifest.write(tmp_path / "nowhere", {})
    (tmp_path / "other" / "lines.json").mkdir(parents=True)
    with pytest.raises(IsADirectoryError if os.name == "posix" else PermissionError):
        manifest.write(tmp_path / "other", {})

    assert manifest.read(tmp_path) == {"a.flac": "1"}
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["lines.json"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("工号1008，您好！", "工号 一零零八 您好", True),
        ("工号幺零零八", "工号1008", True),
        ("我家漏水了", "我家漏水", False),
        ("國語", "国语", True),
        ("你好", "您好", False),
    ],
)
def test_a_hash_is_of_what_is_said_not_of_how_it_is_written(one, other, same):
    assert (manifest.digest(one) == manifest.digest(other)) is same


def test_recordings_are_found_in_the_order_of_their_kinds(tmp_path: Path):
    for name in ("hear.wav", "hear.opus", "hear.mp3", "hear-1.wav"):
        (tmp_path / name).touch()
    (tmp_path / "hear.flac").mkdir()

    assert [path.name for path in manifest.files(tmp_path, "hear")] == ["hear.opus", "hear.wav"]
