"""What differs from one speech engine to the next: the numbers of doubt, in one table by engine and model.

Every number in `thresholds.py` was set on what whisper-base writes. How another model errs nobody knows before it was
tuned, so what it writes proves no fault: a model without a row charges nothing for certain (`scoring/judge.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineThresholds:
    """The numbers of one model."""

    muttered_confidence: float | None  # 0…1; an utterance under a second is a mere sound below it; None: never told


WHISPER_BASE = EngineThresholds(
    muttered_confidence=0.25  # below it none of ten spoken utterances was heard rightly (嗯, 哦, 行, 在呢)
)
TUNED: Mapping[tuple[str, str], EngineThresholds] = {("whisper", "whisper-base"): WHISPER_BASE}
SCRIPTED = "scripted"  # the engine of tests: its texts are given, so they count as whisper-base's do
UNTUNED = EngineThresholds(muttered_confidence=None)


def is_tuned(engine: str | None, model: str | None) -> bool:
    """Whether what that model writes may charge for certain; so may typed words and those of an unknown engine."""
    return engine in (None, SCRIPTED) or (engine, model) in TUNED


def thresholds_of(engine: str | None, model: str | None) -> EngineThresholds:
    """The model's row; whisper-base's where no engine is named."""
    if engine in (None, SCRIPTED):
        return WHISPER_BASE
    return TUNED.get((engine or "", model or ""), UNTUNED)
