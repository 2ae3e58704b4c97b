"""Which of two channels is the agent's, by what was said: systems put the agent left or right, and some change over."""

from __future__ import annotations

from dataclasses import replace

from trainer.batch.align_turns import aligned
from trainer.call import Call, Speaker
from trainer.scenario.resolved import Scenario
from trainer.scoring.judge import Judge
from trainer.text import thresholds as t
from trainer.text.find import Prepared, find, prepare

_OTHER: dict[Speaker, Speaker] = {"agent": "caller", "caller": "agent"}


def with_agent_found(call: Call, scenario: Scenario) -> Call:
    """The call, its two sides exchanged where they clearly fit the scenario better so; `exchanged` says it."""
    if not call.both_sides:
        return call
    other = replace(
        call, utterances=tuple(replace(one, speaker=_OTHER[one.speaker]) for one in call.utterances), exchanged=True
    )
    here, there = fit(call, scenario), fit(other, scenario)
    return other if there >= here * t.SIDE_TIMES + t.SIDE_MORE else call


def fit(call: Call, scenario: Scenario) -> float:
    """How much speaks for it that the agent is the agent: what is asked for and who says it, in phrases."""
    if scenario.file.turns:
        return aligned(call, scenario)[0]
    judge = Judge(scenario, call)
    own = [one for one in call.utterances if one.speaker == "agent"]
    texts = prepare([one.text for one in own], [one.recognised for one in own])
    asked = [tuple(bound.rule.asks()) for bound in scenario.rules]
    return float(sum(any(_said(template, judge, texts) for template in one) for one in asked))


def _said(template: str, judge: Judge, texts: Prepared) -> bool:
    return any(place.grade == "sure" for place in find(judge.phrasebook.compile(template), texts, nearest=False))
