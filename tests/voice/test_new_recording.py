from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from patience import PATIENCE

from tests.voice.helpers import line, speech
from trainer import lock
from trainer.audio.level import dbfs
from trainer.audio.speech import segments
from trainer.voice import manifest
from trainer.voice.new_recording import NotKeptError, cut, enter, keep, writable
from trainer.voice.recorded import Recorded


def test_the_quiet_before_and_after_goes_and_the_speech_stays():
    quiet = np.random.default_rng(2).normal(0, 1e-4, 48_000).astype(np.float32)

    taken = cut(np.concatenate((quiet, speech(), quiet)))

    assert taken is not None
    (first, *_), (*_, last) = segments(taken.samples), segments(taken.samples)
    assert first.start == pytest.approx(0.15, abs=0.05)
    assert taken.seconds - last.end == pytest.approx(0.3, abs=0.05)
    assert taken.speech == pytest.approx(last.end - first.start, abs=0.05)
    assert taken.fault is None


@pytest.mark.parametrize("gain", [0.05, 1.0])
def test_soft_or_loud_it_is_kept_equally_loud(gain):
    taken = cut(speech() * np.float32(gain))

    assert taken is not None
    (first, *_), (*_, last) = segments(taken.samples), segments(taken.samples)
    spoken = taken.samples[round(first.start * 16000) : round(last.end * 16000)]
    peak = np.abs(taken.samples).max()
    assert peak <= 0.8901
    assert dbfs(spoken) == pytest.approx(-20, abs=1) or peak == pytest.approx(0.89, abs=0.01)


@pytest.mark.parametrize("samples", [np.zeros(16_000, dtype=np.float32), np.zeros(0, dtype=np.float32)])
def test_where_nobody_speaks_there_is_no_recording(samples):
    assert cut(samples) is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda samples: np.clip(samples * 60, -1, 1), "clipped"),
        (lambda samples: samples * np.float32(0.01), "quiet"),
        (lambda samples: samples + np.random.default_rng(1).normal(0, 0.06, len(samples)), "noisy"),
    ],
    ids=["too loud", "too soft", "too much noise"],
)
def test_what_is_not_good_is_named(change, fault):
    taken = cut(change(speech()).astype(np.float32))

    assert taken is not None
    assert taken.fault == fault


def test_kept_it_is_played(tmp_path: Path):
    folder = tmp_path / "voices" / "talk"

    path = keep(folder, "hear-1", "我家漏水了。", speech())

    assert path == folder / "hear-1.flac"
    assert Recorded().sound(line(folder)) is not None
    assert sorted(file.name for file in folder.iterdir()) == ["hear-1.flac", "lines.json"]


def test_the_newest_recording_of_a_line_is_the_one_that_is_played(tmp_path: Path):
    manifest.write(tmp_path, {"hear-1.opus": manifest.digest("我家漏水了。"), "hear-2.opus": "x"})
    (tmp_path / "hear-1.opus").touch()

    keep(tmp_path, "hear-1", "我家漏水了。", speech())

    assert set(manifest.read(tmp_path)) == {"hear-1.flac", "hear-2.opus"}
    assert Recorded().sound(line(tmp_path)) is not None


def test_a_folder_that_cannot_be_written(tmp_path: Path):
    (tmp_path / "file").touch()

    assert not writable(tmp_path / "file" / "voices")
    with pytest.raises(NotKeptError, match="前面录好的都在"):
        keep(tmp_path / "file" / "voices", "hear-1", "喂", speech())


def test_nothing_half_written_stays(tmp_path: Path):
    (tmp_path / "hear-1.flac").mkdir()

    with pytest.raises(NotKeptError):
        keep(tmp_path, "hear-1", "喂", speech())

    assert [path.name for path in tmp_path.iterdir()] == ["hear-1.flac"]


def test_looking_whether_it_can_be_written_leaves_nothing_behind(tmp_path: Path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.flac").touch()

    assert writable(tmp_path / "voices" / "talk")
    assert writable(tmp_path / "full")
    assert [path.name for path in tmp_path.iterdir()] == ["full"]


def test_an_unreadable_manifest_is_not_overwritten(tmp_path: Path):
    (tmp_path / "lines.json").write_text("{", encoding="utf-8")

    with pytest.raises(NotKeptError, match="清单读不懂"):
        enter(tmp_path / "hear-1.flac", "喂")

    assert (tmp_path / "lines.json").read_text(encoding="utf-8") == "{"


def test_two_windows_that_enter_recordings_lose_none(tmp_path: Path):
    program = (
        "import sys\nfrom pathlib import Path\nfrom trainer.voice.new_recording import enter\n"
        "for n in range(30): enter(Path(sys.argv[1]) / f'{sys.argv[2]}{n}.flac', '您好')\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    windows = [subprocess.Popen([sys.executable, "-c", program, tmp_path, name], env=env) for name in "abc"]
    assert [window.wait(PATIENCE) for window in windows] == [0, 0, 0]
    assert len(manifest.read(tmp_path)) == 90
    assert [path.name for path in tmp_path.iterdir()] == [manifest.FILE]


def test_while_another_window_writes_nothing_is_entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lock, "WRITING", 0.0)
    with lock.held(tmp_path / ".lines.json.lock"), pytest.raises(NotKeptError, match="另一个窗口"):
        enter(tmp_path / "a.flac", "您好")
    assert manifest.read(tmp_path) == {}
