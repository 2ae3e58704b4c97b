"""The turn loop as values: a state and an event give the next state. No devices, no clock, no screen.

Keyboard and voice differ only in where the events come from. Everything that happened is in the state, so a state
that was saved and read again goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Literal, Protocol

from trainer.call import RING_SECONDS, Call, Mode, Speaker, Utterance
from trainer.text.template import fill

if TYPE_CHECKING:  # the menu reads saved sessions: nothing that judges is loaded for that
    from trainer.rules.operator import Closing
    from trainer.scenario.resolved import Scenario
    from trainer.scorecard import Scorecard, Verdict

Phase = Literal["ready", "ringing", "reply", "feedback", "closing", "note", "finished"]
Choose = Callable[[Sequence[str]], str]


class Scoring(Protocol):
    """What the conversation asks of `trainer.scoring`; the module itself fits."""

    def score(self, scenario: Scenario, call: Call, first_total: Fraction | None = None) -> Scorecard:
        """Judge the whole call."""
        ...

    def next_turn(self, scenario: Scenario, call: Call, turn_id: str) -> str | None:
        """The turn after this one; None: the call is over."""
        ...

    def judge_turn(self, scenario: Scenario, call: Call, turn_id: str) -> tuple[Verdict, ...]:
        """The verdicts of one turn's own rules, for a reply that stands alone."""
        ...

    def still_open(self, scenario: Scenario, call: Call, turn_id: str) -> frozenset[str]:
        """The rules, by full id, whose words a later reply may still bring."""
        ...


@dataclass(frozen=True, slots=True)
class Lesson:
    """What does not change during one conversation."""

    scenario: Scenario
    mode: Mode = "practice"
    slots: Mapping[str, str] = field(default_factory=dict)  # every slot with the value in force
    variant: str | None = None
    trainee: str | None = None
    source: str = "keyboard"
    engine: str | None = None  # that recognises the replies; None: typed
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay in a turn: what the caller said and every try at a reply. An empty try is silence."""

    turn: str
    caller: tuple[Utterance, ...] = ()
    attempts: tuple[tuple[Utterance, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """The conversation so far."""

    phase: Phase = "ready"
    visits: tuple[Visit, ...] = ()
    hints: tuple[str, ...] = ()  # full ids of the rules whose hint was shown
    rings: int | None = None
    answered: float | None = None  # s from the first ring
    ended_by: Speaker | None = None
    note: Mapping[str, str] | None = None  # as far as it was filled in
    echo: bool = False  # the microphone heard the caller

    @property
    def turn(self) -> str | None:
        """The id of the turn the conversation is in; None before the first."""
        return self.visits[-1].turn if self.visits else None


@dataclass(frozen=True, slots=True)
class Ready:
    """The trainee has read the brief."""


@dataclass(frozen=True, slots=True)
class PickedUp:
    """The trainee took the call, `seconds` after the first ring; None: not measured."""

    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Replied:
    """The trainee has said all of one reply; nothing: silence."""

    utterances: tuple[Utterance, ...]
    caller: tuple[Utterance, ...] | None = None  # the caller's line with the times it was heard at; None: as it was
    echo: bool = False
    hung_up: bool = False  # and then hung up at once


@dataclass(frozen=True, slots=True)
class Hinted:
    """The hint of the rule with that full id was shown."""

    rule: str


@dataclass(frozen=True, slots=True)
class Again:
    """The trainee wants another try at this turn."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """The trainee has read the feedback, or waits for the caller to hang up without another word."""


@dataclass(frozen=True, slots=True)
class HungUp:
    """The trainee hung up."""


@dataclass(frozen=True, slots=True)
class Noted:
    """The call note is filled in."""

    note: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Jotted:
    """Something was written into the call note, which is not finished yet."""

    note: Mapping[str, str]


Event = Ready | PickedUp | Replied | Hinted | Again | GoOn | HungUp | Noted | Jotted


class OutOfPlaceError(ValueError):
    """An event that the phase does not allow: a mistake of the caller of `step`."""


def step(lesson: Lesson, state: State, event: Event, scoring: Scoring, choose: Choose) -> State:
    """The state after the event. `choose` picks one of several lines the caller may say."""
    match state.phase, event:
        case "ready", Ready():
            first = lesson.scenario.file.turns[0]
            return replace(state, phase="ringing") if first.cue == "ring" else _enter(lesson, state, first.id, choose)
        case "ringing", PickedUp(seconds):
            answered = replace(state, answered=seconds, rings=None if seconds is None else rings_in(seconds))
            return _enter(lesson, answered, lesson.scenario.file.turns[0].id, choose)
        case "reply", Replied(utterances, caller, echo, hung_up):
            last = state.visits[-1]
            said = last.caller if caller is None else caller
            visit = replace(last, caller=said, attempts=(*last.attempts, utterances))
            visits = (*state.visits[:-1], visit)
            replied = replace(state, phase="feedback", visits=visits, echo=state.echo or echo)
            if hung_up:
                return _after_call(lesson, replied, "agent")
            return replied if lesson.mode == "practice" else _advance(lesson, replied, scoring, choose)
        case "reply", Hinted(rule):
            return state if rule in state.hints else replace(state, hints=(*state.hints, rule))
        case "feedback", Again():
            return replace(state, phase="reply")
        case "feedback", GoOn():
            return _advance(lesson, state, scoring, choose)
        case "closing", GoOn():
            return _after_call(lesson, state, "caller")
        case "closing", Replied(utterances, caller):
            last = state.visits[-1]
            attempts = tuple((*attempt, *utterances) for attempt in last.attempts or ((),))
            visit = replace(last, caller=last.caller if caller is None else caller, attempts=attempts)
            return _after_call(
                lesson, replace(state, visits=(*state.visits[:-1], visit)), _hangs_up(lesson, state, event)
            )
        case (("reply" | "feedback" | "closing"), HungUp()):
            return _after_call(lesson, state, _hangs_up(lesson, state, event))
        case (("reply" | "feedback" | "closing" | "note"), Jotted(note)):
            return replace(state, note=dict(note))
        case "note", Noted(note):
            return replace(state, phase="finished", note=dict(note))
    raise OutOfPlaceError(f"{type(event).__name__} in phase {state.phase}")


def rings_in(seconds: float) -> int:
    """How many rings were heard before the pick-up; the ring that was cut short counts."""
    return max(1, ceil(seconds / RING_SECONDS))


def elapsed(state: State) -> float:
    """Seconds of the call so far: the end of the last thing that was said aloud; 0 where all was typed."""
    said = [u for visit in state.visits for u in (*visit.caller, *(visit.attempts[-1] if visit.attempts else ()))]
    return max((u.end for u in said if u.end is not None), default=0.0)


def call_of(lesson: Lesson, state: State, *, first: bool = False) -> Call:
    """What happened as a Call: with the last try of every turn, or with the first."""
    utterances: list[Utterance] = []
    longer = 0.0  # s by which the last tries so far took longer than the first ones
    for visit in state.visits:
        said = visit.attempts[0 if first else -1] if visit.attempts else ()
        utterances += (_earlier(one, longer) for one in (*visit.caller, *said))
        if first and said:
            longer += _end(visit.attempts[-1]) - _end(said) if visit.attempts[-1] else 0.0
    return Call(
        utterances=tuple(utterances),
        path=tuple(visit.turn for visit in state.visits),
        source=lesson.source,
        mode=lesson.mode,
        engine=lesson.engine,
        model=lesson.model,
        duration=_end(tuple(utterances)) or None,
        rings=state.rings,
        answered=state.answered,
        attempt=1 if first else max((len(visit.attempts) for visit in state.visits), default=1) or 1,
        hints=state.hints,
        note=state.note if state.phase == "finished" else None,
        trainee=lesson.trainee,
        ended_by=state.ended_by,
        both_sides=any(u.speaker == "caller" and u.start is not None for u in utterances),
        echo=state.echo,
        slots=dict(lesson.slots),
        variant=lesson.variant,
    )


def _end(said: tuple[Utterance, ...]) -> float:
    return max((one.end for one in said if one.end is not None), default=0.0)


def _earlier(one: Utterance, seconds: float) -> Utterance:
    """The utterance moved to an earlier time, where it would stand without the second tries before it."""
    if not seconds or one.start is None or one.end is None:
        return one
    words = tuple(replace(word, start=word.start - seconds, end=word.end - seconds) for word in one.words)
    return replace(one, start=one.start - seconds, end=one.end - seconds, words=words)


def card_of(lesson: Lesson, state: State, scoring: Scoring) -> Scorecard:
    """The scorecard; where there were several tries, the first ones give `first_total`, the last ones `total`."""
    first = first_card(lesson, state, scoring)
    total = None if first is None else first.total
    return scoring.score(lesson.scenario, call_of(lesson, state), first_total=total)


def first_card(lesson: Lesson, state: State, scoring: Scoring) -> Scorecard | None:
    """The scorecard of the first tries alone; None where nothing was said again."""
    if all(len(visit.attempts) < 2 for visit in state.visits):
        return None
    return scoring.score(lesson.scenario, call_of(lesson, state, first=True))


def _enter(lesson: Lesson, state: State, turn_id: str, choose: Choose) -> State:
    turn = lesson.scenario.turn(turn_id)
    lines = turn.lines(lesson.variant)
    caller: tuple[Utterance, ...] = ()
    if lines:
        text = fill(choose(lines), lesson.slots)
        caller = (Utterance(speaker="caller", text=text, turn=turn_id),)
    entered = replace(state, phase="reply", visits=(*state.visits, Visit(turn_id, caller)))
    return replace(entered, phase="closing") if turn.cue == "hangup" else entered


def _advance(lesson: Lesson, state: State, scoring: Scoring, choose: Choose) -> State:
    here = state.visits[-1].turn
    following = scoring.next_turn(lesson.scenario, call_of(lesson, state), here)
    if following is not None:
        return _enter(lesson, state, following, choose)
    if asks_for(lesson, "hangup"):
        return replace(state, phase="closing")
    return _after_call(lesson, state, "caller")


def _after_call(lesson: Lesson, state: State, ended_by: Speaker) -> State:
    phase: Phase = "note" if asks_for(lesson, "note") else "finished"
    return replace(state, phase=phase, ended_by=ended_by)


def _hangs_up(lesson: Lesson, state: State, event: Event) -> Speaker:
    """Who hangs up: the caller in his own turn for it, or where the trainee waits for him."""
    waits = isinstance(event, Replied) and not event.hung_up
    return "caller" if waits or lesson.scenario.turn(state.visits[-1].turn).cue == "hangup" else "agent"


def asks_for(lesson: Lesson, closing: Closing) -> bool:
    """A rule, alone or inside another one, judges what the trainee does at the end of the call."""
    return any(rule.closing == closing for bound in lesson.scenario.rules for rule in bound.rule.flat())
