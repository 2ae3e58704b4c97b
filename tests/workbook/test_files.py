from __future__ import annotations

import os
from pathlib import Path

import pytest

from trainer.workbook.files import check_target, open_mark, read_bytes, write_whole
from trainer.workbook.remarks import WorkbookError


@pytest.mark.parametrize("mark", ["~$话术.xlsx", ".~话术.xlsx", ".~lock.话术.xlsx#"])
def test_an_open_workbook_is_noticed(tmp_path: Path, mark: str) -> None:
    book = tmp_path / "话术.xlsx"
    assert open_mark(book) is None
    (tmp_path / mark).touch()
    assert open_mark(book) == tmp_path / mark
    check_target(book)  # a new file may be written
    book.touch()
    with pytest.raises(WorkbookError, match=r"还在 Excel 或 WPS 里开着；请保存、关掉它.*请删掉旁边的"):
        check_target(book)


def test_a_target_must_be_a_file_in_a_folder(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="这是文件夹；请写上文件名"):
        check_target(tmp_path)
    with pytest.raises(WorkbookError, match="没有这个文件夹；请先建好它"):
        check_target(tmp_path / "no" / "a.xlsx")


def test_what_cannot_be_read_is_explained(tmp_path: Path) -> None:
    for path, message in (
        (tmp_path / "no.xlsx", "找不到这个文件"),
        (tmp_path, "这是文件夹"),
        (tmp_path / "~$a.xlsx", "留下的记号，不是工作簿"),
        (tmp_path / "a\0b.xlsx", "打不开"),
        (tmp_path / ("长" * 300), "打不开"),
    ):
        with pytest.raises(WorkbookError, match=message):
            read_bytes(path)


def test_a_file_is_replaced_whole_and_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    before = os.umask(0o027)
    try:
        write_whole(path, b"1")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o640
    path.chmod(0o600)
    write_whole(path, b"22")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"22", 0o600)
    assert read_bytes(path) == b"22"
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_file_held_open_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where another program holds the file: Excel does."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def replace(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "new", None, "old")

    monkeypatch.setattr("trainer.atomic.os.replace", replace)
    with pytest.raises(WorkbookError, match="写不进去，好像还在 Excel 或 WPS 里开着"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]
    monkeypatch.setattr("trainer.regular_file.os.open", replace)
    with pytest.raises(WorkbookError, match="打不开，好像还在 Excel 或 WPS 里开着"):
        read_bytes(path)


def test_a_folder_without_the_right_to_write_is_not_taken_for_an_open_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "new")

    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr("trainer.atomic.os.open", refuse)
    with pytest.raises(WorkbookError, match="写不进去：没有权限。请检查文件夹的权限"):
        write_whole(path, b"new")


def test_a_private_file_is_the_users_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.touch(0o644)
    write_whole(path, b"1", private=True)
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_takes_nothing_is_explained(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match=r"写不进去：.*请检查文件夹的权限和磁盘空间"):
        write_whole(tmp_path / "no" / "a.xlsx", b"x")
