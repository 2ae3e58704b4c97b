"""One practice run: a scenario played with the user's settings, saved as it goes, ended with the scorecard."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rich.console import Console

from trainer.call import Mode
from trainer.errors import TrainerError
from trainer.history.after_call import compared, remember
from trainer.history.database import HistoryError
from trainer.history.store import Store
from trainer.history.values import Session, Source, Trainee
from trainer.practice import saved_state
from trainer.practice.conversation import Choose, Lesson, Scoring, State, first_card
from trainer.practice.drill import drill
from trainer.practice.headphones import Headphones
from trainer.practice.prompts import is_quiz
from trainer.practice.quiz_screen import screen_of
from trainer.practice.reader import Reader
from trainer.practice.review import review
from trainer.practice.runner import Runner, Save
from trainer.practice.screen import Screen
from trainer.practice.shadowing_screen import shadow
from trainer.practice.spoken_answers import SpokenAnswers
from trainer.practice.spoken_events import Spoken
from trainer.practice.typed_events import EventSource, Typed
from trainer.practice.voice_setup import VoiceSetup
from trainer.report.progress_screen import show_comparison
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard
from trainer.visible import argument


@dataclass(frozen=True, slots=True)
class Environment:
    """What a practice run uses of the outside world."""

    reader: Reader
    console: Console
    scoring: Scoring
    choose: Choose
    now: Callable[[], datetime]
    store: Store | None  # None: nothing is saved
    setup: VoiceSetup | None = None  # microphone, voice and engine; None: by keyboard
    repeat_missed: bool = False  # a weak reply is asked for again at once
    headphones: Headphones | None = None  # to hear model answers with at the keyboard; None: they are only read


def new_session(
    scenario: Scenario,
    mode: Mode,
    slots: Mapping[str, str],
    variant: str | None,
    trainee: Trainee | None,
    env: Environment,
) -> Session:
    """A fresh session. Raises TrainerError where the scenario is no conversation or has no such variant."""
    if not scenario.file.turns:
        raise TrainerError(f"“{scenario.file.title}”是打分清单，没有对话，不能练习。用 trainer score 给录音打分。")
    variants = tuple(scenario.file.variants)
    if variant is not None and variant not in variants:
        known = f"可以选：{'、'.join(variants)}" if variants else "它没有分支，去掉 --variant 就行"
        raise TrainerError(f"“{scenario.file.title}”没有“{variant}”这个分支；{known}。")
    if variant is None and variants:
        variant = env.choose(variants)
    started = env.now()
    return Session(
        key=f"{started:%Y%m%d-%H%M%S}-{scenario.id}-{secrets.token_hex(3)}",
        started=started,
        scenario=scenario.id,
        scenario_path=str(Path(scenario.path).absolute()),
        sha256=scenario.sha256,
        title=scenario.file.title,
        mode=mode,
        slots=scenario.slots(slots),
        variant=variant,
        trainee=trainee,
        source="keyboard" if env.setup is None else "voice",
    )


def run_practice(scenario: Scenario, session: Session, env: Environment) -> Scorecard | None:
    """Play the session, show the scorecard, offer another try. None: left in the middle. Frees the devices."""
    try:
        return _run(scenario, session, env)
    finally:
        if env.setup is not None:
            env.setup.close()
        if env.headphones is not None:
            env.headphones.close()


def _run(scenario: Scenario, session: Session, env: Environment) -> Scorecard | None:
    if session.sha256 != scenario.sha256:
        raise TrainerError(
            f"“{session.title}”的情景文件在上次以后改过了，接不上。"
            f"请从头练：trainer practice {argument(session.scenario)}"
        )
    state = _state_of(session, scenario)
    saver = _Saver(scenario, session, env)
    runner = _runner(scenario, session, env, saver)
    state, card = runner.run(state)
    if card is None:
        saved = env.store is not None and state.phase != "ready" and not saver.failed
        runner.screen.say("\n先到这里，已经存好。接着练：trainer practice --resume" if saved else "\n先到这里。")
        return None
    review(runner, state, card, env.setup, session, lambda: _tell_where_it_stands(env, saver.saved))
    return card


def _tell_where_it_stands(env: Environment, session: Session | None) -> None:
    """How the finished call stands beside the one before, and its number; its skill groups are noted for later."""
    if env.store is None or session is None or session.number is None:
        return
    try:
        remember(env.store, session)
        comparison = compared(env.store, session.number)
    except HistoryError as error:
        env.console.print(error.message, style="yellow")
        return
    if comparison is not None:
        show_comparison(env.console, comparison)
    line = f"这是第 {session.number} 号成绩。以后再看：trainer results show {session.number}　看进步：trainer progress"
    env.console.print(line, style="dim")


def run_drill(scenario: Scenario, session: Session, turns: Sequence[str], env: Environment) -> None:
    """Practise these turns of the scenario one by one; nothing is scored or kept. Frees the devices."""
    try:
        drill(_runner(scenario, session, env, lambda state, card: None), turns)
    finally:
        if env.setup is not None:
            env.setup.close()


def _runner(scenario: Scenario, session: Session, env: Environment, save: Save) -> Runner:
    setup, lesson = env.setup, _lesson(scenario, session, env)
    screen = screen_of(env.console, lesson)
    source: EventSource = Typed(lesson, env.reader, screen)
    if setup is not None:
        source = Spoken(lesson, env.reader, screen, setup)
    return Runner(
        lesson,
        env.reader,
        screen,
        source,
        save,
        env.scoring,
        env.choose,
        repeat_missed=env.repeat_missed,
        spoken_answers=_spoken_answers(scenario, screen, env),
    )


def _spoken_answers(scenario: Scenario, screen: Screen, env: Environment) -> SpokenAnswers | None:
    """Model answers as sound; None in a quiz, whose answers are letters, and where nobody sits there to listen."""
    setup = env.setup
    if is_quiz(scenario) or not env.reader.interactive:
        return None
    if setup is None:
        return SpokenAnswers(scenario, screen.say, env.headphones)
    return SpokenAnswers(scenario, screen.say, setup, lambda text, samples: shadow(setup, screen, text, samples))


def _lesson(scenario: Scenario, session: Session, env: Environment) -> Lesson:
    setup = env.setup
    return Lesson(
        scenario,
        session.mode,
        scenario.slots(session.slots),
        session.variant,
        None if session.trainee is None else session.trainee.name,
        session.source,
        None if setup is None else setup.engine,
        None if setup is None else setup.model,
    )


class _Saver:
    """Saves every state; a disk that fails is reported once and does not end the call."""

    def __init__(self, scenario: Scenario, session: Session, env: Environment) -> None:
        self._scenario, self._session, self._env = scenario, session, env
        self.failed = False
        self.saved: Session | None = None  # as it was saved last

    def __call__(self, state: State, card: Scorecard | None) -> None:
        if self._env.store is None:
            return
        source, kept = _source(self._session.source, card), saved_state.to_json(state)
        try:
            session = replace(self._session, state=kept, card=card, source=source)
            first = None
            if card is not None:
                first = first_card(_lesson(self._scenario, session, self._env), state, self._env.scoring)
            self.saved = self._env.store.save(session, self._scenario, first)
        except HistoryError as error:
            if not self.failed:
                self._env.console.print(error.message, style="yellow")
            self.failed = True


def _state_of(session: Session, scenario: Scenario) -> State:
    """Where the call was left. Raises TrainerError where what was kept does not fit the scenario."""
    turns = {turn.id for turn in scenario.file.turns}
    variants = tuple(scenario.file.variants) or (None,)
    try:
        state = saved_state.from_json(session.state)
        if session.variant in variants and all(visit.turn in turns for visit in state.visits):
            return state
    except saved_state.DAMAGE:
        pass
    raise TrainerError(
        f"“{session.title}”上次的记录坏了，接不上。\n请从头练：trainer practice {argument(session.scenario)}"
    )


def _source(source: Source, card: Scorecard | None) -> Source:
    """A spoken call stays one, though single replies were typed; one without a spoken reply is a typed one."""
    if card is None or source != "voice":
        return source
    said = [one.recognised for one in card.call.utterances if one.speaker == "agent"]
    return "voice" if any(said) or not said else "keyboard"
