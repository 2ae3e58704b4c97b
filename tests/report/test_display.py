from __future__ import annotations

from fractions import Fraction
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from trainer import scoring
from trainer.call import Call, Utterance
from trainer.report.console import render
from trainer.report.display import BAD_SOUND, GATES, counted, portion
from trainer.scenario.load import load

MINI = Path(__file__).parents[1] / "practice" / "mini.yaml"


@pytest.mark.parametrize(("number", "word"), [(2, "两"), (3, "三"), (10, "十"), (12, "12")])
def test_what_is_counted(number, word):
    assert counted(number) == word


@pytest.mark.parametrize(
    ("part", "words"), [(Fraction(1, 2), "一半"), (Fraction(1, 5), "两成"), (Fraction(1, 8), "12.5%")]
)
def test_a_portion_in_words(part, words):
    assert portion(part) == words


def test_every_gate_is_explained():
    by_sound = {"mixed", "quiet", "clipped", "noisy", "gated", "voices"}
    assert set(GATES) == by_sound | {"cut", "unheard", "engine"}


@pytest.mark.parametrize("text", [*GATES.values(), BAD_SOUND])
def test_a_gate_says_what_happened_and_what_to_do_in_one_line(text):
    happened, _, then = text.partition("；")
    assert happened
    assert then
    assert cell_len(text) <= 74


@pytest.mark.parametrize(
    ("gate", "text"), [("voices", GATES["voices"]), ("of-another-version", BAD_SOUND), (None, None)]
)
def test_the_scorecard_tells_beside_the_words_why_they_are_not_judged(gate, text):
    scenario = load(MINI)
    said = Utterance("agent", "您好", "greet", start=0.0, end=1.0, recognised=True, speech=1.0, gate=gate)
    card = scoring.score(scenario, Call((said,), path=("greet",), source="x"))
    out = StringIO()
    render(Console(file=out, width=80), card, scenario)
    assert ("您：您好\n（" in out.getvalue()) == (text is not None)
    assert text is None or f"您：您好\n（{text}）\n" in out.getvalue()
