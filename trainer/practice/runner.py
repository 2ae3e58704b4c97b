"""One conversation from brief to scorecard: takes events, steps the state, shows and saves what follows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from trainer.practice.call_note import fill_in
from trainer.practice.conversation import (
    Again,
    Choose,
    Event,
    GoOn,
    Hinted,
    HungUp,
    Jotted,
    Lesson,
    Noted,
    PickedUp,
    Ready,
    Replied,
    Scoring,
    State,
    asks_for,
    call_of,
    card_of,
    step,
)
from trainer.practice.feedback import Feedback, feedback_on
from trainer.practice.model_answers import ModelAnswers
from trainer.practice.prompts import is_quiz, prompts_for
from trainer.practice.quiz_screen import unread
from trainer.practice.reader import Reader, command
from trainer.practice.screen import Screen
from trainer.practice.spoken_answers import HEAR, SHADOW, SLOW, SpokenAnswers
from trainer.practice.typed_events import EventSource, LeaveError
from trainer.scenario.resolved import Scenario
from trainer.scorecard import Scorecard

Save = Callable[[State, Scorecard | None], None]
T = TypeVar("T")
TRIES = 3  # at one reply with repeat_missed
AT_ONCE = f"pn{HEAR}{SLOW}{SHADOW}"  # after a reply, without Enter: hear oneself, fill in the call note, the answer


class Runner:
    """The loop. `save` is called with every new state, so that nothing said is lost."""

    def __init__(
        self,
        lesson: Lesson,
        reader: Reader,
        screen: Screen,
        source: EventSource,
        save: Save,
        scoring: Scoring,
        choose: Choose,
        *,
        repeat_missed: bool = False,
        spoken_answers: SpokenAnswers | None = None,
    ) -> None:
        """`repeat_missed`: in practice a reply with something to mend is asked for again, up to TRIES times.

        `spoken_answers` None: model answers are only read.
        """
        self.lesson, self.reader, self.screen, self.source = lesson, reader, screen, source
        self.scoring, self._save, self.choose = scoring, save, choose
        self.prompts = prompts_for(lesson.scenario)
        self.model_answers = ModelAnswers(lesson, scoring)
        self.spoken_answers = spoken_answers or SpokenAnswers(lesson.scenario, screen.say, None)
        self._repeat_missed = repeat_missed
        self._resumed_note = False  # the call was left while the form at its end was filled in
        self._told: object = None  # the visits on which feedback was given last

    def run(self, state: State | None = None) -> tuple[State, Scorecard | None]:
        """Play to the end, or on from a saved state; no scorecard where the trainee left in the middle."""
        try:
            self.source.begin(state)
            state = self._begin(state)
            while state.phase != "finished":
                state = self._advance(state, self._event(state))
        except LeaveError:
            return state or State(), None
        card = card_of(self.lesson, state, self.scoring)
        self._save(state, card)
        return state, card

    def _advance(self, state: State, event: Event) -> State:
        """The next state, saved, with the caller's new line shown."""
        following = step(self.lesson, state, event, self.scoring, self.choose)
        self._save(following, None)
        if len(following.visits) > len(state.visits):
            self.show_turn(following)
        if following.ended_by and not state.ended_by:
            self.screen.hung_up(following.ended_by)
        return following

    def _event(self, state: State) -> Event:
        """What the trainee does now. Raises LeaveError."""
        match state.phase:
            case "ready":
                return self._ready()
            case "ringing":
                return PickedUp(self._or_leave(self.source.ring))
            case "feedback":
                return self._feedback(state)
            case "closing":
                return self._closing(state)
            case "note":
                return Noted(self._filled_in(state))
            case _:
                return self.reply(state)

    def reply(self, state: State) -> Event:
        """A reply, or what the trainee does in its place. Raises LeaveError."""
        asked: set[str] = set()
        fresh, sure = True, False
        while True:
            try:
                got = self.source.reply(state, fresh=fresh)
            except EOFError:
                if sure or not (why := self._unanswered(state)):
                    return HungUp()
                self.screen.say(why, "yellow")
                fresh, sure = False, True
                continue
            fresh = False
            match got:
                case "hangup":
                    return HungUp()
                case "hint" if state.phase == "reply":
                    if event := self._hint(state):
                        return event
                case "quit":
                    raise LeaveError
                case "again" | "hint":
                    exam = self.lesson.mode == "exam"
                    self.screen.say(self.prompts.once if exam else self.prompts.not_yet, "dim")
                case "note":
                    if event := self._jot(state):
                        return event
                case "help" | "unknown" | "back":
                    self.screen.help()
                case Replied():
                    why = self._not_yet(state, got, asked)
                    if why is None:
                        return got
                    self.screen.say(why, "dim")

    def _not_yet(self, state: State, reply: Replied, asked: set[str]) -> str | None:
        """Why the reply is asked for again before it is taken, once for each reason; None: it is taken."""
        last_word = reply.hung_up or state.phase == "closing"
        final = last_word or not self.reader.interactive or len(asked) >= self.source.asks_again
        empty = None if reply.utterances or final else self.source.nothing_said
        if empty is not None and empty not in asked:
            asked.add(empty)
            return empty
        self.source.show(reply)
        if not final and "foreign" not in asked and not is_quiz(self.lesson.scenario) and foreign(reply):
            asked.add("foreign")
            return "  请说中文，客户听不懂这句。再说一次。"
        if final or "unread" in asked:
            return None
        asked.add("unread")
        return unread(self.lesson, state.turn or "", reply.utterances)

    def _unanswered(self, state: State) -> str | None:
        """What to say to somebody who hands in a quiz by a key, with questions left; None: there are none."""
        left = len(self.lesson.scenario.file.turns) - sum(bool(visit.attempts) for visit in state.visits)
        if not is_quiz(self.lesson.scenario) or not self.reader.interactive or not left:
            return None
        return f"  还有 {left} 题没有答。真要交卷，再按一次；不交就接着答。"

    def judged(self, state: State) -> Feedback:
        """What is to be told of the reply just given."""
        return feedback_on(self.lesson, call_of(self.lesson, state), state.visits[-1].turn, self.scoring)

    def _begin(self, state: State | None) -> State:
        """The brief; or, where a saved call goes on, what was said last."""
        if state is None or state.phase == "ready":
            note = self.source.how_to_note if asks_for(self.lesson, "note") else ""
            how = "\n".join(line for line in (self.source.how, note) if line)
            self.screen.brief(how if self.reader.interactive else "")
            return State()
        self.screen.brief(again=True)
        self._resumed_note = state.phase == "note"
        for before in state.visits[-2:-1]:
            self.screen.caller(self.lesson.scenario.turn(before.turn), before.caller)
            for attempt in before.attempts[-1:]:
                self.screen.heard(attempt)
        if state.visits and state.phase != "note":
            self.show_turn(state)
            for attempt in state.visits[-1].attempts[-1:]:
                self.screen.heard(attempt)
        return state

    def show_turn(self, state: State) -> None:
        """The caller's part of the turn just entered."""
        visit = state.visits[-1]
        turn = self.lesson.scenario.turn(visit.turn)
        self.screen.caller(turn, visit.caller, hidden=self.source.enter(state))

    def _ready(self) -> Event:
        rings = self.lesson.scenario.file.turns[0].cue == "ring"
        ready = self.prompts.ready.format(what="电话才会响" if rings else "电话就接通")
        self._or_leave(lambda: self.reader.wait(ready))
        return Ready()

    def _hint(self, state: State) -> Event | None:
        """Show the next hint; the event where it is a new one."""
        if self.lesson.mode == "exam":
            self.screen.say("  考核时没有提示，放心按自己的来。", "dim")
            return None
        done = {v.id for v in self.judged(state).verdicts if v.outcome == "met"} if state.visits[-1].attempts else set()
        known = [(rule, text) for rule, text in hints(self.lesson.scenario, state.turn or "") if rule not in done]
        new = next(((rule, text) for rule, text in known if rule not in state.hints), None)
        if new:
            self.screen.hint(new[1], len(state.hints) + 1)
            return Hinted(new[0])
        for _, text in known:
            self.screen.say(f"  提示（看过了）：{text}", "cyan")
        if not known:
            self.screen.say(self.prompts.no_hint, "dim")
        return None

    def _jot(self, state: State) -> Event | None:
        """The call note while the call goes on; None where there is nothing to fill in."""
        if state.ended_by or not asks_for(self.lesson, "note"):
            self.screen.say("  电话打完了，记录单不再改。" if state.ended_by else "  这里不用填记录单。", "dim")
            return None
        note = self._filled_in(state)
        self.screen.say("（接着通话）", "dim")
        return Jotted(note)

    def _filled_in(self, state: State) -> Mapping[str, str]:
        """The call note; each field is saved, so that what interrupts the form loses none. Raises LeaveError."""
        return fill_in(
            self.reader,
            self.screen,
            self.lesson.scenario,
            state.note or {},
            live=state.phase != "note",
            resumed=self._resumed_note,
            keep=lambda note: self._save(step(self.lesson, state, Jotted(note), self.scoring, self.choose), None),
        )

    def _feedback(self, state: State) -> Event:
        """Say what was good and what was not; then on, or once more. What could not be heard is not judged."""
        attempt = state.visits[-1].attempts[-1]
        told, self._told = self._told is state.visits, state.visits
        if attempt and all(one.gate for one in attempt):
            if not told:
                self.screen.say("  这句没法判断，不扣分。", "magenta")
            return self._go_on(state, self.prompts.go_on_unheard)
        judged = self.judged(state)
        weak = judged.weak or judged.later
        if not told:
            self.screen.feedback(judged, self.model_answers.of(state.visits[-1].turn) if weak else None)
        if judged.fine and self.reader.interactive:
            return GoOn()
        if weak and self._repeat_missed and len(state.visits[-1].attempts) < TRIES:
            self.screen.say(self.prompts.again, "bold")
            return Again()
        last = state.visits[-1].turn == self.lesson.scenario.file.turns[-1].id
        return self._go_on(state, self.prompts.go_on_last if last else self.prompts.go_on)

    def _closing(self, state: State) -> Event:
        """A last word while the caller hangs up, or is waited for; in a pipe only where no call note comes next."""
        if self.reader.interactive:
            leaving = self.lesson.scenario.turn(state.visits[-1].turn).cue == "hangup"
            self.screen.say(self.prompts.last_word if leaving else self.prompts.waiting, "dim")
            return self.reply(state)
        event = self._choice(state, "", GoOn())
        if asks_for(self.lesson, "note") or not isinstance(event, GoOn):
            return event
        got = self.reply(state)
        return GoOn() if isinstance(got, HungUp) else got  # the end of input

    def _go_on(self, state: State, message: str) -> Event:
        heard = self.spoken_answers.offer(self.model_answers.of(state.visits[-1].turn))
        note = "　n 记录单" if asks_for(self.lesson, "note") else ""
        return self._choice(state, f"{message}{self.source.more_choices}{heard}{note}", Again())

    def _choice(self, state: State, message: str, again: Event) -> Event:
        """On, once more, hear something, write something down, or hang up."""
        sure = False
        while True:
            try:
                text = self.reader.choice(message, AT_ONCE)
            except EOFError:
                if sure or not (why := self._unanswered(state)):
                    return HungUp()
                self.screen.say(why, "yellow")
                sure = True
                continue
            match "note" if text.lower() == "n" else command(text):
                case "hangup":
                    return HungUp()
                case "again":
                    return again
                case "quit":
                    raise LeaveError
                case "help":
                    self.screen.say(f"{message}　{self.prompts.leaving}", "dim")
                case "note":
                    if event := self._jot(state):
                        return event
                case None if not text:
                    return GoOn()
                case None if self.source.choose(text) or self.hears_answer(text, state.visits[-1].turn):
                    pass
                case _:
                    self.screen.say(self.prompts.only_enter, "dim")

    def hears_answer(self, text: str, turn: str) -> bool:
        """Play or repeat the turn's model answer where the text is a key for that; False: it is none."""
        return self.spoken_answers.choose(text, turn, self.model_answers.of(turn))

    @staticmethod
    def _or_leave(ask: Callable[[], T]) -> T:
        try:
            return ask()
        except EOFError:
            raise LeaveError from None


def foreign(reply: Replied) -> bool:
    """The reply was typed, has words in Latin letters and not one Chinese character."""
    text = "".join(one.text for one in reply.utterances if not one.recognised)
    return bool(re.search("[A-Za-z]{2}", text)) and not re.search("[\u3400-\u9fff]", text)


def hints(scenario: Scenario, turn_id: str) -> tuple[tuple[str, str], ...]:
    """(full rule id, hint) of the turn's rules that have one, in file order."""
    return tuple((bound.id, bound.rule.hint) for bound in scenario.rules_of(turn_id) if bound.rule.hint)
