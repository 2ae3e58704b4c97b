"""What happened on the phone: Word, Utterance, Call. Frozen; times are seconds from the call's start.

FailFast: reading stops at the first mistake in a list; a file of some megabytes may hold millions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import FailFast, TypeAdapter

from trainer.text.engine_thresholds import is_tuned, thresholds_of
from trainer.text.thresholds import MUTTERED_SECONDS

MOST_BYTES = 4_000_000  # of the JSON of a call, or of a session with its result
LONGEST = 1_000_000  # s; no stored time is later
MOST_HYPOTHESES = 20  # of an utterance; engines give a handful
MOST_NAMES = 2_000  # turns visited, hints, slots, things noted
RING_SECONDS = 5  # one ring with the pause after it

Speaker = Literal["agent", "caller"]
Mode = Literal["practice", "exam", "recording", "example"]
Texts = Annotated[tuple[str, ...], FailFast()]
Names = Annotated[Mapping[str, str], FailFast()]
OptionalNames = Annotated[Mapping[str, str] | None, FailFast()]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the engine heard it."""

    text: str
    start: float  # s
    end: float  # s
    confidence: float | None = None  # 0…1; weak evidence, never decides alone


@dataclass(frozen=True, slots=True)
class Clip:
    """Where the sound of an utterance is kept."""

    file: str  # name inside the folder of the session's recordings
    start: float  # s of the call; the instant of the file's first sample


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something one speaker said without the other one's turn in between, or typed."""

    speaker: Speaker
    text: str  # as recognised or typed; never changed afterwards, evidence points into it
    turn: str | None = None  # id of the scenario's turn it belongs to
    start: float | None = None  # s, first speech by VAD; None: typed
    end: float | None = None  # s, last speech by VAD; None: typed
    recognised: bool = False  # True: by speech recognition (sound counts); False: typed
    words: Annotated[tuple[Word, ...], FailFast()] = ()
    speech: float | None = None  # s of speech by VAD, pauses ≥ 0.2 s left out
    gate: str | None = None  # why the audio is too bad to judge (quiet, clipped, noisy, cut …); None: good
    loudness: float | None = None  # dBFS of the parts where somebody speaks
    pitch: float | None = None  # Hz, the middle of the voiced parts (audio/pitch_tracker.py)
    audio: Clip | None = None
    hypotheses: Annotated[
        tuple[str, ...], FailFast()
    ] = ()  # what else the engine took the same sound for, the likeliest first
    confidence: float | None = None  # 0…1, of the engine in the whole text; weak evidence, never decides alone
    announcement: bool = False  # a machine says it, before the agent speaks: not the agent's pace, pitch or loudness

    @property
    def own_voice(self) -> bool:
        """Good enough, and a person's: how it was said can be measured."""
        return self.gate is None and not self.announcement

    @property
    def seconds(self) -> float | None:
        """From the first to the last speech, pauses inside included; None where nothing was timed."""
        return None if self.start is None or self.end is None else self.end - self.start


@dataclass(frozen=True, slots=True)
class Call:
    """A practice conversation or a recording, ready to be judged."""

    utterances: Annotated[tuple[Utterance, ...], FailFast()] = ()
    path: Annotated[
        tuple[str, ...], FailFast()
    ] = ()  # ids of the turns visited, in order; a turn reached again is named again
    source: str = ""  # the recording's path, or keyboard, voice, example
    mode: Mode = "practice"
    engine: str | None = None
    model: str | None = None
    engine_version: str | None = None  # of the engine's packages; with the model and `cpu` it decides the text
    cpu: str | None = None  # type of processor that the engine ran on
    duration: float | None = None  # s
    rings: int | None = None  # rings heard before the pick-up
    answered: float | None = None  # s from the first ring to the pick-up
    attempt: int = 1
    hints: Texts = ()  # full ids of the rules whose hint was looked at
    note: Annotated[Mapping[str, str] | None, FailFast()] = (
        None  # the call note the trainee filled in; None: no note was asked
    )
    trainee: str | None = None
    ended_by: Speaker | None = None  # who hung up
    both_sides: bool = False  # the caller's own speech is timed too, so gaps and silences can be told
    echo: bool = False  # the trainee's microphone heard the caller (speakers): no telling who spoke over whom
    slots: Names = field(default_factory=dict)  # slot values that override the scenario's
    variant: str | None = None  # which of the scenario's variants was played; None: the first
    masked: bool = False  # private digits were taken out of all texts (text/private_numbers.py)
    exchanged: bool = False  # the agent was found on the right channel, by what was said

    def replies(self, turn: str) -> tuple[Utterance, ...]:
        """Everything the trainee said in that turn, in order."""
        return tuple(u for u in self.utterances if u.turn == turn and u.speaker == "agent")

    @property
    def tuned(self) -> bool:
        """What was recognised may charge for certain: see text/engine_thresholds.py."""
        return is_tuned(self.engine, self.model)

    def muttered(self, utterance: Utterance) -> bool:
        """Short, and the engine hardly believes what it wrote: it makes words of a mere sound (晚安 of 嗯)."""
        if utterance.confidence is None or utterance.seconds is None or utterance.seconds >= MUTTERED_SECONDS:
            return False
        least = thresholds_of(self.engine, self.model).muttered_confidence
        return least is not None and utterance.confidence < least


def to_json(call: Call) -> dict[str, Any]:
    """The `call` part of the result JSON (docs/JSON.md): times with 3 decimals."""
    return {
        "source": call.source,
        "engine": call.engine,
        "model": call.model,
        "engine_version": call.engine_version,
        "cpu": call.cpu,
        "duration": _seconds(call.duration),
        "rings": call.rings,
        "answered": _seconds(call.answered),
        "path": list(call.path),
        "attempt": call.attempt,
        "hints": list(call.hints),
        "note": None if call.note is None else dict(call.note),
        "trainee": call.trainee,
        "mode": call.mode,
        "ended_by": call.ended_by,
        "both_sides": call.both_sides,
        "echo": call.echo,
        "slots": dict(call.slots),
        "variant": call.variant,
        "masked": call.masked,
        "exchanged": call.exchanged,
        "utterances": [_utterance_to_json(utterance) for utterance in call.utterances],
    }


def from_json(data: Mapping[str, Any]) -> Call:
    """The Call that `to_json` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    for key in ("source", "path", "utterances"):
        data[key]
    call = _shape().validate_json(json.dumps(data, allow_nan=False), strict=True)
    if not all(0 <= number <= LONGEST for number in _numbers(call)):
        raise ValueError("a time or a count that no call has")
    if any(len(one.hypotheses) > MOST_HYPOTHESES for one in call.utterances):
        raise ValueError("more hypotheses than any engine gives")
    if any(len(part) > MOST_NAMES for part in (call.path, call.hints, call.slots, call.note or ())):
        raise ValueError("more names than any call has")
    return call


def _numbers(call: Call) -> Iterator[float]:
    yield from (number for number in (call.duration, call.rings, call.answered, call.attempt) if number is not None)
    for one in call.utterances:
        yield from (number for number in (one.start, one.end, one.speech, one.pitch) if number is not None)
        for word in one.words:
            yield from (word.start, word.end)


@cache
def _shape() -> TypeAdapter[Call]:
    """Checks every field: the file may have been edited by hand."""
    return TypeAdapter(Call)


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _utterance_to_json(utterance: Utterance) -> dict[str, Any]:
    return {
        "speaker": utterance.speaker,
        "turn": utterance.turn,
        "start": _seconds(utterance.start),
        "end": _seconds(utterance.end),
        "text": utterance.text,
        "hypotheses": list(utterance.hypotheses),
        "confidence": _seconds(utterance.confidence),
        "recognised": utterance.recognised,
        "words": [
            {"text": w.text, "start": _seconds(w.start), "end": _seconds(w.end), "confidence": _seconds(w.confidence)}
            for w in utterance.words
        ],
        "speech": _seconds(utterance.speech),
        "gate": utterance.gate,
        "announcement": utterance.announcement,
        "loudness": _seconds(utterance.loudness),
        "pitch": _seconds(utterance.pitch),
        "audio": None
        if utterance.audio is None
        else {"file": utterance.audio.file, "start": _seconds(utterance.audio.start)},
    }
