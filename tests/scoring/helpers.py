"""Calls as they may have gone, and what is looked at in a scorecard."""

from __future__ import annotations

from typing import Any

from trainer.call import Call, Utterance
from trainer.scorecard import Scorecard, Verdict


def typed(text: str, turn: str = "a") -> Utterance:
    return Utterance("agent", text, turn=turn)


def line(text: str, turn: str = "a") -> Utterance:
    return Utterance("caller", text, turn=turn)


def heard(text: str, turn: str = "a", start: float = 0.0, end: float = 5.0, **more: Any) -> Utterance:
    return Utterance("agent", text, turn=turn, start=start, end=end, recognised=True, speech=end - start, **more)


def call(*said: Utterance, path: str = "a", mode: Any = "exam", **more: Any) -> Call:
    """`path`: turn ids between spaces."""
    return Call(said, path=tuple(path.split()), mode=mode, **more)


def verdict(card: Scorecard, rule_id: str) -> Verdict:
    (found,) = [one for one in card.verdicts if one.id == rule_id]
    return found


def outcomes(card: Scorecard) -> dict[str, str]:
    return {one.id: one.outcome for one in card.verdicts}
