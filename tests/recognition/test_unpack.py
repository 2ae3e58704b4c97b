from __future__ import annotations

import os
import stat
import tarfile
import zipfile

import pytest

from trainer.errors import ModelError
from trainer.recognition.unpack import unpack


@pytest.fixture
def pack(tmp_path):
    """`pack({"a/b": b"…"})` writes a zip; a ZipInfo may stand for the name."""

    def write(members, compression=zipfile.ZIP_STORED):
        path = tmp_path / "模型.zip"
        with zipfile.ZipFile(path, "w", compression) as file:
            for name, data in members.items():
                file.writestr(name, data)
        return path

    return write


def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def test_only_what_is_under_the_root_is_written(pack, tmp_path):
    archive = pack({"m/": b"", "m/am/final.mdl": b"12", "m/README": b"3", "other/x": b"4"})
    seen = []
    assert unpack(archive, tmp_path / "out", "m", progress=seen.append) == 3
    assert {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*") if p.is_file()} == {
        "am/final.mdl",
        "README",
    }
    assert seen == [2, 3]


@pytest.mark.parametrize(
    "name",
    [
        *("../evil", "m/../../evil", "/etc/evil", "C:/evil", "m/..\\..\\evil", "c:evil", link("m/link")),
        *("m/am/final.mdl:stream", "m/con", "m/CON.txt/evil", "m/nul.mdl", "m/evil.", "m/evil\x1b[31m", "m/\u202eevil"),
    ],
    ids=[
        *("up", "up inside", "absolute", "drive", "backslash", "drive relative", "link"),
        *("stream", "device", "device as folder", "device with an ending", "dot at the end", "escape", "turned round"),
    ],
)
def test_what_would_leave_the_folder_is_refused(pack, tmp_path, name):
    archive = pack({"m/good": b"1", name: b"2"})
    with pytest.raises(ModelError, match="不安全") as refused:
        unpack(archive, tmp_path / "out", "m")
    assert refused.value.message.isprintable()
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "evil").exists()


def test_a_bomb_is_refused(pack, tmp_path):
    archive = pack({"m/zeros": bytes(5_000_000)}, zipfile.ZIP_DEFLATED)
    with pytest.raises(ModelError, match="大得不正常"):
        unpack(archive, tmp_path / "out", "m")
    with pytest.raises(ModelError, match="大得不正常"):
        unpack(pack({"m/a": bytes(1000)}), tmp_path / "out", "m", most=999)


def test_an_archive_without_the_root_is_refused(pack, tmp_path):
    with pytest.raises(ModelError, match="不是要的模型"):
        unpack(pack({"x/a": b"1"}), tmp_path / "out", "m")


def test_a_broken_zip_is_said_to_be_broken(pack, tmp_path):
    archive = pack({"m/a": b"1" * 1000})
    archive.write_bytes(archive.read_bytes()[:500])
    with pytest.raises(ModelError, match="不是完整的 zip"):
        unpack(archive, tmp_path / "out", "m")


def test_flipped_bytes_are_found(pack, tmp_path):
    archive = pack({"m/a": b"1" * 1000})
    archive.write_bytes(archive.read_bytes().replace(b"1111", b"1112", 1))
    with pytest.raises(ModelError, match="不是完整的 zip"):
        unpack(archive, tmp_path / "out", "m")


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_rights_in_the_archive_are_not_taken_over(pack, tmp_path):
    info = zipfile.ZipInfo("m/run")
    info.external_attr = (stat.S_IFREG | stat.S_ISUID | 0o777) << 16
    unpack(pack({info: b"1"}), tmp_path / "out", "m")
    assert (tmp_path / "out" / "run").stat().st_mode & 0o7111 == 0


def test_a_tar_is_no_zip(tmp_path):
    (tmp_path / "model.conf").write_bytes(b"1")
    with tarfile.open(tmp_path / "m.zip", "w") as file:
        file.add(tmp_path / "model.conf", "m/model.conf")
    with pytest.raises(ModelError, match="不是完整的 zip"):
        unpack(tmp_path / "m.zip", tmp_path / "out")
    assert not (tmp_path / "out").exists()
