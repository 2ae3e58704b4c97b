"""After the scorecard: the turns that lost points once more, for practice; the score stays as it is."""

from __future__ import annotations

from dataclasses import replace

from trainer.practice.conversation import Hinted, Replied, State, Visit
from trainer.practice.play import LeaveError, Play
from trainer.practice.screen import to_mend, unclear


def drill(play: Play, state: State, turns: tuple[str, ...]) -> None:
    """Go through the turns one by one until each is said well or the trainee has had enough."""
    for number, turn in enumerate(turns, 1):
        place = next(n for n, visit in enumerate(state.visits) if visit.turn == turn)
        visit = Visit(turn, state.visits[place].caller)
        again = replace(state, phase="reply", visits=(*state.visits[:place], visit))
        if len(turns) > 1:
            play.screen.say("\n" + play.manner.drill_place.format(number=number, count=len(turns)), "dim")
        play.show_turn(again)
        try:
            _until_good(play, again, play.manner.drill_end if number == len(turns) else play.manner.drill_next)
        except LeaveError:
            break
    play.screen.say("\n补练结束。补练不改分数。", "dim")


def _until_good(play: Play, state: State, onward: str) -> None:
    """`onward`: what is offered after a reply that is not good yet."""
    visit = state.visits[-1]
    while True:
        event = play.reply(state)
        if isinstance(event, Hinted):
            state = replace(state, hints=(*state.hints, event.rule))
            continue
        if not isinstance(event, Replied):
            raise LeaveError
        tried = replace(state, visits=(*state.visits[:-1], replace(visit, attempts=(event.utterances,))))
        verdicts = play.judged(tried)
        play.screen.feedback(verdicts, play.answers.of(visit.turn) if to_mend(verdicts) else None)
        if not to_mend(verdicts) and not unclear(verdicts):
            return
        try:
            if play.reader.choice(onward) == "":
                return
        except EOFError:
            raise LeaveError from None
