"""Second chances: what a turn with `recovery` wins back of what a rule lost (docs/SCORING.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from trainer.scenario.resolved import Scenario

RECOVERED = Fraction(1, 2)  # of what was lost, at most
NOTHING = Fraction(0)  # made once: most rules of most calls neither bring nor cost anything


@dataclass(frozen=True, slots=True)
class Entry:
    """What one rule brought: points possible, earned and deducted."""

    points: Fraction
    earned: Fraction
    deducted: Fraction


@dataclass(frozen=True, slots=True)
class SecondChance:
    """A turn in which points can be won back."""

    lost: str  # full id of the rule whose points they are
    worth: Mapping[str, Fraction]  # full id of each rule of the turn → its own points


def second_chances(scenario: Scenario) -> tuple[SecondChance, ...]:
    """Those of the scenario, in file order."""
    return tuple(
        SecondChance(
            _full_id(turn.recovery, turn.id, scenario),
            {bound.id: bound.rule.worth for bound in scenario.rules_of(turn.id)},
        )
        for turn in scenario.file.turns
        if turn.recovery
    )


def win_back(
    chances: Sequence[SecondChance], found: MutableMapping[str, Entry], counted: Callable[[str], bool]
) -> None:
    """Turn what was earned in second chances into what it wins back, in `found`.

    `counted`: whether that rule was judged.
    """
    left = {one.lost: most_back(one.lost, found, counted) for one in chances}
    for one in chances:
        inside = [rule for rule, worth in one.worth.items() if worth and counted(rule)]
        worth = sum((one.worth[rule] for rule in inside), NOTHING)
        most = left[one.lost]
        for rule in one.worth:
            share = found[rule].earned / worth if rule in inside else NOTHING
            found[rule] = replace(found[rule], earned=most * share)
            left[one.lost] -= most * share


def most_back(lost: str, found: Mapping[str, Entry], counted: Callable[[str], bool]) -> Fraction:
    """The most that second chances win back for that rule: half of what it did not bring, where it was judged."""
    if lost not in found or not counted(lost):
        return NOTHING
    return (found[lost].points - found[lost].earned) * RECOVERED


def _full_id(name: str, turn: str, scenario: Scenario) -> str:
    """The id of the rule a recovery turn stands for, found by its full id or by the short form in any turn."""
    ids = [bound.id for bound in scenario.rules]
    if name in ids:
        return name
    return next((i for i in ids if i.partition(".")[2] == name and not i.startswith(f"{turn}.")), name)
