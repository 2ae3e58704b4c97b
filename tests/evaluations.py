"""What `trainer evaluate` might have found about a model."""

from __future__ import annotations

from trainer.recognition.evaluation import ENOUGH, Evaluation, Share, files_of
from trainer.recognition.installed import Installed


def measured(model: Installed, cer: float = 0.1, recordings: int = ENOUGH) -> Evaluation:
    """As its files are now."""
    return Evaluation(
        model=model.name,
        engine=model.engine,
        engine_version="faster-whisper 1",
        date="2026-11-30",
        recordings=recordings,
        seconds=60.0,
        characters=200,
        cer=Share(cer, cer / 2, 2 * cer, 20, 200),
        rtf=0.2,
        cpu="cpu",
        trainer_version="0.1.0",
        scenario="s",
        recall=Share(0.9, 0.8, 1.0, 9, 10),
        files=files_of(model),
    )
