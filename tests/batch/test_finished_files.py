from __future__ import annotations

from pathlib import Path

from trainer.batch.finished_files import SETTLED, FinishedFiles


class Clock:
    time = 0.0

    def __call__(self) -> float:
        return self.time


def test_a_file_is_finished_when_it_has_not_changed_for_some_seconds(tmp_path: Path) -> None:
    clock = Clock()
    finished = FinishedFiles(tmp_path, None, clock)
    path = tmp_path / "下" / "a.wav"
    path.parent.mkdir()
    path.write_bytes(b"1")
    (tmp_path / "empty.wav").touch()
    (tmp_path / "a.txt").write_bytes(b"1")
    assert finished.look() == []
    clock.time = SETTLED - 1
    path.write_bytes(b"12")
    assert finished.look() == []
    clock.time = SETTLED + 1
    assert finished.look() == []
    clock.time = 2 * SETTLED
    assert finished.look() == [str(path)]
    assert finished.look() == []
    path.write_bytes(b"123")
    assert finished.look() == []
    clock.time = 4 * SETTLED
    assert finished.look() == [str(path)]


def test_a_file_that_was_there_before_is_found_after_a_restart(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"1")
    for start in (0.0, 100.0):
        clock = Clock()
        clock.time = start
        finished = FinishedFiles(tmp_path, "*.WAV", clock)
        finished.look()
        clock.time += SETTLED
        assert len(finished.look()) == 1


def test_a_folder_that_goes_away_and_comes_back(tmp_path: Path) -> None:
    clock = Clock()
    finished = FinishedFiles(tmp_path / "网盘", None, clock)
    assert finished.look() == []
    (tmp_path / "网盘").mkdir()
    (tmp_path / "网盘" / "a.wav").write_bytes(b"1")
    finished.look()
    clock.time = SETTLED
    assert finished.look() == [str(tmp_path / "网盘" / "a.wav")]
