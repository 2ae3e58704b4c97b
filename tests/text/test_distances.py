from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trainer.text.align import distance, nearest
from trainer.text.distances import Distances
from trainer.text.syllables import OPTIONS, YOU, sounds, spoken

CHARS = "您你好号感谢的来电请问不没会行航重一二零祝安昂林领是四这责吃次飞黑年连a"


@given(st.text(CHARS, min_size=1), st.text(CHARS + YOU, min_size=1))
def test_distances_of_many_are_those_of_each(wanted: str, said: str) -> None:
    numbers = OPTIONS.of(wanted)
    found = Distances().table(numbers, [spoken(char) for char in said])
    assert found.tolist() == [[nearest(one, spoken(other)) for other in said] for one in sounds(wanted)]


def test_no_set_is_near_to_everything() -> None:
    assert Distances().table([0], [spoken("好"), spoken("号")]).tolist() == [[0.0, 0.0]]


def test_sets_that_turn_up_later_are_known_too() -> None:
    distances = Distances()
    OPTIONS.of("好")
    distances.table([0], [("hao",)])
    later = OPTIONS.number(frozenset({"hao", "a syllable that nobody knows"}))
    assert distances.table([later], [("hao",), ("bu",)]).tolist() == [[0.0, 1.0]]
    last = OPTIONS.number(frozenset({"hao", "bu", "xing", "ling"}))
    assert distances.table([last], [("hao",), ("bu",)]).tolist() == [[0.0, 0.0]]
    again = OPTIONS.number(frozenset({"hao", "ling", "xing"}))  # of syllables that are known
    assert distances.table([again], [("hao",), ("xing",)]).tolist() == [[0.0, 0.0]]


def test_what_is_mixed_up_is_near() -> None:
    assert distance("zhong", "zong") < distance("bong", "zong")
