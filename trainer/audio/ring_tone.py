"""The ring tone, made in code: 450 Hz, one second on, four off, as exchanges in China ring."""

from __future__ import annotations

import numpy as np

from trainer.audio.resample import SPEECH_RATE, Samples

HERTZ = 450
ON = 1.0  # s
OFF = 4.0  # s
LEVEL = -20.0  # dBFS (RMS) of the tone
EDGE = 0.01  # s of fading in and out, so that it does not click


def ring_tone(rate: int = SPEECH_RATE) -> Samples:
    """One period of ON + OFF seconds, mono, to be looped."""
    at = np.arange(round(ON * rate)) / rate
    tone = np.sqrt(2) * 10 ** (LEVEL / 20) * np.sin(2 * np.pi * HERTZ * at)
    fade = np.sin(np.pi / 2 * np.minimum(1.0, np.minimum(at, ON - at) / EDGE)) ** 2
    period = np.zeros(round((ON + OFF) * rate), dtype=np.float32)
    period[: len(tone)] = tone * fade
    return period
