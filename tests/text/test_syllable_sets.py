from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from hypothesis import given
from hypothesis import strategies as st

from trainer.text import thresholds as t
from trainer.text.normalise import DIGITS, canonical, normalise
from trainer.text.sounds import nearest, readings
from trainer.text.syllable_sets import (
    MOST_READINGS,
    OPTIONS,
    STEPS,
    YAO,
    Distances,
    Options,
    number,
    numbers,
    options_of,
    sounds,
)

WORDINGS = st.lists(st.text("您好行重一二三a𠮷嗯", min_size=1, max_size=8), min_size=1, max_size=6)


def test_a_character_that_was_said_has_its_commonest_readings() -> None:
    many = next(chr(code) for code in range(0x4E00, 0x9FA6) if len(readings(chr(code))) > MOST_READINGS)
    assert numbers(many) == tuple(numbers(many))[:MOST_READINGS]
    assert len(numbers(many)) == MOST_READINGS


def test_yi_beside_a_digit_may_be_yao() -> None:
    assert sounds("一一好一")[0] == options_of("一") | YAO
    assert sounds("一一好一")[3] == options_of("一")


@given(WORDINGS)
def test_many_wordings_at_once_have_the_same_numbers_as_one_by_one(wordings: list[str]) -> None:
    rows = OPTIONS.rows(wordings)
    assert [[number for number in row if number] for row in rows.tolist()] == [OPTIONS.of(one) for one in wordings]
    for wording in wordings:
        options = [set(OPTIONS.syllables[number]) for number in OPTIONS.of(wording)]
        for char, syllables in zip(wording, options, strict=True):
            assert set(numbers(char)) <= syllables


def test_a_set_is_absent_where_none_of_its_syllables_was_said() -> None:
    hang, hao = OPTIONS.of("行")[0], OPTIONS.of("好")[0]
    absent = OPTIONS.absent({*numbers("航")})
    assert not absent[hang]
    assert absent[hao]


@given(st.lists(st.text("您好，1 ㎏謝A\n", max_size=6), max_size=5))
def test_canonical_characters_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    assert canonical(texts or [""]) == [normalise(text).chars for text in texts or [""]]


def test_every_digit_has_a_sound() -> None:
    assert all(numbers(digit) for digit in DIGITS)


DISTANT = "您你好号感谢的来电请问不没会行航重一二零祝安昂林领是四这责吃次飞黑年连a"


@given(st.text(DISTANT, min_size=1), st.text(DISTANT, min_size=1))
def test_distances_of_many_are_those_of_each(wanted: str, said: str) -> None:
    sets = OPTIONS.of(wanted)
    found = Distances().table([readings(char) for char in said])[sets] / STEPS
    assert found.tolist() == [[nearest(one, readings(other)) for other in said] for one in sounds(wanted)]


def test_all_costs_are_whole_tenths() -> None:
    costs = [t.COST_CONFUSABLE, t.COST_SAME_INITIAL, t.COST_SAME_FINAL, t.COST_DIFFERENT]
    assert [round(cost * STEPS) / STEPS for cost in costs] == costs


def test_set_0_is_near_to_everything() -> None:
    assert Distances().table([readings("好"), readings("号")])[[0]].tolist() == [[0, 0]]


def test_sets_that_turn_up_later_are_known_too() -> None:
    distances = Distances()
    OPTIONS.of("好")
    distances.table([("hao",)])
    later = OPTIONS.number(frozenset({"hao", "a syllable that nobody knows"}))
    assert distances.table([("hao",), ("bu",)])[[later]].tolist() == [[0, STEPS]]
    last = OPTIONS.number(frozenset({"hao", "bu", "xing", "ling"}))
    assert distances.table([("hao",), ("bu",)])[[last]].tolist() == [[0, 0]]
    again = OPTIONS.number(frozenset({"hao", "ling", "xing"}))  # of syllables that are known
    assert distances.table([("hao",), ("xing",)])[[again]].tolist() == [[0, 0]]


def test_threads_that_number_at_once_get_the_same_numbers() -> None:
    options = Options()
    made = [frozenset({f"a{one}", f"b{one % 7}"}) for one in range(3000)]
    start = Barrier(4)
    before = sys.getswitchinterval()

    def work(first: int) -> list[int]:
        start.wait()
        return [options.number(one) for one in (*made[first:], *made[:first])]

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(work, range(0, 3000, 750)))
    finally:
        sys.setswitchinterval(before)
    assert {*map(frozenset, found)} == {frozenset(range(1, 3001))}
    assert [options.syllables[one] for one in found[0]] == [tuple(map(number, sorted(one))) for one in made]
