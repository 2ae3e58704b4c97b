"""What the operating system refused, in Chinese; the name that was meant."""

from __future__ import annotations

import errno

import pytest

from trainer.errors import LONGEST_NAME, nearest, reason

KNOWN = ("greet", "hear", "再见")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param(OSError(errno.ENOSPC, "No space left on device"), "磁盘满了", id="known"),
        pytest.param(PermissionError(errno.EACCES, "Permission denied", "x"), "没有权限", id="known, of a file"),
        pytest.param(OSError(errno.EDOM, "Numerical argument"), "系统出错 EDOM", id="a number without words"),
        pytest.param(OSError("odd"), "系统出错", id="no number"),
        pytest.param(
            OSError(errno.ELOOP, "Too many levels of symbolic links"), "链接绕成了一圈，找不到真的文件", id="a loop"
        ),
        pytest.param(ValueError("embedded null byte"), "名字里有不能用的字符", id="a name that no system takes"),
    ],
)
def test_reason(error: Exception, told: str) -> None:
    assert reason(error) == told


@pytest.mark.parametrize(
    ("name", "near"),
    [("gret", "greet"), ("再看", "再见"), ("GREET", "greet"), ("zzz", None), ("greet" * LONGEST_NAME, None)],
    ids=["letter left out", "Chinese", "capitals", "like none", "too long to be a slip"],
)
def test_the_nearest_name(name: str, near: str | None) -> None:
    assert nearest(name, KNOWN) == near


def test_a_stricter_likeness_offers_less() -> None:
    assert nearest("heat x", KNOWN) == "hear"
    assert nearest("heat x", KNOWN, 0.7) is None


@pytest.mark.parametrize(
    ("winerror", "said"),
    [(32, "别的程序正在用它"), (123, "文件名里有系统不接受的符号"), (206, "名字太长"), (5, "没有权限")],
)
def test_windows_own_numbers_say_more_than_the_errno_made_of_them(winerror: int, said: str) -> None:
    error = PermissionError(13, "in use")
    error.winerror = winerror  # type: ignore[attr-defined]
    assert reason(error) == said
