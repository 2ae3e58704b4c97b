"""Listening to one spoken reply: sound and keys, until the reply is over or a key says what else is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trainer.errors import DeviceError
from trainer.practice.booth import Booth
from trainer.practice.check_microphone import SAYS
from trainer.practice.keys import Keys
from trainer.practice.meter import Doing, Reading
from trainer.practice.take import Take

STEP = 0.05  # s of sound between two looks at keys and screen
DEAD = 5.0  # s of nothing but zeros, from a microphone that never gave anything else, after which the trainee is told

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
ANY_TIME: frozenset[Wish] = frozenset({"type", "hangup", "quit"})  # also while the caller speaks, or text is awaited
NOT_IN_EXAMS: frozenset[Wish] = frozenset({"again", "hint"})


@dataclass(frozen=True, slots=True)
class Listening:
    """One try at a reply, with its keys and its line on the screen."""

    booth: Booth
    take: Take
    exam: bool
    quiz: bool

    def listen(self, keys: Keys) -> Wish:
        """Until the reply is over or a key says what else. Raises DeviceError where the microphone gives nothing."""
        booth, take = self.booth, self.take
        while take.over is None:
            take.feed(booth.phone.read(STEP))
            listened = take.now - take.start
            if not booth.phone.alive and listened > DEAD and not take.caller_speaks:
                raise DeviceError(SAYS["dead"])
            for wish in (KEYS[key] for key in keys.pressed() if key in KEYS):
                if take.caller_speaks and wish not in ANY_TIME:
                    continue
                if (self.exam and wish in NOT_IN_EXAMS) or (wish == "done" and not take.begun):
                    continue
                return wish
            booth.meter.show(self._reading("caller" if take.caller_speaks else "listening"))
        if take.over == "patience" and not booth.phone.sounded:
            raise DeviceError(SAYS["dead"])
        return "done"

    def wait(self, keys: Keys) -> Wish | None:
        """The text of a reply that is over; keys are eaten, so that none of them answers the next question."""
        self.take.stop()
        while True:
            self.booth.meter.show(self._reading("recognising"))
            if self.take.ready(0.1):
                keys.pressed()
                return None
            for wish in (KEYS[key] for key in keys.pressed() if key in KEYS):
                if wish in ("type", "quit"):
                    return wish

    def _reading(self, doing: Doing) -> Reading:
        booth, take = self.booth, self.take
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
            left=take.left,
            lost=booth.phone.overflows,
            exam=self.exam,
            quiz=self.quiz,
        )
