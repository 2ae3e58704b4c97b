"""Recordings made on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from trainer.audio.resample import Samples

MakeWav = Callable[..., Path]


@pytest.fixture
def tone() -> Callable[..., Samples]:
    """A sine: `tone(seconds, rate=16000, level=0.3)`, mono."""

    def make(seconds: float, rate: int = 16000, level: float = 0.3, hertz: float = 220.0) -> Samples:
        at = np.arange(round(seconds * rate)) / rate
        return (level * np.sin(2 * np.pi * hertz * at)).astype(np.float32)

    return make


@pytest.fixture
def wav(tmp_path: Path, tone: Callable[..., Samples]) -> MakeWav:
    """Write a sound file: `wav(samples=…, rate=…, name=…, subtype=…)`."""

    def make(
        samples: Samples | None = None, rate: int = 16000, name: str = "录音.wav", subtype: str | None = None
    ) -> Path:
        path = tmp_path / name
        soundfile.write(path, tone(1.0, rate) if samples is None else samples, rate, subtype=subtype)
        return path

    return make
