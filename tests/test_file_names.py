from __future__ import annotations

import pytest

from trainer.file_names import portable


@pytest.mark.parametrize(
    "name", ["vosk-cn", "模型 1", "final.mdl", ".gitattributes", "com", "con-1", "console", "a.con", "x" * 255]
)
def test_names_that_every_system_takes(name: str) -> None:
    assert portable(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "a.", "a "),
        *("a/b", "a\\b", "a:b", "C:", "a?", "a*", "<a", 'a"', "a|b"),
        *("con", "CON", "con.txt", "con .txt", "nul", "COM1", "lpt9.x"),
        *("a\x1b[31m", "a\nb", "a\u202eb", "a\u200bb", "a\udcff", "a\0"),
        *("x" * 256, "字" * 86),
    ],
    ids=repr,
)
def test_names_that_some_system_refuses(name: str) -> None:
    assert not portable(name)
