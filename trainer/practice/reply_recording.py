"""One try at a spoken reply: the microphone's sound in, the utterances out, and the keys pressed meanwhile.

ReplyRecording knows no keys, no screen and no clock of its own; Listening gives it the sound and looks at the keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from trainer.audio.echo import echo_delay
from trainer.audio.endpoint import PATIENCE, Endpoint, Over
from trainer.audio.level import HOP, QUIET, frames_dbfs, measure
from trainer.audio.pitch_tracker import pitch
from trainer.audio.quality import fault
from trainer.audio.resample import SPEECH_RATE, Samples, resample
from trainer.audio.speech import Segment, speech_seconds
from trainer.audio.stream import Cut
from trainer.call import Clip, Utterance, Word
from trainer.errors import DeviceError, RecognitionError
from trainer.practice.check_microphone import SAYS
from trainer.practice.kept_audio import MARGIN, RecordingError, Recordings
from trainer.practice.keyboard import Keys
from trainer.practice.meter import Doing, Reading
from trainer.practice.voice_setup import VoiceSetup
from trainer.recognition.interface import Recogniser
from trainer.recognition.live import LiveRecognition, Said
from trainer.text.count import chars
from trainer.voice.interface import Sound

UNHEARD = 1.0  # s of speech; without words in that much a reply counts as unheard, in less it was a cough
AFTER = 0.65  # s after the caller's line in which its echo may still come
TAIL = 0.15  # s of room after the echo
USUAL_ECHO = 0.3  # s of echo after the caller's line where its delay is not known
WORD = 0.3  # s of speech that is a word, not a cough
CUT_SHORT = 0.15  # s after the pick-up; who speaks by then has begun before, so the start is missing
STANDS_OUT = 6.0  # dB over the quietest tenth of what the microphone gave
SYLLABLES = 0.5  # s
SILENT = -75.0  # dBFS; what is softer cannot be told from a silent line
SOME_PACE = 8  # 字 before the running pace says anything
AHEAD = 0.8  # s of silence after which an utterance is recognised though somebody may speak on; after the margin's 0.4
STEP = 0.05  # s of sound between two looks at keys and screen
POLL = 0.1  # s between two looks whether the text is there
NOTICE = 3.0  # s that an answer to a key is shown
DEAD = 5.0  # s of nothing but zeros after which a microphone that never gave anything else is called dead

Request = Literal["done", "again", "replay", "hint", "type", "note", "hangup", "quit"]
KEYS: dict[str, Request] = {
    " ": "done",
    "enter": "done",
    "r": "again",
    "l": "replay",
    "?": "hint",
    "？": "hint",
    "tab": "hint",
    "t": "type",
    "n": "note",
    "h": "hangup",
    "c-d": "hangup",
    "q": "quit",
}
ANY_TIME: frozenset[Request] = frozenset(
    {"type", "note", "hangup", "quit"}
)  # also while the caller speaks, or text is awaited
NOT_IN_EXAMS: frozenset[Request] = frozenset({"again", "hint"})


@dataclass(frozen=True, slots=True)
class RecordedReply:
    """What came of a try."""

    utterances: tuple[Utterance, ...]  # none: silence
    unsaved: RecordingError | None = None
    failed: RecognitionError | None = None  # the utterances then hold no text and cannot be judged
    faint: bool = False  # nobody was heard to speak, but something stood out of the silence, as soft speech does


class ReplyRecording:
    """Feed sound until `over`; then `finish` gives the utterances. Times in seconds of the call."""

    def __init__(
        self,
        recogniser: Recogniser,
        start: float,
        pause: float,
        caller: Segment | None = None,
        sound: Sound | None = None,
        *,
        echo: float | None = None,
        patience: float = PATIENCE,
        ear: Recogniser | None = None,
    ) -> None:
        """`start`: the instant of the first sample; `caller`: when `sound`, the caller's line, is to be heard.

        `patience`: s without a word after which it is silence.
        `echo`: the microphone is known to hear that line for up to `echo` s after its end; listening begins only then.
        `ear`: an engine that streams gives the live text beside a recogniser that does not.
        """
        self.start = start
        self._recogniser, self._ear = recogniser, ear
        self._pause, self._patience = pause, patience
        self._caller, self._played = caller, None if caller is None or echo is not None else sound
        self.echo = echo
        self._listen_from = start if caller is None or echo is None else caller.end + echo
        self._begin(start)

    def _begin(self, origin: float) -> None:
        self._origin = origin
        caller = None if self._caller is None or self.echo is not None else _moved(self._caller, -origin)
        self._endpoint = Endpoint(self._pause, patience=self._patience, caller=caller)
        self._live = LiveRecognition(self._recogniser, self._ear)
        self._waiting: list[Cut] = []
        self._ahead = True  # what was said up to this pause is heard, or nothing was said

    @property
    def now(self) -> float:
        """The call's clock."""
        return self._origin + self._endpoint.now

    @property
    def over(self) -> Over | None:
        """Why the reply has ended; None: it goes on."""
        return None if self.caller_speaks or self.now < self._listen_from else self._endpoint.over

    @property
    def caller_speaks(self) -> bool:
        """The caller's line is still to be heard."""
        return self._caller is not None and self.now < self._caller.end

    @property
    def level(self) -> float:
        """dBFS of the last tenth of a second."""
        return self._endpoint.level

    @property
    def loudest(self) -> float:
        """dBFS of the loudest tenth of the last second."""
        return self._endpoint.loudest

    @property
    def speaking(self) -> bool:
        """Somebody speaks right now."""
        return self._endpoint.speaking

    @property
    def seconds(self) -> float:
        """Since the trainee's first word; 0 before it."""
        return 0.0 if self._endpoint.first is None else self._endpoint.now - self._endpoint.first

    @property
    def quiet(self) -> float:
        """Seconds since anybody spoke."""
        return self._endpoint.quiet

    @property
    def begun(self) -> bool:
        """The trainee has said something."""
        return self._endpoint.first is not None

    @property
    def left(self) -> float:
        """Seconds of sound that this reply may still have."""
        return self._endpoint.left

    @property
    def answered(self) -> bool:
        """Enough was said that a pause ends the reply."""
        return self._endpoint.answered

    @property
    def text(self) -> str:
        """Heard so far, guesses included."""
        return self._live.text

    @property
    def pace(self) -> float | None:
        """字 a minute of what was heard so far, up to where the text reaches; None while that is too little."""
        first = self._endpoint.first
        seconds = 0.0 if first is None else self._live.until - first
        said = chars(self.text)
        return said / seconds * 60 if said >= SOME_PACE and seconds > 1 else None

    @property
    def live_text(self) -> bool:
        """Text comes while somebody speaks; False where this machine turned out too slow for it."""
        return self._live.gives_live_text

    @property
    def final_at(self) -> float | None:
        """When the engine gave its last text, on the monotonic clock."""
        return self._live.final_at

    @property
    def speech(self) -> tuple[Segment, ...]:
        """Where there is speech in the reply, on the call's clock; complete after `stop`."""
        return tuple(_moved(segment, self._origin) for cut in self._endpoint.cuts for segment in cut.segments)

    def feed(self, samples: Samples) -> None:
        """More of the call's sound."""
        if self.now < self._listen_from:
            self._origin += len(samples) / SPEECH_RATE
            return
        self._waiting += self._endpoint.feed(samples)
        self._live.feed(samples)
        if self._caller is not None and self.now >= self._caller.end + AFTER:
            self._look_for_echo()
        if self._played is None:
            self._recognise()
            self._recognise_ahead()

    def stop(self) -> None:
        """No more sound; the rest is recognised in the background."""
        self._look_for_echo()
        self._waiting += self._endpoint.finish()
        self._recognise()
        self._live.stop()

    def ready(self, timeout: float) -> bool:
        """Wait up to `timeout` s for the text; whether it is all there, or never will be."""
        return self._live.ready(timeout)

    def finish(self, turn: str | None, first: bool, recordings: Recordings | None) -> RecordedReply:
        """The reply as utterances, saved where `recordings` is given; `first`: the first reply after a pick-up."""
        self.stop()
        cuts = self._endpoint.cuts
        clip, unsaved = self._save(cuts, recordings)
        try:
            said: Sequence[Said] = self._live.finish(cuts)
        except RecognitionError as error:
            unheard = tuple(self._utterance(cut, Said(""), turn, clip, "engine") for cut in cuts)
            return RecordedReply(unheard, unsaved, error)
        pairs = list(zip(cuts, said, strict=True))
        made = [self._utterance(cut, one, turn, clip) for cut, one in pairs if one.text or _seconds(cut) >= UNHEARD]
        if not made:  # a short word that the engine did not catch is not silence
            made = [self._utterance(cut, one, turn, clip) for cut, one in pairs if self._is_word(cut)]
        if first and made and (made[0].start or 0.0) < CUT_SHORT:
            made[0] = replace(made[0], gate="cut")
        return RecordedReply(tuple(made), unsaved, faint=not made and self._is_faint())

    def _is_faint(self) -> bool:
        """Something stood out of the noise for the time of a few syllables, softer than speech that can be judged.

        While the caller's line is to be heard nothing counts.
        """
        heard_from = self._listen_from if self._caller is None else max(self._listen_from, self._caller.end + AFTER)
        frames = frames_dbfs(self._endpoint.sound(heard_from - self._origin, self._endpoint.now))
        if not len(frames):
            return False
        over = frames[frames > max(float(np.percentile(frames, 10)), SILENT) + STANDS_OUT]
        return len(over) * HOP / SPEECH_RATE >= SYLLABLES and float(np.median(over)) < QUIET

    def _is_word(self, cut: Cut) -> bool:
        over = self._caller is not None and self._origin + cut.end <= self._caller.end
        return not over and _seconds(cut) >= WORD

    def abandon(self) -> None:
        """Throw the try away."""
        self._live.abandon()

    def _recognise(self) -> None:
        """Not before it is known whether these are the trainee's words."""
        for cut in self._waiting:
            self._live.cut(cut)
        self._waiting.clear()

    def _recognise_ahead(self) -> None:
        """Guess what is being said; in a pause hear what will be an utterance unless somebody speaks on."""
        endpoint = self._endpoint
        if endpoint.speaking:
            self._ahead = False
            if self._live.guesses_next and (cut := endpoint.going_on) is not None:
                self._live.going_on(cut)
        elif not self._ahead and endpoint.silence >= AHEAD:
            self._ahead = True
            if (cut := endpoint.going_on) is not None:
                self._live.expect(cut)

    def _look_for_echo(self) -> None:
        """Through loudspeakers the caller's own words come back: they are nobody's reply, so listen from their end."""
        played, caller = self._played, self._caller
        self._played = None
        if played is None or caller is None:
            return
        captured = self._endpoint.sound(caller.start - self._origin, self._endpoint.now)
        sound = resample(played.samples, played.rate)
        delay = echo_delay(sound, captured)
        if delay is None:
            return
        self.echo = max(0.0, delay) + TAIL
        self._listen_from = caller.end + self.echo
        rest = self._endpoint.sound(self._listen_from - self._origin, self._endpoint.now)
        self._live.abandon()
        self._begin(self._listen_from if len(rest) else self.now)
        if len(rest):
            self._waiting += self._endpoint.feed(rest)
            self._live.feed(rest)

    def _save(self, cuts: Sequence[Cut], recordings: Recordings | None) -> tuple[Clip | None, RecordingError | None]:
        if recordings is None or not cuts:
            return None, None
        low = max(0.0, cuts[0].start - MARGIN)
        try:
            return recordings.save(self._endpoint.sound(low, cuts[-1].end + MARGIN), self._origin + low), None
        except RecordingError as error:
            return None, error

    def _utterance(
        self, cut: Cut, said: Said, turn: str | None, clip: Clip | None, gate: str | None = None
    ) -> Utterance:
        words = (Word(w.text, w.start + self._origin, w.end + self._origin, w.confidence) for w in said.words)
        reason = gate or fault(cut.samples, cut.segments, cut.offset) or (None if said.text else "unheard")
        height = pitch(cut.samples, cut.segments, cut.offset)
        return Utterance(
            "agent",
            said.text,
            turn=turn,
            start=round(self._origin + cut.start, 3),
            end=round(self._origin + cut.end, 3),
            recognised=True,
            words=tuple(words),
            speech=round(speech_seconds(cut.segments), 3),
            gate=reason,
            loudness=round(measure(cut.samples, cut.segments, cut.offset).speech, 3),
            pitch=None if height is None else round(height, 3),
            audio=clip,
            hypotheses=said.hypotheses,
            confidence=said.confidence,
        )


@dataclass(frozen=True, slots=True)
class Listening:
    """One try at a reply with its keys and its drawing on the screen."""

    setup: VoiceSetup
    recording: ReplyRecording
    exam: bool
    quiz: bool
    closing: bool = False  # the caller hangs up: nobody has to say anything
    note: bool = False  # there is a call note to fill in

    def listen(self, keys: Keys) -> Request:
        """Until the reply is over or a key says what else. Raises DeviceError where the microphone gives nothing."""
        setup, recording = self.setup, self.recording
        notice, until = "", 0.0
        while recording.over is None:
            recording.feed(setup.phone.read(STEP))
            listened = recording.now - recording.start
            if not setup.phone.alive and listened > DEAD and not recording.caller_speaks:
                raise DeviceError(SAYS["dead"])
            for key in keys.pressed():
                if not (why := self._why_not(key)):
                    return KEYS[key]
                notice, until = why, recording.now + NOTICE
            doing: Doing = "caller" if recording.caller_speaks else "listening"
            setup.meter.show(self._reading(doing, notice if recording.now < until else ""))
        if recording.over == "patience" and not (setup.phone.sounded or self.closing):
            raise DeviceError(SAYS["dead"])
        return "done"

    def _why_not(self, key: str) -> str:
        """Why the key does nothing now; empty: it does what it stands for."""
        request = KEYS.get(key)
        if request is None or (request == "note" and not self.note):
            return "没有这个键；要打字先按 t"
        if self.recording.caller_speaks and request not in ANY_TIME:
            return "先听完，再按这个键"
        if self.exam and request in NOT_IN_EXAMS:
            return "考核时没有重录和提示"
        if request == "note" and self.recording.begun and not self.recording.caller_speaks:
            return "先把这句说完，再按 n"
        if request == "done" and not (self.recording.begun or self.closing):
            return "还没有听到您说话"
        return ""

    def wait(self, keys: Keys) -> Request | None:
        """The text of a reply that is over; keys are eaten, so that none of them answers the next question."""
        self.recording.stop()
        waited = 0.0
        while True:
            self.setup.meter.show(replace(self._reading("recognising"), seconds=waited))
            waited += POLL
            if self.recording.ready(POLL):
                keys.pressed()
                return None
            for request in (KEYS[key] for key in keys.pressed() if key in KEYS):
                if request in ("type", "quit"):
                    return request

    def _reading(self, doing: Doing, notice: str = "") -> Reading:
        setup, recording = self.setup, self.recording
        return Reading(
            doing=doing,
            seconds=recording.now - recording.start if doing == "caller" else recording.seconds,
            level=recording.level,
            loudest=recording.loudest,
            speaking=recording.speaking,
            text=recording.text,
            live_text=recording.live_text,
            pace=recording.pace,
            target=setup.target,
            quiet=recording.quiet,
            pause=setup.pause if recording.answered else 0.0,
            left=recording.left,
            lost=setup.phone.overflows,
            exam=self.exam,
            quiz=self.quiz,
            note=self.note,
            notice=notice,
        )


def _seconds(cut: Cut) -> float:
    return speech_seconds(cut.segments)


def _moved(segment: Segment, by: float) -> Segment:
    return Segment(segment.start + by, segment.end + by)
