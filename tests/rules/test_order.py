from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from trainer.rules.interface import Context, Judgement
from trainer.scorecard import Evidence

from .helpers import agent, call_of, context, part_of, rule_of

PART = part_of(call_of(agent("不重要")))


def said(*places: tuple[int, int], outcome: str = "met", counted: bool = True) -> Judgement:
    evidence = tuple(
        Evidence(utterance=u, char_start=c, char_end=c + 1, said=f"{u}:{c}", counted=counted) for u, c in places
    )
    return Judgement(outcome, "", Fraction(1 if outcome == "met" else 0), evidence=evidence)  # type: ignore[arg-type]


MISSED = Judgement("missed", "", evidence=(Evidence(utterance=0, char_start=0, counted=False),))
UNMEASURED = Judgement("not_measured", "")


def around(*judged: Judgement | None) -> Context:
    made = context()
    made.siblings = tuple(f"t.required-{n}" for n in range(1, len(judged) + 1))
    made.judged = {f"t.required-{n}": one for n, one in enumerate(judged, 1) if one}
    made.short_ids = {f"required-{n}": f"t.required-{n}" for n in range(1, len(judged) + 1)}
    return made


@pytest.mark.parametrize(
    ("judged", "outcome", "fraction"),
    [
        pytest.param([said((0, 0)), said((0, 3)), said((1, 0))], "met", Fraction(1), id="in order over two replies"),
        pytest.param([said((0, 3)), said((0, 0))], "missed", Fraction(0), id="the wrong way round"),
        pytest.param([said((0, 5)), said((0, 0)), said((0, 9))], "partly", Fraction(1, 2), id="one of two pairs"),
        pytest.param([said((0, 0)), MISSED, said((0, 9))], "partly", Fraction(1, 2), id="a missing one is in no pair"),
        pytest.param([said((0, 0)), None, said((0, 9))], "met", Fraction(1), id="one that was not judged is left out"),
        pytest.param([said((0, 0)), UNMEASURED, said((0, 9))], "met", Fraction(1), id="so is one not measured"),
        pytest.param([said((0, 0)), MISSED, MISSED], "missed", Fraction(0), id="one phrase has no order"),
        pytest.param([said((0, 0)), said((0, 2)), MISSED, MISSED], "partly", Fraction(1, 3), id="one of three pairs"),
        pytest.param(
            [said((0, 0)), said((0, 2)), said((0, 4), outcome="unclear", counted=False), MISSED],
            "unclear",
            Fraction(0),
            id="perhaps one pair more",
        ),
        pytest.param([MISSED, MISSED], "missed", Fraction(0), id="nothing said"),
        pytest.param([said((0, 4)), said((0, 0), (0, 8))], "met", Fraction(1), id="a later place counts"),
        pytest.param(
            [said((0, 5)), said((0, 3), (0, 9)), said((0, 4))], "partly", Fraction(1, 2), id="one chain, not pairs"
        ),
        pytest.param([said((0, 0)), said((0, 0))], "missed", Fraction(0), id="the same place is not after itself"),
        pytest.param([said((0, 0), outcome="partly"), said((0, 4))], "met", Fraction(1), id="partly said is said"),
        pytest.param([said((0, 2)), said(outcome="met")], "missed", Fraction(0), id="met without a place is left out"),
    ],
)
def test_pairs_in_sequence(judged: list[Judgement | None], outcome: str, fraction: Fraction) -> None:
    judgement = rule_of(order="all").judge(PART, around(*judged))
    assert (judgement.outcome, judgement.fraction) == (outcome, fraction)


def test_listed_ids_decide_the_order_and_are_needed_first() -> None:
    rule = rule_of(order=["required-2", "required-1"], where="after x")
    judgement = rule.judge(PART, around(said((0, 4)), said((0, 0))))
    assert judgement.outcome == "met"
    assert [e.char_start for e in judgement.evidence] == [0, 4]
    assert rule.references() == ("x", "required-2", "required-1")
    assert rule_of(order="all").references() == ()


def test_why_names_what_came_too_early() -> None:
    judgement = rule_of(order="all").judge(PART, around(said((0, 5)), said((0, 0)), said((0, 9))))
    assert "“0:0”说得早了" in judgement.why
    missing_one = rule_of(order="all").judge(PART, around(said((0, 5)), said((0, 6), (0, 1)), said((0, 5))))
    assert "说得早了" in missing_one.why
    lacking = rule_of(order="all").judge(PART, around(said((0, 0)), said((0, 5)), MISSED))
    assert "还有没说的" in lacking.why


@pytest.mark.parametrize(
    ("place", "outcome"),
    [pytest.param((0, 9), "met", id="in order anyway"), pytest.param((0, 1), "unclear", id="could spoil the order")],
)
def test_doubt_counts_only_where_it_could_change_the_result(place: tuple[int, int], outcome: str) -> None:
    doubtful = said(place, outcome="unclear", counted=False)
    judgement = rule_of(order="all").judge(PART, around(said((0, 0)), said((0, 4)), doubtful))
    assert judgement.outcome == outcome


def test_one_phrase_and_a_doubtful_one_is_unclear() -> None:
    doubtful = said((0, 9), outcome="unclear", counted=False)
    judgement = rule_of(order="all").judge(PART, around(said((0, 0)), doubtful))
    assert (judgement.outcome, judgement.reason) == ("unclear", "audio")
    assert [e.counted for e in judgement.evidence] == [True, False]


@pytest.mark.parametrize("value", [["required-1"], "required-1", [], [["x"]], None])
def test_refuses_what_has_no_order(value: object) -> None:
    with pytest.raises(ValidationError, match="all"):
        rule_of(order=value)


def test_a_phrase_said_again_in_its_place_counts_there() -> None:
    texts = agent("海棠苑小王，您好，海棠苑售后，再见")
    part, around = part_of(call_of(texts)), context()
    for number, words in enumerate(("您好", "海棠苑", "再见")):
        around.judged[f"t.{number}"] = rule_of(required=words).judge(part, around)
    around.siblings = tuple(around.judged)
    judgement = rule_of(order="all").judge(part, around)
    assert (judgement.outcome, judgement.fraction) == ("met", Fraction(1))
    assert len(around.judged["t.1"].evidence) == 1
