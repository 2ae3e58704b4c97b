"""Our own bug: where it happened goes to a log file, the user gets its path and what to do."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from trainer import __version__, atomic, folders
from trainer.visible import visible

FRAMES = 60  # the last ones of each traceback
# Python words these from names in our code and from numbers; what others say may quote the user
_SAFE = (TypeError, AttributeError, NameError, ImportError, ModuleNotFoundError, ZeroDivisionError, IndexError)


def report_crash(group: click.Group, arguments: list[str]) -> str:
    """Write the current exception to a log file that only the user may read; the Chinese sentence that names it.

    The log holds the command with the names of its options and where the program was, and no value of an option, no
    path and no text that the user gave.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    text = "\n".join(
        [
            f"trainer {__version__}, Python {sys.version.split()[0]}, {platform.platform()}",
            f"command: {' '.join(_names(group, arguments))}",
            *_chain(sys.exception()),
        ]
    )
    for folder in (_log_folder(), Path(tempfile.gettempdir())):
        path = folder / f"trainer-{stamp}.log"
        try:
            if not folder.is_dir() or folder == _log_folder():
                folders.make_private(folder)
            atomic.write(path, visible(text).encode("utf-8", "backslashreplace"), private=True)
        except OSError:
            continue
        return f"程序自己出错了，不是您的问题。详情写在：{path}\n请把这个文件发给维护人员；已保存的成绩不受影响。"
    return "程序自己出错了，不是您的问题，而且日志也写不了（磁盘可能满了）。"


def _names(group: click.Group, arguments: list[str]) -> Iterator[str]:
    """The commands and options among the arguments: only words that the program itself knows."""
    command: click.Command | None = group
    for argument in arguments:
        word = argument.partition("=")[0]
        if isinstance(command, click.Group):
            with suppress(Exception):  # the command itself may be what is broken
                found = command.get_command(click.Context(command), argument)
                if found is not None:
                    command = found
                    yield argument
        if command is not None and any(word in (*one.opts, *one.secondary_opts) for one in command.params):
            yield word


def _chain(error: BaseException | None) -> Iterator[str]:
    """Each error of the chain, the first one first: where it was raised and of what kind it is."""
    errors: list[BaseException] = []
    while error is not None and error not in errors:
        errors.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for one in reversed(errors):
        yield "".join(traceback.format_tb(one.__traceback__, -FRAMES))
        kind = type(one)
        yield f"{kind.__module__}.{kind.__qualname__}" + (f": {one}" if kind in _SAFE else "")


def _log_folder() -> Path:
    return folders.logs()
