"""Our own bug: the traceback goes to a log file, the user gets its path and what to do."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from trainer import __version__


def report_crash(arguments: list[str]) -> str:
    """Write the current exception to a log file; the Chinese sentence that names it.

    The log holds the command line and the traceback, never what a trainee said.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    text = "\n".join(
        [
            f"trainer {__version__}, Python {sys.version.split()[0]}, {platform.platform()}",
            f"arguments: {arguments!r}",
            traceback.format_exc(),
        ]
    )
    for folder in (_log_folder(), Path(tempfile.gettempdir())):
        path = folder / f"trainer-{stamp}.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError:
            continue
        return f"程序自己出错了，不是您的问题。详情写在：{path}\n请把这个文件发给维护人员；已保存的成绩不受影响。"
    return "程序自己出错了，不是您的问题，而且日志也写不了（磁盘可能满了）。"


def _log_folder() -> Path:
    from platformdirs import user_log_path

    return Path(user_log_path("call-trainer"))
