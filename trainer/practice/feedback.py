"""What the trainee is told of a reply: how its rules came out, and what later replies may still bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.call import Call
from trainer.practice.conversation import Lesson, Scoring
from trainer.report import advice
from trainer.report.simple import simplified
from trainer.rules.wrong import REASON
from trainer.scorecard import Review, Verdict, overlap


@dataclass(frozen=True, slots=True)
class Feedback:
    """The verdicts that are told of one reply; each stands in one of the first three."""

    verdicts: tuple[Verdict, ...]  # of its turn, what costs points or is a wrong fact in it; the costliest first
    later: tuple[Verdict, ...]  # of its turn: not said, but the next reply may bring it yet
    made_up: tuple[Verdict, ...]  # of the turn before: this reply brought it
    whole: tuple[Verdict, ...]  # of the whole call: still to be said
    review: tuple[Review, ...]  # words in it that somebody should look at; what was charged is settled

    @property
    def weak(self) -> tuple[Verdict, ...]:
        """The verdicts with something lost."""
        return tuple(v for v in self.verdicts if lost(v))

    @property
    def unclear(self) -> tuple[Verdict, ...]:
        """The verdicts that would bring points, had the words been heard well enough."""
        return tuple(v for v in self.verdicts if v.outcome == "unclear" and v.points)

    @property
    def fine(self) -> bool:
        """There is nothing to stop at."""
        return not (self.weak or self.later or self.unclear or self.review)


def lost(verdict: Verdict) -> bool:
    """Something was deducted, or not all points were earned."""
    return bool(verdict.deducted or verdict.outcome == "missed" or (verdict.outcome == "partly" and verdict.points))


def feedback_on(lesson: Lesson, call: Call, turn: str, scoring: Scoring) -> Feedback:
    """What is told of the replies in that turn, the last one of the call so far."""
    here = {n for n, one in enumerate(call.utterances) if one.turn == turn and one.speaker == "agent"}
    card = simplified(scoring.score(lesson.scenario, call))
    still = scoring.still_open(lesson.scenario, call, turn)

    charged = [one.span for v in card.verdicts if v.deducted for one in v.evidence if one.counted]

    def said_here(verdict: Verdict) -> bool:
        return any(one.utterance in here for one in verdict.evidence if one.counted)

    def said_wrong_here(verdict: Verdict) -> bool:
        return verdict.reason == REASON and any(e.utterance in here for e in verdict.evidence if not e.counted)

    def cost(verdict: Verdict) -> tuple[bool, object]:
        return advice.is_fatal(lesson.scenario, verdict), verdict.deducted + verdict.points - verdict.earned

    own = [
        one
        for one in card.verdicts
        if one.turn == turn or said_wrong_here(one) or (one.turn is None and one.deducted and said_here(one))
    ]
    later = tuple(one for one in own if one.id in still and one.reason not in ("no_reply", REASON) and lost(one))
    elsewhere: Sequence[Verdict] = [one for one in card.verdicts if one.turn not in (turn, None)]
    return Feedback(
        verdicts=tuple(sorted((one for one in own if one not in later), key=cost, reverse=True)),
        later=later,
        made_up=tuple(one for one in elsewhere if one.outcome == "met" and one.points and said_here(one)),
        whole=tuple(
            one for one in card.verdicts if one.turn is None and one not in own and one.id in still and lost(one)
        ),
        review=tuple(
            mark
            for mark in card.review
            if mark.utterance in here and not any(overlap(mark.span, one) for one in charged)
        ),
    )
