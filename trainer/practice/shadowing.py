"""What was said against what was to be repeated: both texts, paces and pauses. Pure: texts and speech times in.

Characters are compared by their sound, because recognition spells as it likes: what sounds like the model answer is
shown as it stands there. A syllable that speakers and engines mix up (zh / z, in / ing) counts as said; 你 for 您 does
not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from trainer.audio.speech import MIN_PAUSE, Segment, speech_seconds
from trainer.report.simple import simple
from trainer.text.alignment import steps
from trainer.text.count import chars
from trainer.text.normalise import normalise
from trainer.text.sounds import readings, syllables
from trainer.text.thresholds import COST_CONFUSABLE
from trainer.voice.read_aloud import numbers_in_words, without_directions

Kind = Literal["same", "other", "alone"]  # said alike; said as something else; left out of one of the two texts
POLITE = {"您", "你"}  # one of them is not the other, although they are compared as one elsewhere
PROPER = str.maketrans(",?!;:", "，？！；：")  # numbers_in_words makes the marks narrow


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Spoken:
    """One of the two: what was said, and when there was speech."""

    pieces: tuple[Piece, ...]  # the text as it is read aloud
    chars: int  # 字
    seconds: float  # from the first to the last speech
    speech: float  # s of speech alone
    pauses: tuple[float, ...]  # s; those of MIN_PAUSE or more

    @property
    def gross(self) -> float | None:
        """字 a minute, pauses included; None where there is no speech."""
        return self.chars / self.seconds * 60 if self.seconds else None

    @property
    def net(self) -> float | None:
        """字 a minute of speech alone; None where there is none."""
        return self.chars / self.speech * 60 if self.speech else None

    @property
    def alone(self) -> tuple[str, ...]:
        """What stands in this text only."""
        return tuple(piece.text for piece in self.pieces if piece.kind == "alone")


@dataclass(frozen=True, slots=True)
class Shadowed:
    """The model answer and the trainee's repetition, side by side."""

    model: Spoken
    own: Spoken
    others: tuple[tuple[str, str], ...]  # (wanted, said in its place)

    @property
    def left_out(self) -> tuple[str, ...]:
        """What the trainee did not say."""
        return self.model.alone

    @property
    def added(self) -> tuple[str, ...]:
        """What only the trainee said."""
        return self.own.alone

    @property
    def complete(self) -> bool:
        """Every character was said, and no other one."""
        return not (self.left_out or self.added or self.others)


def compare(wanted: str, wanted_speech: Sequence[Segment], said: str, said_speech: Sequence[Segment]) -> Shadowed:
    """The model answer `wanted` against what was heard; speech as the VAD found it, in s on a clock of its own each."""
    model, own = _read_aloud(wanted), simple(_read_aloud(said))
    left, right = normalise(model), normalise(own)
    of_model: list[Kind] = ["alone"] * len(left.chars)
    of_own: list[Kind] = ["alone"] * len(right.chars)
    spelt = list(own)
    others: list[tuple[int, int]] = []
    for step in steps(syllables(left.chars), [readings(char) for char in right.chars]):
        if step.wanted is not None and step.heard is not None:
            should, heard = model[left.starts[step.wanted]], own[right.starts[step.heard]]
            alike = step.cost <= COST_CONFUSABLE and {should, heard} != POLITE
            of_model[step.wanted] = of_own[step.heard] = "same" if alike else "other"
            if alike:
                spelt[right.starts[step.heard]] = should
            else:
                others.append((step.wanted, step.heard))
    return Shadowed(
        _spoken(model, _marked(model, left.starts, of_model), wanted_speech),
        _spoken(own, _marked("".join(spelt), right.starts, of_own), said_speech),
        tuple(
            ("".join(model[left.starts[a]] for a, _ in run), "".join(own[right.starts[b]] for _, b in run))
            for run in _runs(others)
        ),
    )


def _read_aloud(text: str) -> str:
    return numbers_in_words(without_directions(text)).translate(PROPER)


def _marked(text: str, places: Sequence[int], kinds: Sequence[Kind]) -> tuple[Piece, ...]:
    """The text in pieces; marks and spaces, which nobody says, count as said."""
    found: dict[int, Kind] = dict(zip(places, kinds, strict=True))
    each = [(char, found.get(at, "same")) for at, char in enumerate(text)]
    return tuple(Piece("".join(char for char, _ in run), kind) for kind, run in groupby(each, key=lambda one: one[1]))


def _spoken(text: str, pieces: tuple[Piece, ...], speech: Sequence[Segment]) -> Spoken:
    found = sorted(speech)
    gaps = (round(after.start - before.end, 3) for before, after in pairwise(found))
    return Spoken(
        pieces,
        chars(text),
        found[-1].end - found[0].start if found else 0.0,
        speech_seconds(found),
        tuple(gap for gap in gaps if gap >= MIN_PAUSE),
    )


def _runs(pairs: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Pairs of neighbours together."""
    runs: list[list[tuple[int, int]]] = []
    for pair in pairs:
        if runs and runs[-1][-1] == (pair[0] - 1, pair[1] - 1):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return runs
