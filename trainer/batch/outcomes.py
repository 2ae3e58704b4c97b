"""The lines of a batch, read once: what each call came to in a few values, and how each rule fared."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Any, Literal

from trainer.batch.jobs import NO_CALL

Cause = Literal["fatal", "review", "low", "unclear"]
CAUSES: tuple[Cause, ...] = ("fatal", "review", "low", "unclear")  # why to listen to a call, the most urgent first


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scored call."""

    recording: str
    key: str  # of the job
    scenario: str  # id
    scenario_sha256: str
    heard: str  # engine and model; empty: the call was written down, nothing heard it
    trainee: str | None
    date: str | None
    total: float | None
    passed: bool | None
    judged: float  # share of the points, 0…1
    minutes: float | None
    pace: float | None  # gross, 字 a minute
    fatal: tuple[str, ...]  # ids of the fatal rules that were broken
    fatal_words: tuple[str, ...]  # what was said that broke them
    missed: tuple[str, ...]  # ids of the other rules that were missed, the dearest first
    review: tuple[str, ...]  # words that a person should look at

    @property
    def cause(self) -> Cause | None:
        """The first reason to listen to the call; None: there is none."""
        if self.fatal:
            return "fatal"
        if self.review:
            return "review"
        if self.passed is False:
            return "low"
        return "unclear" if self.total is None else None

    @property
    def urgency(self) -> tuple[int, float, str]:
        """Sorts calls by what to listen to first; of one kind the lowest total comes first."""
        place = len(CAUSES) if self.cause is None else CAUSES.index(self.cause)
        return place, -1.0 if self.total is None else self.total, self.recording


@dataclass(frozen=True, slots=True)
class Unscored:
    """A recording without a scorecard."""

    recording: str
    trainee: str | None
    date: str | None
    code: str
    message: str

    @property
    def no_call(self) -> bool:
        """Nobody talks in it: no failure."""
        return self.code == NO_CALL


@dataclass(slots=True)
class Batch:
    """All that the tables of a batch need."""

    calls: list[Outcome] = field(default_factory=list)
    unscored: list[Unscored] = field(default_factory=list)
    rules: defaultdict[tuple[str, str, str, str], Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )  # scenario's id, its sha256, rule, operator → outcomes

    def failures(self) -> list[Unscored]:
        """Those that failed, without 非通话."""
        return [one for one in self.unscored if not one.no_call]


def read_batch(lines: Iterable[Mapping[str, Any]]) -> Batch:
    """From the lines of `results.jsonl`."""
    batch = Batch()
    for line in lines:
        job = line["job"]
        if "error" in line:
            error = line["error"]
            one = Unscored(job["recording"], job["trainee"], job["date"], error["code"], error["message"])
            batch.unscored.append(one)
            continue
        batch.calls.append(_outcome(line))
        scenario = intern(line["scenario"]["id"]), intern(line["scenario"]["sha256"])
        for verdict in line["verdicts"]:
            batch.rules[(*scenario, intern(verdict["id"]), intern(verdict["operator"]))][verdict["outcome"]] += 1
    return batch


def _outcome(line: Mapping[str, Any]) -> Outcome:
    job, call = line["job"], line["call"]
    fatal = tuple(intern(rule) for rule in job["fatal"])
    lost = sorted((one for one in line["verdicts"] if one["outcome"] == "missed"), key=_cost, reverse=True)
    missed = (intern(one["id"]) for one in lost)
    return Outcome(
        recording=job["recording"],
        key=job["key"],
        scenario=intern(line["scenario"]["id"]),
        scenario_sha256=intern(line["scenario"]["sha256"]),
        heard=" ".join(filter(None, (call["engine"], call["model"]))),
        trainee=job["trainee"] or call["trainee"],
        date=job["date"],
        total=line["total"],
        passed=line["passed"],
        judged=line["judged"],
        minutes=None if call["duration"] is None else call["duration"] / 60,
        pace=line["pace"]["gross"],
        fatal=fatal,
        fatal_words=tuple(
            evidence["said"]
            for verdict in line["verdicts"]
            for evidence in verdict["evidence"]
            if verdict["id"] in fatal and evidence["counted"] and evidence["said"]
        ),
        missed=tuple(rule for rule in missed if rule not in fatal),
        review=tuple(one["said"] for one in line["review"]),
    )


def _cost(verdict: Mapping[str, Any]) -> float:
    """Points of the rule that were lost, or of the 100 that were deducted."""
    return float(verdict["points"] - verdict["earned"] + verdict["deducted"])


def sample(calls: Sequence[Outcome], each: int, seed: int) -> list[Outcome]:
    """At most `each` calls of every agent, drawn at random; for the same seed the same ones, in whatever order.

    More calls of an agent change the draw as little as can be: every call has a lot of its own.
    """

    def lot(call: Outcome) -> bytes:
        return hashlib.sha256(f"{seed}:{call.key}:{call.recording}".encode("utf-8", "surrogatepass")).digest()

    by_agent: defaultdict[str, list[Outcome]] = defaultdict(list)
    for call in calls:
        by_agent[call.trainee or ""].append(call)
    return [call for agent in sorted(by_agent) for call in sorted(by_agent[agent], key=lot)[:each]]
