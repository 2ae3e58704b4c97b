"""A place where a forbidden phrase seems to stand, and the stages that it passes before it costs anything.

The stages themselves stand in `stages.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from trainer.call import Utterance
from trainer.rules.interface import Context, Part
from trainer.rules.word_times import pauses_in
from trainer.scorecard import Review
from trainer.text.find import Found
from trainer.text.meaning import clause
from trainer.text.normalise import simplify

Answer = Literal["spare", "doubt", "pass"]  # it costs nothing; it cannot be told; this stage has nothing against it


@dataclass(frozen=True)
class Suspect:
    """The place, and what a stage may look at to judge it."""

    found: Found
    part: Part
    context: Context
    unless: tuple[str, ...] = ()  # templates of polite contexts
    fatal: bool = False  # a hit ends the call with 0 points

    @property
    def utterance(self) -> Utterance:
        """The reply in which it stands."""
        return self.part.slices[self.found.text].utterance

    @property
    def heard(self) -> bool:
        """The reply was recognised, not typed."""
        return self.utterance.recognised

    @property
    def muttered(self) -> bool:
        """The reply is a mere sound, as far as the engine can tell."""
        return self.part.call.muttered(self.utterance)

    @cached_property
    def text(self) -> str:
        """The reply in simplified characters, each in its place; 你 is 您."""
        return "".join(map(simplify, self.utterance.text)).replace("你", "您")

    @cached_property
    def clause(self) -> tuple[int, int]:
        """The clause around it, half-open characters of the reply."""
        return clause(self.utterance.text, self.found.start, self.found.end, pauses_in(self.utterance))

    @property
    def mark(self) -> Review:
        """Its clause, for a person to say what was meant."""
        start, end = self.clause
        return Review("meaning", self.part.slices[self.found.text].index, start, end, self.utterance.text[start:end])

    @property
    def before(self) -> str:
        """What stands before it in the reply."""
        return self.text[: self.found.start]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with the phrase in it, for the manual and the tests."""

    phrase: str
    text: str
    heard: bool = False
    unless: str | None = None
    fatal: bool = False
    gate: str | None = None  # see Utterance
    muttered: bool = False  # a mere sound, as far as the engine can tell


@dataclass(frozen=True, slots=True)
class Stage:
    """One reason to spare a forbidden phrase or to leave it in doubt."""

    name: str
    label: str  # on screen
    tells: str  # the reason in a sentence for authors
    ask: Callable[[Suspect], Answer]
    stops: Example  # it spares this, or leaves it in doubt
    passes: Example
    turns: bool = False  # its doubt is what was meant, not what was heard


@dataclass(frozen=True, slots=True)
class Passage:
    """The stages that were asked, in order, and what came of it."""

    steps: tuple[tuple[Stage, Answer], ...]
    answer: Answer  # `pass`: it counts

    @property
    def turned(self) -> bool:
        """What was meant is in doubt, though the words were said."""
        return any(stage.turns and answer == "doubt" for stage, answer in self.steps)


def walk(stages: Iterable[Stage], suspect: Suspect) -> Passage:
    """The first stage that spares it ends the walk; any doubt leaves it unclear; what passes all of them counts."""
    steps: list[tuple[Stage, Answer]] = []
    answer: Answer = "pass"
    for stage in stages:
        here = stage.ask(suspect)
        steps.append((stage, here))
        if here == "spare":
            return Passage(tuple(steps), "spare")
        if here == "doubt":
            answer = "doubt"
    return Passage(tuple(steps), answer)
