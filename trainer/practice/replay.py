"""Hearing the evidence: the exact moment of a verdict, from the recordings of the session."""

from __future__ import annotations

import re

from trainer.call import Call, Utterance
from trainer.errors import TrainerError
from trainer.practice.booth import Booth
from trainer.scorecard import Verdict

Moment = tuple[Utterance, float, float]  # the utterance, from, to: seconds of the call

_WISH = re.compile(r"p?\s*(\d{1,3})", re.IGNORECASE)


def moment(call: Call, verdict: Verdict) -> Moment | None:
    """Where to listen for that verdict: its first evidence with sound, else the whole first reply of its turn."""
    for evidence in verdict.evidence:
        said = None if evidence.utterance is None else call.utterances[evidence.utterance]
        if said is None or said.audio is None or said.start is None or said.end is None:
            continue
        inside = evidence.start is not None and evidence.end is not None and said.start <= evidence.start < said.end
        start, end = (evidence.start, evidence.end) if inside else (said.start, said.end)
        return said, start or 0.0, end or 0.0
    replies = call.replies(verdict.turn) if verdict.turn is not None else ()
    first = next((one for one in replies if one.audio and one.start is not None and one.end is not None), None)
    return None if first is None else (first, first.start or 0.0, first.end or 0.0)


def number(text: str) -> int | None:
    """The row a trainee names: `p 3`, `p3`, `3`. None: something else."""
    found = _WISH.fullmatch(text.strip())
    return int(found[1]) if found else None


def replay(booth: Booth, call: Call, rows: tuple[Verdict, ...], place: int) -> str:
    """Play row `place` (from 1); one sentence for the trainee: whose words these were, or why nothing is heard."""
    if not 1 <= place <= len(rows):
        return f"  没有第 {place} 条，可以听 1 到 {len(rows)}。"
    found = moment(call, rows[place - 1])
    if found is None:
        return "  这一条没有录音。"
    said, start, end = found
    try:
        booth.play(said, start, end)
    except TrainerError as error:
        return f"  {error.message}"
    minutes, seconds = divmod(int(start), 60)
    return f"  ▶ {minutes}:{seconds:02d}　{said.text}"
