"""Unpack a zip that came from outside: nothing may land beside the target folder, nothing may fill the disk."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from trainer.errors import ModelError
from trainer.file_names import portable

MOST_BYTES = 8 << 30  # the largest official Vosk models unpack to some GB
MOST_RATIO = 200  # declared size ÷ zip size; speech models compress at most about 10 : 1
MOST_FILES = 10_000
PIECE = 1 << 20  # bytes


def unpack(
    archive: Path, target: Path, root: str = "", most: int = MOST_BYTES, progress: Callable[[int], None] | None = None
) -> int:
    """Write the files under `root` of the zip into `target`; bytes written. `progress` gets that number as it grows.

    Raises ModelError, before anything is written, where a name would leave the folder, for links, encrypted entries
    and sizes out of all proportion. Raises OSError where the disk fails.
    """
    try:
        with zipfile.ZipFile(archive) as file:
            members = [(info, inside) for info in file.infolist() if (inside := _inside(info, root, archive))]
            _check_size(file, archive, most)
            if not members:
                raise ModelError(f"压缩包 {archive.name} 里没有文件夹 {root or '/'} 的内容，不是要的模型。请重新下载。")
            done = 0
            for info, inside in members:
                path = target / inside
                path.parent.mkdir(parents=True, exist_ok=True)
                with file.open(info) as source, path.open("wb") as sink:
                    while piece := source.read(PIECE):
                        sink.write(piece)
                        done += len(piece)
                        if progress is not None:
                            progress(done)
            return done
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise ModelError(f"{archive.name} 不是完整的 zip 压缩包，没有下载完或者损坏了。请重新下载。") from error


def _inside(info: zipfile.ZipInfo, root: str, archive: Path) -> str:
    """The member's path below `root`; "" for folders and what lies elsewhere."""
    name = info.orig_filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts:
        raise _unsafe(archive, name, "会写到文件夹外面")
    if not all(portable(part) for part in parts):
        raise _unsafe(archive, name, "不能做文件名")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _unsafe(archive, name, "是链接")
    if name.endswith("/"):
        return ""
    top = PurePosixPath(root).parts
    return "/".join(parts[len(top) :]) if parts[: len(top)] == top else ""


def _unsafe(archive: Path, name: str, why: str) -> ModelError:
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in name)
    return ModelError(f"压缩包 {archive.name} 不安全：里面的“{shown}”{why}。已拒绝，请换可信的来源。")


def _check_size(file: zipfile.ZipFile, archive: Path, most: int) -> None:
    declared = sum(info.file_size for info in file.infolist())
    packed = max(1, archive.stat().st_size)
    if declared > most or len(file.infolist()) > MOST_FILES or declared / packed > MOST_RATIO:
        raise ModelError(
            f"压缩包 {archive.name} 解开后有 {declared / 1e6:.0f} MB，大得不正常。已拒绝，请换可信的来源。"
        )
