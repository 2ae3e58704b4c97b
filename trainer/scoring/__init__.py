"""Scoring: one scenario and one call make one scorecard; pure, exact, the same on every machine (docs/SCORING.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from trainer import __version__
from trainer.call import Call
from trainer.rules.interface import Judgement
from trainer.rules.pace import pace_of
from trainer.scenario.resolved import BoundRule, Scenario
from trainer.scorecard import COUNTED, Review, Scorecard, Verdict
from trainer.scoring import points
from trainer.scoring.judge import Judge
from trainer.scoring.marks import marks_of
from trainer.scoring.scope import REACHING, reach
from trainer.scoring.second_chance import Entry

__all__ = ["judge_turn", "next_turn", "score", "still_open"]


def score(scenario: Scenario, call: Call, first_total: Fraction | None = None, *, explain: bool = True) -> Scorecard:
    """The call's scorecard. `first_total` is the first attempt's total where this is a later one.

    `explain` False: what was missed has no evidence of what came closest, for which most of the time is needed.
    """
    judge = Judge(scenario, call, explain=explain)
    judged = judge.all()
    found = points.entries(scenario, call, judged)
    plain: Fraction | None = points.total(found, judged)
    fatal = [bound for bound in scenario.rules if bound.rule.is_fatal]
    doubtful = any(judged[bound.id].outcome == "unclear" for bound in fatal)
    share = points.judged_share(found, judged)
    fired = [bound for bound in fatal if judged[bound.id].outcome == "missed"]
    total = plain
    if share < points.LEAST_JUDGED or doubtful:
        total = plain = None
    if fired and call.mode != "practice":
        total = Fraction(0)
    return Scorecard(
        scenario_id=scenario.id,
        scenario_sha256=scenario.sha256,
        call=call,
        pace=pace_of(tuple(u for u in call.utterances if u.speaker == "agent")),
        total=total,
        first_total=total if first_total is None and call.attempt == 1 else first_total,
        total_without_fatal=plain if fired else total,
        judged=float(share),
        passed=None if total is None else total >= scenario.file.pass_mark,
        verdicts=_verdicts(scenario.rules, judged, found, call),
        trainer_version=__version__,
        review=_review(judge),
    )


def judge_turn(scenario: Scenario, call: Call, turn_id: str) -> tuple[Verdict, ...]:
    """The verdicts of one turn as the call stands, for feedback during practice."""
    judge = Judge(scenario, call)
    judged = judge.all()
    found = points.entries(scenario, call, judged)
    return _verdicts(scenario.rules_of(turn_id), judged, found, call)


def next_turn(scenario: Scenario, call: Call, turn_id: str) -> str | None:
    """Where the conversation goes after that turn as the call stands; None: it ends."""
    return Judge(scenario, call, explain=False).next_turn(turn_id)


def _review(judge: Judge) -> tuple[Review, ...]:
    """What a person should look at, each place once for each kind, in order of place."""
    found = {mark for judgement in judge.judged.values() for mark in judgement.review} | {*marks_of(judge)}
    return tuple(sorted(found, key=lambda one: (one.utterance, one.char_start, one.char_end, one.kind)))


def still_open(scenario: Scenario, call: Call, turn_id: str) -> frozenset[str]:
    """The rules of that turn and of the whole call, by full id, whose words a later reply may still bring.

    Those of the turn that reach into the next one; those of the call as long as the caller does not hang up next.
    """
    following = next_turn(scenario, call, turn_id)
    if following is None:
        return frozenset()
    onward = replace(call, path=(*call.path, following))
    goes_on = scenario.turn(following).cue != "hangup"

    def is_open(bound: BoundRule) -> bool:
        if bound.rule.where in REACHING and bound.turn is not None:
            return following in reach(bound, scenario, onward)
        return goes_on and (bound.turn is None or bound.rule.where == "call")

    rules = (*scenario.rules_of(turn_id), *scenario.rules_of(None))
    return frozenset(bound.id for bound in rules if bound.rule.by_words and bound.rule.worth and is_open(bound))


def _verdicts(
    rules: Iterable[BoundRule], judged: dict[str, Judgement], found: dict[str, Entry], call: Call
) -> tuple[Verdict, ...]:
    verdicts = []
    for bound in rules:
        judgement, entry = judged[bound.id], found[bound.id]
        counted = judgement.outcome in COUNTED
        verdict = Verdict(
            id=bound.id,
            turn=bound.turn,
            operator=bound.rule.operator,
            outcome=judgement.outcome,
            why=judgement.why,
            reason=judgement.reason,
            points=entry.points,
            earned=entry.earned if counted else Fraction(0),
            deducted=entry.deducted,
            evidence=judgement.evidence,
        )
        if bound.rule.is_fatal and verdict.outcome == "missed":
            warning = "考核时这一条直接 0 分" if call.mode == "practice" else "这一条一票否决，总分 0"
            verdict = replace(verdict, why=f"{verdict.why}（{warning}）")
        verdicts.append(verdict)
    return tuple(verdicts)
