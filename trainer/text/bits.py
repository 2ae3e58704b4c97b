"""Places in a text as the bits of one whole number: a step for a whole text takes as long as one addition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest


def places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, in order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def count(rows: Sequence[int]) -> list[int]:
    """How many of the rows have each bit set: the counts of all places in binary, lowest digit first."""
    digits: list[int] = []
    for row in rows:
        carry = row
        for at, digit in enumerate(digits):
            digits[at], carry = digit ^ carry, digit & carry
            if not carry:
                break
        if carry:
            digits.append(carry)
    return digits


def add(one: Sequence[int], other: Sequence[int]) -> list[int]:
    """The sums, place by place, of two such counts."""
    digits, carry = [], 0
    for a, b in zip_longest(one, other, fillvalue=0):
        differ = a ^ b
        digits.append(differ ^ carry)
        carry = (a & b) | (carry & differ)
    return [*digits, carry] if carry else digits


def highest(digits: Sequence[int], places: int) -> tuple[int, int]:
    """The highest count among the places, and those of them that have it."""
    most = 0
    for at in range(len(digits) - 1, -1, -1):
        if digits[at] & places:
            places &= digits[at]
            most |= 1 << at
    return most, places
