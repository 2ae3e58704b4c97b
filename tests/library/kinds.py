"""The kinds of examples every scenario has, told by how their names begin."""

from __future__ import annotations

from trainer.scenario.model import Example, ScenarioFile

EXCELLENT, ORDINARY, MUST_FAIL, TRAP = "优秀", "一般", "不合格", "礼貌的陷阱"
KINDS = (EXCELLENT, ORDINARY, MUST_FAIL, TRAP)


def of_kind(file: ScenarioFile, kind: str) -> list[Example]:
    """The examples of that kind, in the author's order."""
    return [example for example in file.examples if example.name.startswith(kind)]
