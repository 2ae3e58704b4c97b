"""Finished sessions for reports: the library's own examples, scored; with sound where a test wants some."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import numpy as np

from trainer import scoring
from trainer.audio.opus import to_opus
from trainer.audio.resample import SPEECH_RATE, Samples
from trainer.call import Mode
from trainer.checking.examples import call_of
from trainer.history.values import Session, Trainee
from trainer.report.html.sound import Sound, Sounds
from trainer.scenario.library import default_library
from trainer.scenario.load import load
from trainer.scenario.resolved import Scenario

CHINA = timezone(timedelta(hours=8))
WANG = Trainee(1, "小王", "1008")
SECOND = 0.5  # the tone of a test's sound changes this often


@cache
def scenario(name: str) -> Scenario:
    """One of the library."""
    return load(default_library() / f"{name}.yaml")


def session(
    name: str, example: int = 0, mode: Mode = "exam", trainee: Trainee | None = WANG, of: Scenario | None = None
) -> tuple[Session, Scenario]:
    """An example of the library as somebody's finished session."""
    played = of or scenario(name)
    call = replace(call_of(played, played.file.examples[example]), mode=mode)
    both = any(one.start is not None for one in call.utterances if one.speaker == "caller")
    loud = [
        replace(one, loudness=-24.0 - 3 * (n % 4)) if one.start is not None and one.speaker == "agent" else one
        for n, one in enumerate(call.utterances)
    ]
    card = scoring.score(played, replace(call, utterances=tuple(loud), both_sides=call.both_sides or both))
    started = datetime(2026, 11, 21, 9, 30, tzinfo=CHINA)
    source = "voice" if both else "keyboard"
    made = Session("20261121-093000", started, name, played.sha256, played.file.title, mode, source, 7, card=card,
                   variant=card.call.variant, trainee=trainee, slots={"工号": "1008"})  # fmt: skip
    return made, played


@cache
def tones(seconds: float) -> bytes:
    """Sound of that length, as Ogg Opus."""
    at = np.arange(int(seconds * SPEECH_RATE)) / SPEECH_RATE
    samples: Samples = (0.2 * np.sin(2 * np.pi * (300 + 50 * np.floor(at / SECOND)) * at)).astype(np.float32)
    return to_opus([samples])


def sounds(made: Session, *, whole: bool = False, folder: str = "声音") -> Sounds:
    """A sound for each timed reply, as practice keeps them; `whole`: one for the call, as a recording is."""
    assert made.card is not None
    timed = [one for one in made.card.call.utterances if one.start is not None and one.end is not None]
    if whole:
        end = max(one.end or 0.0 for one in timed)
        return Sounds((Sound("call", 0.0, end, tones(end)),), folder)
    replies = [(one.start or 0.0, one.end or 0.0) for one in timed if one.speaker == "agent"]
    every = [
        Sound(f"{n:03}", start - 0.5, round(end - start + 1, 3), tones(round(end - start + 1, 3)))
        for n, (start, end) in enumerate(replies, 1)
    ]
    return Sounds(every, folder)


def write(folder: Path, name: str, html: str) -> Path:
    """The report as a file."""
    path = folder / name
    path.write_text(html, encoding="utf-8")
    return path
