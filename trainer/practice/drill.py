"""After the scorecard: the turns that lost points once more, for practice; the score stays as it is."""

from __future__ import annotations

from dataclasses import replace

from trainer.practice.conversation import Hinted, Replied, State, Visit
from trainer.practice.play import LeaveError, Play
from trainer.practice.screen import to_mend, unclear


def drill(play: Play, state: State, turns: tuple[str, ...]) -> None:
    """Go through the turns one by one until each is said well or the trainee has had enough."""
    for turn in turns:
        place = next(n for n, visit in enumerate(state.visits) if visit.turn == turn)
        visit = Visit(turn, state.visits[place].caller)
        again = replace(state, phase="reply", visits=(*state.visits[:place], visit))
        play.show_turn(again)
        try:
            _until_good(play, again)
        except LeaveError:
            break
    play.screen.say("\n补练结束。补练不改分数。", "dim")


def _until_good(play: Play, state: State) -> None:
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
            if play.reader.choice(play.manner.drill_next) == "":
                return
        except EOFError:
            raise LeaveError from None
