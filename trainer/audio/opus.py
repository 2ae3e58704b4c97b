"""Speech as Ogg Opus, small enough to be sent about; every browser of today plays it."""

from __future__ import annotations

import io
from collections.abc import Iterable

from trainer.audio.resample import SPEECH_RATE, Samples

BLOCK = SPEECH_RATE  # samples written at a time; the encoder's stack does not take long ones


def to_opus(blocks: Iterable[Samples], rate: int = SPEECH_RATE) -> bytes:
    """One channel of samples, some 25 kbit/s. `rate`: 8000, 12000, 16000, 24000 or 48000 Hz."""
    import soundfile

    out = io.BytesIO()
    with soundfile.SoundFile(out, "w", rate, 1, "OPUS", format="OGG") as file:
        for block in blocks:
            for start in range(0, len(block), BLOCK):
                file.write(block[start : start + BLOCK])
    return out.getvalue()
