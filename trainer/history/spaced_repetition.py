"""When a skill group is practised again: spaced repetition (FSRS), one card for each trainee and group.

Missed in a call is 再来, a hint or a second try is 难, else 好. Nothing is left to chance: the same calls give the same
days.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from trainer.history.progress import skill_levels
from trainer.history.values import RuleResult
from trainer.rules.operator import Skill
from trainer.scoring.skills import SKILLS, SPOKEN

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

Rating = Literal["again", "hard", "good"]
WELL = 0.8  # of a group's points; less is missed, as with the pass mark of the library
LONGEST = 30  # days: each group comes once a month at least
SOON = timedelta(days=1)  # a group that went wrong comes again, however well it was known


@dataclass(frozen=True, slots=True)
class Due:
    """A group to be practised now."""

    skill: Skill
    since: timedelta | None  # how long it is due; None: it was never practised


def ratings(rules: Iterable[RuleResult], helped: Collection[str]) -> dict[Skill, Rating]:
    """How each group that was measured in a call went; `helped`: ids of rules that had a hint or a second try."""
    every = tuple(rules)
    with_help = {one.skill for one in every if one.rule in helped}
    return {
        skill: "again" if level < WELL else "hard" if skill in with_help else "good"
        for skill, level in skill_levels(every).items()
    }


def practised(card: str | None, rating: Rating, at: datetime) -> str:
    """The card after a call at that time; None: the group was never practised. A damaged card begins anew."""
    from fsrs import Rating as Grade

    grade = {"again": Grade.Again, "hard": Grade.Hard, "good": Grade.Good}[rating]
    moment = at.astimezone(UTC)
    return _scheduler().review_card(_card(card, moment), grade, moment)[0].to_json()


def due(cards: Mapping[Skill, str | None], now: datetime, *, typed: bool = False) -> tuple[Due, ...]:
    """The groups to be practised today, in the order of need: never practised ones after those that are overdue.

    `typed`: the trainee practises by keyboard, so what only a spoken call measures is left out.
    """
    found = []
    for skill in SKILLS:
        card = cards.get(skill)
        if typed and skill == SPOKEN:
            continue
        if card is None:
            found.append(Due(skill, None))
        elif (late := _tonight(now) - _card(card, now.astimezone(UTC)).due) > timedelta():
            found.append(Due(skill, late))
    return tuple(sorted(found, key=lambda one: timedelta() if one.since is None else -one.since))


def next_day(cards: Mapping[Skill, str | None], now: datetime) -> datetime | None:
    """When the next group is due, in local time; None where no card is there."""
    known = [_card(card, now.astimezone(UTC)).due for card in cards.values() if card is not None]
    return min(known).astimezone(now.tzinfo) if known else None


def _tonight(now: datetime) -> datetime:
    """The end of the local day: what is due then is practised today."""
    return now.replace(hour=23, minute=59, second=59, microsecond=0)


def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(SOON,), maximum_interval=LONGEST, enable_fuzzing=False)


def _card(written: str | None, at: datetime) -> Card:
    from fsrs import Card

    try:
        if written is not None:
            return Card.from_json(written)
    except (ValueError, KeyError, TypeError):
        pass
    return Card(card_id=1, due=at)
