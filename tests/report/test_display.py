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
from trainer.scoring.rule_label import label, list_of

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


@pytest.mark.parametrize(
    ("rule", "name", "why"),
    [
        ("greet.optional-end", "“您好，这里是海棠苑”", "没有说到“您好，这里是海棠苑”这类的话"),
        ("greet.optional-words", "“请您稍等片刻”", "没有说到“请您稍等片刻”这类的话"),
        ("greet.list", "致歉", "没有说到“非常抱歉”这类的话"),
        ("greet.list-and-slot", "“非常抱歉海棠苑”", "没有说到“非常抱歉海棠苑”这类的话"),
    ],
)
@pytest.mark.parametrize("given", [{}, {"公司": "海棠苑"}], ids=["own slots", "slots of the call"])
def test_a_phrase_is_shown_in_one_way(rule: str, name: str, why: str, given: dict[str, str]):
    scenario = load(Path(__file__).with_name("unhinted.yaml"))
    said = Utterance("agent", "喂", "greet")
    card = scoring.score(scenario, Call((said,), path=("greet",), source="x", slots=given))
    (verdict,) = [one for one in card.verdicts if one.id == rule]
    assert (label(scenario, verdict, given), verdict.why) == (name, why)


@pytest.mark.parametrize(
    ("templates", "name"), [((), None), (("您好",), None), (("<致歉>", "您好"), "致歉"), (("< 致歉 >",), "致歉")]
)
def test_the_phrase_list_that_a_rule_asks_for(templates: tuple[str, ...], name: str | None):
    assert list_of(templates) == name
