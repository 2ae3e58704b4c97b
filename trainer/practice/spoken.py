"""The conversation by voice: the phone rings, the caller speaks, the microphone hears the reply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from trainer.audio.interface import Microphone
from trainer.audio.speech import Segment
from trainer.call import Utterance
from trainer.errors import DeviceError, ModelError
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
    Visit,
    elapsed,
)
from trainer.practice.keys import Keys
from trainer.practice.meter import Doing, Meter, Reading
from trainer.practice.phone import Phone
from trainer.practice.play import Keep, LeaveError, Play
from trainer.practice.reader import Reader
from trainer.practice.recordings import RecordingError, Recordings
from trainer.practice.screen import Screen
from trainer.practice.take import Take, Taken
from trainer.recognition.interface import Recogniser
from trainer.report.names import GATES
from trainer.scorecard import Scorecard
from trainer.voice.interface import Sound, Voice, VoiceError
from trainer.voice.lines import line_for

STEP = 0.05  # s of sound between two looks at keys and screen
GIVE_UP = 2  # failures of the engine in a row after which the reply counts as unheard
AROUND = 0.4  # s played before and after a moment
DEAD = 3.0  # s of nothing but zeros after which the trainee is told

Wish = Literal["done", "again", "replay", "hint", "type", "hangup", "quit"]
KEYS: dict[str, Wish] = {
    " ": "done",
    "enter": "done",
    "r": "again",
    "l": "replay",
    "?": "hint",
    "？": "hint",
    "tab": "hint",
    "t": "type",
    "h": "hangup",
    "c-d": "hangup",
    "q": "quit",
}


@dataclass(slots=True)
class Booth:
    """What a spoken call uses besides the desk."""

    phone: Phone
    recogniser: Callable[[], Recogniser]  # waits until the model is loaded
    voice: Voice
    keys: Callable[[], Keys]
    meter: Meter
    recordings: Recordings | None
    microphones: Callable[[], Sequence[str]]  # names, looked up anew
    reopen: Callable[[str | None], Microphone]  # by name; raises DeviceError
    pause: float  # s that end a reply
    target: int | None  # 字 a minute
    engine: str
    model: str
    consent: str = ""  # that replies are kept, where and how long
    listen_only: bool = False  # the caller's words are not shown
    on_close: Callable[[], None] = lambda: None
    heard_at: float = 0.0  # on the monotonic clock: when the engine gave the last reply's text; for measurements

    def play(self, said: Utterance, start: float | None = None, end: float | None = None) -> None:
        """An utterance as it was recorded, or a moment of it with a little around; waits until it is over.

        Times in seconds of the call. Raises RecordingError, DeviceError.
        """
        if self.recordings is None or said.audio is None or said.start is None or said.end is None:
            raise RecordingError("这句没有录音。")
        low = said.start if start is None else start
        high = said.end if end is None else end
        samples = self.recordings.read(said.audio, low - AROUND, high + AROUND)
        self.phone.play(samples)

    def close(self) -> None:
        """Free the devices and stop what runs in the background."""
        self.meter.clear()
        self.phone.close()
        self.on_close()


class Spoken(Play):
    """Replies are spoken; everything else is as at the keyboard."""

    how = "戴好耳麦直接说，停一停或按空格就算说完；可以按的键在屏幕下边。"

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
        self.how = "\n".join(line for line in (self.how, booth.consent) if line)
        self._typing = False  # the trainee goes on by keyboard
        self._sound: Sound | None = None
        self._said: Visit | None = None  # the visit whose line was spoken
        self._failures = 0  # of the engine in a row
        self._unsaved = self._echo_told = False  # said once
        self._last_clip: Utterance | None = None

    def run(self, state: State | None = None) -> tuple[State, Scorecard | None]:
        """Play to the end, or from a saved state, which gives the clock its time."""
        try:
            self._with_device(lambda: self._booth.phone.resume(0.0 if state is None else elapsed(state)))
        except LeaveError:
            return state or State(), None
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
        self._sound = self._sound_of(visit)
        hidden = self._booth.listen_only and self._sound is not None and not self._typing
        self.screen.caller(turn, visit.caller, hidden=hidden)
        if turn.cue == "hangup" and self._sound is not None:
            self._with_device(self._speak_out)

    def reply(self, state: State) -> Event:
        """A spoken reply, or what the trainee wants in its place."""
        visit = state.visits[-1]
        say = self._said is not visit and not visit.attempts
        warned = self.lesson.mode == "exam"
        while not self._typing:
            try:
                got = self._take(state, say)
            except DeviceError as error:
                self._recover(error)
                say = True
                continue
            except ModelError as error:
                self.screen.say(f"{error.message}\n这次先打字。", "yellow")
                self._typing = True
                continue
            say = False
            match got:
                case "hangup":
                    return HungUp()
                case "quit":
                    raise LeaveError
                case "hint":
                    if event := self.hint(state):
                        return event
                case "replay":
                    say = True
                case "type":
                    return super().reply(state)
                case Replied() if got.utterances or warned:
                    self._tell(got)
                    return got
                case Replied():
                    warned = True
                    self.screen.say("  没有听到您说话。再听一次；还不说，就当作没有回答。", "dim")
        return super().reply(state)

    def feedback(self, state: State) -> Event:
        """As typed; what could not be heard is not judged and may be said again."""
        attempt = state.visits[-1].attempts[-1]
        if any(one.gate for one in attempt):
            self.screen.say("  这句没法判断，不扣分。", "magenta")
            return self.choice(f"  回车 继续　Tab 再说一次{self.more_choices}", Again())
        return super().feedback(state)

    @property
    def more_choices(self) -> str:  # type: ignore[override]
        """Hear oneself, where the reply was kept."""
        return "　p 听自己说的" if self._last_clip is not None else ""

    def chosen(self, text: str) -> bool:
        """`p`: play the last reply."""
        if text.lower() != "p" or self._last_clip is None:
            return False
        self._booth.play(self._last_clip)
        return True

    def _take(self, state: State, say: bool) -> Wish | Replied:
        """One try. Raises DeviceError when the microphone is gone."""
        booth, visit = self._booth, state.visits[-1]
        timed = next((one for one in visit.caller if one.start is not None and one.end is not None), None)
        at = booth.phone.now if timed is None else (timed.start if say else timed.end) or 0.0
        booth.phone.resume(at)
        self._said = visit
        sound = self._sound if say else None
        caller = booth.phone.say(sound)
        take = Take(booth.recogniser(), at, booth.pause, caller, sound, echo=state.echo)
        try:
            wish = self._listen(take)
            if wish != "done":
                return wish
            booth.meter.show(self._reading(take, "recognising"), now=True)
            first = not timed and len(state.visits) == 1 and self.lesson.scenario.turn(visit.turn).cue == "ring"
            taken = take.finish(visit.turn, first, booth.recordings)
            booth.heard_at = take.final_at or 0.0
        finally:
            take.abandon()
            booth.phone.hush()
            booth.meter.clear()
        return self._replied(taken, take, visit, caller)

    def _listen(self, take: Take) -> Wish:
        """Until the reply is over or a key says what else."""
        booth = self._booth
        with booth.keys() as keys:
            while take.over is None:
                take.feed(booth.phone.read(STEP))
                for key in keys.pressed():
                    wish = KEYS.get(key)
                    if wish is not None and not (wish == "done" and take.caller_speaks and not take.answered):
                        return wish
                booth.meter.show(self._reading(take, "caller" if take.caller_speaks else "listening"))
        return "done"

    def _replied(self, taken: Taken, take: Take, visit: Visit, caller: Segment | None) -> Wish | Replied:
        if taken.unsaved is not None and not self._unsaved:
            self._unsaved = True
            self.screen.say(taken.unsaved.message, "yellow")
        self._failures = self._failures + 1 if taken.failed else 0
        if taken.failed is not None:
            self.screen.say(taken.failed.message, "yellow")
            if self._failures < GIVE_UP:
                return "again"
        if take.echo and not self._echo_told:
            self._echo_told = True
            self.screen.say("  麦克风里有客户的声音（用的是扬声器），抢话这一项不算。戴上耳麦更准。", "yellow")
        timed = visit.caller
        if caller is not None and not any(one.start is not None for one in timed):
            start, end = round(caller.start, 3), round(caller.end, 3)
            timed = tuple(replace(one, start=start, end=end, speech=round(end - start, 3)) for one in timed)
        return Replied(taken.utterances, timed, take.echo)

    def _tell(self, replied: Replied) -> None:
        """What was heard, and why it may not be judged."""
        said = replied.utterances
        self._last_clip = next((one for one in said if one.audio is not None), None)
        self.screen.heard(said)
        for gate in dict.fromkeys(one.gate for one in said if one.gate):
            self.screen.say(f"  {GATES[gate]}", "magenta")

    def _reading(self, take: Take, doing: Doing) -> Reading:
        booth = self._booth
        return Reading(
            doing=doing,
            seconds=take.now - take.start if doing == "caller" else take.seconds,
            level=take.level,
            speaking=take.speaking,
            text=take.text,
            live_text=booth.recogniser().streams,
            pace=take.pace,
            target=booth.target,
            quiet=take.quiet,
            pause=booth.pause if take.answered else 0.0,
            lost=booth.phone.overflows,
            silent_device=not booth.phone.alive and take.now - take.start > DEAD,
        )

    def _sound_of(self, visit: Visit) -> Sound | None:
        """The caller's line spoken; None where there is no line or no voice."""
        if not visit.caller:
            return None
        scenario, lesson = self.lesson.scenario, self.lesson
        line = line_for(scenario, visit.turn, lesson.variant, visit.caller[0].text, lesson.slots)
        try:
            return self._booth.voice.sound(line)
        except VoiceError as error:
            self.screen.say(f"  {error.message}", "yellow")
            return None

    def _speak_out(self) -> None:
        """The caller's last line; any key cuts it short."""
        booth = self._booth
        heard = booth.phone.say(self._sound)
        with booth.keys() as keys:
            while heard is not None and booth.phone.now < heard.end and not keys.pressed():
                booth.phone.read(STEP)
                booth.meter.show(Reading("caller", booth.phone.now - heard.start))
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
