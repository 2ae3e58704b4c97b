"""A drill: some turns of a scenario one by one, each until it is said well. Nothing is scored or kept."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.call import Utterance
from trainer.practice.conversation import Lesson, State, Visit
from trainer.practice.review import practise_again
from trainer.practice.runner import Runner
from trainer.practice.typed_events import LeaveError
from trainer.text.template import fill


def drill(runner: Runner, turns: Sequence[str]) -> None:
    """Go through these turns in order; the trainee may leave at any of them."""
    state = State(phase="reply", visits=tuple(_visit(runner, turn) for turn in turns))
    try:
        runner.source.begin(None)
    except LeaveError:
        return
    runner.screen.brief(runner.source.how)
    practise_again(runner, state, turns)


def _visit(runner: Runner, turn_id: str) -> Visit:
    lesson: Lesson = runner.lesson
    lines = lesson.scenario.turn(turn_id).lines(lesson.variant)
    if not lines:
        return Visit(turn_id)
    text = fill(runner.choose(lines), lesson.slots)
    return Visit(turn_id, (Utterance(speaker="caller", text=text, turn=turn_id),))
