"""Where to listen for a verdict: the utterance, from when to when. Seconds of the call."""

from __future__ import annotations

from collections.abc import Callable

from trainer.call import Call, Utterance
from trainer.scorecard import Verdict

Moment = tuple[Utterance, float, float]  # the utterance, from, to: seconds of the call


def kept(said: Utterance) -> bool:
    """The sound of the utterance was kept in a file of its own."""
    return said.audio is not None


def moment(call: Call, verdict: Verdict, heard: Callable[[Utterance], bool] = kept) -> Moment | None:
    """Where to listen for that verdict: its first evidence with sound, else the whole first reply of its turn.

    `heard`: whether there is sound of an utterance.
    """
    for evidence in verdict.evidence:
        inside = evidence.utterance is not None and 0 <= evidence.utterance < len(call.utterances)
        said = call.utterances[evidence.utterance or 0] if inside else None
        if said is None or said.start is None or said.end is None or not heard(said):
            continue
        timed = evidence.start is not None and evidence.end is not None and said.start <= evidence.start < said.end
        start, end = (evidence.start, evidence.end) if timed else (said.start, said.end)
        return said, start or 0.0, end or 0.0
    replies = call.replies(verdict.turn) if verdict.turn is not None else ()
    timely = (one for one in replies if one.start is not None and one.end is not None and heard(one))
    first = next(timely, None)
    return None if first is None else (first, first.start or 0.0, first.end or 0.0)
