"""Facts with numbers that recognition garbled: heard, but not well enough to tell whether they were read back rightly.

Most digits in order (071806 heard as 071906), or their sounds where digits became words (302 as 三年啊). What was
clearly said otherwise is not garbled. Short words: short.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from trainer.text import thresholds as t
from trainer.text.alignment import Alignment, Step, align, steps
from trainer.text.characters import NEGATIONS, NUMBER_END, QUANTITIES, STATEMENT_END
from trainer.text.facts import NUMERAL, has_numbers, numbers, together
from trainer.text.normalise import DIGITS, Normalised, canonical_char, normalise
from trainer.text.numerals import quantity
from trainer.text.sounds import distance, readings, syllables

_SOUNDS_LIKE = re.compile(rf"(?<=[\d{NUMERAL}])[^\W\d{NUMERAL}]{{1,2}}(?=[\d{NUMERAL}])")
_BEFORE_UNIT = re.compile(rf"[^\W\d{NUMERAL}](?=[点号楼栋幢座层室月日元块])")
_TWO_DIGITS = re.compile(r"(?<!\d)[1-9]\d(?!\d)")
_STATEMENT_END = re.compile(f"[{STATEMENT_END}]")
_NUMBER_END = re.compile(f"[{NUMBER_END}]")


def nearly(value: str, text: str) -> tuple[int, int] | None:
    """Where recognised text seems to hold the fact, as half-open code points; None: nowhere."""
    return _digits(value, text) or _sounds(value, text)


def _digits(value: str, text: str) -> tuple[int, int] | None:
    """Where most digits of a fact stand in order, but not all.

    Its words do not matter, and neither does where one number ends and the next begins. Characters between two
    numerals that sound like digits are taken for them (零企六 for 零七六, 零季要八 for 零七幺八).
    """
    wanted = "".join(number.digits for number in numbers(value))
    text = _SOUNDS_LIKE.sub(lambda found: _digits_by_sound(found[0]), text)
    there = numbers(text)
    best: tuple[int, int, int] | None = None
    for first in range(len(there) if has_numbers(value) else 0):
        said = ""
        for last in range(first, len(there)):
            if last > first and not together(text[there[last - 1].end : there[last].start]):
                break
            said += there[last].digits
            if len(said) * t.DIGITS_NEARLY > len(wanted):
                break
            same = _in_order(wanted, said)
            likeness = 2 * same - len(said)
            if same >= t.DIGITS_NEARLY * len(wanted) and (best is None or likeness > best[0]):
                best = likeness, there[first].start, there[last].end
    return best and best[1:]


def _digits_by_sound(chars: str) -> str:
    """The digits that sound like the characters, one of them at least exactly; else the characters themselves."""
    near = [min((distance(sound, said), digit) for digit, said in _digit_sounds()) for sound in _sounds_of(chars)]
    costs = [cost for cost, _ in near]
    return "".join(digit for _, digit in near) if min(costs) == 0 and max(costs) < t.COST_DIFFERENT else chars


@cache
def _digit_sounds() -> tuple[tuple[str, str], ...]:
    return tuple((digit, readings(digit)[0]) for digit in (*DIGITS, "幺"))


def digits_before_units(chars: str) -> str:
    """Recognised characters with digits for those that sound like one and stand before a unit (酒点 for 九点)."""
    digits = {sound: digit for digit, sound in _digit_sounds() if digit in DIGITS}
    return _BEFORE_UNIT.sub(lambda found: digits.get(_sounds_of(found[0])[0], found[0]), chars)


def _sounds_of(chars: str) -> list[str]:
    return [readings(canonical_char(char))[0] for char in chars]


def _in_order(one: str, other: str) -> int:
    """How many characters two strings have in common in the same order."""
    row = [0] * (len(other) + 1)
    for char in one:
        diagonal = 0
        for column, here in enumerate(other, 1):
            diagonal, row[column] = row[column], diagonal + 1 if char == here else max(row[column], row[column - 1])
    return row[-1]


def _sounds(value: str, text: str) -> tuple[int, int] | None:
    """Where the fact stands by its sound, or nearly, and nothing else was clearly said in its place."""
    if not has_numbers(value):
        return None
    there = normalise(text)
    ways = (value, _TWO_DIGITS.sub(lambda number: quantity(number[0]), value))  # 25日 is not said 二五日
    found = (_as_said(wanted, there, text) for wanted in dict.fromkeys(normalise(way).chars for way in ways))
    return next(filter(None, found), None)


def _as_said(wanted: str, there: Normalised, text: str) -> tuple[int, int] | None:
    heard = [readings(char) for char in there.chars]
    place = align(syllables(wanted), heard)
    if place.end == place.start:
        return None
    start, end = there.original(place.start, place.end)
    pause = _STATEMENT_END if len(wanted) >= t.LONG_FACT else _NUMBER_END
    way = steps(syllables(wanted), heard[place.start : place.end])
    line = there.chars
    if pause.search(text[start:end]) or any(
        _contradicts(step, wanted, line[place.start :]) for step in way if step.cost
    ):
        return None
    return (start, end) if _alike(way, wanted, line, place) else None


def _contradicts(step: Step, wanted: str, heard: str) -> bool:
    """A number or a negation was heard that the fact does not hold there, or its negation was not heard.

    四 and 十 are mixed up too often to tell.
    """
    ours = "" if step.wanted is None else wanted[step.wanted]
    theirs = "" if step.heard is None else heard[step.heard]
    number = theirs in QUANTITIES and not (ours in QUANTITIES and step.cost <= t.COST_CONFUSABLE)
    return number or theirs in NEGATIONS or ours in NEGATIONS


def _alike(way: Sequence[Step], wanted: str, line: str, place: Alignment) -> bool:
    """A short number, no part of a longer one, by all its sounds and half its characters.

    A long one begins alike and loses no numeral, and half of the numerals were heard by their sound, of a telephone
    number a third.
    """
    numerals = [step for step in way if step.wanted is not None and wanted[step.wanted] in QUANTITIES]
    exact = sum(not step.cost for step in numerals)
    beside = set(line[max(0, place.start - 1) : place.start] + line[place.end : place.end + 1])
    if beside & QUANTITIES and (len(wanted) < t.LONG_FACT or len(numerals) == len(wanted)):
        return False
    if len(wanted) < t.LONG_FACT:
        same = sum(one == other for one, other in zip(wanted, line[place.start :], strict=False))
        return not place.cost and 2 * same >= len(wanted)
    enough = t.NUMERALS_HEARD_OF_LONG if len(numerals) >= t.LONG_NUMBER else t.NUMERALS_HEARD
    return (
        1 - place.cost / len(wanted) >= t.FACT_SOUNDS_NEARLY
        and way[0].cost < t.COST_DIFFERENT
        and all(step.heard is not None for step in numerals)
        and exact >= enough * len(numerals)
    )
