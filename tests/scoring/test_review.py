"""What is left to a person: marks are kept in order of place, and move no points."""

from __future__ import annotations

from dataclasses import replace

from trainer.rules.interface import Context, Judgement, Part
from trainer.rules.outcome import met
from trainer.rules.required import Required
from trainer.scenario.resolved import BoundRule
from trainer.scorecard import Review
from trainer.scoring import score

from .conftest import Make
from .helpers import call, typed

LATER, FIRST = Review("meaning", 1, 0, 2, "再见"), Review("meaning", 0, 3, 5, "抱歉")


class Doubted(Required):
    """Met, and a person should look at two places."""

    def judge(self, part: Part, context: Context) -> Judgement:
        return replace(met("说到了"), review=(LATER, FIRST))


def test_marks_of_all_rules_come_once_each_in_order_of_place(make: Make) -> None:
    plain = make("turns: [{id: a, cue: ring, rules: [{required: 抱歉}]}]")
    rules = tuple(BoundRule(name, "a", Doubted(required=("抱歉",))) for name in ("a.one", "a.two"))
    said = call(typed("很抱歉"), typed("再见"))

    card = score(replace(plain, rules=rules), said)

    assert card.review == (FIRST, LATER)
    assert (card.total, card.passed) == (score(plain, said).total, True)
