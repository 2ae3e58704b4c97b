"""Which moment of the recordings belongs to a verdict."""

from __future__ import annotations

import pytest

from trainer.call import Call, Clip, Utterance
from trainer.practice.review import moment, row_number
from trainer.scorecard import Evidence, Verdict

HEARD = Utterance("agent", "非常抱歉", turn="hear", start=4.0, end=6.0, recognised=True, audio=Clip("001.flac", 3.5))
TYPED = Utterance("agent", "您好", turn="greet")
CALLER = Utterance("caller", "漏水了", turn="hear", start=1.0, end=3.0)
CALL = Call((TYPED, CALLER, HEARD), path=("greet", "hear"))


def verdict(turn: str | None, *evidence: Evidence) -> Verdict:
    return Verdict("x", turn, "required", "met", "好", evidence=evidence)


@pytest.mark.parametrize(
    ("judged", "found"),
    [
        (verdict("hear", Evidence(2, start=4.5, end=5.0)), (HEARD, 4.5, 5.0)),
        (verdict("hear", Evidence(2)), (HEARD, 4.0, 6.0)),
        (verdict("hear", Evidence(2, start=1.0, end=4.0)), (HEARD, 4.0, 6.0)),
        (verdict("hear"), (HEARD, 4.0, 6.0)),
        (verdict("greet", Evidence(0)), None),
        (verdict(None), None),
        (verdict(None, Evidence(0), Evidence(1, start=1.0, end=2.0), Evidence(2)), (HEARD, 4.0, 6.0)),
        (verdict(None, Evidence()), None),
    ],
    ids=[
        "the moment", "the whole reply", "a gap before it", "a miss: its turn's reply", "typed", "no place at all",
        "the first with sound", "evidence without an utterance",
    ],
)  # fmt: skip
def test_the_moment_of_a_verdict(judged: Verdict, found: object):
    assert moment(CALL, judged) == found


@pytest.mark.parametrize(
    ("text", "row"),
    [("p 3", 3), ("p3", 3), ("P 12", 12), (" 3 ", 3), ("", None), ("p", None), ("/挂机", None), ("-1", None)],
)
def test_the_row_a_trainee_names(text: str, row: int | None):
    assert row_number(text) == row
