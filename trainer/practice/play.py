"""One conversation from brief to scorecard: asks the reader, steps the state, shows and keeps what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from trainer.call import Utterance
from trainer.practice.answers import Answers
from trainer.practice.commands import command
from trainer.practice.conversation import (
    Again,
    Choose,
    Event,
    GoOn,
    Hinted,
    HungUp,
    Lesson,
    Noted,
    PickedUp,
    Ready,
    Replied,
    Scoring,
    State,
    call_of,
    card_of,
    step,
)
from trainer.practice.manner import manner
from trainer.practice.quiz import unread
from trainer.practice.reader import Reader
from trainer.practice.screen import Screen, to_mend, unclear
from trainer.practice.words import clean, hints, note_fields
from trainer.report.simple import simplified
from trainer.scorecard import Scorecard, Verdict

Keep = Callable[[State, Scorecard | None], None]
T = TypeVar("T")
MOST = 2000  # characters of one reply
TRIES = 3  # at one reply with repeat_missed
YES = frozenset({"是", "要", "需", "需要", "有", "对", "勾", "√", "✓", "☑", "y", "yes"})  # in a field of the call note


class LeaveError(Exception):
    """The trainee wants to stop for now."""


class Play:
    """The loop. `keep` is called with every new state, so that nothing said is lost."""

    more_choices = ""  # after a reply, besides going on and saying it again

    def __init__(
        self,
        lesson: Lesson,
        reader: Reader,
        screen: Screen,
        keep: Keep,
        scoring: Scoring,
        choose: Choose,
        *,
        repeat_missed: bool = False,
    ) -> None:
        """`repeat_missed`: in practice a reply with something to mend is asked for again, up to TRIES times."""
        self.lesson, self.reader, self.screen = lesson, reader, screen
        self.scoring, self._keep, self._choose = scoring, keep, choose
        self.manner = manner(lesson.scenario)
        self.how = self.manner.typing
        self.answers = Answers(lesson, scoring)
        self._repeat_missed = repeat_missed

    def run(self, state: State | None = None) -> tuple[State, Scorecard | None]:
        """Play to the end, or from a saved state; no scorecard where the trainee left in the middle."""
        state = self._begin(state)
        try:
            while state.phase != "finished":
                state = self.take(state, self.ask(state))
        except LeaveError:
            return state, None
        card = card_of(self.lesson, state, self.scoring)
        self._keep(state, card)
        return state, card

    def take(self, state: State, event: Event) -> State:
        """The next state, kept, with the caller's new line shown."""
        following = step(self.lesson, state, event, self.scoring, self._choose)
        self._keep(following, None)
        if len(following.visits) > len(state.visits):
            self.show_turn(following)
        if following.ended_by and not state.ended_by:
            self.screen.hung_up(following.ended_by)
        return following

    def ask(self, state: State) -> Event:
        """What the trainee does now. Raises LeaveError."""
        match state.phase:
            case "ready":
                return self._ready()
            case "ringing":
                return PickedUp(self._or_leave(self.ring))
            case "feedback":
                return self.feedback(state)
            case "closing":
                return self._closing()
            case "note":
                return self._note()
            case _:
                return self.reply(state)

    def ring(self) -> float | None:
        """Ring until picked up; seconds since the first ring. Raises EOFError."""
        return self.reader.ring()

    def reply(self, state: State) -> Event:
        """A reply, or a command in its place."""
        warned = False
        while True:
            try:
                text = self.reader.reply(self.manner.prompt)
            except EOFError:
                return HungUp()
            match command(text):
                case "hangup":
                    return HungUp()
                case "hint":
                    if event := self.hint(state):
                        return event
                case "quit":
                    raise LeaveError
                case "again":
                    exam = self.lesson.mode == "exam"
                    self.screen.say(self.manner.once if exam else self.manner.not_yet, "dim")
                case "help" | "unknown":
                    self.screen.help()
                case None:
                    event = self.spoken(state, text)
                    why = self.asked_again(state, event.utterances)
                    if why is None or warned or not self.reader.interactive:
                        return event
                    warned = True
                    self.screen.say(why, "dim")

    def asked_again(self, state: State, said: tuple[Utterance, ...]) -> str | None:
        """Why a reply is asked for once more before it is taken; None: it is taken."""
        return unread(self.lesson, state.turn or "", said) if said else self.manner.nothing_said

    def spoken(self, state: State, text: str) -> Replied:
        """The typed lines as utterances, echoed where the trainee cannot see them."""
        lines = [line for line in (clean(line) for line in text[:MOST].splitlines()) if line]
        if len(text) > MOST:
            self.screen.say(f"  太长了，只记下前 {MOST} 个字。", "dim")
        said = tuple(Utterance(speaker="agent", text=line, turn=state.turn) for line in lines)
        if not self.reader.interactive:
            self.screen.heard(said)
        return Replied(said)

    def judged(self, state: State) -> tuple[Verdict, ...]:
        """The verdicts of the turn just replied to, and what was said in it that costs points in the whole call."""
        call, turn = call_of(self.lesson, state), state.visits[-1].turn
        here = {n for n, u in enumerate(call.utterances) if u.turn == turn and u.speaker == "agent"}
        verdicts = simplified(self.scoring.score(self.lesson.scenario, call)).verdicts
        own = tuple(verdict for verdict in verdicts if verdict.turn == turn)
        return own + tuple(
            verdict
            for verdict in verdicts
            if verdict.turn is None and verdict.deducted and any(e.utterance in here for e in verdict.evidence)
        )

    def _begin(self, state: State | None) -> State:
        if state is None or state.phase == "ready":
            self.screen.brief(self.how if self.reader.interactive else "")
            return State()
        self.screen.say(f"接着上次：{self.lesson.scenario.file.title}", "bold")
        if state.visits and state.phase != "note":
            self.show_turn(state)
            for attempt in state.visits[-1].attempts[-1:]:
                self.screen.heard(attempt)
        return state

    def show_turn(self, state: State) -> None:
        """The caller's part of the turn just entered."""
        visit = state.visits[-1]
        self.screen.caller(self.lesson.scenario.turn(visit.turn), visit.caller)

    def _ready(self) -> Event:
        rings = self.lesson.scenario.file.turns[0].cue == "ring"
        ready = self.manner.ready.format(what="电话才会响" if rings else "电话就接通")
        self._or_leave(lambda: self.reader.wait(ready))
        return Ready()

    def chosen(self, text: str) -> bool:
        """Do what one of `more_choices` stands for; False: it is none of them."""
        return False

    def hint(self, state: State) -> Event | None:
        """Show the next hint; the event where it is a new one."""
        if self.lesson.mode == "exam":
            self.screen.say("  考核时没有提示，放心按自己的来。", "dim")
            return None
        known = hints(self.lesson.scenario, state.turn or "")
        new = next(((rule, text) for rule, text in known if rule not in state.hints), None)
        if new:
            self.screen.hint(new[1], len(state.hints) + 1)
            return Hinted(new[0])
        for _, text in known:
            self.screen.say(f"  提示（看过了）：{text}", "cyan")
        if not known:
            self.screen.say(self.manner.no_hint, "dim")
        return None

    def feedback(self, state: State) -> Event:
        """Say what was good and what was not; then on, or once more."""
        verdicts = self.judged(state)
        weak = to_mend(verdicts)
        self.screen.feedback(verdicts, self.answers.of(state.visits[-1].turn) if weak else None)
        if not weak and not unclear(verdicts) and self.reader.interactive:
            return GoOn()
        if weak and self._repeat_missed and len(state.visits[-1].attempts) < TRIES:
            self.screen.say(self.manner.again, "bold")
            return Again()
        last = state.visits[-1].turn == self.lesson.scenario.file.turns[-1].id
        onward = self.manner.go_on_last if last else self.manner.go_on
        return self.choice(f"{onward}{self.more_choices}", Again())

    def _closing(self) -> Event:
        if self.reader.interactive:
            self.screen.say("\n（话说完了，电话还通着）", "dim")
        return self.choice("  回车 等对方先挂　Ctrl-D 我先挂", GoOn())

    def choice(self, message: str, again: Event) -> Event:
        """On, once more, or hang up."""
        while True:
            try:
                text = self.reader.choice(message)
            except EOFError:
                return HungUp()
            match command(text):
                case "hangup":
                    return HungUp()
                case "again":
                    return again
                case "quit":
                    raise LeaveError
                case None if not text:
                    return GoOn()
                case None if self.chosen(text):
                    pass
                case _:
                    self.screen.say(self.manner.only_enter, "dim")

    def _note(self) -> Event:
        self.screen.say("\n记录单（几样用顿号隔开；没有的直接回车）", "bold")
        note: dict[str, str] = {}
        for name in note_fields(self.lesson.scenario):
            try:
                text = self.reader.reply(f"{name}：")
            except EOFError:
                break
            if command(text) == "quit":
                raise LeaveError
            value = clean(" ".join(text[:MOST].splitlines()))
            if value.lower() in YES:  # a box that is ticked
                value = f"{name}：{value}"
            if value:
                note[name] = value
            if not self.reader.interactive:
                self.screen.say(f"{name}：{value or '（空）'}")
        return Noted(note)

    @staticmethod
    def _or_leave(ask: Callable[[], T]) -> T:
        try:
            return ask()
        except EOFError:
            raise LeaveError from None
