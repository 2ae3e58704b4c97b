"""Sentences as people say them: polite ones cost nothing, rude ones do (tests/data/natural)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from trainer import scoring
from trainer.call import Call, Utterance
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario

ROOT = Path(__file__).resolve().parents[2]
REPLIES = ROOT / "tests" / "data" / "natural" / "replies.tsv"
WRONG = {  # still judged wrongly, or open to dispute
    "孩子一个人下楼不行，请您陪着。",
    "干嘛？",
}


def replies(kind: str) -> list[str]:
    with REPLIES.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file, delimiter="\t") if row["kind"] == kind]


@cache
def complaint() -> Scenario:
    """A scenario with the packs of taboo words and of discipline."""
    return load(ROOT / "scenarios" / "cp-pay.yaml")


def hits(text: str) -> list[str]:
    """What the rules of the packs say against it."""
    scenario = complaint()
    turn = scenario.file.turns[0].id
    card = scoring.score(scenario, Call(utterances=(Utterance("agent", text, turn),), path=(turn,)), explain=False)
    return [
        f"{v.id}: {v.why}" for v in card.verdicts if v.turn is None and v.operator == "banned" and v.outcome == "missed"
    ]


@pytest.mark.parametrize("text", replies("polite"))
def test_a_polite_sentence_costs_nothing(text: str) -> None:
    assert bool(hits(text)) == (text in WRONG), hits(text)


@pytest.mark.parametrize("text", replies("rude"))
def test_a_rude_sentence_costs_something(text: str) -> None:
    assert bool(hits(text)) != (text in WRONG)
