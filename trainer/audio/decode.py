"""Read a recording: whole, or block by block so that memory does not grow with its length.

Formats by libsndfile (wav with PCM, float, A-law, µ-law, GSM, ADPCM; flac, ogg, opus, mp3, aiff, au) and, where the
extra [media] is installed, what PyAV reads (m4a, wma, amr, aac …). The content decides, not the file's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from trainer.audio import faults
from trainer.audio.kinds import ENOUGH, NEEDS_MEDIA, kind
from trainer.audio.media import media_blocks
from trainer.audio.resample import SPEECH_RATE, Resampler, Samples
from trainer.audio.sound import Raw, sound_blocks
from trainer.audio.truncated import missing_share
from trainer.errors import AudioError

SHORTEST = 0.3  # s; nobody says anything in less
SAME = 1e-4  # of full scale; channels that differ less hold the same
MOST_CHANNELS = 32  # more is a broken header

Channel = Literal["left", "right"] | int  # an int counts from 1: 1 = left, 2 = right


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A recording in memory."""

    samples: Samples  # [frames, channels], −1…1
    rate: int  # Hz

    @property
    def channels(self) -> int:
        """How many."""
        return int(self.samples.shape[1])

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / self.rate


def read(path: Path | str, raw: Raw | None = None) -> Audio:
    """The whole recording at its own rate. Raises AudioError that names the file and the reason."""
    rate = 0
    pieces: list[Samples] = []
    for rate, block in _native(Path(path), raw):  # noqa: B007 - the rate is the same in every block
        pieces.append(block)
    return Audio(np.concatenate(pieces), rate)


def blocks(
    path: Path | str, seconds: float = 10.0, rate: int = SPEECH_RATE, raw: Raw | None = None
) -> Iterator[Samples]:
    """The recording as float32 [frames, channels] blocks of at most about `seconds`, resampled to `rate` Hz.

    Raises AudioError, possibly after good blocks: a fault may stand in the middle of a file.
    """
    resampler: Resampler | None = None
    for native, block in _native(Path(path), raw, seconds):
        if resampler is None:
            resampler = Resampler(native, rate, block.shape[1])
        if len(out := resampler.feed(block)):
            yield out
    if resampler is not None and len(out := resampler.finish()):
        yield out


def channels(path: Path | str, raw: Raw | None = None) -> int:
    """How many channels the recording has."""
    _, first = next(_native(Path(path), raw, seconds=1.0))
    return int(first.shape[1])


def identical(path: Path | str, raw: Raw | None = None) -> bool:
    """Whether all channels hold the same: a mono recording stored as stereo. Reads up to the first difference."""
    return all(np.ptp(block, axis=1).max() <= SAME for _, block in _native(Path(path), raw, seconds=5.0))


def channel(samples: Samples, which: Channel, name: str = "录音") -> Samples:
    """One channel of [frames, channels] samples. Raises AudioError where there is no such channel."""
    number = {"left": 1, "right": 2}.get(which, 0) if isinstance(which, str) else which
    have = samples.shape[1]
    if not 1 <= number <= have:
        raise AudioError(faults.no_such_channel(name, which, have))
    return samples[:, number - 1]


def _native(path: Path, raw: Raw | None, seconds: float = 10.0) -> Iterator[tuple[int, Samples]]:
    """(rate, block) at the file's own rate, every fault checked."""
    source = _open(path, raw, seconds)
    total = 0
    rate = 0
    for rate, block in source:
        if block.shape[1] > MOST_CHANNELS:
            raise AudioError(faults.odd_channels(path, block.shape[1]))
        if not np.isfinite(block).all():
            raise AudioError(faults.not_finite(path, total / rate))
        total += len(block)
        if len(block):
            yield rate, block
    if not total:
        raise AudioError(faults.no_sound(path))
    if total / rate < SHORTEST:
        raise AudioError(faults.too_short(path, total / rate))


def _open(path: Path, raw: Raw | None, seconds: float) -> Iterator[tuple[int, Samples]]:
    """The right reader for what the file is."""
    try:
        if path.is_dir():
            raise AudioError(faults.is_folder(path))
        with path.open("rb") as file:
            head = file.read(ENOUGH)
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise AudioError(faults.missing(path)) from error
    except (OSError, ValueError) as error:
        raise AudioError(faults.unreadable(path, error)) from error
    if not size:
        raise AudioError(faults.empty(path))
    if raw is not None:
        return sound_blocks(path, seconds, raw)
    found = kind(head)
    if found in NEEDS_MEDIA:
        return media_blocks(path, seconds, found)
    lost = missing_share(path)
    if lost is not None:
        raise AudioError(faults.truncated(path, *lost))
    return sound_blocks(path, seconds, None, found)
