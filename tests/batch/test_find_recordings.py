from __future__ import annotations

from pathlib import Path

import pytest

from trainer.batch.find_recordings import find_recordings, fits
from trainer.errors import TrainerError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "b.wav",
        "A.WAV",
        "下/c.mp3",
        "下/旧/d.json",
        "说明.txt",
        "无",
        ".hidden.wav",
        "._a.wav",
        ".git/e.wav",
    ):
        path = tmp_path / "录音" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "录音"


def names(folder: Path, *given: str, pattern: str | None = None) -> list[str]:
    return [Path(one).relative_to(folder).as_posix() for one in find_recordings(given, pattern).recordings]


def test_a_folder_gives_its_recordings_and_those_below(folder: Path) -> None:
    assert names(folder, str(folder)) == ["A.WAV", "b.wav", "下/c.mp3", "下/旧/d.json"]
    assert dict(find_recordings([str(folder)]).others) == {".txt": 1, "无": 1}


def test_a_pattern_decides_alone(folder: Path) -> None:
    assert names(folder, str(folder), pattern="*.wav") == ["A.WAV", "b.wav"]
    assert names(folder, str(folder), pattern="*.txt") == ["说明.txt"]


def test_patterns_no_shell_has_expanded(folder: Path) -> None:
    assert names(folder, str(folder / "*.wav")) == ["b.wav"]
    assert names(folder, str(folder / "**" / "*.mp3")) == ["下/c.mp3"]


def test_files_are_taken_as_they_are_named(folder: Path) -> None:
    odd = folder / "[1].wav"
    odd.touch()
    assert find_recordings([str(odd), "没有.wav", "说明.txt"]).recordings == (str(odd), "没有.wav", "说明.txt")


def test_nothing_found_is_told(folder: Path) -> None:
    with pytest.raises(TrainerError, match=r"这个文件夹里没有“\*\.flac”这样的文件"):
        find_recordings([str(folder)], "*.flac")
    with pytest.raises(TrainerError, match="没有这样的文件"):
        find_recordings([str(folder / "*.flac")])
    (folder / "空").mkdir()
    with pytest.raises(TrainerError, match="里没有录音"):
        find_recordings([str(folder / "空")])


@pytest.mark.parametrize(("name", "meant"), [("a.wav", True), ("~$a.wav", False), (".a.wav", False), ("a.txt", False)])
def test_which_names_are_recordings(name: str, meant: bool) -> None:
    assert fits(name, None) is meant
