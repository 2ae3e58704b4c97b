"""Copy a model's folder that came from outside: its own files and nothing else, and never more than the disk holds."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from trainer.errors import ModelError, reason
from trainer.recognition.unpack import MOST_FILES

PIECE = 1 << 20  # bytes

Room = Callable[[int], None]  # raises ModelError where so many bytes more do not fit
Progress = Callable[[int, int], None]  # bytes done, bytes in all


def copy_folder(source: Path, target: Path, room: Room, progress: Progress) -> None:
    """Copy every file of `source` into `target`, which is made. A link becomes the file it points to inside `source`.

    Raises ModelError, before anything is written, for links that lead elsewhere, to a folder or nowhere, and for what
    is no file; and where `source` cannot be read or grows beyond what there is `room` for. Raises OSError where
    `target` cannot be written.
    """
    source = source.resolve()
    files = [(path, _file_at(path, source)) for path in _walk(source)]
    total = sum(size for _, (_, size) in files)
    room(total)
    done = 0
    for path, (content, _) in files:
        there = target / path.relative_to(source)
        there.parent.mkdir(parents=True, exist_ok=True)
        with there.open("wb") as sink:
            for piece in _pieces(content, path.relative_to(source)):
                if done + len(piece) > total:  # it grows while it is read
                    total = done + len(piece)
                    room(len(piece))
                sink.write(piece)
                done += len(piece)
                progress(done, total)


def _walk(source: Path) -> list[Path]:
    """All that is no folder, sorted; folders behind links are not entered."""
    found: list[Path] = []

    def refuse(error: OSError) -> None:
        raise ModelError(f"读不了 {error.filename}：{reason(error)}。") from error

    for folder, inside, names in os.walk(source, onerror=refuse):
        found += (Path(folder, name) for name in names)
        found += (path for name in inside if (path := Path(folder, name)).is_symlink())
        if len(found) > MOST_FILES:
            raise ModelError(f"{source} 里的文件太多，不像语音模型。请写模型自己的文件夹。")
    return sorted(found)


def _file_at(path: Path, source: Path) -> tuple[Path, int]:
    """The file itself and its size in bytes."""
    name = path.relative_to(source)
    try:
        content = path.resolve(strict=True)
        state = content.stat()
    except RuntimeError as error:  # Python 3.11 and 3.12: a loop
        raise _refused(name, "链接绕回到自己") from error
    except OSError as error:
        raise _refused(name, f"打不开：{reason(error)}") from error
    if path.is_symlink() and not content.is_relative_to(source):
        raise _refused(name, "是链接，指到这个文件夹外面")
    if stat.S_ISDIR(state.st_mode):
        raise _refused(name, "是文件夹的链接")
    if not stat.S_ISREG(state.st_mode):
        raise _refused(name, "不是文件（是管道或设备）")
    return content, state.st_size


def _refused(name: Path, why: str) -> ModelError:
    return ModelError(f"模型文件夹里的“{name}”{why}，没有安装。请换成真正的文件，再运行一次。")


def _pieces(path: Path, name: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    except OSError as error:
        raise _refused(name, f"读不了：{reason(error)}") from error
