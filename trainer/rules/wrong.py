"""A fact that the trainee said wrong: where, whether it was put right, and the sentence that tells it.

`repeat`, `note`, `addressed` and the condition `wrong` ask here. What is of the same kind as a fact:
text/wrong_facts.py, text/wrong_names.py. Source: P-repeat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.call import Call, Utterance
from trainer.rules.evidence import evidence_at
from trainer.rules.interface import Context, Part, Slice
from trainer.rules.outcome import audible
from trainer.scorecard import Evidence, How
from trainer.text import facts
from trainer.text.wrong_facts import Reading, differing, put_right
from trainer.text.wrong_names import other_names

REASON = "wrong_fact"  # of a verdict
NAMES = ("姓", "称呼")  # in the name of a fact that is a person's


@dataclass(frozen=True, slots=True)
class Wrong:
    """How a fact was said wrong. The places do not count as evidence, but for `mended`."""

    sure: Evidence | None = None  # the last place that stands as it is
    why: str = ""  # what was said, and what is right
    doubtful: Evidence | None = None  # perhaps wrong, perhaps heard wrong
    mended: Evidence | None = None  # put right at once by its end alone, or in the next reply


def wrong(name: str, value: str, part: Part, context: Context, *, ahead: bool = True) -> Wrong:
    """What was said in the place of that fact in a part of the call.

    `ahead`: for a turn, the replies after it are looked at as well: there a slip may be put right, or the fact be
    said wrong. Recognised speech is wrong only where every digit was heard and no other hypothesis has it right.
    """
    said = audible(part)
    pieces = [*said, *(_after(part) if ahead and part.turn is not None else ())]
    right_said = any(facts.place(value, piece.text) for piece in said)
    inside = {piece.index for piece in said}
    replies = _replies(part.call)
    sure = doubtful = mended = None
    why = ""
    for number, piece in enumerate(pieces):
        for reading in _readings(name, value, piece, context, part.call):
            if right_said and not reading.firm:
                continue
            near = [one for one in pieces[number + 1 :] if replies[one.index] - replies[piece.index] <= 1]
            place = _mended(reading, value, piece, near)
            if place is not None and not (place.utterance not in inside and _prompted(value, piece, place, part.call)):
                mended = place
            elif _heard(reading, value, piece.utterance, part.call):
                sure, why = _evidence(value, piece, reading.start, reading.end), _why(name, piece, reading)
            elif piece in said:
                doubtful = _evidence(value, piece, reading.start, reading.end)
    return Wrong(sure, why, doubtful, mended)


def noted_wrong(name: str, value: str, text: str, context: Context) -> str:
    """The sentence about another value of that kind in a field of the call note; '' where there is none."""
    found = differing(name, value, text, _others(name, value, context), labelled=True)
    return next((f"{name}写成了 {text[one.start : one.end]}，应是 {one.right}" for one in found), "")


def _readings(name: str, value: str, piece: Slice, context: Context, call: Call) -> list[Reading]:
    heard = [one.text for one in call.utterances[: piece.index] if one.speaker == "caller"]
    others = (*_others(name, value, context), *heard)
    if any(mark in name for mark in NAMES):
        if piece.utterance.recognised:
            return []
        return [Reading((), *place, value, firm=True, plain=True) for place in other_names(value, piece.text, others)]
    return differing(name, value, piece.text, others)


def _others(name: str, value: str, context: Context) -> tuple[str, ...]:
    known = [one for values in context.facts.values() for one in values if one != value]
    return (*known, *(slot for slot in context.slots.values() if slot != value))


def _mended(reading: Reading, value: str, piece: Slice, near: Sequence[Slice]) -> Evidence | None:
    """Where what was said wrong is put right: later in the same reply, or in the next one."""
    rest = Slice(piece.index, piece.utterance, piece.start + reading.end, piece.end)
    for one in (rest, *near):
        whole = facts.place(value, one.text)
        place = whole or put_right(reading, value, one.text)
        if place is not None:
            start = reading.start - reading.end if one is rest and whole is None else place[0]
            return _evidence(value, one, start, place[1], counted=True)
    return None


def _prompted(value: str, piece: Slice, mended: Evidence, call: Call) -> bool:
    """The caller said the right value in between: so it was not the trainee who noticed."""
    between = call.utterances[piece.index + 1 : mended.utterance]
    return any(one.speaker == "caller" and facts.place(value, one.text) for one in between)


def _heard(reading: Reading, value: str, utterance: Utterance, call: Call) -> bool:
    """It was said so: typed, or every digit heard, none easily misheard, and no other hypothesis has it right."""
    if not utterance.recognised:
        return True
    other = any(facts.place(value, one) for one in utterance.hypotheses)
    return reading.plain and not other and not call.muttered(utterance)


def _after(part: Part) -> list[Slice]:
    """What the trainee said after the turn."""
    last = part.slices[-1].index if part.slices else len(part.call.utterances)
    later = enumerate(part.call.utterances[last + 1 :], last + 1)
    return [Slice(n, one, 0, len(one.text)) for n, one in later if one.speaker == "agent" and one.gate is None]


def _replies(call: Call) -> list[int]:
    """For each utterance the number of the reply it belongs to; a new one begins with a turn and after the caller."""
    number, found = 0, []
    before: Utterance | None = None
    for one in call.utterances:
        if one.speaker == "agent":
            number += before is None or before.speaker != "agent" or before.turn != one.turn
        found.append(number)
        before = one
    return found


def _why(name: str, piece: Slice, reading: Reading) -> str:
    return f"{name}说成了 {piece.text[reading.start : reading.end]}，应是 {reading.right}"


def _evidence(value: str, piece: Slice, start: int, end: int, *, counted: bool = False) -> Evidence:
    how: How | None = "exact" if counted else None
    return evidence_at(piece, piece.start + start, piece.start + end, value, how, alternative=value, counted=counted)
