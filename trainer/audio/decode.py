"""Read a recording: whole, or block by block so that memory does not grow with its length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from trainer.audio import recording_errors as errors
from trainer.audio.dc_offset import WithoutOffset
from trainer.audio.readers import Raw, open_recording
from trainer.audio.resample import SPEECH_RATE, Resampler, Samples
from trainer.errors import AudioError

MIN_RECORDING = 0.3  # s; nobody says anything in less

Channel = Literal["left", "right"] | int  # an int counts from 1: 1 = left, 2 = right


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A recording in memory."""

    samples: Samples  # [frames, channels], −1…1
    rate: int  # Hz

    @property
    def channels(self) -> int:
        """How many channels it has."""
        return int(self.samples.shape[1])

    @property
    def seconds(self) -> float:
        """Its length in seconds."""
        return len(self.samples) / self.rate


def read(path: Path | str, raw: Raw | None = None) -> Audio:
    """The whole recording at its own rate. Raises AudioError that names the file and the reason."""
    rate = 0
    pieces: list[Samples] = []
    for rate, block in native_blocks(Path(path), raw):  # noqa: B007 - the rate is the same in every block
        pieces.append(block)
    return Audio(np.concatenate(pieces), rate)


def blocks(
    path: Path | str, seconds: float = 10.0, rate: int = SPEECH_RATE, raw: Raw | None = None
) -> Iterator[Samples]:
    """The recording as float32 [frames, channels] blocks of at most about `seconds`, resampled to `rate` Hz.

    Raises AudioError, possibly after good blocks: a file may be damaged in the middle.
    """
    resampler: Resampler | None = None
    for native, block in native_blocks(Path(path), raw, seconds):
        if resampler is None:
            resampler = Resampler(native, rate, block.shape[1])
        if len(out := resampler.feed(block)):
            yield out
    if resampler is not None and len(out := resampler.finish()):
        yield out


def channel(samples: Samples, which: Channel, name: str = "录音") -> Samples:
    """One channel of [frames, channels] samples. Raises AudioError where there is no such channel."""
    number = {"left": 1, "right": 2}.get(which, 0) if isinstance(which, str) else which
    have = samples.shape[1]
    if not 1 <= number <= have:
        raise AudioError(errors.no_such_channel(name, which, have))
    return samples[:, number - 1]


def named_channel(text: str) -> Channel | None:
    """left, right, 左, 右 or a number from 1; None: anything else."""
    sides: dict[str, Channel] = {"left": "left", "right": "right", "左": "left", "右": "right"}
    if text in sides:
        return sides[text]
    return int(text) if re.fullmatch("[1-9][0-9]?", text) else None


def native_blocks(path: Path, raw: Raw | None = None, seconds: float = 10.0) -> Iterator[tuple[int, Samples]]:
    """(rate, block) at the file's own rate, without DC offset, every fault checked."""
    total = 0
    rate = 0
    without: WithoutOffset | None = None
    for rate, block in open_recording(path, raw, seconds):
        if not np.isfinite(block).all():
            raise AudioError(errors.not_finite(path, total / rate))
        total += len(block)
        without = without or WithoutOffset(rate)
        if len(block):
            yield rate, without.feed(block)
    if not total:
        raise AudioError(errors.no_sound(path))
    if total / rate < MIN_RECORDING:
        raise AudioError(errors.too_short(path, total / rate))
