"""The conversation by voice: the phone rings, the caller speaks, the microphone hears the reply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from trainer.audio.speech import Segment
from trainer.call import Utterance
from trainer.errors import DeviceError, ModelError, TrainerError
from trainer.practice.booth import Booth
from trainer.practice.conversation import (
    Again,
    Choose,
    Event,
    HungUp,
    Lesson,
    PickedUp,
    Replied,
    Scoring,
    State,
    elapsed,
)
from trainer.practice.listening import STEP, Listening, Wish
from trainer.practice.manner import is_quiz
from trainer.practice.meter import Reading
from trainer.practice.play import Keep, LeaveError, Play
from trainer.practice.quiz import unread
from trainer.practice.reader import Reader
from trainer.practice.screen import Screen
from trainer.practice.take import USUAL_ECHO, Take, Taken
from trainer.report.display import GATES
from trainer.scorecard import Scorecard
from trainer.voice.interface import Sound, VoiceError
from trainer.voice.lines import line_for

GIVE_UP = 2  # failures of the engine in a row after which the reply counts as unheard


class Spoken(Play):
    """Replies are spoken; everything else is as at the keyboard."""

    def __init__(
        self,
        lesson: Lesson,
        reader: Reader,
        screen: Screen,
        keep: Keep,
        scoring: Scoring,
        choose: Choose,
        booth: Booth,
        *,
        repeat_missed: bool = False,
    ) -> None:
        super().__init__(lesson, reader, screen, keep, scoring, choose, repeat_missed=repeat_missed)
        self._booth = booth
        self.how = "\n".join(line for line in (self.manner.speaking, booth.consent) if line)
        self._typing = False  # the trainee goes on by keyboard
        self._sound: Sound | None = None  # the caller's line of this turn
        self._to_say = False  # it was not spoken yet
        self._begun: float | None = None  # s of the call; when this turn began to be heard
        self._line: Segment | None = None  # when the caller's line was to be heard
        self._echo: float | None = None  # s by which the caller comes back through loudspeakers
        self._failures = 0  # of the engine in a row
        self._told: set[str] = set()  # what is said once
        self._last: tuple[Utterance, ...] = ()  # the last reply

    def run(self, state: State | None = None) -> tuple[State, Scorecard | None]:
        """Play to the end, or from a saved state, which gives the clock its time."""
        try:
            self._with_device(lambda: self._booth.phone.resume(0.0 if state is None else elapsed(state)))
        except LeaveError:
            return state or State(), None
        if state is not None and state.echo:
            self._echo = USUAL_ECHO
        return super().run(state)

    def ring(self) -> float | None:
        """The ring tone until the trainee picks up; the clock starts then."""
        phone = self._booth.phone
        phone.ring()
        try:
            return super().ring()
        finally:
            phone.hush()

    def take(self, state: State, event: Event) -> State:
        """The next state; the clock starts with the pick-up."""
        if isinstance(event, PickedUp):
            self._with_device(lambda: self._booth.phone.resume(0.0))
        return super().take(state, event)

    def show_turn(self, state: State) -> None:
        """The caller's line on the screen, unless it is only to be heard; a last line is spoken to its end."""
        visit = state.visits[-1]
        turn = self.lesson.scenario.turn(visit.turn)
        timed = next((one for one in visit.caller if one.start is not None and one.end is not None), None)
        self._line = None if timed is None else Segment(timed.start or 0.0, timed.end or 0.0)
        self._begun = None if self._line is None else self._line.start
        if visit.attempts and self._line is None:
            self._begun = elapsed(replace(state, visits=state.visits[:-1]))
        self._sound, self._to_say = self._sound_of(state), True
        hidden = self._booth.listen_only and self._audible and not self._typing
        self.screen.caller(turn, visit.caller, hidden=hidden)
        if turn.cue == "hangup" and self._audible:
            self._with_device(self._speak_out)

    def reply(self, state: State) -> Event:
        """A spoken reply, or what the trainee wants in its place."""
        self._to_say = self._to_say and not (state.visits[-1].attempts and self._line)
        warned, unread_before = self.lesson.mode == "exam", False
        while not self._typing:
            try:
                got = self._take(state)
            except DeviceError as error:
                self._recover(error)
                self._to_say = True
                continue
            except ModelError as error:
                self.screen.say(f"{error.message}\n这次先打字。", "yellow")
                self._typing = True
                continue
            match got:
                case "hangup":
                    return HungUp()
                case "quit":
                    raise LeaveError
                case "hint":
                    if event := self.hint(state):
                        return event
                case "replay":
                    self._to_say = True
                case "type":
                    break
                case Replied() if not got.utterances and not got.hung_up and not warned:
                    warned = True
                    self.screen.say(self.manner.nothing_heard, "dim")
                case Replied():
                    self._tell(got)
                    why = unread(self.lesson, state.turn or "", got.utterances)
                    if why is None or unread_before or got.hung_up:
                        return got
                    unread_before = True
                    self.screen.say(why, "dim")
        self._last = ()
        return super().reply(state)

    def feedback(self, state: State) -> Event:
        """As typed; what could not be heard is not judged and may be said again."""
        attempt = state.visits[-1].attempts[-1]
        if attempt and all(one.gate for one in attempt):
            self.screen.say("  这句没法判断，不扣分。", "magenta")
            return self.choice(f"{self.manner.go_on_unheard}{self.more_choices}", Again())
        return super().feedback(state)

    @property
    def more_choices(self) -> str:  # type: ignore[override]
        """Hear oneself, where the reply was kept."""
        kept = any(one.audio is not None for one in self._last)
        return "　p 听自己说的" if kept and self._booth.can_replay else ""

    def chosen(self, text: str) -> bool:
        """`p`: play the last reply."""
        if text.lower() != "p" or not self._last:
            return False
        first, last = self._last[0], self._last[-1]
        try:
            self._booth.play(first, first.start or 0.0, last.end or 0.0)
        except TrainerError as error:
            self.screen.say(f"  {error.message}", "yellow")
        return True

    def _take(self, state: State) -> Wish | Replied:
        """One try. Raises DeviceError when the microphone is gone, ModelError where the engine cannot be loaded."""
        booth, visit = self._booth, state.visits[-1]
        again = self._begun is not None
        if self._begun is None:
            self._begun = booth.phone.now
        say = self._to_say and self._audible
        booth.phone.resume(self._line.end if self._line and not say else self._begun)
        self._to_say = False
        start, caller = booth.phone.now, None
        if say:
            caller = self._say(visit.caller)
            self._line = self._line or caller
        take = Take(booth.recogniser(), start, booth.pause, caller, self._sound if say else None, echo=self._echo)
        listening = Listening(booth, take, exam=self.lesson.mode == "exam", quiz=is_quiz(self.lesson.scenario))
        try:
            with booth.keys() as keys:
                wish = listening.listen(keys)
                spoke = wish == "hangup" and take.begun and not take.caller_speaks
                if wish != "done" and not spoke:
                    return wish
                cut_off = take.over == "longest"
                if (instead := listening.wait(keys)) is not None:
                    return instead
            first = not again and len(state.visits) == 1 and self.lesson.scenario.turn(visit.turn).cue == "ring"
            taken = take.finish(visit.turn, first, booth.recordings)
            booth.heard_at = take.final_at or 0.0
        finally:
            take.abandon()
            booth.phone.hush()
            booth.meter.clear()
        if cut_off:
            self.screen.say("  一句最多说一分钟，听到这里为止。", "yellow")
        return self._replied(taken, take, visit.caller, hung_up=spoke)

    def _say(self, said: tuple[Utterance, ...]) -> Segment | None:
        """The caller's line; where it turns out that nothing can be heard, it is shown."""
        caller = self._booth.phone.say(self._sound)
        if caller is None and "mute" not in self._told:
            self._told.add("mute")
            self.screen.say("  现在听不到客户的声音，客户的话改成显示在屏幕上。", "yellow")
        if caller is None and self._booth.listen_only:
            for one in said:
                self.screen.say(f"{self.lesson.scenario.file.caller.name}：{one.text}")
        return caller

    def _replied(self, taken: Taken, take: Take, said: tuple[Utterance, ...], *, hung_up: bool) -> Wish | Replied:
        if taken.unsaved is not None and "unsaved" not in self._told:
            self._told.add("unsaved")
            self.screen.say(taken.unsaved.message, "yellow")
        self._failures = self._failures + 1 if taken.failed else 0
        if taken.failed is not None:
            self.screen.say(taken.failed.message, "yellow")
            if self._failures < GIVE_UP:
                return "again"
        self._echo = take.echo
        if take.echo is not None and "echo" not in self._told:
            self._told.add("echo")
            self.screen.say("  麦克风里有客户的声音（用的是扬声器），抢话这一项不算。戴上耳麦更准。", "yellow")
        if self._line is not None:
            start, end = round(self._line.start, 3), round(self._line.end, 3)
            said = tuple(replace(one, start=start, end=end, speech=round(end - start, 3)) for one in said)
        return Replied(taken.utterances, said, take.echo is not None, hung_up)

    def _tell(self, replied: Replied) -> None:
        """What was heard, and why it may not be judged."""
        self._last = replied.utterances
        self.screen.heard(self._last)
        for gate in dict.fromkeys(one.gate for one in self._last if one.gate):
            self.screen.say(f"  {GATES[gate]}", "magenta")

    @property
    def _audible(self) -> bool:
        return self._sound is not None and self._booth.phone.speaker is not None

    def _sound_of(self, state: State) -> Sound | None:
        """The caller's line spoken; None where there is no line or no voice."""
        visit, lesson = state.visits[-1], self.lesson
        if not visit.caller or self._typing:
            return None
        line = line_for(lesson.scenario, visit.turn, lesson.variant, visit.caller[0].text, lesson.slots)
        try:
            return self._booth.voice.sound(line)
        except VoiceError as error:
            self.screen.say(f"  {error.message}", "yellow")
            return None

    def _speak_out(self) -> None:
        """The caller's last line; any key cuts it short."""
        booth = self._booth
        booth.phone.resume(booth.phone.now)
        heard = booth.phone.say(self._sound)
        with booth.keys() as keys:
            while heard is not None and booth.phone.now < heard.end and not keys.pressed():
                booth.phone.read(STEP)
                booth.meter.show(Reading("caller", max(0.0, booth.phone.now - heard.start)))
        booth.meter.clear()
        booth.phone.hush()

    def _with_device(self, use: Callable[[], None]) -> None:
        """Do it, unless the trainee types by now; where the microphone is gone, choose another one and go on."""
        if self._typing:
            return
        try:
            use()
        except DeviceError as error:
            self._recover(error)

    def _recover(self, error: DeviceError) -> None:
        """Another microphone, or the keyboard from here on. Everything said before is kept."""
        booth = self._booth
        booth.meter.clear()
        self.screen.say(f"\n{error.message}", "yellow")
        self.screen.say("前面说的都留着。换好以后，这一轮从头再来。", "yellow")
        while True:
            names = tuple(booth.microphones())
            for number, name in enumerate(names, 1):
                self.screen.say(f"  {number}  {name}")
            try:
                text = self.reader.choice("输入数字选麦克风，回车 再试一次，t 改用键盘，q 先停：").lower()
            except EOFError:
                raise LeaveError from None
            if text in ("q", "/退出"):
                raise LeaveError
            if text == "t":
                self._typing = True
                return
            chosen = names[int(text) - 1] if text.isdecimal() and 1 <= int(text) <= len(names) else None
            try:
                booth.phone.change(booth.reopen(chosen))
            except DeviceError as again:
                self.screen.say(again.message, "yellow")
            else:
                return
