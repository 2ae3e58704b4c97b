"""What the operating system refused, told in Chinese."""

from __future__ import annotations

import errno

import pytest

from trainer.errors import reason


@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param(OSError(errno.ENOSPC, "No space left on device"), "磁盘满了", id="known"),
        pytest.param(PermissionError(errno.EACCES, "Permission denied", "x"), "没有权限", id="known, of a file"),
        pytest.param(OSError(errno.EDOM, "Numerical argument"), "Numerical argument", id="a number without words"),
        pytest.param(OSError("odd"), "odd", id="no number"),
        pytest.param(ValueError("embedded null byte"), "embedded null byte", id="no refusal of the system"),
    ],
)
def test_reason(error: Exception, told: str) -> None:
    assert reason(error) == told
