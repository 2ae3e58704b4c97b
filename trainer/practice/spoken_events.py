"""Replies that are spoken: the phone rings, the caller speaks, the microphone hears the trainee."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from trainer.audio.endpoint import PATIENCE
from trainer.audio.speech import Segment
from trainer.call import Utterance
from trainer.errors import DeviceError, ModelError, TrainerError
from trainer.practice.conversation import Lesson, Replied, State, asks_for, elapsed
from trainer.practice.prompts import is_quiz, prompts_for
from trainer.practice.reader import Command, Reader
from trainer.practice.reply_recording import USUAL_ECHO, Listening, RecordedReply, ReplyRecording, Request
from trainer.practice.screen import Screen
from trainer.practice.told_measures import measures
from trainer.practice.typed_events import LeaveError, Typed
from trainer.practice.voice_setup import VoiceSetup
from trainer.report.display import GATES
from trainer.voice.interface import Sound, VoiceError
from trainer.voice.lines import line_for

HANGS_UP = 2.0  # s of silence after which the caller hangs up, once all is said
TOO_SOFT = "有声音，可是太轻，没有听出您说的话；话筒离嘴近一点，大声一点"
GIVE_UP = 2  # failures of the engine in a row after which the reply counts as unheard


class Spoken:
    """An EventSource by microphone. A reply can always be typed instead; without a microphone all of them are."""

    def __init__(self, lesson: Lesson, reader: Reader, screen: Screen, setup: VoiceSetup) -> None:
        self._lesson, self._reader, self._screen, self._setup = lesson, reader, screen, setup
        self._prompts = prompts_for(lesson.scenario)
        self._typed = Typed(lesson, reader, screen)
        self.how = "\n".join(line for line in (self._prompts.speaking, setup.consent) if line)
        # in an exam, whose clock is measured, the call note comes after the call
        self.how_to_note = "" if lesson.mode == "exam" else "边听边记：按 n，随时填记录单；客户接着说，不耽误。"
        self._typing = False  # from here on everything is typed
        self._typing_once = False  # this reply is
        self._sound: Sound | None = None  # the caller's line of this turn
        self._to_say = False  # it has not been spoken yet
        self._begun: float | None = None  # s of the call; when this turn began to be heard
        self._line: Segment | None = None  # when the caller's line was to be heard
        self._echo: float | None = None  # s after its end in which the caller's line comes back through loudspeakers
        self._failures = 0  # of the engine in a row
        self._told: set[str] = set()  # notices given already; each is given once
        self._last: tuple[Utterance, ...] = ()  # the last reply
        self._faint = False  # in the last try there was something, too soft for speech

    @property
    def asks_again(self) -> int:
        """Of silence and of words that were not understood, once each."""
        return self._typed.asks_again if self._by_keyboard else 2

    @property
    def nothing_said(self) -> str | None:
        """In an exam silence counts at once."""
        if self._by_keyboard:
            return self._typed.nothing_said
        if self._lesson.mode == "exam":
            return None
        return f"  {TOO_SOFT}，再说一次。" if self._faint else self._prompts.nothing_heard

    @property
    def more_choices(self) -> str:
        """Hear oneself, where the reply was kept."""
        kept = any(one.audio is not None for one in self._last)
        return "　p 听自己说的" if kept and self._setup.can_replay else ""

    def begin(self, state: State | None) -> None:
        """Set the call's clock: to 0, or to where the saved call stopped."""
        self._with_device(lambda: self._setup.phone.resume(0.0 if state is None else elapsed(state)))
        if state is not None and state.echo:
            self._echo = USUAL_ECHO

    def ring(self) -> float | None:
        """The ring tone until the trainee picks up; the clock starts then."""
        phone = self._setup.phone
        phone.ring()
        try:
            seconds = self._reader.ring()
        finally:
            phone.hush()
        self._with_device(lambda: phone.resume(0.0))
        return seconds

    def enter(self, state: State) -> bool:
        """Prepare the caller's line, or take over the times at which it was heard before the call was left."""
        visit = state.visits[-1]
        timed = next((one for one in visit.caller if one.start is not None and one.end is not None), None)
        self._line = None if timed is None else Segment(timed.start or 0.0, timed.end or 0.0)
        self._begun = None if self._line is None else self._line.start
        if visit.attempts and self._line is None:
            self._begun = elapsed(replace(state, visits=state.visits[:-1]))
        self._sound, self._to_say = self._sound_of(state), True
        return self._setup.listen_only and self._audible and not self._typing

    def reply(self, state: State, *, fresh: bool) -> Replied | Command:
        """A spoken reply or what a key asks for; typed where the trainee or a fault of the devices wants it so."""
        if fresh:
            self._typing_once = False
            if state.phase == "closing" and state.visits[-1].attempts:  # the line of that turn was answered
                self._begun = self._line = self._sound = None
            self._to_say = self._to_say and not (state.visits[-1].attempts and self._line)
        while not self._by_keyboard:
            try:
                got = self._listen(state)
            except DeviceError as error:
                self._recover(error)
                self._to_say = True
                continue
            except ModelError as error:
                self._screen.say(f"{error.message}\n这次先打字。", "yellow")
                self._typing = True
                continue
            match got:
                case "replay":
                    self._to_say = True
                case "type":
                    self._typing_once = True
                case "hangup":
                    raise EOFError
                case "quit" | "hint" | "note" | Replied():
                    return got
        self._last = ()
        return self._typed.reply(state, fresh=fresh)

    def show(self, reply: Replied) -> None:
        """What was heard, and why it may not be judged."""
        if self._by_keyboard:
            self._typed.show(reply)
            return
        self._last = reply.utterances
        self._screen.heard(self._last)
        for gate in dict.fromkeys(one.gate for one in self._last if one.gate):
            self._screen.say(f"  {GATES[gate]}", "magenta")
        if not self._last and self._faint:
            self._screen.say(f"  {TOO_SOFT}", "magenta")
        told = (
            ""
            if self._lesson.mode == "exam" or is_quiz(self._lesson.scenario)
            else measures(self._last, self._lesson.scenario)
        )
        if told:
            self._screen.say(f"  {told}", "dim")

    def choose(self, text: str) -> bool:
        """`p`: play the last reply, or say why it cannot be heard."""
        if text.lower() != "p":
            return False
        if not self._last:
            return self._typed.choose(text)
        first, last = self._last[0], self._last[-1]
        try:
            self._setup.play(first, first.start or 0.0, last.end or 0.0)
        except TrainerError as error:
            self._screen.say(f"  {error.message}", "yellow")
        return True

    @property
    def _by_keyboard(self) -> bool:
        return self._typing or self._typing_once

    def _listen(self, state: State) -> Request | Replied:
        """One try. Raises DeviceError when the microphone is gone, ModelError where the engine cannot be loaded."""
        setup, visit = self._setup, state.visits[-1]
        again = self._begun is not None
        if self._begun is None:
            self._begun = setup.phone.now
        say = self._to_say and self._audible
        setup.phone.let_finish()
        setup.phone.resume(self._line.end if self._line and not say else self._begun)
        self._to_say = False
        start, caller = setup.phone.now, None
        if say:
            caller = self._say(visit.caller)
            self._line = self._line or caller
        sound = self._sound if say else None
        closing = state.phase == "closing"
        patience = HANGS_UP if closing else PATIENCE
        recording = ReplyRecording(
            setup.recogniser(),
            start,
            setup.pause,
            caller,
            sound,
            echo=self._echo,
            patience=patience,
            ear=setup.ear(),
        )
        exam, quiz = self._lesson.mode == "exam", is_quiz(self._lesson.scenario)
        note = asks_for(self._lesson, "note") and not exam  # whose clock is measured
        listening = Listening(setup, recording, exam=exam, quiz=quiz, closing=closing, note=note)
        speaks_on = False  # the caller, while the trainee writes
        try:
            with setup.keys() as keys:
                request = listening.listen(keys)
                speaks_on = request == "note" and recording.caller_speaks
                spoke = request == "hangup" and recording.begun and not recording.caller_speaks
                if request != "done" and not spoke:
                    return request
                cut_off = recording.over == "longest"
                if (instead := listening.wait(keys)) is not None:
                    return instead
            first = not again and len(state.visits) == 1 and self._lesson.scenario.turn(visit.turn).cue == "ring"
            recorded = recording.finish(visit.turn, first, setup.recordings)
            setup.heard_at = recording.final_at or 0.0
        finally:
            recording.abandon()
            if not speaks_on:
                setup.phone.hush()
            setup.meter.clear()
        if cut_off:
            self._screen.say("  一句最多说一分钟，听到这里为止。", "yellow")
        return self._replied(recorded, recording.echo, visit.caller, hung_up=spoke)

    def _say(self, said: tuple[Utterance, ...]) -> Segment | None:
        """The caller's line; where it turns out that nothing can be heard, it is shown."""
        caller = self._setup.phone.say(self._sound)
        if caller is None:
            self._once("mute", "  现在听不到客户的声音，客户的话改成显示在屏幕上。")
            for one in said if self._setup.listen_only else ():
                self._screen.say(f"{self._lesson.scenario.file.caller.name}：{one.text}")
        return caller

    def _replied(
        self, recorded: RecordedReply, echo: float | None, said: tuple[Utterance, ...], *, hung_up: bool
    ) -> Request | Replied:
        """The event; after the first failure of the engine another try."""
        if recorded.unsaved is not None:
            self._once("unsaved", recorded.unsaved.message)
        self._failures = self._failures + 1 if recorded.failed else 0
        self._faint = recorded.faint
        if recorded.failed is not None:
            self._screen.say(recorded.failed.message, "yellow")
            if self._failures < GIVE_UP:
                return "again"
        self._echo = echo
        if echo is not None:
            self._once("echo", "  麦克风里有客户的声音（用的是扬声器），抢话这一项不算。戴上耳麦更准。")
        if self._line is not None:
            start, end = round(self._line.start, 3), round(self._line.end, 3)
            said = tuple(replace(one, start=start, end=end, speech=round(end - start, 3)) for one in said)
        return Replied(recorded.utterances, said, echo is not None, hung_up)

    def _once(self, what: str, notice: str) -> None:
        if what not in self._told:
            self._told.add(what)
            self._screen.say(notice, "yellow")

    @property
    def _audible(self) -> bool:
        return self._sound is not None and self._setup.phone.speaker is not None

    def _sound_of(self, state: State) -> Sound | None:
        """The caller's line spoken; None where there is no line or no voice."""
        visit, lesson = state.visits[-1], self._lesson
        if not visit.caller or self._typing:
            return None
        line = line_for(lesson.scenario, visit.turn, lesson.variant, visit.caller[0].text, lesson.slots)
        try:
            return self._setup.voice.sound(line)
        except VoiceError as error:
            self._screen.say(f"  {error.message}", "yellow")
            return None

    def _with_device(self, use: Callable[[], None]) -> None:
        """Do it, unless the trainee types by now; where the microphone is gone, choose another one and go on."""
        if self._typing:
            return
        try:
            use()
        except DeviceError as error:
            self._recover(error)

    def _recover(self, error: DeviceError) -> None:
        """Another microphone, or the keyboard from here on. Everything said before is kept. Raises LeaveError."""
        setup = self._setup
        setup.meter.clear()
        self._screen.say(f"\n{error.message}", "yellow")
        self._screen.say("前面说的都留着。换好以后，这一轮从头再来。", "yellow")
        while True:
            names = tuple(setup.microphones())
            for number, name in enumerate(names, 1):
                self._screen.say(f"  {number}  {name}")
            try:
                text = self._reader.choice("输入数字选麦克风，回车 再试一次，t 改用键盘，q 先停：").lower()
            except EOFError:
                raise LeaveError from None
            if text in ("q", "/退出"):
                raise LeaveError
            if text == "t":
                self._typing = True
                return
            chosen = names[int(text) - 1] if text.isdecimal() and 1 <= int(text) <= len(names) else None
            try:
                setup.phone.change(setup.reopen(chosen))
            except DeviceError as again:
                self._screen.say(again.message, "yellow")
            else:
                return
