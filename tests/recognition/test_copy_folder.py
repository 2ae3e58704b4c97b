"""What only the copying itself can show; what `trainer models add` does with it: test_models.py."""

from __future__ import annotations

import os

import pytest

from trainer.errors import ModelError
from trainer.recognition import copy_folder as copying
from trainer.recognition.copy_folder import copy_folder


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "m" / "conf").mkdir(parents=True)
    (tmp_path / "m" / "final.mdl").write_bytes(b"mdl")
    (tmp_path / "m" / "conf" / "model.conf").write_bytes(b"conf")
    return tmp_path / "m"


def copied(folder):
    copy_folder(folder, folder.parent / "copy", lambda size: None, lambda done, total: None)


def test_a_file_that_grows_while_it_is_copied_is_counted(folder, tmp_path):
    rooms = []

    def room(size):
        rooms.append(size)
        if len(rooms) == 1:
            (folder / "conf" / "model.conf").write_bytes(b"longer than it was")
        else:
            raise ModelError("磁盘空间不够")

    with pytest.raises(ModelError, match="空间不够"):
        copy_folder(folder, tmp_path / "copy", room, lambda done, total: None)
    assert rooms == [7, 18]


def test_a_folder_that_cannot_be_read_is_the_one_that_is_named(folder, monkeypatch):
    def refuse(path, *_args, **_more):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(ModelError, match=f"读不了 {folder}：没有权限"):
        copy_folder(folder, folder.parent / "copy", lambda size: None, lambda done, total: None)


def test_a_folder_of_too_many_files_is_no_model(folder, monkeypatch):
    monkeypatch.setattr(copying, "MOST_FILES", 1)
    with pytest.raises(ModelError, match="文件太多"):
        copied(folder)


def test_a_file_that_cannot_be_read_is_the_one_that_is_named(folder, monkeypatch):
    real = copying.Path.open

    def failing(path, *args, **more):
        if path.name == "final.mdl" and args[0] == "rb":
            raise OSError(5, "Input/output error")
        return real(path, *args, **more)

    monkeypatch.setattr(copying.Path, "open", failing)
    with pytest.raises(ModelError, match=r"“final\.mdl”读不了：磁盘读写出错"):
        copied(folder)
