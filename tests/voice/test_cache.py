from __future__ import annotations

import os
import time
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import soundfile

from trainer.voice.cache import SoundCache
from trainer.voice.interface import Sound


def noise(seed: int = 1, seconds: float = 1.0) -> Sound:
    samples = np.random.default_rng(seed).uniform(-0.9, 0.9, round(seconds * 22050)).astype(np.float32)
    return Sound(samples, 22050)


@pytest.fixture
def cache(tmp_path: Path) -> SoundCache:
    return SoundCache(tmp_path / "缓存" / "voice")


def test_what_was_kept_comes_back(cache: SoundCache):
    cache.put("key", noise())

    found = cache.get("key")

    assert found is not None
    assert found.rate == 22050
    assert np.abs(found.samples - noise().samples).max() < 1e-4
    assert cache.get("other") is None
    assert [path.name for path in cache.folder.iterdir()] == ["key.flac"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:-200] + bytes(200),
        lambda raw: b"\x00" * len(raw),
        lambda raw: "文字".encode(),
    ],
    ids=["empty", "half", "wrong at the end", "zeros", "text"],
)
def test_a_damaged_file_is_no_file(cache: SoundCache, damage):
    cache.put("key", noise())
    path = cache.folder / "key.flac"
    path.write_bytes(damage(path.read_bytes()))

    assert cache.get("key") is None


def test_every_flipped_byte_of_the_sound_is_noticed(cache: SoundCache):
    cache.put("key", noise(seconds=0.2))
    path = cache.folder / "key.flac"
    whole = path.read_bytes()
    start = len(whole) // 3
    for at in range(start, len(whole), 397):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :])
        found = cache.get("key")
        assert found is None or np.abs(found.samples - noise(seconds=0.2).samples).max() < 1e-4, at


def test_another_file_in_its_place_is_not_taken(cache: SoundCache, tmp_path: Path):
    cache.folder.mkdir(parents=True)
    soundfile.write(cache.folder / "key.flac", noise().samples, 22050)

    assert cache.get("key") is None


def test_the_sounds_used_longest_ago_go_first(tmp_path: Path):
    clock = count(1_000_000_000)
    one = SoundCache(tmp_path / "size")
    one.put("x", noise())
    size = (one.folder / "x.flac").stat().st_size
    cache = SoundCache(tmp_path / "cache", limit=int(size * 4.5), now=lambda: float(next(clock)))
    for number in range(4):
        cache.put(f"{number}", noise(number))
        os.utime(cache.folder / f"{number}.flac", (number + 1, number + 1))
    assert cache.get("0") is not None  # used just now

    cache.put("4", noise(4))

    assert sorted(path.stem for path in cache.folder.iterdir()) == ["0", "2", "3", "4"]


def test_what_was_left_half_written_goes_too(tmp_path: Path):
    cache = SoundCache(tmp_path, now=lambda: time.time() + 7200)
    (tmp_path / ".abc.tmp").write_bytes(b"x")
    cache.put("key", noise())

    assert [path.name for path in tmp_path.iterdir()] == ["key.flac"]


def test_a_fresh_half_written_file_belongs_to_another_process(cache: SoundCache):
    cache.folder.mkdir(parents=True)
    (cache.folder / ".abc.tmp").write_bytes(b"x")
    cache.put("key", noise())

    assert (cache.folder / ".abc.tmp").exists()


def test_a_disk_that_refuses_is_no_error(tmp_path: Path):
    (tmp_path / "file").touch()
    cache = SoundCache(tmp_path / "file" / "cache")

    cache.put("key", noise())

    assert cache.get("key") is None


def test_nothing_half_written_stays_where_the_last_step_fails(cache: SoundCache):
    (cache.folder / "key.flac").mkdir(parents=True)

    cache.put("key", noise())

    assert [path.name for path in cache.folder.iterdir()] == ["key.flac"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_lines_hold_names_so_nobody_else_may_hear_them(tmp_path: Path):
    before = os.umask(0)
    try:
        SoundCache(tmp_path / "voice").put("a", Sound(np.zeros(160, np.float32), 16000))
    finally:
        os.umask(before)
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "voice", tmp_path / "voice" / "a.flac")]
    assert modes == [0o700, 0o600]
