from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.text import thresholds as t
from trainer.text.alignment import Alignment, Step, align, steps
from trainer.text.sounds import distance, nearest


def one(*sounds: str) -> list[frozenset[str]]:
    return [frozenset({sound}) for sound in sounds]


def heard(*sounds: str) -> list[tuple[str, ...]]:
    return [(sound,) for sound in sounds]


@pytest.mark.parametrize(
    ("a", "b", "cost"),
    [
        ("ni", "ni", 0.0),
        ("zhi", "zi", t.COST_CONFUSABLE),
        ("lan", "lang", t.COST_CONFUSABLE),
        ("lin", "ling", t.COST_CONFUSABLE),
        ("fu", "hu", t.COST_CONFUSABLE),
        ("tian", "qian", t.COST_SAME_FINAL),
        ("jie", "jiao", t.COST_SAME_INITIAL),
        ("ma", "xi", t.COST_DIFFERENT),
    ],
)
def test_distance_of_syllables(a: str, b: str, cost: float) -> None:
    assert distance(a, b) == distance(b, a) == cost


def test_nearest_takes_the_closest_readings() -> None:
    assert nearest(frozenset({"xing", "hang"}), ("ma", "hang")) == 0.0
    assert nearest(frozenset({"xing"}), ("ma", "xin")) == t.COST_CONFUSABLE


def test_costs_are_in_a_sensible_order() -> None:
    assert 0 < t.COST_CONFUSABLE <= min(t.COST_SAME_FINAL, t.COST_SAME_INITIAL) <= t.COST_DIFFERENT
    assert t.COST_EXTRA > 0
    assert t.COST_MISSING > 0
    assert 0 < t.CANDIDATE < t.REJECT < t.ACCEPT < 1


@pytest.mark.parametrize(
    ("phrase", "said", "wanted"),
    [
        (("gan", "xie", "nin"), ("gan", "xie", "nin"), Alignment(0, 3, 0.0)),
        (("gan", "xie", "nin"), ("hao", "de", "gan", "xie", "nin", "la"), Alignment(2, 5, 0.0)),
        (("gan", "xie", "nin"), ("gan", "xie"), Alignment(0, 2, t.COST_MISSING)),
        (("gan", "xie", "nin"), ("gan", "e", "xie", "nin"), Alignment(0, 4, t.COST_EXTRA)),
        (("gan", "xie", "nin"), ("gang", "xie", "nin"), Alignment(0, 3, t.COST_CONFUSABLE)),
        (("gan",), (), Alignment(0, 0, t.COST_MISSING)),
        ((), ("gan",), Alignment(0, 0, 0.0)),
    ],
    ids=["same", "longer on both sides", "one missing", "one extra", "confusable", "nothing heard", "nothing wanted"],
)
def test_best_stretch(phrase: tuple[str, ...], said: tuple[str, ...], wanted: Alignment) -> None:
    assert align(one(*phrase), heard(*said)) == wanted


def test_the_shortest_of_equally_good_stretches() -> None:
    place = align(one("gan", "xie"), heard("gan", "xie", "a", "gan", "xie"))
    assert (place.end - place.start, place.cost) == (2, 0.0)


@pytest.mark.parametrize(
    ("phrase", "said", "wanted"),
    [
        (("gan", "xie"), ("gan", "xie"), (Step(0, 0, 0.0), Step(1, 1, 0.0))),
        (("gan", "xie"), ("gang", "xie"), (Step(0, 0, t.COST_CONFUSABLE), Step(1, 1, 0.0))),
        (("gan", "xie"), ("xie",), (Step(0, None, t.COST_MISSING), Step(1, 0, 0.0))),
        (("gan", "xie"), ("gan", "e", "xie"), (Step(0, 0, 0.0), Step(None, 1, t.COST_EXTRA), Step(1, 2, 0.0))),
        ((), ("gan",), (Step(None, 0, t.COST_EXTRA),)),
        (("gan",), (), (Step(0, None, t.COST_MISSING),)),
        ((), (), ()),
    ],
    ids=["same", "confusable", "missing", "extra", "only extra", "only missing", "nothing"],
)
def test_steps_from_one_to_the_other(phrase: tuple[str, ...], said: tuple[str, ...], wanted: tuple[Step, ...]) -> None:
    assert steps(one(*phrase), heard(*said)) == wanted


SOUNDS = st.lists(st.sampled_from(["gan", "gang", "xie", "nin", "lin", "e"]), max_size=7)


@given(SOUNDS, SOUNDS)
def test_steps_name_every_syllable_once_in_order(phrase: list[str], said: list[str]) -> None:
    found = steps(one(*phrase), heard(*said))
    assert [step.wanted for step in found if step.wanted is not None] == list(range(len(phrase)))
    assert [step.heard for step in found if step.heard is not None] == list(range(len(said)))


@given(SOUNDS, SOUNDS)
def test_steps_over_the_best_stretch_cost_what_the_alignment_says(phrase: list[str], said: list[str]) -> None:
    place = align(one(*phrase), heard(*said))
    found = steps(one(*phrase), heard(*said[place.start : place.end]))
    assert sum(step.cost for step in found) == pytest.approx(place.cost)
