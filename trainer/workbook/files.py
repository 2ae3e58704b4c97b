"""Reading and writing the files themselves: whole or not at all, and a kind word where Excel still holds one open."""

from __future__ import annotations

from pathlib import Path

from trainer import atomic, regular_file
from trainer.errors import reason
from trainer.workbook.archive import MOST_BYTES
from trainer.workbook.remarks import WorkbookError

_OPEN = "好像还在 Excel 或 WPS 里开着；请保存、关掉它，再来一次"


def open_mark(path: Path) -> Path | None:
    """The file that Excel, WPS or LibreOffice keeps beside a workbook while it is open."""
    marks = (f"~${path.name}", f".~{path.name}", f".~lock.{path.name}#")
    return next((mark for name in marks if (mark := path.with_name(name)).exists()), None)


def read_bytes(path: Path) -> bytes:
    """The bytes of a workbook, at most one more than may be. Raises WorkbookError."""
    if path.name.startswith(("~$", ".~")):
        raise WorkbookError(f"{path}：这是 Excel 打开文件时留下的记号，不是工作簿；名字里去掉开头的“~$”才是。")
    try:
        return regular_file.read(path, MOST_BYTES + 1)
    except FileNotFoundError:
        raise WorkbookError(f"{path}：找不到这个文件。看看名字和文件夹对不对。") from None
    except IsADirectoryError:
        raise WorkbookError(f"{path}：这是文件夹；请写上里面那个 .xlsx 文件。") from None
    except PermissionError as error:
        raise WorkbookError(f"{path}：打不开，{_OPEN}。") from error
    except (OSError, ValueError) as error:
        raise WorkbookError(f"{path}：打不开：{reason(error)}。") from error


def check_target(path: Path) -> None:
    """Raise WorkbookError where a file cannot be put there: its folder is missing, it is a folder, it is open."""
    if path.is_dir():
        raise WorkbookError(f"{path}：这是文件夹；请写上文件名。")
    if not path.parent.is_dir():
        raise WorkbookError(f"{path.parent}：没有这个文件夹；请先建好它。")
    mark = open_mark(path) if path.exists() else None
    if mark is not None:
        raise WorkbookError(f"{path}：{_OPEN}。如果早已关了，请删掉旁边的 {mark.name}。")


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Put a whole new file in the old one's place. Raises WorkbookError; the old one is then as it was.

    `private`: only the user may read it.
    """
    try:
        atomic.write(path, content, private=private)
    except OSError as error:
        held = error.filename2 is not None  # the new file is there, and cannot take the old one's place
        if isinstance(error, PermissionError) and (held or (path.exists() and open_mark(path))):
            raise WorkbookError(f"{path}：写不进去，{_OPEN}；或者换个名字。") from error
        raise WorkbookError(f"{path}：写不进去：{reason(error)}。请检查文件夹的权限和磁盘空间。") from error
