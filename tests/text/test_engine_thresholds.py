from __future__ import annotations

import pytest

from trainer.text.engine_thresholds import TUNED, UNTUNED, WHISPER_BASE, is_tuned, thresholds_of


@pytest.mark.parametrize(
    ("engine", "model", "tuned"),
    [
        (None, None, True),
        ("scripted", "script", True),
        ("whisper", "whisper-base", True),
        ("whisper", "whisper-small", False),
        ("vosk", "vosk-cn", False),
        ("vosk", None, False),
    ],
)
def test_only_a_model_with_a_row_may_charge(engine: str | None, model: str | None, tuned: bool) -> None:
    assert is_tuned(engine, model) is tuned
    assert thresholds_of(engine, model) == (WHISPER_BASE if tuned else UNTUNED)


def test_every_row_can_tell_a_mere_sound() -> None:
    assert all(one.muttered_confidence is not None and 0 < one.muttered_confidence < 1 for one in TUNED.values())
