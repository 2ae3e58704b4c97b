"""One sitting: a scenario played with the user's settings, kept on disk as it goes, ended with the scorecard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rich.console import Console

from trainer.call import Mode
from trainer.errors import TrainerError
from trainer.practice import store
from trainer.practice.booth import Booth
from trainer.practice.conversation import Choose, Lesson, Scoring, State
from trainer.practice.drill import drill
from trainer.practice.manner import Manner
from trainer.practice.play import Play
from trainer.practice.quiz import screen_of
from trainer.practice.reader import Reader
from trainer.practice.replay import moment, number, replay
from trainer.practice.session import Session
from trainer.practice.spoken import Spoken
from trainer.report import advice
from trainer.report.console import render
from trainer.report.summary import width_of
from trainer.report.wrap import wrap
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard, Verdict


@dataclass(frozen=True, slots=True)
class Desk:
    """What a sitting uses of the outside world."""

    reader: Reader
    console: Console
    scoring: Scoring
    choose: Choose
    now: Callable[[], datetime]
    folder: Path | None  # data folder; None: nothing is saved
    booth: Booth | None = None  # microphone, voice and engine; None: by keyboard
    repeat_missed: bool = False  # a weak reply is asked for again at once


def new_session(
    scenario: Scenario, mode: Mode, slots: Mapping[str, str], variant: str | None, trainee: str | None, desk: Desk
) -> Session:
    """A fresh session. Raises TrainerError where the scenario is no conversation or has no such variant."""
    if not scenario.file.turns:
        raise TrainerError(f"“{scenario.file.title}”是打分清单，没有对话，不能练习。用 trainer score 给录音打分。")
    variants = tuple(scenario.file.variants)
    if variant is not None and variant not in variants:
        known = f"可以选：{'、'.join(variants)}" if variants else "它没有分支，去掉 --variant 就行"
        raise TrainerError(f"“{scenario.file.title}”没有“{variant}”这个分支；{known}。")
    if variant is None and variants:
        variant = desk.choose(variants)
    started = desk.now()
    return Session(
        path=store.new_path(desk.folder or Path(), scenario.id, started),
        started=started,
        scenario=scenario.id,
        scenario_path=str(Path(scenario.path).absolute()),
        sha256=scenario.sha256,
        title=scenario.file.title,
        mode=mode,
        slots=scenario.slots(slots),
        variant=variant,
        trainee=trainee,
        source="keyboard" if desk.booth is None else "voice",
        state=State(),
    )


def sit(scenario: Scenario, session: Session, desk: Desk) -> Scorecard | None:
    """Play the session, show the scorecard, offer the drill. None: left in the middle. Frees the devices."""
    try:
        return _sit(scenario, session, desk)
    finally:
        if desk.booth is not None:
            desk.booth.close()


def _sit(scenario: Scenario, session: Session, desk: Desk) -> Scorecard | None:
    if session.sha256 != scenario.sha256:
        raise TrainerError(
            f"“{session.title}”的情景文件在上次以后改过了，接不上。请从头练：trainer practice {session.scenario}"
        )
    booth = desk.booth
    lesson = Lesson(
        scenario,
        session.mode,
        session.slots,
        session.variant,
        session.trainee,
        session.source,
        None if booth is None else booth.engine,
        None if booth is None else booth.model,
    )
    keeper = _Keeper(session, desk)
    screen = screen_of(desk.console, lesson)
    play: Play
    if booth is None:
        play = Play(lesson, desk.reader, screen, keeper, desk.scoring, desk.choose, repeat_missed=desk.repeat_missed)
    else:
        play = Spoken(
            lesson, desk.reader, screen, keeper, desk.scoring, desk.choose, booth, repeat_missed=desk.repeat_missed
        )
    state, card = play.run(session.state)
    if card is None:
        kept = desk.folder is not None and state.phase != "ready" and not keeper.failed
        screen.say("\n先到这里，已经存好。接着练：trainer practice --resume" if kept else "\n先到这里。")
        return None
    practice = session.mode == "practice"
    turns = advice.to_drill(card, scenario) if practice else ()
    worst = advice.first_to_fix(card, scenario)
    turn = advice.turn_of(card, worst) if worst else None
    answer = play.answers.of(turn) if turn else None
    playable = None if booth is None or not booth.can_replay else lambda v: moment(card.call, v) is not None
    rows = render(desk.console, card, scenario, {turn: answer} if turn and answer else {}, playable)
    turns = tuple(turn for turn in turns if scenario.turn(turn).cue != "hangup" and scenario.rules_of(turn))
    offer = _offer(card, scenario, len(turns), play.manner)
    if desk.reader.interactive and (turns or rows) and _wants_drill(desk, card, rows, offer, play.manner) and turns:
        drill(play, state, turns)
    return card


def _offer(card: Scorecard, scenario: Scenario, count: int, manner: Manner) -> str:
    """The drill of so many turns, in words."""
    if not count:
        return "回车 结束"
    everywhere = {turn.id for turn in scenario.file.turns} <= {*card.call.path}
    return manner.drill.format(count=count, besides="" if everywhere else manner.unreached)


def _wants_drill(desk: Desk, card: Scorecard, rows: tuple[Verdict, ...], offer: str, manner: Manner) -> bool:
    """Let the trainee hear single rows; whether what is offered is wanted."""
    offers = [offer]
    if rows:
        example = min(3, len(rows))
        offers.append(manner.replay.format(number=example))
    while True:
        try:
            text = desk.reader.choice("\n" + "　".join(offers))
        except EOFError:
            return False
        place = number(text)
        if not text:
            return True
        if text.startswith(("/退出", "/挂", "/交")) or text.lower() == "q":
            return False
        if desk.booth is None or place is None:
            desk.console.print("  " + "　".join(offers), style="dim")
            continue
        desk.console.print(wrap(replay(desk.booth, card.call, rows, place), width_of(desk.console)), style="dim")


class _Keeper:
    """Saves every state; a disk that fails is reported once and does not end the call."""

    def __init__(self, session: Session, desk: Desk) -> None:
        self._session, self._desk = session, desk
        self.failed = False

    def __call__(self, state: State, card: Scorecard | None) -> None:
        if self._desk.folder is None:
            return
        session = replace(self._session, state=state, card=card, source=_source(self._session.source, card))
        try:
            store.save(session)
        except store.StoreError as error:
            if not self.failed:
                self._desk.console.print(error.message, style="yellow")
            self.failed = True


def _source(source: str, card: Scorecard | None) -> str:
    """A spoken call in which some replies were typed in the end does not stand beside spoken ones."""
    if card is None or source != "voice":
        return source
    return "voice" if all(one.recognised for one in card.call.utterances if one.speaker == "agent") else "keyboard"
