"""Decode with libsndfile through soundfile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.audio import faults
from trainer.audio.kinds import FLAC, UNKNOWN
from trainer.audio.resample import Samples
from trainer.errors import AudioError


@dataclass(frozen=True, slots=True)
class Raw:
    """The format of a file without a header."""

    rate: int = 8000  # Hz
    channels: int = 1
    subtype: str = "PCM_16"  # as libsndfile names them: PCM_16, ALAW, ULAW, GSM610, FLOAT …
    endian: str = "LITTLE"


def sound_blocks(
    path: Path, seconds: float, raw: Raw | None = None, kind: str = UNKNOWN
) -> Iterator[tuple[int, Samples]]:
    """(rate, [frames, channels]) blocks. Raises AudioError where the decoder gives up."""
    import soundfile

    layout: dict[str, Any] = {}
    if raw is not None:
        layout = {
            "samplerate": raw.rate,
            "channels": raw.channels,
            "subtype": raw.subtype,
            "endian": raw.endian,
            "format": "RAW",
        }
    read = 0
    try:
        with path.open("rb") as stream, soundfile.SoundFile(stream, **layout) as file:
            size = max(1, int(seconds * file.samplerate))
            while len(block := file.read(size, dtype="float32", always_2d=True)):
                read += len(block)
                yield file.samplerate, block
            promised, rate = file.frames, file.samplerate
    except (soundfile.SoundFileError, RuntimeError, TypeError, ValueError) as error:
        raise AudioError(faults.damaged(path, kind)) from error
    except OSError as error:
        raise AudioError(faults.unreadable(path, error)) from error
    if kind == FLAC and read and promised - read > rate * 0.1:
        raise AudioError(faults.truncated(path, promised / rate, read / rate))
