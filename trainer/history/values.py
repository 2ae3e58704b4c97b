"""What the store gives and takes: Trainee, Session, Settlement. Frozen; the sound of replies is not in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from trainer.call import Mode
from trainer.scorecard import Scorecard

LONGEST_NAME = 40  # characters of a trainee's name
Source = Literal["keyboard", "voice", "recording"]
Action = Literal["dispute", "agree", "reject"]  # the trainee's 我不同意; a trainer's answer, also to a review mark


@dataclass(frozen=True, slots=True)
class Trainee:
    """A person who practises here."""

    id: int
    name: str
    staff_number: str | None = None  # 工号; unique where given


@dataclass(frozen=True, slots=True)
class Session:
    """One practice, exam or scored recording, finished or not."""

    key: str  # names it for good: its lock, its folder of recordings; also that of a session kept as JSON before
    started: datetime
    scenario: str  # id
    sha256: str  # of the resolved scenario
    title: str
    mode: Mode
    source: Source
    number: int | None = None  # what people call it by; None: not saved yet
    scenario_path: str = ""
    variant: str | None = None
    trainee: Trainee | None = None  # None: 未署名
    slots: Mapping[str, str] = field(default_factory=dict)  # values that override the scenario's
    state: Mapping[str, Any] = field(default_factory=dict)  # of the conversation, as practice writes it
    recording: str | None = None  # path of a scored recording
    card: Scorecard | None = None  # None: unfinished

    @property
    def finished(self) -> bool:
        """A scorecard was made."""
        return self.card is not None


@dataclass(frozen=True, slots=True)
class Heading:
    """What names a session, finished or not, also where its body is damaged."""

    number: int
    key: str
    started: datetime
    title: str


@dataclass(frozen=True, slots=True)
class Result:
    """A finished session without its scorecard: what lists, progress and class reports read. Numbers are points."""

    number: int
    key: str
    started: datetime
    trainee: Trainee | None
    scenario: str
    sha256: str
    scenario_path: str
    title: str
    variant: str | None
    mode: Mode
    source: Source
    total: float | None  # None: nothing can be said
    first_total: float | None  # of practice: before anything was said again
    passed: bool | None
    marked: bool  # a person should settle something, and nobody has yet
    pace: float | None  # 字 a minute, gross

    @property
    def compared(self) -> float | None:
        """The total that is compared with others': practice counts its first try."""
        return self.first_total if self.mode == "practice" else self.total


@dataclass(frozen=True, slots=True)
class RuleResult:
    """How one rule came out in one session; 100,000 sessions have millions of them."""

    number: int  # of the session
    rule: str  # full id
    label: str  # its name for people
    skill: str  # trainer/scoring/skills.py
    outcome: str
    points: float
    earned: float
    deducted: float


@dataclass(frozen=True, slots=True)
class Settlement:
    """What somebody said of a verdict. The computed result stays; the settled one stands beside it."""

    number: int  # of the session
    rule: str | None  # full id of the verdict; None: the whole session
    action: Action
    text: str  # the trainee's reason, or the trainer's remark to him
    by: str | None  # the trainer's name; None: the trainee
    at: datetime
