"""After the scorecard: hear single moments again, practise the weak turns once more. The score stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from trainer.call import Call
from trainer.errors import TrainerError
from trainer.history.values import Session
from trainer.practice.conversation import Hinted, Replied, State, Visit
from trainer.practice.prompts import Prompts
from trainer.practice.runner import Runner
from trainer.practice.typed_events import LeaveError
from trainer.practice.voice_setup import VoiceSetup
from trainer.report import advice
from trainer.report.console import render
from trainer.report.display import clock
from trainer.report.moments import moment
from trainer.report.simple import simple
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard, Verdict

_ROW = re.compile(r"p?\s*(\d{1,3})", re.IGNORECASE)


def review(
    runner: Runner,
    state: State,
    card: Scorecard,
    setup: VoiceSetup | None,
    session: Session | None = None,
    after: Callable[[], None] = lambda: None,
) -> None:
    """Show the scorecard, then offer what helps.

    `setup`: with what the call was recorded, None: it was typed; `session`: it belongs to; `after` the scorecard more
    may be told.
    """
    scenario = runner.lesson.scenario
    playable = None if setup is None or not setup.can_replay else lambda v: moment(card.call, v) is not None
    rows = render(runner.screen.console, card, scenario, _model_answer(runner, card), playable, session)
    after()
    turns = _weak_turns(card, scenario) if runner.lesson.mode == "practice" else ()
    if not runner.reader.interactive or not (turns or rows):
        return
    if _wants_more(runner, card, rows, _offer(card, scenario, len(turns), runner.prompts), setup) and turns:
        practise_again(runner, state, turns)


def practise_again(runner: Runner, state: State, turns: Sequence[str]) -> None:
    """Go through the turns one by one until each is said well or the trainee has had enough."""
    for number, turn in enumerate(turns, 1):
        place = next(n for n, visit in enumerate(state.visits) if visit.turn == turn)
        visit = Visit(turn, state.visits[place].caller)
        again = replace(state, phase="reply", visits=(*state.visits[:place], visit))
        if len(turns) > 1:
            runner.screen.say("\n" + runner.prompts.retry_place.format(number=number, count=len(turns)), "dim")
        try:
            runner.show_turn(again)
            _until_good(runner, again, runner.prompts.retry_end if number == len(turns) else runner.prompts.retry_next)
        except LeaveError:
            break
    runner.screen.say("\n补练结束。补练不改分数。", "dim")


def _until_good(runner: Runner, state: State, onward: str) -> None:
    """`onward`: what is offered after a reply that is not good yet. Raises LeaveError."""
    visit = state.visits[-1]
    while True:
        event = runner.reply(state)
        if isinstance(event, Hinted):
            state = replace(state, hints=(*state.hints, event.rule))
            continue
        if not isinstance(event, Replied):
            raise LeaveError
        tried = replace(state, visits=(*state.visits[:-1], replace(visit, attempts=(event.utterances,))))
        judged = runner.judged(tried)
        weak = judged.weak or judged.later
        runner.screen.feedback(judged, runner.model_answers.of(visit.turn) if weak else None)
        if judged.fine:
            return
        try:
            text = runner.reader.choice(onward + runner.spoken_answers.offer(runner.model_answers.of(visit.turn)))
            while runner.hears_answer(text, visit.turn):
                text = runner.reader.choice(onward)
        except EOFError:
            raise LeaveError from None
        if text == "":
            return


def _model_answer(runner: Runner, card: Scorecard) -> Mapping[str, str]:
    """The one of the turn to be mended first, by that turn; empty where there is none."""
    worst = advice.first_to_fix(card, runner.lesson.scenario)
    turn = advice.turn_of(card, worst) if worst else None
    answer = runner.model_answers.of(turn) if turn else None
    return {turn: answer} if turn and answer else {}


def _weak_turns(card: Scorecard, scenario: Scenario) -> tuple[str, ...]:
    turns = advice.to_drill(card, scenario)
    return tuple(turn for turn in turns if scenario.turn(turn).cue != "hangup" and scenario.rules_of(turn))


def _offer(card: Scorecard, scenario: Scenario, count: int, prompts: Prompts) -> str:
    """Another try at that many turns, in words."""
    if not count:
        return "回车 结束"
    everywhere = {turn.id for turn in scenario.file.turns} <= {*card.call.path}
    return prompts.retry.format(count=count, besides="" if everywhere else prompts.unreached)


def _wants_more(
    runner: Runner, card: Scorecard, rows: Mapping[int, Verdict], offer: str, setup: VoiceSetup | None
) -> bool:
    """Let the trainee hear single rows; whether what is offered is wanted."""
    offers = [offer, *([runner.prompts.replay.format(number=list(rows)[:3][-1])] if rows else [])]
    while True:
        try:
            text = runner.reader.choice("\n" + "　".join(offers))
        except EOFError:
            return False
        place = row_number(text)
        if not text:
            return True
        if text.startswith(("/退出", "/挂", "/交")) or text.lower() == "q":
            return False
        if setup is None or place is None:
            runner.screen.console.print("  " + "　".join(offers), style="dim")
            continue
        runner.screen.say(replay(setup, card.call, rows, place), "dim")


def row_number(text: str) -> int | None:
    """The row a trainee names: `p 3`, `p3`, `3`. None: something else."""
    found = _ROW.fullmatch(text.strip())
    return int(found[1]) if found else None


def replay(setup: VoiceSetup, call: Call, rows: Mapping[int, Verdict], place: int) -> str:
    """Play row `place`; one sentence for the trainee: whose words these were, or why nothing is heard."""
    if place not in rows:
        return f"  没有第 {place} 条的录音，可以听：{'、'.join(map(str, rows))}。"
    found = moment(call, rows[place])
    if found is None:
        return "  这一条没有录音。"
    said, start, end = found
    try:
        setup.play(said, start, end)
    except TrainerError as error:
        return f"  {error.message}"
    return f"  ▶ {clock(start)}　{simple(said.text)}"
