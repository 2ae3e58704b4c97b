"""Which example reply is the model answer of a turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainer import scoring
from trainer.practice.conversation import Lesson
from trainer.practice.model_answers import ModelAnswers
from trainer.scenario.load import load

SCENARIO = """
id: short
title: 短
kind: inbound
format: 1
caller: {name: 陈女士}
turns:
  - id: greet
    line: 喂
    rules:
      - {id: hello, required: 您好, points: 60}
      - {id: ask, required: 请问, points: 40}
examples:
"""
HEARD = "  - {name: 听到的, replies: {greet: {text: '您好,请问什么事?', heard: true}}}\n"
GOOD = "  - {name: 写的, replies: {greet: 请问哪位，您好。}}\n"
POOR = "  - {name: 差的, replies: {greet: 您好。}}\n"


@pytest.mark.parametrize(
    ("examples", "model"),
    [
        pytest.param(HEARD + GOOD, "请问哪位，您好。", id="a written one first"),
        pytest.param(POOR + HEARD, "您好，请问什么事？", id="else what was heard, with proper signs"),
        pytest.param(POOR, None, id="none is good enough"),
    ],
)
def test_the_best_is_taken(tmp_path: Path, examples: str, model: str | None) -> None:
    path = tmp_path / "short.yaml"
    path.write_text(SCENARIO + examples, encoding="utf-8")
    answers = ModelAnswers(Lesson(load(path)), scoring)

    assert answers.of("greet") == model
    assert answers.of("greet") == model  # judged once and kept
