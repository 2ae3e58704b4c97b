"""What can go wrong on purpose: one base class, few children, the exit codes; and the name that was meant."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from trainer.visible import one_line, unseen

EXIT_DONE = 0
EXIT_INPUT = 1
EXIT_USAGE = 2
EXIT_BUG = 3
EXIT_BELOW = 4
EXIT_INTERRUPTED = 130
LONGEST_NAME = 60  # characters; longer names are no typing mistakes, and comparing them would take long


_REFUSALS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "这里只能读，不能写",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.ESPIPE: "这是管道或设备，不是文件",
    errno.EEXIST: "已经有同名的文件",
    errno.ENAMETOOLONG: "名字太长",
    errno.EBUSY: "别的程序正在用它",
    errno.ETXTBSY: "别的程序正在用它",
    errno.EMFILE: "同时打开的文件太多",
    errno.EIO: "磁盘读写出错",
    errno.ELOOP: "链接绕成了一圈，找不到真的文件",
    errno.EFBIG: "文件太大",
    errno.ENXIO: "没有这个设备",
    errno.ENODEV: "没有这个设备",
    errno.ENOTEMPTY: "文件夹里还有东西",
    errno.EXDEV: "不在同一个磁盘上",
    errno.EMLINK: "链接太多",
    errno.ENOMEM: "内存不够",
    errno.EINVAL: "系统不认这个名字或这种读写",
    errno.EBADF: "已经关掉了",
    errno.EPIPE: "另一头已经关掉了",
    errno.ESTALE: "网络磁盘上的文件已经不在了",
    errno.ETIMEDOUT: "等了太久没有回应",
    errno.ECONNREFUSED: "连不上",
    errno.ECONNRESET: "连接断了",
    errno.ENETUNREACH: "连不上网络",
    errno.EHOSTUNREACH: "连不上网络",
}

_WINDOWS = {  # its own numbers, where the errno that Python makes of them would say something else
    32: _REFUSALS[errno.EBUSY],
    33: _REFUSALS[errno.EBUSY],
    123: "文件名里有系统不接受的符号",
    206: _REFUSALS[errno.ENAMETOOLONG],
}


def reason(error: BaseException) -> str:
    """What the operating system refused, in a few Chinese words; the error's name where we have none."""
    if not isinstance(error, OSError):  # ValueError: a NUL, or half a character
        return "名字里有不能用的字符"
    number = error.errno or 0
    known = _WINDOWS.get(getattr(error, "winerror", None) or 0) or _REFUSALS.get(number)
    return known or f"系统出错 {errno.errorcode.get(number, '')}".rstrip()


def nearest(name: str, known: Iterable[str], cutoff: float = 0.5) -> str | None:
    """The known name that was probably meant; None where none is like it. `cutoff`: least likeness, 0 to 1.

    A name with characters that nobody sees gets none: the two would look the same (see `unseen`).
    """
    if len(name) > LONGEST_NAME or unseen(name):
        return None
    names = [other for other in known if len(other) <= LONGEST_NAME]
    found = get_close_matches(name, names, n=1, cutoff=cutoff)
    if found:
        return found[0]
    return {other.casefold(): other for other in names}.get(name.casefold())


class TrainerError(Exception):
    """The user's input is at fault or something is missing; the message is Chinese, kind and says the next step.

    `code` is a stable English word for scripts (JSON `error.code`); it is no exit code.
    """

    code = "error"
    exit_code = EXIT_INPUT

    @property
    def message(self) -> str:
        """The Chinese sentence for the user."""
        return str(self)


class AudioError(TrainerError):
    """A recording cannot be used; the message names the file and the reason."""

    code = "audio"


class NoCallError(AudioError):
    """A recording that is whole and holds no call; batches count it apart from failures."""

    code = "no_call"


class DeviceError(TrainerError):
    """A microphone or a loudspeaker is missing, busy or gone; the message says what to install or do."""

    code = "device"


class ModelError(TrainerError):
    """A speech model is missing, broken or cannot be fetched."""

    code = "model"


class RecognitionError(TrainerError):
    """A speech engine failed while it worked."""

    code = "recognition"


class SettingsError(TrainerError):
    """`trainer.toml` or an option given by the user does not fit."""

    code = "settings"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file an author wrote. Line and column count from 1."""

    path: str
    line: int
    column: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        """`file:line:column: message`, the form editors can jump to."""
        mark = "提醒：" if self.warning else ""
        return f"{one_line(self.path)}:{self.line}:{self.column}: {mark}{self.message}"


class ScenarioError(TrainerError):
    """A scenario file, or a pack it uses, has mistakes: all of them at once."""

    code = "scenario"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems, sorted by place."""
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
