"""Whether somebody gets better: totals, the eight skill groups, pace, what was learned and what keeps being missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trainer.history.skill_level import level_of_call
from trainer.history.values import Result, RuleResult
from trainer.rules.operator import Skill
from trainer.scorecard import COUNTED
from trainer.scoring.skills import SKILLS

SPAN = 5  # calls at most that make 从前, and as many that make 现在
RECENT = 8  # calls in which one looks for what keeps being missed
OFTEN = 2  # times missed, or met in a row, before that is told


@dataclass(frozen=True, slots=True)
class Course:
    """A figure at first and now."""

    then: float | None  # None: too few calls
    now: float


@dataclass(frozen=True, slots=True)
class Habit:
    """Something asked for in several calls, by its name."""

    label: str
    skill: str
    missed: int
    times: int


@dataclass(frozen=True, slots=True)
class TraineeProgress:
    """One trainee's results of one way of practising, oldest first, and what they tell."""

    results: tuple[Result, ...]
    skills: Mapping[Skill, Course]  # shares 0…1; groups that were never measured are left out
    pace: Course | None  # 字 a minute, gross
    learned: tuple[str, ...]  # missed at first, met the last times
    missed: tuple[Habit, ...]  # of the last calls, the most often missed first

    @property
    def weakest(self) -> Skill | None:
        """The group to practise next; None where nothing was lost."""
        short = [skill for skill, course in self.skills.items() if course.now < 1]
        return min(short, key=lambda skill: self.skills[skill].now, default=None)


def progress(results: Sequence[Result], rules: Iterable[RuleResult]) -> TraineeProgress:
    """The course of these results, oldest first; `rules`: how their rules came out."""
    of_call: dict[int, list[RuleResult]] = {one.number: [] for one in results}
    for rule in rules:
        if rule.number in of_call:
            of_call[rule.number].append(rule)
    levels = [skill_levels(of_call[one.number]) for one in results]
    skills = {skill: _course([level[skill] for level in levels if skill in level]) for skill in SKILLS}
    paces = [one.pace for one in results if one.pace is not None]
    return TraineeProgress(
        tuple(results),
        {skill: course for skill, course in skills.items() if course is not None},
        _course(paces),
        _learned(of_call.values()),
        _missed(list(of_call.values())[-RECENT:]),
    )


def skill_levels(rules: Iterable[RuleResult]) -> dict[Skill, float]:
    """How well each group went in one call (skill_level.py); groups that were not measured are left out."""
    every = tuple(rules)
    levels = ((skill, level_of_call(one for one in every if one.skill == skill)) for skill in SKILLS)
    return {skill: found for skill, found in levels if found is not None}


def met(rule: RuleResult) -> bool:
    """Nothing was lost by it."""
    return rule.outcome == "met" and not rule.deducted


def _course(values: Sequence[float]) -> Course | None:
    if not values:
        return None
    span = min(SPAN, max(1, len(values) // 2))
    return Course(_mean(values[:span]) if len(values) > 1 else None, _mean(values[-span:]))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _learned(calls: Iterable[Sequence[RuleResult]]) -> tuple[str, ...]:
    """What was missed at first and met the last times, the latest learned last."""
    came_out: dict[str, list[bool]] = {}
    for rules in calls:
        for label, all_met in _by_label(rules).items():
            came_out.setdefault(label, []).append(all_met)
    return tuple(
        label for label, list_of in came_out.items()
        if len(list_of) > OFTEN and not list_of[0] and all(list_of[-OFTEN:])
    )  # fmt: skip


def _missed(calls: Iterable[Sequence[RuleResult]]) -> tuple[Habit, ...]:
    """What was missed in at least half of these calls, and more than once."""
    skills: dict[str, str] = {}
    came_out: dict[str, list[bool]] = {}
    for rules in calls:
        skills |= {one.label: one.skill for one in rules}
        for label, all_met in _by_label(rules).items():
            came_out.setdefault(label, []).append(all_met)
    habits = [Habit(label, skills[label], list_of.count(False), len(list_of)) for label, list_of in came_out.items()]
    habits = [one for one in habits if one.missed >= OFTEN and 2 * one.missed >= one.times]
    return tuple(sorted(habits, key=lambda one: (-one.missed, one.times)))


def _by_label(rules: Sequence[RuleResult]) -> dict[str, bool]:
    """Label → whether every rule of that name was met in the call."""
    found: dict[str, bool] = {}
    for one in rules:
        if one.outcome in COUNTED:
            found[one.label] = found.get(one.label, True) and met(one)
    return found
