"""Replies on disk: whole, private, found again, gone when they should be."""

from __future__ import annotations

import os
import stat
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from trainer.audio.resample import SPEECH_RATE
from trainer.call import Clip
from trainer.practice import kept_audio
from trainer.practice.claim import claimed
from trainer.practice.kept_audio import RecordingError, Recordings

NOW = datetime(2026, 11, 22, 9, 0).astimezone()


@pytest.fixture
def sweep() -> np.ndarray:
    return np.linspace(-0.9, 0.9, 2 * SPEECH_RATE, dtype=np.float32)


def test_a_moment_is_read_back(tmp_path: Path, sweep: np.ndarray):
    kept = Recordings(tmp_path / "call")
    clip = kept.save(sweep, 12.5)
    moment = kept.read(clip, 13.0, 13.5)

    assert clip == Clip("001.flac", 12.5)
    assert len(moment) == SPEECH_RATE // 2
    assert np.abs(moment - sweep[8000:16000]).max() < 1e-4


def test_a_moment_outside_is_cut_to_what_is_there(tmp_path: Path, sweep: np.ndarray):
    kept = Recordings(tmp_path)
    clip = kept.save(sweep, 10.0)

    assert len(kept.read(clip, 9.0, 10.5)) == SPEECH_RATE // 2
    assert len(kept.read(clip, 20.0, 21.0)) == 0


def test_only_the_user_may_read_it_and_no_half_file_stays(tmp_path: Path, sweep: np.ndarray):
    kept = Recordings(tmp_path / "call")
    kept.save(sweep, 0)
    kept.save(sweep, 3)

    assert sorted(path.name for path in kept.folder.iterdir()) == ["001.flac", "002.flac"]
    if os.name == "posix":
        assert stat.S_IMODE((kept.folder / "001.flac").stat().st_mode) == 0o600
        assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700


def test_a_call_that_goes_on_later_does_not_write_over_what_is_there(tmp_path: Path, sweep: np.ndarray):
    Recordings(tmp_path).save(sweep, 0)
    assert Recordings(tmp_path).save(sweep, 5).file == "002.flac"


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, sweep: np.ndarray, monkeypatch):
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RecordingError, match="磁盘满了"):
        Recordings(tmp_path / "call").save(sweep, 0)
    assert list((tmp_path / "call").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, sweep: np.ndarray):
    (tmp_path / "call").write_text("", encoding="utf-8")
    with pytest.raises(RecordingError, match="没能存到"):
        Recordings(tmp_path / "call").save(sweep, 0)


@pytest.mark.parametrize("content", [None, b"", b"no sound"], ids=["gone", "empty", "damaged"])
def test_what_cannot_be_played_is_said(tmp_path: Path, content: bytes | None):
    if content is not None:
        (tmp_path / "001.flac").write_bytes(content)
    with pytest.raises(RecordingError, match="放不出来"):
        Recordings(tmp_path).read(Clip("001.flac", 0), 0, 1)


def test_a_file_name_cannot_leave_the_folder(tmp_path: Path, sweep: np.ndarray):
    outside = Recordings(tmp_path / "other").save(sweep, 0)
    with pytest.raises(RecordingError):
        Recordings(tmp_path / "call").read(Clip(f"../other/{outside.file}", 0), 0, 1)


def test_old_recordings_are_deleted_and_newer_ones_stay(tmp_path: Path, sweep: np.ndarray):
    for name, age in (("old", 31), ("new", 29)):
        folder = kept_audio.of_session(tmp_path, name)
        Recordings(folder).save(sweep, 0)
        then = (NOW - timedelta(days=age)).timestamp()
        os.utime(folder / "001.flac", (then, then))
    (tmp_path / "recordings" / "empty").mkdir()

    assert [one.folder.name for one in kept_audio.kept(tmp_path)] == ["new", "old"]
    assert kept_audio.delete_old(tmp_path, 30, NOW) == 1
    left = list(kept_audio.kept(tmp_path))
    assert [(one.folder.name, one.files) for one in left] == [("new", 1)]
    assert left[0].size > 1000


def test_what_cannot_be_deleted_is_told(tmp_path: Path):
    with pytest.raises(RecordingError, match="删不掉"):
        kept_audio.delete(tmp_path / "nothing")


def test_what_another_window_has_open_is_not_deleted(tmp_path: Path, sweep: np.ndarray):
    kept = Recordings(tmp_path / "recordings" / "call")
    kept.save(sweep, 0)
    with claimed(tmp_path, "call"):
        with pytest.raises(RecordingError, match="另一个窗口"):
            kept_audio.delete(kept.folder)
        assert kept_audio.delete_old(tmp_path, 0, NOW + timedelta(days=9999)) == 0
    assert kept_audio.delete_old(tmp_path, 0, NOW + timedelta(days=9999)) == 1
    assert not kept.folder.exists()


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_recordings_are_private_whatever_the_umask_and_wider_folders_are_narrowed(tmp_path: Path, sweep: np.ndarray):
    before = os.umask(0)
    try:
        (tmp_path / "recordings").mkdir()
        Recordings(tmp_path / "recordings" / "call").save(sweep, 0)
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "recordings").rglob("*")}
    assert modes == {"call": 0o700, "001.flac": 0o600}
    assert stat.S_IMODE((tmp_path / "recordings").stat().st_mode) == 0o700
