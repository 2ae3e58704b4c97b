from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from trainer.errors import Problem, ScenarioError
from trainer.scenario.load import load

GOOD = """\
id: good
title: 报修
kind: inbound
slots: {公司: 海棠苑}
facts: {房号: 3栋2单元501, 诉求: [漏水, 门锁]}
turns:
  - id: greet
    cue: ring
    rules:
      - required: 您好
      - required: "{公司}服务中心"
  - id: hear
    line: 我家漏水了
    rules:
      - id: sorry
        required: [很抱歉, 对不起]
    next:
      - {if: {missed: sorry}, go: again}
      - {go: end}
  - id: again
    recovery: sorry
    line: 你就一句话都不说？
    rules:
      - required: 很抱歉
examples:
  - name: 标准应答
    replies: {greet: 您好，海棠苑服务中心, hear: 很抱歉}
    expect: {total: ">=90", hear.sorry: met}
"""

PACK = """\
pack: taboo
lists:
  致歉: [很抱歉, 对不起]
rules:
  - id: unknown
    banned: 不知道
    unless: 知不知道
    deduct: 2
"""

Problems = Callable[..., list[tuple[int, int, str]]]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a scenario, with the pack `taboo` beside it; gives the path."""

    def write(text: str | bytes, name: str = "good.yaml", pack: str = PACK) -> Path:
        (tmp_path / "packs").mkdir(exist_ok=True)
        (tmp_path / "packs" / "taboo.yaml").write_text(pack, encoding="utf-8")
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return write


@pytest.fixture
def problems(write: Callable[..., Path]) -> Problems:
    """The problems that loading a text raises, as line, column, message."""

    def problems(text: str | bytes, name: str = "good.yaml", pack: str = PACK) -> list[tuple[int, int, str]]:
        try:
            load(write(text, name, pack))
        except ScenarioError as error:
            found: tuple[Problem, ...] = error.problems
            assert found == tuple(sorted(found))
            return [(problem.line, problem.column, problem.message) for problem in found]
        return []

    return problems
