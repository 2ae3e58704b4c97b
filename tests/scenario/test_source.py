from __future__ import annotations

from pathlib import Path

import pytest

from trainer.errors import ScenarioError
from trainer.scenario.library import default_library, library
from trainer.scenario.source import decode, read_text


@pytest.mark.parametrize(
    ("raw", "place", "piece"),
    [
        ("id: x\ntitle: 报修".encode("gbk"), (2, 8), "GBK"),
        ("id: x\ntitle: 报修".encode("gbk") + b"\xff\xff", (2, 8), "不是 UTF-8 文本，文件可能损坏"),
        ("id: x\ntitle: 报修".encode()[:-1], (2, 9), "不是 UTF-8 文本，文件可能损坏"),
    ],
    ids=["GBK", "neither GBK nor UTF-8", "cut UTF-8"],
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


@pytest.mark.parametrize("path", library(default_library()), ids=lambda path: path.stem)
def test_a_whole_scenario_saved_as_gbk_is_recognised(path: Path) -> None:
    with pytest.raises(ScenarioError, match="文件是 GBK 编码"):
        decode(path.read_text(encoding="utf-8").encode("gb18030"), "x.yaml")
