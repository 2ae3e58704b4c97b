"""The judgement of a call: Evidence, Verdict, Scorecard, and their JSON both ways (docs/SCORING.md, docs/JSON.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, get_args

from trainer import call as calls
from trainer.call import Call
from trainer.visible import json_text

FORMAT = 1
MOST_POINTS = 1_000_000  # that a stored result may bring or cost; more is no result

Outcome = Literal["met", "partly", "missed", "unclear", "not_measured"]
How = Literal["exact", "sound", "near", "meaning"]
ReviewKind = Literal[
    "meaning",  # a phrase that counted, whose meaning may be turned
    "manners",  # the reader of manners takes it for rude
    "stock",  # stock phrases without a word on the matter
    "repetition",  # one sentence said over and over
]

HOW_NAMES: Mapping[How, str] = {"exact": "字面", "sound": "同音", "near": "近音", "meaning": "意思"}
OUTCOME_NAMES: Mapping[Outcome, str] = {
    "met": "做到",
    "partly": "部分做到",
    "missed": "没做到",
    "unclear": "听不清·待复核",
    "not_measured": "未测",
}


COUNTED: tuple[Outcome, ...] = ("met", "partly", "missed")  # what was judged; anything else costs nothing

Span = tuple[int, int, int]  # index in the call's utterances; code points of its `text`, half-open


def overlap(one: Span | None, other: Span | None) -> bool:
    """Some characters are in both."""
    if one is None or other is None:
        return False
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The place a verdict rests on, or the nearest candidate that was not counted.

    Offsets are code points of the utterance's `text`, half-open.
    """

    utterance: int | None = None  # index in the call's utterances
    phrase: str | None = None  # the template as the author wrote it
    alternative: str | None = None  # the wording of the template that fits best
    said: str | None = None  # the words of the utterance
    how: How | None = None
    counted: bool = True  # False: shown only as the nearest candidate
    start: float | None = None  # s
    end: float | None = None  # s
    char_start: int | None = None
    char_end: int | None = None
    similarity: float | None = None  # 0…1
    confidence: float | None = None  # 0…1, of the engine
    hypothesis: int = 0  # n: said in the n-th other hypothesis of the utterance; the offsets are its place in `text`

    @property
    def span(self) -> Span | None:
        """Its place; None where it has none."""
        if self.utterance is None or self.char_start is None or self.char_end is None:
            return None
        return self.utterance, self.char_start, self.char_end


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one rule was met. Points are exact rational numbers."""

    id: str  # full id: <turn>.<rule>, call.<rule> or <pack>.<rule>
    turn: str | None
    operator: str
    outcome: Outcome
    why: str  # one kind Chinese sentence for the trainee
    reason: str | None = None  # a stable English word: why not measured or unclear
    points: Fraction = Fraction(0)  # what it could bring, also where it was not judged and left the denominator
    earned: Fraction = Fraction(0)
    deducted: Fraction = Fraction(0)  # points of the 100, ≥ 0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """Words that a person should look at, because a machine cannot tell. Moves no points.

    Offsets are code points of the utterance's `text`, half-open.
    """

    kind: ReviewKind
    utterance: int  # index in the call's utterances
    char_start: int
    char_end: int
    said: str  # the words of the utterance

    @property
    def span(self) -> Span:
        """Its place."""
        return self.utterance, self.char_start, self.char_end


@dataclass(frozen=True, slots=True)
class Pace:
    """The trainee's speaking rate over the replies that count (docs/SCORING.md, Pace), in 字 a minute."""

    gross: float | None  # pauses inside included
    net: float | None  # pauses ≥ 0.2 s left out
    chars: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One call judged by one scenario."""

    scenario_id: str
    scenario_sha256: str
    call: Call
    pace: Pace
    total: Fraction | None  # one decimal, half up; None: nothing can be said
    first_total: Fraction | None
    total_without_fatal: Fraction | None
    judged: float  # share of the points that could be judged, 0…1
    passed: bool | None
    verdicts: tuple[Verdict, ...]
    trainer_version: str
    review: tuple[Review, ...] = ()  # in order of place


def to_json(card: Scorecard) -> dict[str, Any]:
    """The result JSON, `format: 1`."""
    return {
        "format": FORMAT,
        "trainer_version": card.trainer_version,
        "scenario": {"id": card.scenario_id, "sha256": card.scenario_sha256},
        "call": calls.to_json(card.call),
        "pace": {
            "gross": _three(card.pace.gross),
            "net": _three(card.pace.net),
            "chars": card.pace.chars,
            "seconds": _three(card.pace.seconds),
        },
        "total": _number(card.total),
        "first_total": _number(card.first_total),
        "total_without_fatal": _number(card.total_without_fatal),
        "judged": _three(card.judged),
        "passed": card.passed,
        "review": [
            {
                "kind": one.kind,
                "utterance": one.utterance,
                "char_start": one.char_start,
                "char_end": one.char_end,
                "said": one.said,
            }
            for one in card.review
        ],
        "verdicts": [_verdict_to_json(verdict) for verdict in card.verdicts],
    }


def from_json(data: Mapping[str, Any]) -> Scorecard:
    """The Scorecard that `to_json` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    if data["format"] != FORMAT:
        raise ValueError(f"format: {data['format']!r}")
    pace = data["pace"]
    return Scorecard(
        scenario_id=str(data["scenario"]["id"]),
        scenario_sha256=str(data["scenario"]["sha256"]),
        call=calls.from_json(data["call"]),
        pace=Pace(pace["gross"], pace["net"], int(pace["chars"]), float(pace["seconds"])),
        total=_fraction_or_none(data["total"]),
        first_total=_fraction_or_none(data["first_total"]),
        total_without_fatal=_fraction_or_none(data["total_without_fatal"]),
        judged=float(data["judged"]),
        passed=_passed(data["passed"]),
        verdicts=tuple(_verdict_from_json(item) for item in data["verdicts"]),
        trainer_version=str(data["trainer_version"]),
        review=tuple(_review_from_json(item) for item in data.get("review", ())),
    )


def dumps(card: Scorecard) -> str:
    """One line of JSON, the same bytes for the same scorecard everywhere."""
    return json_text(to_json(card), compact=True)


def _verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "id": verdict.id,
        "turn": verdict.turn,
        "operator": verdict.operator,
        "outcome": verdict.outcome,
        "reason": verdict.reason,
        "points": _number(verdict.points),
        "earned": _number(verdict.earned),
        "deducted": _number(verdict.deducted),
        "why": verdict.why,
        "evidence": [
            {
                "utterance": e.utterance,
                "phrase": e.phrase,
                "alternative": e.alternative,
                "said": e.said,
                "how": e.how,
                "counted": e.counted,
                "start": _three(e.start),
                "end": _three(e.end),
                "char_start": e.char_start,
                "char_end": e.char_end,
                "similarity": _three(e.similarity),
                "confidence": _three(e.confidence),
                "hypothesis": e.hypothesis,
            }
            for e in verdict.evidence
        ],
    }


def _verdict_from_json(data: Mapping[str, Any]) -> Verdict:
    return Verdict(
        id=str(data["id"]),
        turn=data["turn"],
        operator=str(data["operator"]),
        outcome=data["outcome"],
        why=str(data["why"]),
        reason=data["reason"],
        points=_fraction(data["points"]),
        earned=_fraction(data["earned"]),
        deducted=_fraction(data["deducted"]),
        evidence=tuple(Evidence(**item) for item in data["evidence"]),
    )


def _review_from_json(data: Mapping[str, Any]) -> Review:
    if data["kind"] not in get_args(ReviewKind):
        raise ValueError(f"kind: {data['kind']!r}")
    place = int(data["utterance"]), int(data["char_start"]), int(data["char_end"])
    return Review(data["kind"], *place, str(data["said"]))


def _three(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _number(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else round(float(value), 3)


def _fraction(value: Any) -> Fraction:
    """A number of points as it was written. Raises ValueError for what no call can bring or cost."""
    if not isinstance(value, int | float) or not abs(value) <= MOST_POINTS:
        raise ValueError(f"points: {value!r}")
    return Fraction(str(value))


def _fraction_or_none(value: Any) -> Fraction | None:
    return None if value is None else _fraction(value)


def _passed(value: Any) -> bool | None:
    if not (value is None or isinstance(value, bool)):
        raise ValueError(f"passed: {value!r}")
    return value
