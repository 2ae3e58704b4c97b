from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trainer.text.bits import add, count, highest, places

SIZE = 70
rows = st.lists(st.integers(0, 2**SIZE - 1), max_size=9)


def read(digits: list[int]) -> list[int]:
    """The counts as plain numbers."""
    return [sum((digit >> place & 1) << at for at, digit in enumerate(digits)) for place in range(SIZE)]


def test_places_of_the_bits_that_are_set() -> None:
    assert list(places(0b1001010)) == [1, 3, 6]
    assert list(places(0)) == []


@given(rows)
def test_count_tells_for_each_place_how_many_rows_have_it(given_rows: list[int]) -> None:
    assert read(count(given_rows)) == [sum(row >> place & 1 for row in given_rows) for place in range(SIZE)]


@given(rows, rows)
def test_sums_place_by_place(one: list[int], other: list[int]) -> None:
    plain = [a + b for a, b in zip(read(count(one)), read(count(other)), strict=True)]
    assert read(add(count(one), count(other))) == plain


@given(rows, st.integers(1, 2**SIZE - 1))
def test_the_highest_count_and_where_it_is(given_rows: list[int], among: int) -> None:
    plain = {place: n for place, n in enumerate(read(count(given_rows))) if among >> place & 1}
    most, where = highest(count(given_rows), among)
    assert most == max(plain.values())
    assert list(places(where)) == [place for place, n in plain.items() if n == most]
