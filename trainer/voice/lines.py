"""What the caller can say in a scenario and how model answers are spoken, and what each recording is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trainer.scenario.model import Turn
from trainer.scenario.resolved import Scenario
from trainer.text.template import fill
from trainer.voice import manifest
from trainer.voice.interface import Line

FOLDER = "voices"
ANSWERS = "answers"  # folder of the model answers, inside the scenario's recordings
ANSWER_PACE = 190  # 字 a minute of a model answer, pauses included: unhurried, and still natural speech
_UNSAFE = re.compile(r"[^\w-]")  # a name becomes a file name; \w holds Chinese letters, but no separator and no dot


@dataclass(frozen=True, slots=True)
class Possible:
    """One line the caller may say."""

    name: str  # <turn>[-<variant>][-<n>], n from 1 where there are several: the recording's name, no extension
    turn: str
    variant: str | None  # None: the same in every variant
    number: int  # its place among the turn's lines of that variant, from 0
    template: str  # as written, slots not filled in


def lines_of(scenario: Scenario) -> tuple[Possible, ...]:
    """Every line the caller can say, in file order; no two have the same name."""
    found: list[Possible] = []
    taken: set[str] = set()
    for turn in scenario.file.turns:
        for variant, templates in _by_variant(turn).items():
            base = turn.id if variant is None else f"{turn.id}-{variant}"
            for number, template in enumerate(templates):
                name = _UNSAFE.sub("_", base if len(templates) == 1 else f"{base}-{number + 1}")
                while name.casefold() in taken:  # turn `a-1` beside the first line of turn `a`
                    name += "_"
                taken.add(name.casefold())
                found.append(Possible(name, turn.id, variant, number, template))
    return tuple(found)


def line_for(scenario: Scenario, turn_id: str, variant: str | None, text: str, slots: Mapping[str, str]) -> Line:
    """The Line for what the caller says in that turn: `text`, slots already filled in.

    A text that is none of the turn's lines (the file was edited meanwhile) gets the name of the first one; no
    recording matches it then. Raises KeyError where there is no such turn.
    """
    turn = scenario.turn(turn_id)
    branch = _branch(turn, variant)
    here = [line for line in lines_of(scenario) if line.turn == turn_id and line.variant == branch]
    match = [line.name for line in here if fill(line.template, slots) == text]
    name = next(iter((*match, *(line.name for line in here))), _UNSAFE.sub("_", turn_id))
    return _line(scenario, name, text)


def possible_lines(scenario: Scenario, slots: Mapping[str, str], variant: str | None = None) -> tuple[Line, ...]:
    """Every line as it will be said with these slots; with a variant only those that can be heard in it."""
    return tuple(
        line_of(scenario, line, slots)
        for line in lines_of(scenario)
        if variant is None or line.variant == _branch(scenario.turn(line.turn), variant)
    )


def line_of(scenario: Scenario, line: Possible, slots: Mapping[str, str]) -> Line:
    """One of the lines as it will be said with these slots."""
    return _line(scenario, line.name, fill(line.template, slots))


def answer_line(scenario: Scenario, turn_id: str, text: str) -> Line:
    """The Line for a model answer of that turn, slots already filled in.

    Its recording is called by what it says, so an answer with other slots, or edited since, has none.
    """
    name = f"{_UNSAFE.sub('_', turn_id)}-{manifest.digest(text)[:8]}"
    return Line(text, name, recordings_folder(scenario) / ANSWERS, "female", ANSWER_PACE)


def recordings_folder(scenario: Scenario) -> Path:
    """Where the scenario's recordings are: `voices/<id>` beside its file."""
    return Path(scenario.path).parent / FOLDER / _UNSAFE.sub("_", scenario.id)


def _line(scenario: Scenario, name: str, text: str) -> Line:
    caller = scenario.file.caller
    return Line(text, name, recordings_folder(scenario), caller.voice, caller.pace)


def _by_variant(turn: Turn) -> Mapping[str | None, tuple[str, ...]]:
    if isinstance(turn.line, dict):
        return {variant: tuple(map(turn.spoken, lines)) for variant, lines in turn.line.items()}
    return {None: tuple(map(turn.spoken, turn.line or ()))}


def _branch(turn: Turn, variant: str | None) -> str | None:
    """The key of the lines `Turn.lines` gives for that variant."""
    if not isinstance(turn.line, dict):
        return None
    return variant if variant in turn.line else next(iter(turn.line), None)
