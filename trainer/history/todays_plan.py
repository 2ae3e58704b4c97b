"""What to practise today: some turns for the group that needs it most, and a call that trains what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from trainer.rules.operator import Skill
from trainer.scenario.resolved import Scenario
from trainer.scoring.skills import skill_of

TURNS = 5  # of a drill: a minute each
LEAST = 3  # turns that make a drill
Misses = Mapping[tuple[str, str], int]  # (scenario, turn) → how often something was missed there


@dataclass(frozen=True, slots=True)
class Lesson:
    """A scenario and what it trains, in points."""

    id: str
    title: str
    level: int
    skills: Mapping[Skill, float]  # of the whole call
    turns: Mapping[str, Mapping[Skill, float]]  # turn → points, in file order; without second chances

    def share(self, skill: Skill) -> float:
        """The part of its points that train the group, 0…1."""
        whole = sum(self.skills.values())
        return self.skills.get(skill, 0.0) / whole if whole else 0.0


@dataclass(frozen=True, slots=True)
class Drill:
    """Some turns of one scenario that train a group."""

    lesson: Lesson
    skill: Skill
    turns: tuple[str, ...]


def lesson_of(scenario: Scenario) -> Lesson:
    """What a scenario trains. Rules that only forbid bring no points and so train nothing here."""
    recovering = {turn.id for turn in scenario.file.turns if turn.recovery}
    skills: dict[Skill, float] = {}
    turns: dict[str, dict[Skill, float]] = {}
    for bound in scenario.rules:
        worth, skill = float(bound.rule.worth), skill_of(scenario, bound)
        if not worth or bound.turn in recovering:
            continue
        skills[skill] = skills.get(skill, 0.0) + worth
        if bound.turn is not None:
            own = turns.setdefault(bound.turn, {})
            own[skill] = own.get(skill, 0.0) + worth
    return Lesson(scenario.id, scenario.file.title, scenario.file.level, skills, turns)


def choose_call(
    lessons: Sequence[Lesson], due: Sequence[Skill], last_done: Mapping[str, datetime], level: int
) -> Lesson | None:
    """The call that trains most of what is due, the first the most; of equal ones the one not practised for longest.

    `level`: harder ones are left out. The one practised last does not come again at once.
    """
    latest = max(last_done, key=lambda name: last_done[name], default=None)
    fit = [one for one in lessons if one.level <= level and one.id != latest and one.turns]

    def need(one: Lesson) -> float:
        return sum(one.share(skill) / (place + 1) for place, skill in enumerate(due))

    def order(one: Lesson) -> tuple[float, float, str]:
        done = last_done.get(one.id)
        return -round(need(one), 2), done.timestamp() if done else 0.0, one.id

    return min(fit, key=order, default=None)


def choose_drill(
    lessons: Sequence[Lesson], due: Sequence[Skill], missed: Mapping[Skill, Misses], *, other_than: str | None
) -> Drill | None:
    """Turns for the first group that is due and is trained in single turns; where it was missed often comes first.

    `missed`: group → where its rules were missed. `other_than`: the scenario of today's call.
    """
    for skill in due:
        often = missed.get(skill, {})
        drills = [
            Drill(one, skill, turns) for one in lessons
            if one.id != other_than and len(turns := _turns(one, skill, often)) >= LEAST
        ]  # fmt: skip
        if drills:
            return max(drills, key=lambda one: (_misses(one, often), _points(one), one.lesson.id))
    return None


def _turns(lesson: Lesson, skill: Skill, missed: Misses) -> tuple[str, ...]:
    """The turns of the lesson that train the group most, in the order of the call."""
    fit = [turn for turn, skills in lesson.turns.items() if skills.get(skill)]
    best = sorted(fit, key=lambda turn: (-missed.get((lesson.id, turn), 0), -lesson.turns[turn][skill]))[:TURNS]
    return tuple(turn for turn in fit if turn in best)


def _misses(drill: Drill, missed: Misses) -> int:
    return sum(missed.get((drill.lesson.id, turn), 0) for turn in drill.turns)


def _points(drill: Drill) -> float:
    return sum(drill.lesson.turns[turn][drill.skill] for turn in drill.turns)


def open_level(passed: Mapping[str, int]) -> int:
    """The hardest level to be offered: one more than was passed; `passed`: scenario → level."""
    return 1 + max(passed.values(), default=0)
