from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
import soundfile

from trainer.audio.opus import to_opus
from trainer.audio.resample import SPEECH_RATE


@pytest.mark.parametrize("rate", [8000, SPEECH_RATE])
def test_speech_comes_back_as_long_and_as_loud(rate):
    tone = (0.3 * np.sin(2 * np.pi * 440 * np.arange(rate * 3) / rate)).astype(np.float32)
    opus = to_opus([tone[: rate + 7], tone[rate + 7 :]], rate)
    back, heard_rate = soundfile.read(BytesIO(opus))
    assert opus.startswith(b"OggS")
    assert len(back) / heard_rate == pytest.approx(3, abs=0.05)
    assert np.sqrt(np.mean(back**2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.1)
    assert len(opus) < 3 * 8000  # bytes; 64 kbit/s
