from __future__ import annotations

import os
from pathlib import Path

import pytest

from trainer import regular_file
from trainer.errors import reason

unix = pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes and devices among files")


def test_a_regular_file_is_read_up_to_what_was_asked(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert regular_file.read(path, 3) == b"123"
    assert regular_file.read(path, 9) == b"12345"
    with regular_file.open_regular(path) as file:
        assert file.seekable()


@unix
def test_a_link_to_a_regular_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert regular_file.read(tmp_path / "b", 9) == b"1"


@unix
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="pipe") as error:
        regular_file.read(tmp_path / "pipe", 9)
    assert reason(error.value) == "这是管道或设备，不是文件"


@unix
@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_a_device_is_refused(path: str) -> None:
    with pytest.raises(OSError, match="/dev/"):
        regular_file.read(Path(path), 9)


@unix
def test_a_folder_is_refused_as_a_folder(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        regular_file.read(tmp_path, 9)


def test_a_missing_file_and_a_name_that_cannot_be_are_told_as_ever(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        regular_file.read(tmp_path / "none", 9)
    with pytest.raises(ValueError, match="null"):
        regular_file.read(tmp_path / "a\0b", 9)
