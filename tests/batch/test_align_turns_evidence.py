"""What speaks for a turn when a recording is aligned, and what does not."""

from __future__ import annotations

import pytest

from tests.nearly import PHRASE, text_graded
from trainer.batch.align_turns import align
from trainer.call import Call, Utterance

from .conftest import Make

SCENARIO = f"""
turns:
  - id: greet
    cue: ring
    rules:
      - required: 您好
  - id: bye
    line: 好的。
    rules:
      - required: {PHRASE}
"""


@pytest.mark.parametrize(
    ("grade", "turn"), [("exact", "bye"), ("sure", "bye"), ("unclear", "bye"), ("candidate", "greet")]
)
def test_a_phrase_speaks_for_its_turn_unless_it_is_only_the_nearest(make: Make, grade: str, turn: str) -> None:
    text = PHRASE if grade == "exact" else text_graded(grade)
    said = (
        Utterance("agent", "您好", start=0.0, end=1.0, recognised=True, speech=1.0),
        Utterance("agent", text, start=9.0, end=14.0, recognised=True, speech=5.0),
    )
    aligned = align(Call(said, source="a.wav", mode="recording"), make(SCENARIO))
    assert [utterance.turn for utterance in aligned.utterances] == ["greet", turn]
