from __future__ import annotations

from pathlib import Path

import pytest

from trainer.errors import ScenarioError
from trainer.scenario.source import decode, read_text


@pytest.mark.parametrize(
    ("raw", "place", "piece"),
    [
        ("id: x\ntitle: 报修".encode("gbk"), (2, 8), "GBK"),
        ("id: x\ntitle: 报修".encode("gbk") + b"\xff\xff", (2, 8), "不是 UTF-8 文本，文件可能损坏"),
    ],
    ids=["GBK", "neither GBK nor UTF-8"],
)
def test_an_encoding_is_named_at_the_first_strange_byte(raw: bytes, place: tuple[int, int], piece: str) -> None:
    with pytest.raises(ScenarioError, match=piece) as raised:
        decode(raw, "x.yaml")
    (problem,) = raised.value.problems
    assert (problem.line, problem.column) == place


def test_a_name_no_file_can_have_is_told_apart_from_a_missing_file() -> None:
    with pytest.raises(ScenarioError, match="文件打不开："):
        read_text(Path("a\0b.yaml"))
    with pytest.raises(ScenarioError, match="找不到这个文件"):
        read_text(Path("没有.yaml"))
