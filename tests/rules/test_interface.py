from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from trainer.rules.interface import Part, Rule, Slice

from .helpers import agent, call_of, context, judged, part_of, rule_of


@pytest.mark.parametrize(
    "where", ["turn", "nearby", "end", "call", "first 15s", "last 2.5s", "after greet.required-1", "before sorry"]
)
def test_where_an_author_may_write(where: str) -> None:
    assert rule_of(required="您好", where=where).where == where


@pytest.mark.parametrize("where", ["first 15", "last s", "first -1s", "after", "before ", "turns", "first 15s last 3s"])
def test_any_other_where_is_refused(where: str) -> None:
    with pytest.raises(ValidationError, match="where 要写"):
        rule_of(required="您好", where=where)


@pytest.mark.parametrize(
    ("where", "names"), [(None, ()), ("call", ()), ("after a", ("a",)), ("before b.c", ("b.c",)), ("first 3s", ())]
)
def test_the_anchor_is_needed_first(where: str | None, names: tuple[str, ...]) -> None:
    rule = rule_of(required="您好", **({"where": where} if where else {}))
    assert rule.references() == names


@pytest.mark.parametrize(
    ("text", "share"), [("15%", Fraction(3, 20)), ("2.5%", Fraction(1, 40)), ("15％", Fraction(3, 20))]
)
def test_percent(text: str, share: Fraction) -> None:
    assert rule_of(pace="120", within=text).within == share  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["15", "0.15", "-5%", "many"])
def test_percent_without_a_sign_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="这里要写百分比"):
        rule_of(pace="120", within=text)


@pytest.mark.parametrize(
    ("shape", "worth"), [({}, 1), ({"points": "5"}, 5), ({"points": "0.5"}, Fraction(1, 2)), ({"points": "0"}, 0)]
)
def test_worth(shape: dict[str, str], worth: Any) -> None:
    assert rule_of(required="您好", **shape).worth == worth


@pytest.mark.parametrize("points", ["-1", "101", "NaN", "x"])
def test_points_out_of_range_are_refused(points: str) -> None:
    with pytest.raises(ValidationError):
        rule_of(required="您好", points=points)


def test_the_plain_rule_judges_nothing() -> None:
    rule = Rule()
    assert (rule.templates(), rule.references()) == ((), ())
    with pytest.raises(NotImplementedError):
        rule.judge(part_of(call_of()), context())


def test_a_find_outside_the_slice_is_not_seen() -> None:
    text = "您好，您好"
    call = call_of(agent(text))
    within = context()
    part = Part(call, "turn", (Slice(0, call.utterances[0], 2, 5),))
    assert [(one.start, one.end) for one in within.find("您好", part)] == [(3, 5)]
    assert part.slices[0].text == "，您好"
    assert [(one.start, one.end) for one in within.find("您好", part_of(call))] == [(0, 2), (3, 5)]


def test_texts_are_prepared_once_for_all_phrases() -> None:
    within, part = context(), part_of(call_of(agent("您好")))
    assert within.prepared(part) is within.prepared(part)


def test_gate_and_recognised_of_a_part() -> None:
    mixed = part_of(call_of(agent("一"), agent("二", 0.0, 1.0, gate="noisy"), agent("三", gate="quiet")))
    assert (mixed.gate, mixed.recognised) == ("noisy", True)
    typed = part_of(call_of(agent("一")))
    assert (typed.gate, typed.recognised) == (None, False)


def test_a_judgement_by_its_short_and_its_full_id() -> None:
    within = context()
    judgement = judged(rule_of(required="您好"), agent("您好"))
    within.judged["turn.a"] = judgement
    within.short_ids = {"a": "turn.a"}
    assert within.judgement_of("a") is within.judgement_of("turn.a") is judgement
    assert within.judgement_of("b") is None


@pytest.mark.parametrize(
    "shape",
    [
        {"required": "您好", "points": "1e-99999"},
        {"banned": "不行", "deduct": "0.0001"},
        {"gap": "1e308"},
        {"silence": "86401"},
        {"similar": "您好", "score": "1" + "0" * 400 + "%"},
        {"answer": "9" * 400 + " rings"},
    ],
    ids=str,
)
def test_absurd_numbers_are_refused(shape: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        rule_of(**shape)
