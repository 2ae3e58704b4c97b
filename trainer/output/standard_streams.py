"""stdout and stderr as the program uses them: they take Chinese, and where they take nothing there is a way out."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TextIO

from trainer.errors import reason
from trainer.output.encoding import fitting


class OutputError(Exception):
    """stdout takes nothing any more: the disk behind it is full, or it was closed. The message is for the user.

    No TrainerError and no OSError: nobody but the outermost boundary may take it for a mistake in a file.
    """

    def __init__(self, error: OSError | None = None) -> None:
        """`error`: what the system said; None: stdout was closed from the start."""
        why = "输出被关掉了（>&-）" if error is None else reason(error)
        todo = "请腾出一些空间" if error is not None and error.errno in (errno.ENOSPC, errno.EDQUOT) else "请换个地方存"
        super().__init__(f"结果写不出来：{why}。{todo}，再运行一次。")


class Stdout(io.TextIOWrapper):
    """Raises OutputError where it cannot be written; BrokenPipeError where its reader has gone."""

    def write(self, text: str, /) -> int:
        """As any text file."""
        try:
            return super().write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(error) from error

    def flush(self) -> None:
        """As any text file."""
        try:
            super().flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(error) from error


class Stderr(io.TextIOWrapper):
    """What it does not take is lost: there is nowhere left to say so."""

    def write(self, text: str, /) -> int:
        """As any text file."""
        try:
            return super().write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        """As any text file."""
        try:
            super().flush()
        except OSError:
            forget(self)


def open_streams() -> None:
    """Put both in the place of Python's own. Raises OutputError where there is no stdout at all."""
    if sys.stderr is None:  # closed; the number must not go to a file that is opened later
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if isinstance(sys.stderr, io.TextIOWrapper):
        encoding = fitting(sys.stderr.encoding)
        sys.stderr = Stderr(sys.stderr.buffer, encoding=encoding, errors="replace", line_buffering=True)
    if sys.stdout is None:
        raise OutputError
    if isinstance(sys.stdout, io.TextIOWrapper):
        lines, encoding = sys.stdout.line_buffering, fitting(sys.stdout.encoding)
        sys.stdout = Stdout(sys.stdout.buffer, encoding=encoding, errors="replace", line_buffering=lines)


def forget(stream: TextIO) -> None:
    """Send what is left in the stream nowhere, or Python complains of it when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
