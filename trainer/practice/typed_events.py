"""Where the trainee's part of a conversation comes from: the interface, and replies that are typed."""

from __future__ import annotations

from typing import Protocol

from trainer.call import Utterance
from trainer.practice.conversation import Lesson, Replied, State
from trainer.practice.prompts import prompts_for
from trainer.practice.reader import Command, Reader, clean, command
from trainer.practice.screen import Screen
from trainer.text.count import chars

MOST = 2000  # characters of one reply
LONG = 300  # 字 of one reply; more than a caller can take in, more than a minute of speech


class LeaveError(Exception):
    """The trainee wants to stop for now."""


class EventSource(Protocol):
    """What the trainee does in a conversation. Keyboard and voice are two of these; the runner is the same for both."""

    how: str  # how to reply, shown with the brief
    how_to_note: str  # how to open the call note meanwhile

    @property
    def asks_again(self) -> int:
        """How often one reply is asked for again, at most, before it is taken as it is."""
        ...

    @property
    def nothing_said(self) -> str | None:
        """What to say, once, where a reply is empty; None: an empty reply counts at once."""
        ...

    @property
    def more_choices(self) -> str:
        """What can be chosen after a reply, besides going on and another try; may be empty."""
        ...

    def begin(self, state: State | None) -> None:
        """Before everything else; `state`: the saved one, where the call goes on. Raises LeaveError."""
        ...

    def ring(self) -> float | None:
        """Ring until picked up; seconds since the first ring, None: not measured. Raises EOFError, LeaveError."""
        ...

    def enter(self, state: State) -> bool:
        """A turn begins; whether the caller's words are only to be heard, not shown."""
        ...

    def reply(self, state: State, *, fresh: bool) -> Replied | Command:
        """A reply, or a command in its place; `fresh` False: the same reply is asked for again.

        Raises EOFError where the trainee hangs up, LeaveError.
        """
        ...

    def show(self, reply: Replied) -> None:
        """The reply on the screen, where the trainee does not see it yet."""
        ...

    def choose(self, text: str) -> bool:
        """Do what one of `more_choices` stands for; False: the text is none of them."""
        ...


class Typed:
    """Replies come from a Reader: a person at a keyboard, or lines of a file."""

    asks_again = 1
    more_choices = ""
    how_to_note = "边听边记：打 /记录，随时填记录单。"

    def __init__(self, lesson: Lesson, reader: Reader, screen: Screen) -> None:
        self._reader, self._screen = reader, screen
        self._prompts = prompts_for(lesson.scenario)
        self.how, self.nothing_said = self._prompts.typing, self._prompts.nothing_said

    def begin(self, state: State | None) -> None:
        """No clock to set."""

    def ring(self) -> float | None:
        """By the reader's clock."""
        return self._reader.ring()

    def enter(self, state: State) -> bool:
        """Nothing can be heard, so everything is shown."""
        return False

    def reply(self, state: State, *, fresh: bool) -> Replied | Command:
        """One line is one utterance; at most MOST characters are kept."""
        text = self._reader.reply(self._prompts.prompt)
        if found := command(text):
            return found
        if len(text) > MOST:
            self._screen.say(f"  太长了，只记下前 {MOST} 个字。", "dim")
        elif chars(text) > LONG:
            self._screen.say(f"  这句有 {chars(text)} 个字，要说一分多钟；分几句说，客户才记得住。", "yellow")
        lines = [line for line in (clean(line) for line in text[:MOST].splitlines()) if line]
        return Replied(tuple(Utterance(speaker="agent", text=line, turn=state.turn) for line in lines))

    def show(self, reply: Replied) -> None:
        """Echo what came from a file."""
        if not self._reader.interactive:
            self._screen.heard(reply.utterances)

    def choose(self, text: str) -> bool:
        """Nothing more can be chosen; `p`, which spoken practice knows, is answered."""
        if text.lower() == "p":
            self._screen.say("  打字的回答没有录音可听。", "dim")
        return text.lower() == "p"
