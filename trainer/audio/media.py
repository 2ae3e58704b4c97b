"""Decode with PyAV (FFmpeg) what libsndfile cannot: m4a, wma, amr, aac. Extra [media]; the only importer of `av`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from trainer.audio import faults
from trainer.audio.resample import Samples
from trainer.errors import AudioError


def media_blocks(path: Path, seconds: float, kind: str) -> Iterator[tuple[int, Samples]]:
    """(rate, [frames, channels]) blocks of the first audio stream. Raises AudioError, also without PyAV."""
    try:
        import av
    except ImportError as error:
        raise AudioError(faults.needs_media(path, kind)) from error
    waiting: list[Samples] = []
    rate = 0
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise AudioError(faults.no_sound(path))
            to_float = av.AudioResampler(format="fltp")
            for decoded in container.decode(container.streams.audio[0]):
                for frame in to_float.resample(decoded):
                    rate = frame.sample_rate
                    waiting.append(_samples(frame))
                if rate and sum(map(len, waiting)) >= seconds * rate:
                    yield rate, np.concatenate(waiting)
                    waiting = []
    except (av.FFmpegError, ValueError) as error:
        raise AudioError(faults.media_damaged(path, kind)) from error
    if waiting:
        yield rate, np.concatenate(waiting)


def _samples(frame: Any) -> Samples:
    """[frames, channels] of one decoded planar frame."""
    return np.ascontiguousarray(frame.to_ndarray().T, dtype=np.float32)
