"""A scenario as the trainer has told it so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trainer.authoring.plan import HINTS, SLOTS, Group


@dataclass(frozen=True, slots=True)
class Wish:
    """Something the trainee has to say."""

    words: str  # the name of a phrase list (or of plan.SLOTS), or the very words
    group: Group
    own: bool = False  # the very words

    @property
    def template(self) -> str:
        """As a rule says it."""
        return self.words if self.own else SLOTS.get(self.words, f"<{self.words}>")

    @property
    def hint(self) -> str:
        """For the trainee."""
        if self.own:
            return ""
        return HINTS[self.words][1] if self.words in HINTS else f"要有“{self.words}”的意思"


@dataclass(frozen=True, slots=True)
class DraftTurn:
    """A line of the caller (or the ring), what has to be said to it, and the replies of the two examples."""

    id: str
    line: str = ""  # empty: the phone rings
    wishes: tuple[Wish, ...] = ()
    good: str = ""
    bad: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that is written."""

    id: str
    title: str
    kind: str
    level: int
    brief: str
    slots: Mapping[str, str]
    caller: str
    voice: str
    turns: tuple[DraftTurn, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    use: tuple[str, ...] = ()
    points: int = 100  # of the scenario's own rules: 100 less what its packs bring

    @property
    def rings(self) -> bool:
        """The trainee picks up."""
        return bool(self.turns) and not self.turns[0].line
